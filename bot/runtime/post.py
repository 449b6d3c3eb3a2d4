"""Say something: an outbox row and a line of the conversation, in the caller's transaction."""

import secrets
from dataclasses import replace
from datetime import datetime

from channels.messages import OutboundMessage, to_json
from store import talks, work_queue
from store.talks import NewLine
from store.unit import Unit
from store.work_queue import OUTBOX

SALT = 16  # bytes


def post(
    unit: Unit, message: OutboundMessage, *, author: str, now: datetime, ticket_id: int = 0
) -> bool:
    """Put it on its way. The same key twice says it once: then False."""
    lane = message.conversation.key
    payload = to_json(replace(message, salt=secrets.token_hex(SALT)))
    fresh = work_queue.put(unit, OUTBOX, key=message.key, lane=lane, payload=payload, now=now)
    if fresh:
        line = NewLine(
            talk=lane,
            key=message.key,
            inbound=False,
            author=author,
            text=message.text,
            at=now,
            ticket_id=ticket_id,
            payload=payload,
        )
        talks.say(unit, line)
    return fresh

"""An answer to a message that is gone does not stay where Slack puts it.

Slack does not refuse an answer in a thread whose first message was deleted before anybody answered
it: the answer lands in the channel itself, as a message of its own. Whoever reads there could have
read the thread; but it is no answer any longer, and nobody would expect it there.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from channels.slack import traces
from channels.slack.addresses import Room
from channels.slack.client import Slack
from channels.slack.errors import Refused


def is_stray(posted: Mapping[str, Any], room: Room) -> bool:
    """Whether what was meant for a thread stands outside of any, by Slack's answer to the post."""
    message = posted.get("message")
    return bool(room.thread) and isinstance(message, dict) and not message.get("thread_ts")


async def take_back(
    slack: Slack, room: Room, ts: str, key: str, *, clock: Callable[[], datetime]
) -> None:
    """Delete it, and what was posted with the same key before and nobody knew of. Raises TryLater.

    What stands in the thread itself is left there.
    """
    await _delete(slack, room, ts)
    for other in await traces.standing(slack, Room(room.team, room.channel), key, clock=clock):
        await _delete(slack, room, other)


async def _delete(slack: Slack, room: Room, ts: str) -> None:
    with suppress(Refused):
        await slack.quietly(room.team, "chat.delete", channel=room.channel, ts=ts)

"""The bounces and complaints that Amazon's mail service tells in JSON, as groups of a report."""

import json
from collections.abc import Iterator

from channels.email import headers
from channels.email.headers import Fields

MARKS = ('"notificationType"', '"eventType"')
KINDS = {"Bounce": "bouncedRecipients", "Complaint": "complainedRecipients"}
ACTIONS = {"Permanent": "failed", "Undetermined": "failed", "Transient": "delayed"}
MOST = 100


def groups(words: str) -> tuple[Fields, ...]:
    """A group for each recipient; a complaint's have a "feedback-type". Never raises."""
    at = words.find("{")
    if at < 0 or not any(mark in words for mark in MARKS):
        return ()
    try:
        told, _ = json.JSONDecoder(strict=False).raw_decode(words, at)
    except (ValueError, RecursionError):
        return ()
    return tuple(_groups(told))


def _groups(told: object) -> Iterator[Fields]:
    kind = _word(told, "notificationType") or _word(told, "eventType")
    report, mail = _inside(told, kind.lower()), _inside(told, "mail")
    recipients = _inside(report, KINDS.get(kind, ""))
    message_id = _word(_inside(mail, "commonHeaders"), "messageId")
    for one in recipients[:MOST] if isinstance(recipients, list) else ():
        pairs = {
            "final-recipient": _word(one, "emailAddress"),
            "original-message-id": message_id,
            **(_bounced(report, one) if kind == "Bounce" else _complained(report)),
        }
        yield headers.fields((name, _bytes(value)) for name, value in pairs.items() if value)


def _bounced(report: object, one: object) -> dict[str, str]:
    given = _word(one, "action").lower()
    return {
        "action": given or ACTIONS.get(_word(report, "bounceType"), "failed"),
        "status": _word(one, "status"),
        "diagnostic-code": _word(one, "diagnosticCode"),
    }


def _complained(report: object) -> dict[str, str]:
    return {"feedback-type": _word(report, "complaintFeedbackType") or "abuse"}


def _inside(told: object, name: str) -> object:
    return told.get(name) if isinstance(told, dict) else None


def _word(told: object, name: str) -> str:
    value = _inside(told, name)
    return value[:1000] if isinstance(value, str) else ""


def _bytes(value: str) -> bytes:
    return value.encode("utf-8", "replace")

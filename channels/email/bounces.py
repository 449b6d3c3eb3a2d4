"""Whether a mail says that one of ours was not delivered, whom it did not reach, and why."""

import re
from dataclasses import dataclass, replace

from channels.email import bounce_evidence, bounce_recipients, bounce_status, headers, mime, notice
from channels.email.folding import fold, holds
from channels.email.mime import Part
from channels.email.notice import Notice

MOST_IDS = 20
REJECTED = ("reject", "refus", "quota", "zuruckgewiesen", "abgelehnt", "отклон")
ID_LINE = re.compile(r"[>|\s]*+(?:original-)?message-id ?:(.*)", re.IGNORECASE)
ID_FIELDS = ("original-message-id", "x-original-message-id", "original-envelope-id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """A report that a mail did not arrive.

    `recipients` are the addresses it did not reach, by every name the report gives them;
    `permanent` says that the server has given up, `delayed` that it will try again. `original_ids`
    are the Message-IDs of the mail, best first. `reason` is the server's word, on one line.
    """

    recipients: tuple[str, ...]
    statuses: tuple[str, ...]
    permanent: bool
    is_dsn: bool
    delayed: bool
    original_ids: tuple[str, ...]
    reason: str


def bounce(tree: Part, mail_from: str = "") -> Bounce | None:
    """The bounce in a mail; None if it is none. `mail_from` is "<>" for an empty one.

    Reads RFC 3464, and the words of servers that know no RFC. Never raises.
    """
    return in_notice(notice.read(tree), mail_from)


def in_notice(found: Notice, mail_from: str) -> Bounce | None:
    """The same, of a mail that is read already."""
    is_one = bounce_evidence.is_bounce(found, mail_from) or _is_a_refusal(found)
    if not is_one or bounce_status.succeeded(found) or _is_a_receipt(found):
        return None
    return _innermost(found)


def is_dsn(tree: Part) -> bool:
    """Whether it is a report on a delivery in the standard's form, good news or bad."""
    is_report = tree.media_type == "multipart/report"
    return is_report and any(
        part.media_type in notice.STATUS_REPORTS for part in notice.outer(tree)
    )


def _innermost(found: Notice) -> Bounce:
    """Some gateways wrap the bounce they got into another one that says nothing."""
    told = _told(found)
    for raw in found.enclosed[:1] if not found.groups else ():
        inner = notice.read(mime.parse(raw))
        if inner.groups and bounce_evidence.is_bounce(inner, "<>"):
            return replace(_told(inner), is_dsn=told.is_dsn)
    return told


def _told(found: Notice) -> Bounce:
    delayed = bounce_status.is_delayed(found)
    return Bounce(
        recipients=bounce_recipients.recipients(
            replace(found, groups=bounce_status.failing(found))
        ),
        statuses=bounce_status.statuses(found),
        permanent=not delayed,
        is_dsn=found.has_report,
        delayed=delayed,
        original_ids=_ids(found),
        reason=bounce_status.reason(found),
    )


def _is_a_receipt(found: Notice) -> bool:
    """Whether somebody's mail program tells what became of a mail that did arrive (RFC 8098)."""
    return found.has_receipt and not _is_a_refusal(found)


def _is_a_refusal(found: Notice) -> bool:
    """Sieve's reject comes as a receipt that says "deleted" (RFC 5429)."""
    said = fold(f"{found.subject} {found.fields.get('auto-submitted')} {found.words()[:2000]}")
    deleted = any("deleted" in group.get("disposition").lower() for group in found.groups)
    automatic = any("automatic" in group.get("disposition").lower() for group in found.groups)
    return found.has_receipt and deleted and automatic and holds(said, REJECTED)


def _ids(found: Notice) -> tuple[str, ...]:
    """Of the mail returned; else of the mail that the bounce answers."""
    texts = [fields.get("message-id") for fields in found.returned]
    texts += [group.get(name) for group in found.groups for name in ID_FIELDS]
    lines = map(ID_LINE.match, (*found.below, *found.lines))
    texts += [line[1] for line in lines if line]
    texts += [found.fields.get(name) for name in ("in-reply-to", "references")]
    ids = (found_id for text in texts for found_id in headers.message_ids(text))
    return tuple(dict.fromkeys(ids))[:MOST_IDS]

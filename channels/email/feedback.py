"""Whether a mail is a feedback report: somebody called our mail spam, or forged (RFC 5965)."""

from dataclasses import dataclass

from channels.email import headers, notice
from channels.email.bounce_recipients import addresses
from channels.email.folding import fold
from channels.email.headers import Fields
from channels.email.mime import Part
from channels.email.notice import Notice

REPORT = "message/feedback-report"
REPORT_TYPE = "feedback-report"
RECIPIENTS = ("original-rcpt-to", "removal-recipient", "final-recipient")
MOST_RECIPIENTS = 100

# Those who report without the form name their reports so.
TITLES = (
    "complaint about message from",
    "email feedback report for ip",
    "feedback loop complaint",
    "abuse report for",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """`kind` is the type it gives (abuse, fraud, not-spam, auth-failure ...), "" if none.

    `original_ids` are the Message-IDs of the mail complained of.
    """

    kind: str
    recipients: tuple[str, ...]
    original_ids: tuple[str, ...]


def feedback(tree: Part) -> Feedback | None:
    """The report in a mail; None if it is none. Never raises."""
    return in_notice(tree, notice.read(tree))


def in_notice(tree: Part, found: Notice) -> Feedback | None:
    """The same, of a mail that is read already."""
    fields = _report(tree, found)
    if fields is None and not _is_titled_so(found):
        return None
    return _told(fields or Fields(()), found)


def _report(tree: Part, found: Notice) -> Fields | None:
    """The fields of the report, perhaps none; None if there is no report."""
    for part in notice.outer(tree):
        if part.media_type == REPORT:
            return next(notice.groups(notice.text(part)), Fields(()))
    if found.report_type == REPORT_TYPE:
        return _written_out(found) or Fields(())
    told = (group for group in found.cloud if group.has("feedback-type"))
    return _written_out(found) if found.media_type == "multipart/report" else next(told, None)


def _written_out(found: Notice) -> Fields | None:
    """Some write the report as plain text."""
    for group in notice.groups("\r\n".join((*found.lines, *found.below))):
        if group.has("feedback-type"):
            return group
    return None


def _is_titled_so(found: Notice) -> bool:
    """And it encloses the mail that it complains of."""
    return bool(found.returned) and fold(found.subject).startswith(TITLES)


def _told(fields: Fields, found: Notice) -> Feedback:
    named = map(addresses, fields.all(*RECIPIENTS))
    recipients = tuple(dict.fromkeys(address for each in named for address in each))
    texts = [mail.get("message-id") for mail in found.returned]
    texts += [fields.get("original-message-id"), fields.get("message-id")]
    ids = tuple(dict.fromkeys(each for text in texts for each in headers.message_ids(text)))
    kind = headers.one_line(fields.get("feedback-type"), longest=40).lower()
    return Feedback(kind=kind, recipients=recipients[:MOST_RECIPIENTS], original_ids=ids)

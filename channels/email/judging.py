"""What is made of a mail that was read: the new words, who wrote first, whether a machine did.

One place for what other modules find out, each a line.
"""

from dataclasses import dataclass

from channels.email import automatic
from channels.email.addresses import is_address
from channels.email.automatic import Signs
from channels.email.body import written
from channels.email.mail import Mail
from channels.email.settings import EmailSettings

REPORT = "multipart/report"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """`forward` is what was sent on, or None."""

    reply: str
    requester: str
    is_auto_reply: bool
    is_bounce: bool
    is_dsn: bool
    is_feedback_report: bool
    bounce_recipients: tuple[str, ...]
    bounce_statuses: tuple[str, ...]
    bounce_permanent: bool
    forward: dict[str, str] | None


def judged(mail: Mail) -> Judged:
    """The verdicts on a mail."""
    report = mail.tree.parameters.get("report-type", "").lower()
    is_dsn = mail.tree.media_type == REPORT and report == "delivery-status"
    return Judged(
        reply=written(mail),
        requester=requester(mail),
        is_auto_reply=automatic.is_automatic(_signs(mail)),
        is_bounce=is_dsn,
        is_dsn=is_dsn,
        is_feedback_report=mail.tree.media_type == REPORT and report == "feedback-report",
        bounce_recipients=(),
        bounce_statuses=(),
        bounce_permanent=False,
        forward=None,
    )


def requester(mail: Mail) -> str:
    """Whom to answer: where replies are wanted, if that can be written to, else who wrote."""
    wanted = mail.reply_to.address
    return wanted if is_address(wanted) else mail.author.address


def _signs(mail: Mail) -> Signs:
    return Signs(
        fields=mail.tree.fields,
        media_type=mail.tree.media_type,
        mail_from=mail.author.address or "<>",
        sender=mail.author.address,
        message_id=mail.message_id,
        settings=EmailSettings(),
    )

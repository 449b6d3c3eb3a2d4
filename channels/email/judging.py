"""What is made of a mail that was read: the new words, who asks, who wrote first, what it is."""

from dataclasses import dataclass

from channels.email.addresses import is_address
from channels.email.body import judge, newly_written
from channels.email.forwarded import Forwarded, forwarded
from channels.email.machines import Judgement
from channels.email.mail import Mail
from channels.email.ours import Ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """`reply` is what is new, if it is an answer; `forward` is what was sent on, or None."""

    reply: str
    requester: str
    judgement: Judgement
    forward: Forwarded | None


def judged(mail: Mail, ours: Ours) -> Judged:
    """All that we make of it."""
    return Judged(
        reply=newly_written(mail).text,
        requester=requester(mail),
        judgement=judge(mail, ours),
        forward=forwarded(mail.text, mail.subject),
    )


def requester(mail: Mail) -> str:
    """Whom to answer: where replies are wanted, if that can be written to, else who wrote."""
    wanted = mail.reply_to.address
    return wanted if is_address(wanted) else mail.author.address

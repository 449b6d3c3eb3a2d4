"""What the desk is shown of a mail: new words, what was cut, what else there is to know, files."""

from dataclasses import dataclass, replace

from channels.email import machines
from channels.email.files import File, safe_name
from channels.email.forwarded import forwarded
from channels.email.machines import Judgement
from channels.email.mail import Mail, read
from channels.email.new_text import LONGEST_TEXT, Reply, reply, reply_of_html, unsigned
from channels.email.ours import Ours
from channels.email.prefixes import FORWARD, REPLY
from channels.email.remarks import ENCRYPTED

NOTHING_AMISS = Judgement()


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What a mail says. `cut` is what was not taken for its writer's own new words; `remark` is
    for the desk, and is all of `text` where there are no words; `is_sealed` if these are encrypted.
    """

    text: str
    cut: str = ""
    remark: str = ""
    is_sealed: bool = False
    files: tuple[File, ...] = ()
    judgement: Judgement = NOTHING_AMISS


def body(raw: bytes, ours: Ours) -> Body:
    """Read the words and the files, and judge whether a machine wrote it."""
    mail = read(raw)
    said = written(mail)
    remark = "\n\n".join((*mail.remarks, *_sent_on(mail)))
    return Body(
        text=said.text[:LONGEST_TEXT] or remark,
        cut=said.cut[:LONGEST_TEXT],
        remark=remark if said.text else "",
        is_sealed=not said.text and ENCRYPTED in mail.remarks,
        files=_kept(mail.files),
        judgement=judge(mail, ours),
    )


def written(mail: Mail) -> Reply:
    """The words, without the old mail below where there may be one: only in an answer.

    What somebody forwards, or shows in a fresh mail, is what they want to tell us.
    """
    if FORWARD.match(mail.subject):
        return Reply(mail.text, "")
    is_answer = REPLY.match(mail.subject) or mail.in_reply_to or mail.references
    return newly_written(mail) if is_answer else unsigned(mail.text)


def newly_written(mail: Mail) -> Reply:
    """The words of a mail that is taken for an answer."""
    return reply_of_html(mail.html) if mail.from_html else reply(mail.text)


def judge(mail: Mail, ours: Ours) -> Judgement:
    """Whether a machine wrote it; its envelope is what the last mail server wrote on top."""
    sender = mail.tree.fields.get("return-path").strip()
    is_nobodys = sender == "<>" or not (sender or mail.author.address)
    mail_from = "<>" if is_nobodys else sender.strip("<>")
    return machines.judge(machines.signs(mail.tree, mail_from=mail_from, ours=ours))


def _sent_on(mail: Mail) -> tuple[str, ...]:
    """Who wrote first, where somebody passes a mail on to us."""
    first = forwarded(mail.text, mail.subject) if FORWARD.match(mail.subject) else None
    if first is None or not first.from_email:
        return ()
    who = f"{first.from_name} <{first.from_email}>" if first.from_name else first.from_email
    return (f"It was passed on; {who} wrote it.",)


def _kept(files: tuple[File, ...]) -> tuple[File, ...]:
    """Their names made safe to keep them under."""
    return tuple(
        replace(file, name=safe_name(file.name) or f"attachment-{number}")
        for number, file in enumerate(files, start=1)
    )

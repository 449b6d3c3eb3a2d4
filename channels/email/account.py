"""An account of how a mail is read, threaded and judged, and why, for a person who wonders."""

from channels.base import Signer
from channels.email import body, cover, mime, reading, signed
from channels.email.body import Body
from channels.email.cover import Cover, Delivery
from channels.email.machines import Judgement
from channels.email.mail import Mail, read
from channels.email.mime import Part
from channels.email.reading import Head
from channels.email.settings import EmailSettings

Account = dict[str, list[str]]

ALLOWED = "Nothing speaks against it."


def account(raw: bytes, settings: EmailSettings, signer: Signer) -> Account:
    """What was found, as sentences by heading. Never raises for what is in the mail."""
    raw = raw if b"\r\n" in raw else raw.replace(b"\n", b"\r\n")
    fields, _ = mime.head(raw)
    mail_to = fields.get("delivered-to").strip()
    ours = settings.own(mail_to) or settings.addresses[0]
    mail_from = fields.get("return-path").strip().strip("<>")
    delivery = Delivery(raw=raw, mail_from=mail_from, ours=ours, mail_to=mail_to)
    mail, said = read(raw), body.body(raw, settings.ours)
    seen, head = cover.cover(delivery, settings), reading.head(raw, settings, signer)
    return {
        "Who": _who(mail, seen, head),
        "Parts": list(_parts(mail.tree)),
        "Words": _words(mail, said),
        "Files": [f"{f.name} ({f.media_type}, {len(f.content)} bytes)" for f in said.files],
        "Thread": _thread(head, signed.read(mail_to, signer)),
        "Machine": _machine(said.judgement),
        "Orders": _orders(said, head, seen),
    }


def _who(mail: Mail, seen: Cover, head: Head) -> list[str]:
    written = f"From says {mail.author.name} <{mail.author.address}>.".replace("says  <", "says <")
    wanted = f"Reply-To asks for answers to <{mail.reply_to.address}>."
    return [
        written,
        *([wanted] if mail.reply_to.address else []),
        f"So <{seen.sender.address}> asks, about: {seen.subject or '(no subject)'}",
        *([head.disowned] if head.disowned else []),
    ]


def _parts(part: Part, depth: int = 0) -> list[str]:
    own = f"{'  ' * depth}{part.media_type}, {part.end - part.start} bytes"
    inside = [line for each in part.parts for line in _parts(each, depth + 1)]
    return [own, *inside]


def _words(mail: Mail, said: Body) -> list[str]:
    source = "the HTML, as there is no plain text" if mail.from_html else "the plain text"
    cut = f"{len(said.cut)} characters were taken for quotes and signatures:\n{said.cut}"
    return [
        f"Read from {source}:\n{said.text}",
        *([cut] if said.cut else []),
        *([said.remark] if said.remark else []),
    ]


def _thread(head: Head, answered: str) -> list[str]:
    certain = f"It came to the signed address of our mail {answered}."
    bounced = f"It came to the address for bounces of our mail {head.bounced}."
    return [
        *([certain] if answered else []),
        *([bounced] if head.bounced else []),
        *(f"It follows {each}" for each in head.follows),
    ] or ["It follows no other mail."]


def _machine(found: Judgement) -> list[str]:
    bounce = found.bounce
    lost = f"{'for good' if bounce.permanent else 'for now'}: {bounce.reason}" if bounce else ""
    return [
        f"Suggest and decide by itself: {found.not_automated or ALLOWED}",
        f"Answer by itself: {found.not_answered or ALLOWED}",
        f"Reopen a ticket: {found.not_reopening or ALLOWED}",
        *([f"Did not reach {', '.join(bounce.recipients)} {lost}"] if bounce else []),
    ]


def _orders(said: Body, head: Head, seen: Cover) -> list[str]:
    order, doubt = reading.ordered(said), reading.doubt(head, seen.sender.address)
    whose = f"The sender <{head.proved}> is proved." if head.proved else head.doubt
    if not order:
        return [f"Its first line orders nothing. {whose}"]
    return [f"Its first line orders: {order}", doubt or "An agent's order would be followed."]

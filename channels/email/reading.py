"""What the head of a kept mail tells: what it answers, and whether sender and orders are proved.

Pure, but for the house's signature on the address that a mail was sent to.
"""

from dataclasses import dataclass

from channels.base import Signer
from channels.email import mime, signed, trust
from channels.email.addresses import message_ids
from channels.email.body import Body
from channels.email.headers import Fields
from channels.email.settings import EmailSettings

MOST_UNDECODED = 64 * 1024  # bytes
MOST_FOLLOWED = 21
ANOTHER = "It asks for answers to another address than the one that is proved."
UNSIGNED = "It did not come to an address that a mail of ours gave as Reply-To."


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """`follows` names what came before, newest first; `proved` is the sender's address if our mail
    server vouches for it. `doubt` is why an order in this mail is not to be followed, "" if it is;
    `disowned` why it may come from somebody else altogether.
    """

    answers: str
    follows: tuple[str, ...]
    bounced: str
    is_nobodys: bool
    proved: str
    doubt: str
    disowned: str


def doubt(head: Head, asker: str) -> str:
    """Why an order of whoever asks is not to be followed; "" if it is."""
    return head.doubt or ("" if head.proved == asker else ANOTHER)


def head(raw: bytes, settings: EmailSettings, signer: Signer) -> Head:
    """Read the header of a mail that was stamped with its envelope."""
    fields, _ = mime.head(raw)
    mail_to = fields.get("delivered-to").strip()
    answered, bounced = signed.read(mail_to, signer), signed.read_verp(mail_to, signer)
    sent_by = trust.authenticated(fields, authserv_id=settings.authserv_id)
    doubt = "" if sent_by.is_proved and answered else UNSIGNED if sent_by.is_proved else sent_by.why
    return Head(
        answers=next(iter(message_ids(fields.get("in-reply-to"))), answered),
        follows=_follows(fields, answered or bounced),
        bounced=bounced,
        is_nobodys=fields.get("return-path").strip() == "<>",
        proved=sent_by.address,
        doubt=doubt,
        disowned=trust.disowned(fields, authserv_id=settings.authserv_id),
    )


def follows_of(raw: bytes, signer: Signer) -> tuple[str, ...]:
    """What a mail that was stamped with its envelope follows, the surest first."""
    fields, _ = mime.head(raw)
    return _follows(fields, signed.read(fields.get("delivered-to").strip(), signer))


def ordered(body: Body) -> str:
    """The order that begins on the first line, as an agent would type it in chat; "" if none."""
    order = trust.order(body.text)
    return "\n\n".join(filter(None, (order.command, order.rest))) if order.command else ""


def undecoded(raw: bytes) -> str:
    """What stands behind the headers, as it came; only so much as a person would look at."""
    _, _, rest = raw[:MOST_UNDECODED].replace(b"\r\n", b"\n").partition(b"\n\n")
    return rest.decode(errors="replace").strip()


def _follows(fields: Fields, answered: str) -> tuple[str, ...]:
    """What it surely answers, what it says that it answers, and so on back to what began it all."""
    said = message_ids(fields.get("in-reply-to"))
    chain = message_ids(fields.get("references"))[::-1]
    every = tuple(dict.fromkeys(filter(None, (answered, *said, *chain))))
    return every if len(every) <= MOST_FOLLOWED else (*every[: MOST_FOLLOWED - 1], every[-1])

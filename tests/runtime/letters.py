"""Real mails handed to the desk as a mail server would, and what it wrote back."""

from email.message import EmailMessage

from channels.email.cover import Delivery
from channels.messages import ConversationRef, Person
from tests.scenarios.stage import OUR_ADDRESS, Place, mailbox

ANN, CLEO, EVE = mailbox("Ann"), mailbox("Cleo"), "eve@elsewhere.example"


def letter(sender, number, text, *, subject="Badge reader", follows=(), **fields):
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = OUR_ADDRESS
    mail["Subject"] = subject
    mail["Message-ID"] = f"<{number}@mail.example>"
    if follows:
        mail["In-Reply-To"] = follows[-1]
        mail["References"] = " ".join(follows)
    for name, values in fields.items():
        for value in (values,) if isinstance(values, str) else values:
            mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


async def write(stage, sender, number, text, *, to=OUR_ADDRESS, **more):
    """Deliver a mail; the conversation that it is in."""
    raw = letter(sender, number, text, **more).as_bytes()
    return await deliver(stage, raw, mail_from=sender, to=to)


async def deliver(stage, raw, *, mail_from, to=OUR_ADDRESS):
    """Hand it over as it is."""
    taken = []

    async def receive(message, *, raw):
        await stage.firstline.intake.accept(message, raw=raw)
        taken.append(message)

    wire = raw.replace(b"\n", b"\r\n")
    delivery = Delivery(raw=wire, mail_from=mail_from, ours=OUR_ADDRESS, mail_to=to)
    await stage.firstline.channels["email"].take(receive, delivery)
    await stage.settle()
    return Place(taken[0].conversation, taken[0].person)


def mails_to(stage, to):
    """What we wrote to somebody, whatever the thread."""
    place = ConversationRef(channel="email", place=f"{OUR_ADDRESS}>{to}")
    return stage.mails(Place(place, Person(address=to)))


def ours(stage, to):
    """The Message-IDs of it."""
    return [mail["Message-ID"] for mail in mails_to(stage, to)]


def signed_to(stage, to):
    """Where an answer to one of them goes: an address that only we can have written."""
    return mails_to(stage, to)[0]["Reply-To"].addresses[0].addr_spec

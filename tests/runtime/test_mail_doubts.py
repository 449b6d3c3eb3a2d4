"""Mail that may be forged, and mail that nobody can read: kept as ever, and said so."""

import pytest

from bot.core import wording
from bot.core.lifecycle import Status
from tests.runtime.letters import ANN, deliver, letter, mails_to, signed_to, write
from tests.runtime.stories import BADGE, happened
from tests.scenarios.stage import AUTHSERV, at_the_desk

FORGED = f"{AUTHSERV}; dmarc=fail header.from=desk.example"
UNKNOWN = f"{AUTHSERV}; dmarc=none header.from=desk.example"


@pytest.fixture
async def asked(stage):
    """Ann has asked, and Sam waits for her word."""
    await write(stage, ANN, 1, BADGE)
    sam = at_the_desk("Sam")
    await stage.say(sam, "claim FL-1001")
    await stage.say(sam, "resolve a new battery")
    return stage


async def answered(stage, text, results, number=10):
    to = signed_to(stage, ANN)
    await write(
        stage, ANN, number, text, to=to, subject="Re: Badge", Authentication_Results=results
    )


async def test_a_forged_mail_confirms_no_solution(asked):
    await answered(asked, "it works now, thank you", FORGED)
    assert "confirmed" not in await happened(asked, "FL-1001")
    said, note = (await asked.timeline("FL-1001"))[-2:]
    assert said.data["text"] == "it works now, thank you"
    assert (note.kind, note.public) == ("noted", False)
    assert "forged" in note.data["text"]


async def test_a_mail_that_nobody_disowns_confirms_it(asked):
    await answered(asked, "it works now, thank you", UNKNOWN)
    assert (await asked.ticket("FL-1001")).status == Status.CLOSED


async def test_a_forged_mail_is_a_ticket_as_ever_and_the_desk_is_warned(stage):
    await write(stage, ANN, 1, BADGE, Authentication_Results=FORGED)
    note = (await stage.timeline("FL-1001"))[-1]
    assert "forged" in note.data["text"]


ENCRYPTED = """Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=x

--x
Content-Type: application/pgp-encrypted

Version: 1
--x
Content-Type: application/octet-stream; name=encrypted.asc

-----BEGIN PGP MESSAGE-----
--x--
"""


async def sealed(stage, number, **more):
    plain = letter(ANN, number, "", **more)
    del plain["Content-Type"], plain["Content-Transfer-Encoding"], plain["MIME-Version"]
    head = plain.as_bytes().partition(b"\n\n")[0]
    await deliver(stage, head + b"\n" + ENCRYPTED.encode(), mail_from=ANN)


def told(stage):
    return [mail.get_body(("plain",)).get_content() for mail in mails_to(stage, ANN)]


async def test_who_sends_what_nobody_can_read_is_told_and_has_a_ticket(stage):
    await sealed(stage, 1)
    assert await happened(stage, "FL-1001") == ["opened", "announced"]
    assert len(told(stage)) == 1
    assert wording.UNREADABLE in " ".join(told(stage)[0].split())
    assert "FL-1001" in told(stage)[0]


async def test_on_a_ticket_it_is_kept_there_and_told_as_well(stage):
    await write(stage, ANN, 1, BADGE)
    await sealed(stage, 2, follows=("<1@mail.example>",))
    assert await happened(stage, "FL-1001") == ["opened", "announced", "said"]
    assert wording.UNREADABLE in " ".join(told(stage)[-1].split())


async def test_a_machine_that_encrypts_is_told_nothing(stage):
    await sealed(stage, 1, Auto_Submitted="auto-generated")
    assert told(stage) == []

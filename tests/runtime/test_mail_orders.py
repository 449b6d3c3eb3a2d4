"""An agent works by mail only if our mail server proves who wrote and we signed where it went."""

import pytest

from bot.core.lifecycle import Status
from tests.runtime.letters import ANN, EVE, mails_to, signed_to, write
from tests.runtime.stories import BADGE, happened
from tests.scenarios.stage import AUTHSERV, mailbox

SAM = mailbox("Sam")
PROVED = f"{AUTHSERV}; dkim=pass header.d=desk.example; dmarc=pass header.from=desk.example"


@pytest.fixture
async def asked(stage):
    await write(stage, ANN, 1, BADGE)
    return stage


@pytest.fixture
def signed(asked):
    """The address that an answer to our mail goes to."""
    return signed_to(asked, ANN)


async def order(stage, text, *, to, sender=SAM, results=PROVED, number=10):
    return await write(
        stage, sender, number, text, to=to, subject="Re: x", Authentication_Results=results
    )


async def test_a_proved_agent_claims_and_resolves_by_mail(asked, signed):
    sam = await order(asked, "#claim", to=signed)
    assert (await asked.ticket("FL-1001")).status == Status.IN_PROGRESS
    assert "yours" in (await asked.heard(sam))[-1]
    await order(asked, "#resolve a new battery\n\n-- \nSam", to=signed, number=11)
    ticket = await asked.ticket("FL-1001")
    assert (ticket.status, ticket.resolution) == (Status.RESOLVED, "a new battery")
    said = [mail.get_body(("plain",)).get_content() for mail in mails_to(asked, ANN)]
    assert any("a new battery" in each for each in said)


DOUBTS = {
    "nobody proved it": {"results": "other.example; dmarc=pass header.from=desk.example"},
    "it failed": {"results": f"{AUTHSERV}; dmarc=fail header.from=desk.example"},
    "another signed it": {"results": f"{AUTHSERV}; dkim=pass header.d=elsewhere.example"},
}


@pytest.mark.parametrize("doubt", DOUBTS)
async def test_without_proof_it_is_an_ordinary_mail_and_the_desk_sees_why(asked, signed, doubt):
    await order(asked, "#resolve it is done", to=signed, **DOUBTS[doubt])
    assert (await asked.ticket("FL-1001")).status == Status.NEW
    said, note = (await asked.timeline("FL-1001"))[-2:]
    assert (said.kind, said.data["text"], said.public) == ("said", "#resolve it is done", False)
    assert note.kind == "noted"
    assert "not followed" in note.data["text"]


async def test_a_proved_agent_who_wrote_to_the_bare_address_gives_no_order(asked):
    await order(asked, "#resolve FL-1001 it is done", to="help@desk.example")
    assert (await asked.ticket("FL-1001")).status == Status.NEW
    assert await asked.count() == 2
    note = (await asked.timeline("FL-1002"))[-1]
    assert "Reply-To" in note.data["text"]


async def test_somebody_proved_who_is_no_agent_gives_no_order(asked, signed):
    proved = f"{AUTHSERV}; dmarc=pass header.from=elsewhere.example"
    await order(asked, "#resolve it is done", to=signed, sender=EVE, results=proved)
    assert (await asked.ticket("FL-1001")).status == Status.NEW
    assert (await happened(asked, "FL-1001"))[-1] == "said"


async def test_an_agent_whose_mail_only_begins_like_an_order_is_no_less_a_person(asked, signed):
    await order(asked, "Show me how the badge reader at door 4 works, please", to=signed)
    last = (await asked.timeline("FL-1001"))[-1]
    assert (last.kind, last.public) == ("said", False)


async def test_results_that_came_with_the_mail_below_ours_do_not_count(asked, signed):
    ours = f"{AUTHSERV}; dmarc=fail header.from=desk.example"
    await order(asked, "#claim", to=signed, results=(ours, PROVED))
    assert (await asked.ticket("FL-1001")).status == Status.NEW


ELSEWHERE = f"{AUTHSERV}; dmarc=pass header.from=elsewhere.example"


@pytest.mark.parametrize(
    "claim",
    [
        {"Reply_To": f"Sam <{SAM}>"},
        {"Reply_To": SAM, "X_Original_From": f"Sam <{SAM}>"},
        {"sender": f"Sam via All <{EVE}>", "X_Original_From": f"Sam <{SAM}>"},
    ],
)
async def test_who_proves_one_address_and_claims_another_orders_nothing(asked, signed, claim):
    await order(asked, "#claim", to=signed)  # Sam has shown once that this is his address
    claim = {"sender": EVE, **claim}
    sender = claim.pop("sender")
    await write(
        asked,
        sender,
        20,
        "#resolve it is gone",
        to=signed,
        Authentication_Results=ELSEWHERE,
        **claim,
    )
    assert (await asked.ticket("FL-1001")).status == Status.IN_PROGRESS
    note = (await asked.timeline("FL-1001"))[-1]
    assert "not followed" in note.data["text"]


async def test_a_reply_by_mail_says_all_of_it(asked, signed):
    await order(asked, "#claim", to=signed)
    words = "#reply Hello Ann,\n\nI will bring a battery tomorrow.\n\n-- \nSam"
    await order(asked, words, to=signed, number=21)
    said = [mail.get_body(("plain",)).get_content() for mail in mails_to(asked, ANN)]
    assert "I will bring a battery tomorrow." in said[-1]
    assert (await asked.timeline("FL-1001"))[-1].data["attachments"] == []


async def test_an_order_is_about_the_ticket_of_the_mail_it_answers(asked, signed):
    await order(asked, "#claim", to=signed)
    await write(asked, EVE, 2, "the chair in room 7 squeaks", subject="Chair")
    other = signed_to(asked, EVE)
    await order(asked, "#note rang Eve", to=other, number=22)
    assert (await happened(asked, "FL-1002"))[-1] == "noted"
    await order(asked, "#reply Hello Eve", to=other, number=23)
    assert not any("Hello Eve" in str(mail) for mail in mails_to(asked, ANN))
    assert any("Hello Eve" in str(mail) for mail in mails_to(asked, EVE))


async def test_an_agent_who_gives_no_order_is_told_how(asked, signed):
    await order(asked, "#claim", to=signed)
    sam = await order(asked, "Please bring the dock to room 5.", to=signed, number=24)
    assert "#reply" in (await asked.heard(sam))[-1]
    assert "dock" not in str(mails_to(asked, ANN)[-1])

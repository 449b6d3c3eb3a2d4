"""The desk's own labels come back as hints: small, explained, and never above a person's word."""

from datetime import timedelta

import pytest

from bot.core import labels
from bot.labelling import Labelling
from channels.messages import ConversationRef
from tests.runtime.stories import MIRA, SAM
from tests.scenarios.stage import by_mail, by_terminal

DISPENSER = "the zeppelin dispenser at gate 4 shows Q77"
AGAIN = "at gate 7 the zeppelin dispenser shows Q77"
PHONES = "The phones in hall 9 sing BLORP 12 all day."
BOARD = ConversationRef(channel="slack", place="C1")
VAGUE = "the quarterly numbers look odd to all of accounting"


async def learn(stage):
    await stage.firstline.labelling.refresh(stage.firstline.store, stage.clock())


async def labelled(stage, *orders, words=DISPENSER, by="Ann"):
    """A ticket that an agent says something about."""
    await stage.say(by_terminal(by), words)
    reference = f"FL-{1000 + await stage.count()}"
    for order in orders:
        await stage.say(SAM, order.format(reference))
    await learn(stage)
    return reference


async def hints_of(stage, reference):
    opened = (await stage.timeline(reference))[0]
    return {hint["name"]: hint for hint in opened.data["hints"]}


async def next_ticket(stage, words=AGAIN, by="Bo"):
    await stage.say(by_terminal(by), words)
    reference = f"FL-{1000 + await stage.count()}"
    return await stage.ticket(reference), await hints_of(stage, reference)


async def test_the_first_labelled_ticket_hints_at_the_next(stage):
    first = await labelled(stage, "service {} gates", "urgency {} 1")
    assert (await stage.ticket(first)).service == "gates"
    told = await stage.last(SAM)
    ticket, hints = await next_ticket(stage)
    assert ticket.service == "", "one ticket is not enough to fill it in"
    assert hints["service"] == {
        "name": "service", "label": "gates", "like": "FL-1001", "filled": False,
    }  # fmt: skip
    assert hints["urgency"]["label"] == "1"
    heard = await stage.heard(SAM, after=told)
    assert any("Perhaps service gates (like FL-1001), urgency 1" in as_said(t) for t in heard)
    assert any("Perhaps service gates" in as_said(t) for t in await stage.say(SAM, "show FL-1002"))


def as_said(text):
    return text.replace("\\", "")


async def test_what_is_unlike_everything_labelled_gets_no_hint(stage):
    await labelled(stage, "service {} gates")
    _, hints = await next_ticket(stage, VAGUE)
    assert hints == {}


async def test_a_requester_reads_no_hints(stage):
    await labelled(stage, "service {} gates")
    await next_ticket(stage)
    story = await stage.firstline.house.ticket("FL-1002")
    assert any("Perhaps" in line.text for line in story.lines)
    heard = await stage.heard(by_terminal("Bo"))
    assert heard
    assert not any("gates" in text for text in heard)


async def test_a_card_shows_a_hint_until_an_agent_has_said_what_it_is(stage):
    await labelled(stage, "service {} gates")
    await next_ticket(stage)

    async def hinted():
        cards = await stage.firstline.house.stale(BOARD, most=9)
        return next(card.hints for card in cards if card.card.reference == "FL-1002")

    assert await hinted() == "Perhaps service gates (like FL-1001)."
    await stage.say(SAM, "service FL-1002 airships")
    assert await hinted() == ""


async def many(stage, orders=("service {} gates",), count=8):
    for number in range(count):
        words = f"the zeppelin dispenser shows Q77, gate {number}"
        await labelled(stage, *orders, words=words, by=f"Ann{number}")


async def test_a_service_is_filled_in_once_it_is_sure(stage):
    await many(stage)
    ticket, hints = await next_ticket(stage)
    assert ticket.service == "gates"
    assert hints["service"]["filled"]
    shown = " ".join(await stage.say(SAM, "show FL-1009"))
    assert "Filled in: service gates (like FL-" in as_said(shown)


async def test_an_urgency_is_only_ever_a_hint(stage):
    await many(stage, ("urgency {} 1",))
    ticket, hints = await next_ticket(stage)
    assert ticket.urgency == 2
    assert hints["urgency"]["label"] == "1"


async def test_what_the_words_say_is_not_overruled(stage):
    await many(stage, ("service {} gates", "class {} request"))
    ticket, hints = await next_ticket(stage, "zeppelin dispenser shows Q77, printer broken")
    assert (ticket.service, ticket.kind) == ("print", "incident")
    assert not any(hint["filled"] for hint in hints.values())


async def test_what_a_machine_filled_in_teaches_nothing(stage):
    await many(stage)
    ticket, _ = await next_ticket(stage)
    await stage.say(SAM, f"resolve FL-{ticket.id} switched it off and on")
    assert await known(stage) == {f"FL-{n}" for n in range(1001, 1009)}
    await stage.say(SAM, f"service FL-{ticket.id} gates")  # now a person says so
    assert f"FL-{ticket.id}" in await known(stage)


async def known(stage):
    fresh = Labelling()
    await fresh.refresh(stage.firstline.store, stage.clock())
    return {one.key for one in fresh._known.known.solved} if fresh._known else set()


async def test_a_default_nobody_spoke_of_teaches_nothing(stage):
    await stage.say(by_terminal("Ann"), DISPENSER)
    await stage.say(SAM, "claim FL-1001")
    await stage.say(SAM, "resolve FL-1001 switched it off and on")
    assert await known(stage) == set()


async def test_a_service_that_an_agent_solved_it_under_was_right(stage):
    await stage.say(by_mail("Ann", "BLORP 12"), PHONES)
    await stage.say(SAM, "resolve FL-1001 took them off the hook and on again")
    await learn(stage)
    _, hints = await next_ticket(stage, "BLORP 12 they sing all day in hall 8")
    assert hints["service"]["label"] == "phone"


async def test_the_last_word_counts_and_other_machines_hear_it(stage):
    await labelled(stage, "service {} gates")
    other = Labelling()
    await other.refresh(stage.firstline.store, stage.clock())
    await stage.say(MIRA, "service FL-1001 airships")
    for each in (other, stage.firstline.labelling):
        assert await each.refresh(stage.firstline.store, stage.clock())
        assert [hint.label for hint in each.hints(AGAIN)] == ["airships"]
    assert not await other.refresh(stage.firstline.store, stage.clock())


async def test_after_midnight_every_machine_has_learnt_the_same(stage):
    await many(stage, ("service {} gates", "class {} request"))
    old = stage.firstline.labelling
    stage.clock.wind(timedelta(days=1))
    await labelled(stage, "service {} airships")
    fresh = Labelling()
    await fresh.refresh(stage.firstline.store, stage.clock())
    assert old.hints(AGAIN) == fresh.hints(AGAIN) != ()


async def test_a_mail_is_learnt_with_its_subject(stage):
    await stage.say(by_mail("Ann", "Zeppelin dispenser shows Q77"), "Please help, it hums all day.")
    await stage.say(SAM, "service FL-1001 gates")
    await learn(stage)
    _, hints = await next_ticket(stage, "zeppelin dispenser shows Q77")
    assert hints["service"]["like"] == "FL-1001"


async def test_to_say_what_it_is_already_confirms_it(stage):
    await stage.say(by_mail("Ann", "BLORP 12"), PHONES)
    (said,) = await stage.say(SAM, "service FL-1001 phone")
    assert said == "FL-1001: service phone, confirmed."
    assert await known(stage) == {"FL-1001"}


async def test_an_urgency_moves_the_priority_that_nobody_set(stage):
    for by in ("Ann", "Bo"):
        await stage.say(by_terminal(by), DISPENSER)
    (said,) = await stage.say(SAM, "urgency FL-1001 1")
    assert said == "FL-1001: urgency 1, so priority 3."
    await stage.say(SAM, "priority FL-1002 5")
    await stage.say(SAM, "urgency FL-1002 1")
    found = [(await stage.ticket(f"FL-{n}")).priority for n in (1001, 1002)]
    assert found == [3, 5], "a priority set by hand stays"


@pytest.mark.parametrize(
    "order", ["service FL-1001 two words", "class FL-1001 x", "urgency FL-1001 9"]
)
async def test_what_is_no_label_is_asked_for(stage, order):
    await stage.say(by_terminal("Ann"), DISPENSER)
    (said,) = await stage.say(SAM, order)
    assert f"say for example **{order.split()[0]} FL-1001 " in as_said(said)
    assert await known(stage) == set()


def test_every_label_is_a_field_of_a_ticket():
    assert {*labels.VERBS} == {"service", "kind", "urgency"}

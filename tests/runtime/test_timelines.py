"""Whatever a day at the desk brings: rows are the fold of their timelines, the line is a line."""

from datetime import timedelta
from itertools import count

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.core.lifecycle import replay
from channels.messages import Bounced
from store import talks, tickets
from tests.runtime.stories import MIRA, SAM
from tests.scenarios.stage import by_mail, by_terminal, by_web

_numbers = count(1)
REQUESTS = (
    "the badge reader at door 3 does not open for our whole team",
    "I want to talk to a person",
    "I clicked on a link in a phishing mail and typed my password",
    "the whole company cannot work, SAP is down",
    "no rush, the sign at door 2 hangs crooked",
)
ORDERS = (
    "claim", "assign {} mira", "assign {} network", "note {} looked at it", "reply {} hello",
    "ask {} which one?", "priority {} 1", "priority {} 4", "article {}",
    "resolve {} done", "reopen {} not done", "next", "show {}",
)  # fmt: skip
WORDS = ("it blinks red", "yes, it works", "no, it is still broken", "status", "thanks", "hello")
WAYS = (by_web, by_terminal, by_mail)
VERDICTS = ({"automatic": True}, {"unanswered": "a list"}, {"keeps_state": "a mailbox"})

steps = st.one_of(
    st.tuples(st.just("order"), st.sampled_from((SAM, MIRA)), st.sampled_from(ORDERS)),
    st.tuples(st.just("say"), st.none(), st.sampled_from(WORDS)),
    st.tuples(st.just("machine"), st.sampled_from(VERDICTS), st.sampled_from(WORDS)),
    st.tuples(st.just("bounce"), st.booleans(), st.booleans()),
    st.tuples(st.just("wait"), st.none(), st.sampled_from((20, 600, 5000))),
)


async def open_one(stage, way, request):
    """A ticket of somebody new; its reference and where they write."""
    place = way(f"Person-{next(_numbers)}")
    before = await stage.count()
    await stage.say(place, request)
    assert await stage.count() == before + 1
    return f"FL-{1000 + before + 1}", place


async def play(stage, place, reference, step):
    what, how, words = step
    if what == "wait":
        stage.clock.wind(timedelta(minutes=words))
        await stage.turn()
    elif what == "order":
        await stage.say(how, words.format(reference))
    elif what == "bounce":
        await bounce(stage, place, permanent=how, delayed=words)
    else:
        await stage.say(place, words, **(how or {}))


async def bounce(stage, place, **facts):
    """The last that was said here, if anything was, comes back."""
    rows = await stage.firstline.store.read(talks.lines, place.conversation.key)
    ours = [row.external_id for row in rows if not row.inbound]
    daemon = by_mail("Mailer-Daemon", thread=next(_numbers))
    report = Bounced(ids=tuple(ours[-1:]), reason="no mailbox", **facts)
    await stage.say(daemon, "no mailbox", automatic=True, bounced=report)


async def check(stage):
    line = []
    for number in range(1001, 1001 + await stage.count()):
        ticket = await stage.ticket(f"FL-{number}")
        assert replay(number, await stage.timeline(f"FL-{number}")) == ticket
        if ticket.status == "new" and not ticket.assignee_id:
            line.append((ticket.priority, ticket.opened_at, f"FL-{number}"))
    view = await stage.firstline.house.desk("")
    assert [card.place for card in view.waiting] == list(range(1, len(line) + 1))
    assert [card.reference for card in view.waiting] == [name for *_, name in sorted(line)]


@settings(
    max_examples=12,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),  # a whole desk is too slow to shrink
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    way=st.sampled_from(WAYS),
    request=st.sampled_from(REQUESTS),
    day=st.lists(steps, min_size=3, max_size=10),
)
async def test_a_row_is_the_fold_of_its_timeline_after_any_day(stage, way, request, day):
    reference, place = await open_one(stage, way, request)
    for step in day:
        await play(stage, place, reference, step)
    await check(stage)


async def test_the_line_is_served_in_the_order_it_is_told(stage):
    for request in (*REQUESTS, *reversed(REQUESTS)):
        await open_one(stage, by_terminal, request)
    line = await stage.line()
    assert sorted(line) == [f"FL-{1001 + n}" for n in range(10)]
    cards = (await stage.firstline.house.desk("")).waiting
    assert [card.place for card in cards] == list(range(1, 11))
    assert [card.priority for card in cards] == sorted(card.priority for card in cards)

    for place, reference in enumerate(line, 1):
        (heard,) = [text for text in await stage.say(SAM, "next") if "is yours" in text]
        assert f"**{reference}**" in heard
        assert len(await stage.line()) == len(line) - place
    assert await stage.say(MIRA, "next") == ("The line is empty. Well done.",)
    assert await stage.firstline.store.read(tickets.count) == 10


async def test_the_place_in_an_acknowledgement_is_the_place_in_the_line(stage):
    for number, request in enumerate(("I want to talk to a person",) * 3, 1):
        reference, place = await open_one(stage, by_terminal, request)
        words = "You are next in line" if number == 1 else f"You are {number}"
        assert words in (await stage.heard(place))[0]
        assert (await stage.line())[-1] == reference
        assert (await stage.ticket(reference)).told_place == number

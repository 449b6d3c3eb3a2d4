"""The home tab: what it shows of the desk, and how often it is drawn anew."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import cycle, islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.messages import ConversationRef
from channels.slack import home
from channels.slack.home import Homes
from channels.slack.people import People
from channels.views import DeskView, HomeView, Standing
from tests.channels.slack import desk as tickets
from tests.channels.slack import hostile, outbound
from tests.fakes.desk import FakeDesk
from tests.fakes.slack.blocks import check_view

standings = st.builds(
    Standing,
    card=tickets.tickets,
    status=hostile.sources,
    next_step=hostile.sources,
    open=st.booleans(),
    home=tickets.homes,
)


def again_and_again(some, number):
    """So many of them, in turn: a ticket takes long to make up."""
    return tuple(islice(cycle(some), number))


many = st.builds(
    again_and_again, st.lists(tickets.tickets, max_size=2), st.integers(min_value=0, max_value=12)
)
desks = st.builds(DeskView, version=st.just(1), waiting=many, mine=many, others=many, solved=many)
views = st.builds(
    HomeView,
    own=st.builds(again_and_again, st.lists(standings, max_size=2), st.integers(0, 14)),
    desk=st.none() | desks,
    late=many,
)

OWN = Standing(
    card=tickets.TICKET,
    status="We have it.",
    next_step="You are **2nd** in line.",
    open=True,
    home=ConversationRef(channel="slack", place="T1/D1", thread="1700000000.000100"),
)
NO_DESK = DeskView(version=1, waiting=(), mine=(), others=(), solved=())


@settings(max_examples=25)
@given(views)
def test_slack_takes_every_home_and_nobody_is_called(view):
    drawn = home.draw(view)
    check_view(drawn, "home")
    assert hostile.mentions(drawn) == []


def words(view):
    return "\n".join(hostile.strings(home.draw(view)["blocks"]))


def test_somebody_sees_where_their_tickets_stand():
    shown = words(HomeView(own=(OWN, replace(OWN, open=False))))
    assert "*FL-1042* · Printer on floor 3 is jammed\nWe have it.\nYou are 2nd in line." in shown
    assert ":white_check_mark: *FL-1042*" in shown
    assert "Yours to solve" not in shown


def test_there_is_a_way_to_ask_and_a_way_to_each_conversation():
    blocks = home.draw(HomeView(own=(OWN,)))["blocks"]
    begin = next(block for block in blocks if block["type"] == "actions")["elements"][0]
    assert begin["action_id"] == home.NEW_REQUEST
    links = [block["accessory"]["url"] for block in blocks if "accessory" in block]
    assert links == ["https://app.slack.com/client/T1/D1/thread/D1-1700000000.000100"]


def test_an_agent_sees_the_desk_and_who_waits_too_long():
    late = replace(tickets.TICKET, reference="FL-7", subject="VPN")
    desk = replace(NO_DESK, waiting=(tickets.TICKET, late), mine=())
    shown = words(HomeView(own=(), desk=desk, late=(late,)))
    assert "Nothing is in your hands." in shown
    assert shown.index("Waiting for somebody") < shown.index("*FL-1042*")
    assert shown.index("Waiting too long") < shown.rindex("*FL-7*")
    assert "Waiting too long" not in words(HomeView(own=(), desk=desk))


def test_a_long_list_says_how_many_more_there_are():
    shown = words(HomeView(own=(), desk=replace(NO_DESK, mine=(tickets.TICKET,) * 20)))
    assert shown.count("*FL-1042*") == home.MOST_IN_A_LIST
    assert "… and 12 more." in shown


# --- kept up to date -----------------------------------------------------------------------------


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


def homes_of(out, desk, **more):
    return Homes(out.api, desk, People(out.api, clock=lambda: tickets.NOON), **more)


class Looking:
    """Ann's home, and what the desk knows of her."""

    def __init__(self, out, pause):
        self.out = out
        self.desk = FakeDesk()
        self.clock = Clock()
        self.homes = homes_of(out, self.desk, clock=self.clock, pause=pause)
        self.seen = 0

    def stands(self, status, who=""):
        view = HomeView(own=(replace(OWN, status=status),))
        self.desk.homes[("slack", f"{self.out.team}/{who or self.out.ann}")] = view

    async def round(self):
        """The desk has changed."""
        self.seen += 1
        return await self.homes.round(self.seen)

    def published(self):
        return len(self.out.fake.called("views.publish"))

    def shows(self, words, who="ann"):
        view = self.out.fake.home(who)
        return bool(view) and words in "\n".join(hostile.strings(view["blocks"]))


@pytest.fixture
async def looking():
    async with outbound.way_out() as out:
        yield Looking(out, pause=10.0)


async def test_nobody_who_did_not_look_is_shown_anything(looking):
    await looking.round()
    assert looking.published() == 0


async def test_a_home_is_drawn_at_most_once_in_ten_seconds_and_ends_up_to_date(looking):
    looking.homes.opened(looking.out.team, looking.out.ann)
    for number in range(30):
        looking.stands(f"state {number}")
        await looking.round()
        looking.clock.now += 1
    assert looking.published() == 3
    looking.clock.now += await looking.homes.round(looking.seen)
    await looking.homes.round(looking.seen)
    assert looking.shows("state 29")


async def test_what_looks_the_same_is_not_published(looking):
    looking.stands("as ever")
    looking.homes.opened(looking.out.team, looking.out.ann)
    for _ in range(5):
        await looking.round()
        looking.clock.now += 60
    assert looking.published() == 1


async def test_after_a_day_nobody_looks_any_more(looking):
    looking.homes.opened(looking.out.team, looking.out.ann)
    await looking.round()
    looking.stands("news")
    looking.clock.now += home.RECENT + 1
    await looking.round()
    assert not looking.shows("news")
    looking.homes.opened(looking.out.team, looking.out.ann)
    await looking.round()
    assert looking.shows("news")


async def test_one_home_that_fails_holds_up_no_other(looking):
    looking.homes.opened(looking.out.team, "U0NOBODY")
    looking.homes.opened(looking.out.team, looking.out.bob)
    looking.stands("fine", looking.out.bob)
    await looking.round()
    assert looking.shows("fine", "bob")


async def test_a_home_that_slack_did_not_take_is_published_later(looking):
    looking.out.fake.break_down("views.publish", times=1)
    looking.stands("new")
    looking.homes.opened(looking.out.team, looking.out.ann)
    await looking.round()
    looking.clock.now += 60
    await looking.homes.round(looking.seen)
    assert looking.shows("new")


@asynccontextmanager
async def kept_up(homes):
    keeping = asyncio.create_task(homes.keep_up())
    try:
        yield
    finally:
        keeping.cancel()
        await asyncio.wait({keeping})


async def test_who_looks_sees_it_at_once_and_then_whatever_changes():
    async with outbound.way_out() as out:
        desk = FakeDesk()
        looking = Looking(out, pause=0.05)
        looking.desk, looking.homes = desk, homes_of(out, desk, pause=0.05)
        looking.stands("as it was")
        async with kept_up(looking.homes):
            looking.homes.opened(out.team, out.ann)
            await out.fake.until(lambda: looking.shows("as it was"))
            looking.stands("as it is")
            await desk.change()
            await out.fake.until(lambda: looking.shows("as it is"))
            looking.stands("unchanged until she looks again")
            looking.homes.opened(out.team, out.ann)
            await out.fake.until(lambda: looking.shows("until she looks"))

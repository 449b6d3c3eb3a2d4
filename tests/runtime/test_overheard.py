"""Nothing that only the desk was to hear is ever said where others read."""

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.runtime.views import story
from channels.messages import from_json, to_json
from channels.views import Audience
from store import tickets
from tests.fakes.channel import Square
from tests.runtime.squares import DESKS_OWN, at_a_card, by_command, in_help
from tests.runtime.stories import BADGE
from tests.scenarios.stage import mailbox

SECRET = "she leaves us on Friday"
AGENTS = ("Sam", "Mira")
OWN_ACCOUNTS = {f"t/{name.lower()}" for name in AGENTS}
_threads = count(1)

# What an agent says where only the desk listens; the rest says it aloud.
IN_SECRET = tuple(
    words.format(SECRET, ref="{ref}")
    for words in (
        "note {ref} {0}", "article {ref} {0}", "noet {ref} {0}", "assign {ref} {0}",
        "priority {ref} {0}", "{0}", "outage over {0}", "release {0}",
    )
)  # fmt: skip
IN_PASSING = (
    "claim {ref}", "show {ref}", "assign {ref} mira", "priority {ref} 1", "priority {ref} 5",
    "reply {ref} hello", "ask {ref} which one?", "resolve {ref} done", "reopen {ref}", "queue",
    "mine", "next", "help", "show", "claim", "clam {ref}",
)  # fmt: skip
ALOUD = ("it is door 3", "status", "thanks", "it works", "no, still broken", "/show", "show")

# However the day was: an agent has it and hears of it, and reads all of it aloud.
EVENING = (
    ("secret", "Mira", f"note {{ref}} {SECRET}"),
    ("aloud", "Sam", "reopen {ref}"),
    ("by name", "Sam", "assign {ref} sam"),
    ("by name", "Mira", "show {ref}"),
    ("aloud", "Sam", "/show"),
    ("aloud", "Ann", "it is still door 3"),
    ("aloud", "Bo", "and door 4"),
)

agents = st.sampled_from(AGENTS)
steps = st.one_of(
    st.tuples(st.just("secret"), agents, st.sampled_from(IN_SECRET)),
    st.tuples(st.just("secret"), st.sampled_from(("Ann", "Bo")), st.sampled_from(IN_SECRET)),
    st.tuples(st.just("second thoughts"), agents, st.sampled_from(IN_SECRET)),
    st.tuples(st.just("card"), agents, st.sampled_from(IN_PASSING)),
    st.tuples(st.just("command"), agents, st.sampled_from(IN_PASSING)),
    st.tuples(st.just("by name"), agents, st.sampled_from(IN_PASSING)),
    st.tuples(st.just("aloud"), st.sampled_from(("Ann", "Bo", *AGENTS)), st.sampled_from(ALOUD)),
    st.tuples(st.just("press"), st.sampled_from(("Ann", "Bo", "Sam")), st.sampled_from("sa")),
    st.tuples(st.just("wait"), st.just(""), st.sampled_from(("5", "2000"))),
)


async def play(stage, thread, reference, step):
    what, who, words = step
    words = words.format(ref=reference)
    if what == "wait":
        await stage.pass_time(timedelta(minutes=int(words)))
    elif what == "press":
        token = {"s": "solved", "a": "again"}[words]
        await stage.say(in_help(who, thread), "", choice=f"{token}/{reference}")
    elif what == "by name":
        await stage.say(in_help(who, thread), words, order=words)
    elif what == "second thoughts":
        first = stage.message(at_a_card(who), words)
        await stage.accept(first)
        await stage.say(at_a_card(who), f"{words}!", edits=first.id)
    else:
        place = {"secret": at_a_card, "card": at_a_card, "command": by_command}.get(what)
        await stage.say(place(who) if place else in_help(who, thread), words)


def overheard(square):
    """What only the desk should hear, or has the secret in it, where anybody else heard it."""
    for message in square.sent:
        desks = message.conversation.place in DESKS_OWN or message.only_for in OWN_ACCOUNTS
        told_to_agents = "/assignee/" in message.key or "/desk/" in message.key
        has_secret = SECRET in str(to_json(message)).replace("\\", "")
        if (told_to_agents or has_secret) and not desks:
            yield message


@pytest.fixture
def database_url(sqlite_url):
    """One is enough: who may hear what is decided before anything is kept."""
    return sqlite_url


@pytest.fixture
def square(open_channel):
    return open_channel("square", Square)


@settings(
    max_examples=10,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),  # a whole desk is too slow to shrink
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(day=st.lists(steps, min_size=4, max_size=12))
async def test_no_requester_ever_hears_what_the_desk_keeps_to_itself(stage, square, day):
    thread = f"thread-{next(_threads)}"
    await stage.say(in_help("Ann", thread), BADGE)
    reference = f"FL-{1000 + await stage.count()}"
    for step in (*day, *EVENING):
        await play(stage, thread, reference, step)
    assert list(overheard(square)) == []
    for name in ("Ann", "Bo"):
        assert SECRET not in str(stage.mails(mail(name)))
    for number in range(1001, 1001 + await stage.count()):
        await _nothing_on_its_page(stage, number)


def mail(name):
    place = in_help(name)
    return type(place)(place.conversation, type(place.person)(address=mailbox(name)))


async def _nothing_on_its_page(stage, number):
    seen = await stage.firstline.store.read(
        story, number, Audience.PUBLIC, stage.firstline.rules, stage.clock()
    )
    assert not any(SECRET in line.text.replace("\\", "") for line in seen.lines)


async def test_the_desk_itself_reads_it(stage, square):
    await stage.say(in_help("Ann"), BADGE)
    await stage.say(at_a_card("Sam"), f"note FL-1001 {SECRET}")
    await stage.say(in_help("Sam"), "/show")
    (told,) = (m for m in square.sent if SECRET in m.text)
    assert told.only_for == in_help("Sam").person.address
    event = (await stage.firstline.store.read(tickets.timeline, 1001))[-1]
    assert (event.public, event.data["text"]) == (False, SECRET)
    assert from_json(type(told), to_json(told)) == told

"""How the lanes of a channel are shared between what is new and what is tried again."""

from collections import Counter, namedtuple

from hypothesis import given
from hypothesis import strategies as st

from bot.runtime.room import LANES as USUAL
from bot.runtime.room import Room
from store.work_queue import Among

Head = namedtuple("Head", "id lane attempts")
CHANNELS = ("web", "email")
LANES = {"web": 0, "email": 3}
MOST = {"web": 2 * USUAL, "email": 3}

numbers = st.integers(0, 5)
in_use = st.fixed_dictionaries(dict.fromkeys(CHANNELS, numbers)).map(Counter)
rows = st.lists(st.tuples(st.sampled_from(CHANNELS), st.integers(0, 1)), max_size=20)


def room(kept=(), others=()):
    return Room(lanes=LANES.__getitem__, kept=Counter(kept), others=Counter(others))


def heads(rows):
    return [Head(id, f"{channel}|{id}", tried) for id, (channel, tried) in enumerate(rows)]


@given(kept=in_use, others=in_use, rows=rows)
def test_no_channel_gets_more_than_its_lanes_and_retries_half_of_them(kept, others, rows):
    due = heads(rows)
    fresh = [head for head in due if not head.attempts]
    chosen = room(kept, others).choose(fresh, due)
    assert len({head.id for head in chosen}) == len(chosen)
    for channel in CHANNELS:
        ours = [head for head in chosen if head.lane.startswith(channel)]
        most = MOST[channel]
        half = max(0, most - most // 2 - others[channel])
        assert len(ours) <= half + max(0, most // 2 - kept[channel])
        assert sum(head.attempts for head in ours) <= half


@given(kept=in_use, others=in_use, rows=rows)
def test_what_is_looked_at_and_due_is_begun_or_a_lane_is_not_free(kept, others, rows):
    """Else the loop would look again and again at what it cannot begin."""
    here = room(kept, others)
    among = here.among((), resting=())
    due = [head for head in heads(rows) if _is_among(head, among)]
    fresh = [head for head in due if not head.attempts]
    assert bool(here.choose(fresh, due)) == bool(due)
    assert bool(here.choose(fresh[::-1], due)) == bool(due)


def _is_among(head, among):
    channel = head.lane.partition("|")[0]
    return channel not in among.but and not (head.attempts and channel in among.untried)


def test_the_kept_lanes_begin_with_what_is_named_first():
    due = heads([("email", 0)] * 5)
    here = room()
    assert [head.id for head in here.choose(due[::-1], due)] == [4, 0, 1]
    assert here.ahead == {4}  # the others do not use up what is kept, whatever falls free meanwhile


def test_who_rests_is_not_looked_at():
    full = room(others={"web": 4, "email": 2}, kept={"email": 1})
    assert full.among(("web",), resting=()) == Among(
        channels=("web",), but=("email",), untried=("web",)
    )
    assert full.among((), resting=("web",)) == Among(but=("email", "web"))

"""A ticket is the fold of its timeline, and nothing happens to it that its state forbids."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import lifecycle
from bot.core.lifecycle import MOVES, OPEN, Kind, NotAllowed, Status
from tests.core.at_the_desk import MINUTE, NOON, event, ticket

MOVABLE = tuple(kind for kind in Kind if kind is not Kind.OPENED)
SOMETIME = NOON + 5 * MINUTE

# What each state forbids; everything else may happen in it.
FORBIDDEN = {
    **dict.fromkeys(OPEN, frozenset({Kind.CLOSED, Kind.REOPENED})),
    Status.RESOLVED: {
        Kind.CLAIMED,
        Kind.ASSIGNED,
        Kind.DISPATCHED,
        Kind.ASKED,
        Kind.RESOLVED,
        Kind.ANNOUNCED,
        Kind.PRIORITISED,
    },
}
FORBIDDEN[Status.CLOSED] = FORBIDDEN[Status.RESOLVED] | {Kind.CONFIRMED, Kind.CLOSED}


def after(found, *kinds, **data):
    for kind in kinds:
        found = lifecycle.advance(found, event(kind, found.version + 1, at=SOMETIME, **data))
    return found


def test_every_kind_but_the_first_has_a_move():
    assert set(MOVES) == set(MOVABLE)
    assert set(FORBIDDEN) == set(Status)


@pytest.mark.parametrize(("status", "kind"), [*product(Status, MOVABLE)])
def test_what_may_happen_happens_and_the_rest_is_refused(status, kind):
    found = ticket(status=str(status))
    allowed = kind not in FORBIDDEN[status]
    assert lifecycle.may(found, kind) is allowed
    assert (status in MOVES[kind].sources) is allowed
    if allowed:
        assert after(found, kind).status in set(Status)
    else:
        with pytest.raises(
            NotAllowed, match=f"{kind} is not possible while the ticket is {status}"
        ):
            after(found, kind)


@pytest.mark.parametrize("status", Status)
def test_a_ticket_is_open_until_it_is_resolved(status):
    done = {Status.RESOLVED, Status.CLOSED}
    assert lifecycle.is_open(ticket(status=str(status))) is (status not in done)


def test_a_ticket_begins_new_or_waits_for_the_end_of_an_outage():
    begun = lifecycle.opened(1042, event(Kind.OPENED, 1))
    assert begun == ticket()
    waiting = lifecycle.opened(1042, event(Kind.OPENED, 1, outage_id=5))
    assert (waiting.status, waiting.outage_id) == (Status.WAITING_OUTAGE, 5)


def test_it_waits_for_an_answer_and_goes_on_where_it_was():
    claimed = after(ticket(), Kind.CLAIMED)
    asked = after(claimed, Kind.ASKED)
    assert (asked.status, asked.before_waiting) == (Status.WAITING_CUSTOMER, Status.IN_PROGRESS)
    twice = after(asked, Kind.ASKED)
    assert twice.before_waiting == Status.IN_PROGRESS
    answered = after(twice, Kind.SAID)
    assert (answered.status, answered.before_waiting) == (Status.IN_PROGRESS, "")
    assert after(ticket(), Kind.ASKED, Kind.SAID).status == Status.NEW


def test_an_answer_to_no_question_changes_no_state():
    for status in set(Status) - {Status.WAITING_CUSTOMER}:
        assert after(ticket(status=str(status)), Kind.SAID).status == status


@pytest.mark.parametrize("kind", [Kind.CLAIMED, Kind.ASSIGNED, Kind.DISPATCHED, Kind.RESOLVED])
def test_whoever_takes_it_on_ends_the_waiting(kind):
    assert after(ticket(), Kind.ASKED, kind).before_waiting == ""


def test_hands_change():
    claimed = after(ticket(), Kind.CLAIMED)
    assert (claimed.assignee_id, claimed.claimed_at) == (7, SOMETIME)
    assigned = after(claimed, Kind.ASSIGNED)
    assert (assigned.status, assigned.assignee_id) == (Status.ASSIGNED, 8)
    moved = after(assigned, Kind.DISPATCHED)
    assert (moved.status, moved.assignee_id, moved.team) == (Status.NEW, 0, "network")
    first = replace(claimed, claimed_at=NOON)
    assert after(first, Kind.CLAIMED).claimed_at == NOON


@pytest.mark.parametrize("kind", [Kind.REPLIED, Kind.ASKED, Kind.RESOLVED])
def test_the_first_answer_is_remembered_and_never_moved(kind):
    assert after(ticket(), kind).first_response_at == SOMETIME
    answered = ticket(first_response_at=NOON)
    assert after(answered, kind).first_response_at == NOON


def test_resolving_confirming_closing():
    resolved = after(ticket(), Kind.RESOLVED)
    assert (resolved.resolved_at, resolved.resolution) == (SOMETIME, "New profile installed.")
    confirmed = after(replace(resolved, resolved_at=NOON), Kind.CONFIRMED)
    assert (confirmed.status, confirmed.closed_at) == (Status.CLOSED, SOMETIME)
    assert confirmed.resolved_at == NOON
    assert after(ticket(), Kind.CONFIRMED).resolved_at == SOMETIME


def test_reopening_forgets_the_end_and_what_was_told():
    told = after(ticket(), Kind.CLAIMED, Kind.ANNOUNCED, Kind.RESOLVED, Kind.CONFIRMED)
    again = after(replace(told, outage_id=5), Kind.REOPENED)
    assert (again.status, again.assignee_id, again.reopened) == (Status.IN_PROGRESS, 7, 1)
    assert (again.resolved_at, again.closed_at, again.resolution) == (None, None, "")
    assert (again.told_place, again.told_at, again.outage_id) == (0, None, 0)
    assert after(ticket(), Kind.RESOLVED, Kind.REOPENED).status == Status.NEW


@pytest.mark.parametrize("kind", MOVABLE)
def test_progress_is_what_people_do_and_not_what_we_tell(kind):
    sources = MOVES[kind].sources
    found = ticket(status=str(sorted(sources)[0]))
    moved = after(found, kind).progress_at
    tells_or_sorts = (Kind.ANNOUNCED, Kind.UNREACHED, Kind.LABELLED)
    assert moved == (NOON if kind in tells_or_sorts else SOMETIME)


def test_an_unknown_event_is_refused():
    with pytest.raises(ValueError, match="exploded"):
        lifecycle.advance(ticket(), event("exploded"))


def legal_histories(draw, longest=25):
    timeline = [event(Kind.OPENED, 1, outage_id=draw(st.sampled_from([0, 5])))]
    found = lifecycle.opened(1042, timeline[0])
    for seq in range(2, draw(st.integers(2, longest))):
        kind = draw(st.sampled_from([kind for kind in MOVABLE if lifecycle.may(found, kind)]))
        timeline.append(event(kind, seq, at=NOON + seq * MINUTE))
        found = lifecycle.advance(found, timeline[-1])
    return timeline, found


@given(st.composite(legal_histories)())
def test_a_replayed_history_is_the_ticket_that_lived_it(history):
    timeline, lived = history
    assert lifecycle.replay(1042, timeline) == lived
    assert lifecycle.replay(1042, iter(timeline)) == lived


@given(st.composite(legal_histories)())
def test_no_history_leads_to_a_ticket_that_contradicts_itself(history):
    timeline, found = history
    assert found.status in set(Status)
    assert found.version == len(timeline)
    assert found.progress_at - found.opened_at <= timedelta(minutes=len(timeline))
    assert bool(found.before_waiting) is (found.status == Status.WAITING_CUSTOMER)
    assert not lifecycle.is_open(found) or found.closed_at is None
    assert found.status != Status.RESOLVED or found.resolved_at
    assert found.status != Status.CLOSED or (found.resolved_at and found.closed_at)
    assert found.status not in (Status.ASSIGNED, Status.IN_PROGRESS) or found.assignee_id


@given(st.lists(st.sampled_from(MOVABLE), max_size=30))
def test_whatever_is_tried_a_ticket_stays_in_a_known_state(kinds):
    found = lifecycle.opened(1042, event(Kind.OPENED, 1))
    for kind in kinds:
        if lifecycle.may(found, kind):
            found = after(found, kind)
        else:
            with pytest.raises(NotAllowed):
                after(found, kind)
        assert found.status in set(Status)

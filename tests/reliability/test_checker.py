"""The checker accuses whoever breaks a promise, by the promise's name, and nobody else."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from tests.reliability import checker
from tests.reliability.books import Books, message_id
from tests.reliability.checker import Story, Violation, check
from tests.reliability.history import CLAIM, QUESTION, WORDS, History

LANE = "email|help@example.org>talk1@example.net|<root>"


def row(id, key, **more):
    """A row of a queue, done unless told otherwise."""
    settled = {"state": "done", "attempts": 1, "reason": "", "lane": LANE, "payload": {"id": key}}
    settled |= {"due_at": "09:00"}
    return SimpleNamespace(**(settled | {"id": id, "key": key} | more))


def event(seq, kind, ticket_id=1001, **data):
    return SimpleNamespace(ticket_id=ticket_id, seq=seq, kind=kind, data=data)


@pytest.fixture
def story():
    """A mail that opened a ticket, its follow-up, a question, a claim; all as it should be."""
    history = History()
    for kind in (WORDS, WORDS, QUESTION):
        history.say(kind, "email", "talk1", "<{token}@example.net>")
    history.say(CLAIM, "desk", "desk", "claim-{token}", about="FL-1001")
    for said in history.said:
        said.acknowledged = True
    first, second, question, claim = history.said
    keys = [f"email|digest{said.handle}" for said in (first, second, question)]
    keys.append(f"web|desk/sam/{claim.handle}")
    out = ["opened/FL-1001/1/requester", f"say/{keys[2]}/0", "claimed/FL-1001/4/requester"]
    return Story(
        history,
        Books(
            inbox=[row(n, key) for n, key in enumerate(keys)],
            outbox=[row(n, key) for n, key in enumerate(out)],
            lines=[SimpleNamespace(key=key, inbound=True) for key in keys],
            tickets=[SimpleNamespace(id=1001)],
            events=[
                event(1, "opened", text=f"It eats {first.token} stamps"),
                event(2, "announced", place=2),
                event(3, "said", text=f"And {second.token} letters"),
                event(4, "claimed"),
            ],
        ),
        [message_id(row(0, key)) for key in out],
    )


def test_nobody_is_accused_where_all_is_well(story):
    assert check(story) == []


def _forget_a_row(story):
    del story.books.inbox[1]


def _forget_a_line(story):
    del story.books.lines[0]


def _forget_an_effect(story):
    del story.books.events[2]


def _forget_an_answer(story):
    del story.books.outbox[1]


def _forget_a_claim(story):
    del story.books.events[3]


def _open_a_second_ticket(story):
    story.books.tickets.append(SimpleNamespace(id=1002))
    story.books.events[2].ticket_id = 1002


def _open_a_ticket_for_nobody(story):
    story.books.tickets.append(SimpleNamespace(id=1002))


def _note_twice(story):
    story.books.events.append(event(5, "said", text=story.books.events[2].data["text"]))


def _keep_twice(story):
    story.books.inbox.append(row(9, f"web|another{story.books.inbox[1].key}"))


def _claim_twice(story):
    story.books.events.append(event(5, "claimed"))


def _lose_a_mail(story):
    story.mails.pop()


def _bury_in_silence(story):
    story.books.outbox[2].state = "buried"


def _bury_and_tell_nobody(story):
    story.books.outbox[2].state, story.books.outbox[2].reason = "buried", "refused"


def _overtake(story):
    story.mails.reverse()


def _send_what_was_never_said(story):
    story.mails.append("<stranger>")


def _send_twice_on_a_calm_day(story):
    story.calm = True
    story.mails.append(story.mails[0])


def _fall_silent_twice(story):
    again = {"payload": {"id": "silence/web|guest/2"}}
    story.books.inbox += [row(8, "web|silence/1", **again), row(9, "web|silence/2", **again)]


def _tell_a_place_twice(story):
    story.books.events.append(event(5, "announced", place=2))


def _leave_work(story):
    story.books.outbox[2].state = "pending"


def _give_up(story):
    story.books.inbox[0].state = "buried"


def _change_a_row(story):
    story.books.unlike.append(1001)


def _lose_a_file(story):
    story.books.missing.append("a" * 64)


def _break_the_database(story):
    story.books.broken.append("malformed")


def _answer_that_something_broke(story):
    story.history.refusals["web 500"] += 1


FAULTS = [
    (_forget_a_row, "LOST_ACKED"),
    (_forget_a_line, "LOST_ACKED"),
    (_forget_an_effect, "LOST_EFFECT"),
    (_forget_an_answer, "LOST_EFFECT"),
    (_forget_a_claim, "LOST_EFFECT"),
    (_open_a_second_ticket, "DUPLICATE_TICKETS"),
    (_open_a_ticket_for_nobody, "DUPLICATE_TICKETS"),
    (_note_twice, "FOLLOW_UP_ONCE"),
    (_keep_twice, "FOLLOW_UP_ONCE"),
    (_claim_twice, "CLAIMED_ONCE"),
    (_lose_a_mail, "UNDELIVERED"),
    (_bury_in_silence, "UNDELIVERED"),
    (_bury_and_tell_nobody, "UNDELIVERED"),
    (_overtake, "OUT_OF_ORDER"),
    (_send_what_was_never_said, "STRANGE_MAIL"),
    (_send_twice_on_a_calm_day, "TWICE_WITHOUT_FAULT"),
    (_fall_silent_twice, "TIMERS_ONCE"),
    (_tell_a_place_twice, "TIMERS_ONCE"),
    (_leave_work, "NOTHING_PENDING"),
    (_give_up, "GIVEN_UP"),
    (_change_a_row, "TIMELINE_FOLD"),
    (_lose_a_file, "BLOBS"),
    (_break_the_database, "INTEGRITY"),
    (_answer_that_something_broke, "OUR_FAULT"),
]


@pytest.mark.parametrize(("fault", "name"), FAULTS)
def test_whoever_breaks_a_promise_is_accused_by_its_name(story, fault, name):
    fault(story)
    assert name in {violation.name for violation in check(story)}


def test_every_invariant_is_broken_here_once():
    assert {name for _, name in FAULTS} == set(checker.INVARIANTS)


def test_to_be_refused_for_a_while_is_no_breach(story):
    story.history.refusals["web 503"] += 1
    assert check(story) == []


def test_what_was_not_acknowledged_may_be_missing(story):
    for said in story.history.said:
        said.acknowledged = False
    books = replace(story.books, inbox=[], lines=[], events=[], tickets=[], outbox=[])
    assert check(replace(story, books=books, mails=[])) == []


def test_who_was_not_reached_is_no_breach_if_the_ticket_says_so(story):
    _bury_and_tell_nobody(story)
    story.books.events.append(event(5, "unreached", why="refused"))
    assert check(story) == []


def test_a_violation_says_what_shows_it(story):
    _leave_work(story)
    key = "claimed/FL-1001/4/requester"
    assert check(story) == [Violation("NOTHING_PENDING", f"{key} due 09:00 after 1 attempts: ")]

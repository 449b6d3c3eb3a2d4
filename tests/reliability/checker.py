"""What must be true when everything is over: each a function that names what is not."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from tests.reliability.books import Books, message_id
from tests.reliability.history import CLAIM, QUESTION, TOKEN, WORDS, History

SILENCE = "silence/"
EMAIL = "email|"
BROKEN = " 500"
LETTER = re.compile(r"\w+/FL-(\d+)/\d+/requester")


@dataclass
class Story:
    """All there is to judge: what was said, what was kept, what arrived. `calm`: no faults."""

    history: History
    books: Books
    mails: list = field(default_factory=list)
    calm: bool = False


@dataclass(frozen=True, slots=True)
class Violation:
    """A promise that was broken, and the row or message that shows it."""

    name: str
    what: str


def check(story):
    """Every violation of every invariant."""
    found = []
    for name, invariant in INVARIANTS.items():
        found += [Violation(name, what) for what in invariant(story)]
    return found


def lost_acked(story):
    """Whatever was acknowledged is in the inbox and in its conversation, once."""
    kept = Counter(_handle(row.key) for row in story.books.inbox)
    lines = Counter(_handle(line.key) for line in story.books.lines if line.inbound)
    for said in story.history.acknowledged:
        if not kept[said.handle] or not lines[said.handle]:
            yield f"{said.channel} {said.handle}"


def lost_effect(story):
    """Whatever was acknowledged had its effect: words on a timeline, an answer, a claim."""
    told = _told(story)
    claimed = {event.ticket_id for event in story.books.events if event.kind == "claimed"}
    answered = {row.key.rpartition("/")[0] for row in story.books.outbox}
    keys = {_handle(row.key): row.key for row in story.books.inbox}
    for said in story.history.acknowledged:
        key = keys.get(said.handle, "")
        has = {
            WORDS: bool(told[said.token]),
            QUESTION: said.channel != "email" or f"say/{key}" in answered,
            CLAIM: _ticket_id(said.about) in claimed,
        }
        if key and not has[said.kind]:
            yield f"{said.kind} {said.handle}"


def duplicate_tickets(story):
    """One ticket for a conversation, however often and in whatever order its parts came."""
    told = _told(story)
    of_talk = defaultdict(set)
    for said in story.history.said:
        of_talk[said.talk] |= set(told[said.token])
    for talk, ids in of_talk.items():
        if len(ids) > 1:
            yield f"{talk} has tickets {sorted(ids)}"
    nobodys = {ticket.id for ticket in story.books.tickets} - set().union(*of_talk.values())
    yield from (f"ticket {each} is of no conversation" for each in nobodys)


def follow_up_once(story):
    """The words of a message stand on the timeline once, and its line in the conversation."""
    told = _told(story)
    for token, ids in told.items():
        if len(ids) > 1:
            yield f"{token} stands {len(ids)} times on {sorted(set(ids))}"
    lines = Counter(_handle(line.key) for line in story.books.lines if line.inbound)
    kept = Counter(_handle(row.key) for row in story.books.inbox)
    for handle in {said.handle for said in story.history.said}:
        if max(lines[handle], kept[handle]) > 1:
            yield f"{handle} was kept {kept[handle]} times, as {lines[handle]} lines"


def claimed_once(story):
    """A ticket has one agent; two claims of it are one."""
    claims = Counter(e.ticket_id for e in story.books.events if e.kind == "claimed")
    yield from (f"ticket {each} was claimed {n} times" for each, n in claims.items() if n > 1)


def timeline_fold(story):
    """A ticket is the fold of its timeline."""
    yield from (f"ticket {each}" for each in story.books.unlike)


def undelivered(story):
    """Whatever was said by mail has arrived, or was buried with a reason that its ticket shows."""
    arrived = set(story.mails)
    shown = {event.ticket_id for event in story.books.events if event.kind == "unreached"}
    for row in story.books.outbox:
        if row.state == "buried" and not (row.reason and _is_shown(row, shown)):
            yield f"{row.key} was buried in silence: {row.reason}"
        is_sent = row.state == "done" and row.lane.startswith(EMAIL)
        if is_sent and message_id(row) not in arrived:
            yield f"{row.key} is done and has not arrived"


def out_of_order(story):
    """First deliveries within a conversation come in the order in which they were put."""
    first = {}
    for place, mail in enumerate(story.mails):
        first.setdefault(mail, place)
    lanes = defaultdict(list)
    for row in sorted(story.books.outbox, key=lambda row: row.id):
        lanes[row.lane].append((first.get(message_id(row)), row))
    for lane, sent in lanes.items():
        places = [(place, row.key) for place, row in sent if place is not None]
        for (before, key), (after, other) in pairwise(places):
            if after < before:
                yield f"{other} overtook {key} in {lane}"


def strange_mail(story):
    """Nothing arrives that stands in no outbox."""
    known = {message_id(row) for row in story.books.outbox}
    yield from (mail for mail in dict.fromkeys(story.mails) if mail not in known)


def twice_without_fault(story):
    """On a calm day nothing arrives twice."""
    if story.calm:
        yield from (mail for mail, n in Counter(story.mails).items() if n > 1)


def timers_once(story):
    """What time brings, it brings once: a silence, a place in line that is news."""
    silences = Counter(
        row.payload["id"] for row in story.books.inbox if row.payload["id"].startswith(SILENCE)
    )
    yield from (f"{id} was put {n} times" for id, n in silences.items() if n > 1)
    told = {}
    for event in sorted(story.books.events, key=lambda event: (event.ticket_id, event.seq)):
        if event.kind == "announced":
            place = event.data.get("place")
            if told.get(event.ticket_id) == place:
                yield f"ticket {event.ticket_id} was told twice of place {place}"
            told[event.ticket_id] = place


def nothing_pending(story):
    """After a quiet while no work is left."""
    for queue in (story.books.inbox, story.books.outbox):
        for row in queue:
            if row.state == "pending":
                yield f"{row.key} due {row.due_at} after {row.attempts} attempts: {row.reason}"


def given_up(story):
    """No message of people was too much for the desk: none was buried."""
    yield from (f"{row.key}: {row.reason}" for row in story.books.inbox if row.state == "buried")


def blobs(story):
    """Every file that is named exists, and says what its name says."""
    yield from story.books.missing


def integrity(story):
    """The database finds nothing wrong with itself."""
    yield from story.books.broken


def our_fault(story):
    """Nobody was told that something broke: who is refused is told what to do."""
    refusals = story.history.refusals.items()
    yield from (f"{told}, {n} times" for told, n in refusals if told.endswith(BROKEN))


INVARIANTS = {
    "LOST_ACKED": lost_acked,
    "LOST_EFFECT": lost_effect,
    "DUPLICATE_TICKETS": duplicate_tickets,
    "FOLLOW_UP_ONCE": follow_up_once,
    "CLAIMED_ONCE": claimed_once,
    "TIMELINE_FOLD": timeline_fold,
    "UNDELIVERED": undelivered,
    "OUT_OF_ORDER": out_of_order,
    "STRANGE_MAIL": strange_mail,
    "TWICE_WITHOUT_FAULT": twice_without_fault,
    "TIMERS_ONCE": timers_once,
    "NOTHING_PENDING": nothing_pending,
    "GIVEN_UP": given_up,
    "BLOBS": blobs,
    "INTEGRITY": integrity,
    "OUR_FAULT": our_fault,
}


def _handle(key):
    """How the key of a message ends: a Message-ID, or the number of a form."""
    mail = re.search(r"<[^<>]+>$", key)
    return mail[0] if mail else key.rpartition("/")[2]


def _told(story):
    """Token -> the tickets on whose timeline it stands, one for each time."""
    told = defaultdict(list)
    for event in story.books.events:
        for token in TOKEN.findall(str(event.data.get("text", ""))):
            told[token].append(event.ticket_id)
    return told


def _is_shown(row, shown):
    """Whether the ticket says that its requester was not reached."""
    letter = LETTER.fullmatch(row.key)
    return not letter or int(letter[1]) in shown


def _ticket_id(reference):
    return int(reference.partition("-")[2] or 0)

"""What must be true after a storm in Slack: each a function that names what is not."""

import asyncio
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise

from tests.emulators.help_desk import TRIAGE
from tests.emulators.help_desk_story import is_ours, words
from tests.process.server import Server
from tests.reliability import books
from tests.reliability.books import Books
from tests.reliability.history import TOKEN
from tests.reliability.slack_storm import ADDS, BEGINS, LIMITED, NOTES, NOTHING, REPLIES, Storm

LOOK_EVERY = 0.1  # seconds
TOO_MANY = 429


class Outside:
    """What is seen of a server's database from outside; mixed into a Server."""

    def pinned(self):
        """The ts of each card that the desk knows."""
        return {
            external_id.rpartition("/")[2]
            for (external_id,) in self.rows("SELECT external_id FROM pins")
        }

    async def until_at_rest(self, *, within):
        """Until all was handled and sent, and each open ticket has its card."""
        end = time.monotonic() + within
        while not (self.is_at_rest() and self._has_cards()):
            assert time.monotonic() < end, self._left()
            await asyncio.sleep(LOOK_EVERY)

    def _has_cards(self):
        return len(self.pinned() - {""}) == self.count("SELECT count(*) FROM tickets")

    def _left(self):
        left = "SELECT key, attempts, due_at, reason FROM {} WHERE state = 'pending'"
        return [*self.rows(left.format("inbox")), *self.rows(left.format("outbox"))]


class Kept(Outside):
    """The database of a desk in this process."""

    database = ""
    rows = Server.rows
    count = Server.count
    is_at_rest = Server.is_at_rest

    def __init__(self, folder):
        self.folder = folder


@dataclass
class Story:
    """All there is to judge."""

    storm: Storm
    slack: object
    books: Books
    told: dict  # word -> the tickets on whose timelines it stands, one for each time


async def read(kept, slack, storm):
    found = await books.read(kept)
    told = defaultdict(list)
    for event in found.events:
        for token in TOKEN.findall(str(event.data.get("text", ""))):
            told[token].append(event.ticket_id)
    return Story(storm, slack, found, told)


def check(story):
    """Every violation of every invariant."""
    return [f"{name}: {what}" for name, found in INVARIANTS.items() for what in found(story)]


def once_each(story):
    """Whatever was said for the desk stands on one timeline, once; and nothing else does."""
    for said in story.storm.said:
        times = len(story.told[said.token])
        if times != (said.does != NOTHING):
            yield f"{said} stands {times} times"


def one_ticket_a_talk(story):
    """All that was said in a thread is on one ticket, and no ticket has words of two threads."""
    tickets = defaultdict(set)
    for said in story.storm.said:
        if said.does != NOTHING:
            tickets[said.talk].update(story.told[said.token])
    yield from (f"{talk}: {ids}" for talk, ids in tickets.items() if len(ids) > 1)
    begun = Counter(id for talk, ids in tickets.items() if "card" not in talk for id in ids)
    yield from (f"ticket {id} is of {n} talks" for id, n in begun.items() if n > 1)
    strange = {ticket.id for ticket in story.books.tickets} - set(begun)
    yield from (f"ticket {id} is of nobody" for id in strange)


def in_order(story):
    """What one person said in one thread, and Slack delivered in order, stands in this order."""
    place = {
        token: (event.ticket_id, event.seq)
        for event in story.books.events
        for token in TOKEN.findall(str(event.data.get("text", "")))
    }
    threads = defaultdict(list)
    for said in story.storm.said:
        if said.does in (BEGINS, ADDS, NOTES, REPLIES) and said.ts and said.token in place:
            threads[said.who, said.talk].append(said)
    for lane in threads.values():
        calm = [said for said in lane if story.storm.came_in_order(said)]
        for before, after in pairwise(sorted(calm, key=lambda said: said.ts)):
            if place[after.token] < place[before.token]:
                yield f"{after} stands before {before}"


def replies_arrive(story):
    """What agents answer is heard once by who asked, with the file that came along."""
    heard = Counter(
        token
        for channel in story.slack.world.channels.values()
        for message in channel.messages.values()
        if is_ours(message) and channel.name != TRIAGE
        for token in set(TOKEN.findall(words(message)))
    )
    files = Counter(file.name for file in story.slack.world.files.values() if file.complete)
    for said in story.storm.said:
        # The file stands where the agent put it and where it went.
        if said.does == REPLIES and (heard[said.token], files[f"{said.token}.txt"]) != (1, 2):
            yield f"{said} is heard {heard[said.token]} times, {files[f'{said.token}.txt']} files"


def claimed_once(story):
    """A ticket has one agent, however many press."""
    claims = Counter(e.ticket_id for e in story.books.events if e.kind == "claimed")
    yield from (f"ticket {id} was claimed {n} times" for id, n in claims.items() if n > 1)


def nothing_given_up(story):
    """All was handled, and all that was to be said is sent."""
    for row in (*story.books.inbox, *story.books.outbox):
        if row.state != "done":
            yield f"{row.key} is {row.state}: {row.reason}"


def posted_once(story):
    """No message of ours stands in Slack twice, and none is missing."""
    posted = Counter(_parts(story.slack))
    yield from (f"{key} stands {n} times" for key, n in posted.items() if n > 1)
    there = {key for key, _ in posted}
    for row in story.books.outbox:
        seen = row.key in there or row.payload.get("only_for") or row.payload.get("replaces")
        if not seen:
            yield f"{row.key} stands nowhere"


def one_card_a_ticket(story):
    cards = Counter(key for key, _ in _parts(story.slack) if key.startswith("card/"))
    wanted = {f"card/FL-{ticket.id}" for ticket in story.books.tickets}
    if set(cards) != wanted:
        yield f"cards: {set(cards) ^ wanted}"


def notes_stay_inside(story):
    """What agents say among themselves is seen nowhere else."""
    secret = {said.token for said in story.storm.said if said.does == NOTES}
    for channel in story.slack.world.channels.values():
        if channel.name != TRIAGE:
            for message in filter(is_ours, channel.messages.values()):
                if leaked := secret.intersection(TOKEN.findall(words(message))):
                    yield f"{leaked} in {channel.name or channel.id}"


def folded(story):
    """A ticket is the fold of its timeline, files are there, the database is sound."""
    yield from (*story.books.unlike, *story.books.missing, *story.books.broken)


INVARIANTS = {
    "ONCE_EACH": once_each,
    "ONE_TICKET_A_TALK": one_ticket_a_talk,
    "IN_ORDER": in_order,
    "CLAIMED_ONCE": claimed_once,
    "NOTHING_GIVEN_UP": nothing_given_up,
    "POSTED_ONCE": posted_once,
    "ONE_CARD_A_TICKET": one_card_a_ticket,
    "NOTES_STAY_INSIDE": notes_stay_inside,
    "REPLIES_ARRIVE": replies_arrive,
    "FOLDED": folded,
}


def unlimited(slack):
    """The ways to write that met no limit: the storm was not as bad as it should be."""
    limited = {call.method for call in slack.calls if call.status == TOO_MANY}
    return [method for method in LIMITED if method not in limited]


def _parts(slack):
    for channel in slack.world.channels.values():
        for message in channel.messages.values():
            bears = (message.get("metadata") or {}).get("event_payload")
            if bears and is_ours(message):
                yield bears["id"], bears.get("part", 0)

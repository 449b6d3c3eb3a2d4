"""What a contact may be, after what the desk has labelled: kept at hand, and learnt anew daily.

Everything follows from the store and the day, so that replicas agree: what was labelled before
midnight (UTC) is learnt once, in a thread; what was labelled since then votes within seconds.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.core import references
from bot.core.turn import Hint
from bot.runtime.lessons import asked
from store import labels, tickets
from store.records import LabelRow
from store.transact import Store

if TYPE_CHECKING:  # a desk that has labelled nothing needs no classifier
    from knowledge.habits import Contact, Habits

MOST_LABELS = 7_500  # the newest before midnight, of all names; and as many of the day
AT_ONCE = 500  # tickets whose words are read in one go
LONGEST = 600  # characters of a contact
OVERLAP = timedelta(minutes=2)  # transactions may end in another order than they began
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Labelling:
    """The desk's labels, at hand. Reading is lock-free: what is known is swapped whole."""

    def __init__(self) -> None:
        self._known: Habits | None = None
        self._midnight = LONG_AGO
        self._today: dict[int, LabelRow] = {}

    def hints(self, text: str) -> tuple[Hint, ...]:
        """The likeliest labels of a contact, however sure."""
        guesses = self._known.guesses(text) if self._known else {}
        return tuple(
            Hint(name=name, label=one.label, confidence=round(one.confidence, 4), like=one.like)
            for name, one in guesses.items()
        )

    async def refresh(self, store: Store, now: datetime) -> bool:
        """Take over what was labelled, here or elsewhere; whether anything was."""
        midnight = _midnight(now - OVERLAP)
        anew = midnight != self._midnight
        known = await _learnt_before(store, midnight) if anew else self._known
        today = {} if anew else self._today
        newest = max((row.at for row in today.values()), default=midnight)
        since = max(newest - OVERLAP, midnight)
        rows = await store.read(labels.newest, since=since, most=MOST_LABELS)
        new = {row.id: row for row in rows if row.id not in today}
        if not (anew or new):
            return False
        today = {**today, **new}
        if new:
            contacts = await _contacts(store, _about_the_same(today, new))
            known = await asyncio.to_thread(_with_more, known, contacts)
        self._known, self._midnight, self._today = known, midnight, today
        return True


def _midnight(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _about_the_same(rows: Mapping[int, LabelRow], new: Mapping[int, LabelRow]) -> list[LabelRow]:
    """All that is said about what the new ones are about, oldest first."""
    about = {(row.ticket_id, row.name) for row in new.values()}
    same = (row for row in rows.values() if (row.ticket_id, row.name) in about)
    return sorted(same, key=lambda row: (row.at, row.id))


async def _learnt_before(store: Store, midnight: datetime) -> "Habits | None":
    rows = await store.read(labels.newest, since=LONG_AGO, before=midnight, most=MOST_LABELS)
    if not rows:
        return None
    return await asyncio.to_thread(_learn, await _contacts(store, rows))


async def _contacts(store: Store, rows: Sequence[LabelRow]) -> "tuple[Contact, ...]":
    """What was said and what it was; of each name the last label counts."""
    from knowledge.habits import Contact

    words = await _words(store, sorted({row.ticket_id for row in rows}))
    told: dict[int, dict[str, str]] = {}
    for row in rows:
        told.setdefault(row.ticket_id, {})[row.name] = row.label
    last = {row.ticket_id: row.at for row in rows}
    return tuple(
        Contact(key=references.write(id), text=words[id], labels=of, at=last[id])
        for id, of in told.items()
    )


async def _words(store: Store, ids: Sequence[int]) -> Mapping[int, str]:
    words: dict[int, str] = {}
    for at in range(0, len(ids), AT_ONCE):
        openings = await store.read(tickets.openings, ids[at : at + AT_ONCE])
        words |= {id: asked(opened)[:LONGEST] for id, opened in openings.items()}
    return words


def _learn(contacts: "Sequence[Contact]") -> "Habits":
    from knowledge import habits

    return habits.learn(contacts)


def _with_more(known: "Habits | None", contacts: "Sequence[Contact]") -> "Habits":
    from knowledge import habits

    return (known or habits.NO_HABITS).with_more(contacts)

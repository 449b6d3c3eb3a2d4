"""What a contact may be, after what the desk has labelled: kept at hand, and learnt anew daily.

Everything follows from the store and the day, so that replicas agree: what was labelled before
midnight (UTC) is learnt once, in a thread; what was labelled since then votes within seconds.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.core import references
from bot.core.turn import Hint
from bot.runtime.lessons import asked
from store import labels, tickets
from store.records import LabelRow
from store.transact import Store

if TYPE_CHECKING:  # a desk that has labelled nothing needs no classifier
    from knowledge.classify import Classifier, Labelled

MOST_LABELS = 12_000  # the newest before midnight, of all names; and as many of the day
AT_ONCE = 500  # tickets whose words are read in one go
LONGEST = 1_200  # characters of a contact
OVERLAP = timedelta(minutes=2)  # transactions may end in another order than they began
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

Classifiers = Mapping[str, "Classifier"]


class Labelling:
    """The desk's labels, at hand. Reading is lock-free: what is known is swapped whole."""

    def __init__(self) -> None:
        self._known: Classifiers = {}
        self._midnight = LONG_AGO
        self._today: dict[int, LabelRow] = {}

    def hints(self, text: str) -> tuple[Hint, ...]:
        """The likeliest labels of a contact, however sure."""
        return tuple(_hints(self._known, text[:LONGEST]))

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


def _hints(known: Classifiers, text: str) -> Iterable[Hint]:
    for name, classifier in known.items():
        guess = classifier.guess(text)
        if guess.label:
            yield Hint(
                name=name, label=guess.label, confidence=round(guess.confidence, 4), like=guess.like
            )


async def _learnt_before(store: Store, midnight: datetime) -> Classifiers:
    rows = await store.read(labels.newest, since=LONG_AGO, before=midnight, most=MOST_LABELS)
    if not rows:
        return {}
    contacts = await _contacts(store, rows)
    return await asyncio.to_thread(_learn, contacts)


async def _contacts(
    store: Store, rows: Sequence[LabelRow]
) -> Mapping[str, Mapping[str, "Labelled"]]:
    """By name and ticket, what was said and what it was; the last label counts."""
    from knowledge.classify import Labelled

    words = await _words(store, sorted({row.ticket_id for row in rows}))
    found: dict[str, dict[str, Labelled]] = {}
    for row in rows:
        key = references.write(row.ticket_id)
        contact = Labelled(key=key, text=words[row.ticket_id], label=row.label, at=row.at)
        found.setdefault(row.name, {})[key] = contact
    return found


async def _words(store: Store, ids: Sequence[int]) -> Mapping[int, str]:
    words: dict[int, str] = {}
    for at in range(0, len(ids), AT_ONCE):
        openings = await store.read(tickets.openings, ids[at : at + AT_ONCE])
        words |= {id: asked(opened)[:LONGEST] for id, opened in openings.items()}
    return words


def _learn(contacts: Mapping[str, Mapping[str, "Labelled"]]) -> Classifiers:
    from knowledge import classify

    return {name: classify.learn(of.values()) for name, of in sorted(contacts.items())}


def _with_more(known: Classifiers, contacts: Mapping[str, Mapping[str, "Labelled"]]) -> Classifiers:
    from knowledge import classify

    more = dict(known)
    for name, of in sorted(contacts.items()):
        more[name] = more.get(name, classify.NOTHING_LABELLED).with_more(of.values())
    return more

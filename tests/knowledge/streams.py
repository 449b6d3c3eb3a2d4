"""What a desk is asked, drawn from knowledge bases that are at hand: with answers and without.

Of ten questions six have an article, two had one that is missing, one is for another desk and one
for none; and some name a thing without saying what is wrong with it. A stream is what was made of
each: the evidence for the first article, and whether it was right.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from knowledge import index, words
from knowledge.confidence import Evidence
from knowledge.folder import builtin_folder, read_folder
from knowledge.index import Index
from knowledge.meaning import Memory
from knowledge.ranking import Ranked
from knowledge.suggest import NOTHING_KNOWN
from tests.knowledge import public_data
from tests.knowledge.public_data import Asked
from tests.knowledge.questions import OFF_TUNING, TUNING

MOST = 240  # questions of a kind, so that learning takes minutes, not hours
THINGS = 40
THIN = ("{}", "{} is broken", "{} does not work", "problem with {}", "please help with {}")
NAMES = tuple(field.name for field in fields(Evidence))


@dataclass(frozen=True, slots=True)
class Stream:
    """Of one knowledge base: a row of evidence for each question, and what was right."""

    name: str
    rows: np.ndarray
    right: np.ndarray
    answerable: np.ndarray


@dataclass(frozen=True, slots=True)
class Base:
    """A knowledge base, its questions, and those of nobody. `apart` is what it never deals with."""

    name: str
    apart: str
    library: Index
    asked: tuple[Asked, ...]
    off_topic: tuple[str, ...]


def bases(memory: Memory | None = None) -> list[Base]:
    """Every knowledge base that may be learnt from, some with and some without experience."""
    found = [shipped(), practised(), *map(public, PUBLIC), experienced()]
    if memory is None:
        return found
    return [replace(one, library=one.library.with_memory(memory)) for one in found]


# The name of the set, one that is about something else, and its questions.
PUBLIC = (
    ("stackfaq", "ms_symptoms", "queries_en_dev"),
    ("stackfaq", "ms_symptoms", "queries_en_dev_typo25"),
    ("ms_symptoms", "stackfaq", "queries_en_dev"),
)


def public(row: tuple[str, str, str]) -> Base:
    name, apart, questions = row
    asked = sample(public_data.questions(f"{name}/{questions}"), MOST)
    return Base(name, apart, public_data.library(name), asked, strangers())


def shipped() -> Base:
    """Our own articles, and only the half of the questions that is for tuning."""
    return Base("shipped", "", _shipped(), _tuning(), OFF_TUNING)


def practised() -> Base:
    """Our own articles, when every other question was asked and solved before."""
    library = _shipped().with_solved(map(public_data.as_solved, _tuning()[::2]))
    return Base("shipped", "", library, _tuning()[1::2], OFF_TUNING)


def _shipped() -> Index:
    return index.build(read_folder(builtin_folder()).articles)


def _tuning() -> tuple[Asked, ...]:
    return tuple(Asked(one.text, one.text, "", one.right) for one in TUNING)


def experienced() -> Base:
    """A public one, when every other question was asked and solved before."""
    asked = list(public_data.questions("stackfaq/queries_en_dev"))
    before, now = asked[::2], asked[1::2]
    library = public_data.library("stackfaq").with_solved(map(public_data.as_solved, before))
    return Base("stackfaq", "ms_symptoms", library, sample(now, MOST), strangers())


def strangers() -> tuple[str, ...]:
    """What has nothing to do with computers."""
    rows = public_data.lines("cls_clinc150/val")
    return tuple(row["text"] for row in sample(list(rows), MOST))


def sample(rows: Sequence, most: int) -> tuple:
    chance = random.Random(5)  # noqa: S311 - a draw, no secret
    return tuple(chance.sample(list(rows), min(most, len(rows))))


def stream(base: Base, others: Sequence[Asked]) -> Stream:
    """Ask this knowledge base its own questions, those of others, and those of nobody."""
    size = len(base.asked)
    here = [(look(base.library, one.mail, one.right), True) for one in base.asked]
    missing = [
        (look_without(base.library, one.mail, one.right), False) for one in base.asked[: size // 3]
    ]
    elsewhere = [(look(base.library, one.mail, frozenset()), False) for one in others[: size // 6]]
    nowhere = [
        (look(base.library, text, frozenset()), False) for text in base.off_topic[: size // 6]
    ]
    vague = [(look(base.library, text, frozenset()), False) for text in thin(base.library)]
    told = [*here, *missing, *elsewhere, *nowhere, *sample(vague, size // 6)]
    rows = np.array([list(row) for (row, _), _ in told])
    right = np.array([was for (_, was), _ in told])
    return Stream(base.name, rows, right, np.array([is_here for _, is_here in told]))


def thin(library: Index) -> list[str]:
    """Complaints that name a thing many articles are about, and say no more."""
    titles = (word for one in library.articles for word in {*words.split(one.title)})
    held = Counter(word for word in titles if word not in words.stop_words())
    shared = sorted(word for word, count in held.items() if count > 1)
    return [pattern.format(word) for word in sample(shared, THINGS) for pattern in sample(THIN, 2)]


def look(library: Index, text: str, right: frozenset[str]) -> tuple[tuple[float, ...], bool]:
    """The evidence for the first article, and whether it is right."""
    return _look(library, text, right, lambda ranked: np.ones(len(ranked.places), bool))


def look_without(library: Index, text: str, gone: frozenset[str]) -> tuple[tuple[float, ...], bool]:
    """The same, as if these articles had never been written."""
    at = [library.shelf.places[id] for id in gone if id in library.shelf.places]
    return _look(library, text, frozenset(), lambda ranked: ~np.isin(ranked.places, at))


def _look(
    library: Index, text: str, right: frozenset[str], kept: Callable[[Ranked], np.ndarray]
) -> tuple[tuple[float, ...], bool]:
    asked, ranked, _ = library.look(text, NOTHING_KNOWN)
    ranked = ranked.only(kept(ranked))
    if not len(ranked.places):
        return (0.0,) * len(NAMES), False
    place = int(ranked.places[0])
    article = library.shelf.articles[place]
    held = index.holds(library.shelf, asked, place)
    found = index.evidence(article, asked, ranked, 0, held)
    return tuple(getattr(found, name) for name in NAMES), article.id in right


def iterate(memory: Memory | None = None) -> Iterator[Stream]:
    """Every stream, one knowledge base after the other."""
    found = bases(memory)
    asked = {one.name: one.asked for one in found}
    for base in found:
        yield stream(base, asked.get(base.apart, ()))

"""What a desk is asked, drawn from knowledge bases that are at hand: with answers and without.

Of ten questions six have an article, two had one that was never written, one is for another desk
and one for none; and besides, some name a thing without saying what is wrong with it. A stream is
what was made of each: the evidence for the first article, and whether it was right.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

from knowledge import index, words
from knowledge.article import Article
from knowledge.confidence import Evidence
from knowledge.evidence import evidence, held_by
from knowledge.folder import builtin_folder, read_folder
from knowledge.index import Index
from knowledge.meaning import Memory
from knowledge.suggest import NOTHING_KNOWN
from tests.knowledge import public_data
from tests.knowledge.public_data import Asked
from tests.knowledge.questions import OFF_TUNING, TUNING

MOST = 560  # questions of a kind, so that learning takes a minute or two, not hours
GONE = 4  # of so many articles that are asked for, one was never written
SMALL = 50  # questions that a part of a knowledge base has at the least
THINGS = 40
THIN = ("{}", "{} is broken", "{} does not work", "problem with {}", "please help with {}")
NAMES = tuple(field.name for field in fields(Evidence))


@dataclass(frozen=True, slots=True)
class Stream:
    """Of one knowledge base: a row of evidence for each question, and what was right.

    `thin` are those besides the ten; `weight` is what the knowledge base counts in learning.
    """

    name: str
    about: str
    weight: float
    rows: np.ndarray
    right: np.ndarray
    answerable: np.ndarray
    thin: np.ndarray


@dataclass(frozen=True, slots=True)
class Base:
    """A knowledge base and its questions; `about` says what of it this is.

    `others` are questions for another desk, `off_topic` for none.
    """

    name: str
    about: str
    library: Index
    asked: tuple[Asked, ...]
    others: tuple[str, ...]
    off_topic: tuple[str, ...]
    weight: float = 1.0


def bases() -> list[Base]:
    """Every knowledge base that may be learnt from, some with and some without experience."""
    return [*shipped(), *stackfaq(), *microsoft(), *intents()]


def shipped() -> Iterator[Base]:
    """Our own articles, and only the half of the questions that is for tuning."""
    asked = tuple(Asked(one.text, one.text, "", one.right) for one in TUNING)
    library = index.build(read_folder(builtin_folder()).articles)
    others = _mails("stackfaq")
    yield Base("shipped", "", library, asked, others, OFF_TUNING)
    known = library.with_solved(map(public_data.as_solved, asked[::2]))
    yield Base("shipped", "half solved", known, asked[1::2], others, OFF_TUNING)


def stackfaq() -> Iterator[Base]:
    """As it is, misspelt, and when so many questions were solved before for each article."""
    library, others = public_data.library("stackfaq"), _mails("ms_symptoms")
    for about in ("queries_en_dev", "queries_en_dev_typo25"):
        asked = sample(public_data.questions(f"stackfaq/{about}"), MOST)
        yield Base("stackfaq", about[11:], library, asked, others, strangers())
    each = _by_article(public_data.questions("stackfaq/queries_en_dev"))
    for many in (1, 2, 5):
        before = [one for asked in each.values() for one in asked[:many]]
        later = [one for asked in each.values() for one in asked[many:]]
        known = library.with_solved(map(public_data.as_solved, before))
        yield Base("stackfaq", f"{many} solved", known, sample(later, MOST), others, strangers())


def microsoft() -> Iterator[Base]:
    """All of it, and the parts of it that are large enough, each as if there were no other."""
    articles = public_data.articles("ms_symptoms")
    asked = public_data.questions("ms_symptoms/queries_en_dev")
    library, others = public_data.library("ms_symptoms"), _mails("stackfaq")
    yield Base("ms_symptoms", "", library, sample(asked, MOST), others, strangers())
    for part in sorted({one.id.split("/")[0] for one in articles}):
        own = [one for one in articles if one.id.startswith(f"{part}/")]
        ids = {one.id for one in own}
        mine = [one for one in asked if one.right <= ids]
        if len(mine) >= SMALL:
            rest = tuple(one.mail for one in asked if not one.right & ids)
            library = index.build(own)
            yield Base("ms_symptoms", part, library, sample(mine, MOST), rest, strangers())


# Phrases that an article has, and questions solved for it before.
TAUGHT = ((3, 0), (0, 10), (2, 3), (0, 40))


def intents() -> Iterator[Base]:
    """What people say to an assistant: an article for each intent. No desk is like that, so it
    counts little; but nowhere else is so much solved."""
    said = defaultdict(list)
    for row in public_data.lines("cls_clinc150/train"):
        said[row["label"]].append(row["text"])
    rows = sample(list(public_data.lines("cls_clinc150/val")), MOST)
    asked = tuple(Asked(r["text"], r["text"], "", frozenset([r["label"]])) for r in rows)
    off = tuple(row["text"] for row in public_data.lines("cls_clinc150/oos_val"))
    for phrases, solved in TAUGHT:
        library = _taught(said, phrases, solved)
        about = f"{phrases} phrases, {solved} solved"
        yield Base("intents", about, library, asked, _mails("ms_symptoms"), off, weight=0.1)


def _taught(said: Mapping[str, list[str]], phrases: int, solved: int) -> Index:
    articles = [
        Article(id=label, title=label.replace("_", " "), symptoms=tuple(texts[:phrases]), body="")
        for label, texts in said.items()
    ]
    before = [
        public_data.as_solved(Asked(f"{label} {at}", text, "", frozenset([label])))
        for label, texts in said.items()
        for at, text in enumerate(texts[phrases : phrases + solved])
    ]
    return index.build(articles).with_solved(before)


def _by_article(asked: Sequence[Asked]) -> dict[str, list[Asked]]:
    found = defaultdict(list)
    for one in asked:
        found[min(one.right)].append(one)
    return found


def _mails(name: str) -> tuple[str, ...]:
    return tuple(one.mail for one in sample(public_data.questions(f"{name}/queries_en_dev"), MOST))


def strangers() -> tuple[str, ...]:
    """What has nothing to do with computers."""
    rows = public_data.lines("cls_clinc150/val")
    return tuple(row["text"] for row in sample(list(rows), MOST))


def sample(rows: Sequence, most: int) -> tuple:
    chance = random.Random(5)  # noqa: S311 - a draw, no secret
    return tuple(chance.sample(list(rows), min(most, len(rows))))


def stream(base: Base, memory: Memory | None = None) -> Stream:
    """Ask this knowledge base its own questions, those of others, and those of nobody."""
    library, gone = thinned(base, memory)
    here = [one for one in base.asked if not one.right & gone]
    missing = [one for one in base.asked if one.right <= gone]
    size = len(here)
    vague = sample(thin(library), size // 6)
    told = [
        *(look(library, one.mail, one.right) for one in here),
        *(look(library, one.mail) for one in missing[: size // 3]),
        *(look(library, text) for text in base.others[: size // 6]),
        *(look(library, text) for text in base.off_topic[: size // 6]),
        *(look(library, text) for text in vague),
    ]
    at = np.arange(len(told))
    rows = np.array([list(row) for row, _ in told])
    right = np.array([was for _, was in told])
    besides = at >= len(told) - len(vague)
    return Stream(base.name, base.about, base.weight, rows, right, at < size, besides)


def thinned(base: Base, memory: Memory | None) -> tuple[Index, frozenset[str]]:
    """The library as if some of the articles had never been written, nor solved anything."""
    asked_for = sorted({id for one in base.asked for id in one.right})
    gone = frozenset(sample(asked_for, len(asked_for) // GONE))
    library = index.build(one for one in base.library.articles if one.id not in gone)
    solved = [one for one in base.library.experience.solved if not gone & {*one.article_ids}]
    library = library.with_solved(solved) if solved else library
    return (library.with_memory(memory) if memory else library), gone


def thin(library: Index) -> list[str]:
    """Complaints that name a thing many articles are about, and say no more."""
    titles = (word for one in library.articles for word in {*words.split(one.title)})
    held = Counter(word for word in titles if word not in words.stop_words())
    shared = sorted(word for word, count in held.items() if count > 1)
    return [pattern.format(word) for word in sample(shared, THINGS) for pattern in sample(THIN, 2)]


def look(
    library: Index, text: str, right: frozenset[str] = frozenset()
) -> tuple[tuple[float, ...], bool]:
    """The evidence for the first article, and whether it is right."""
    asked, ranked, _ = library.look(text, NOTHING_KNOWN)
    if not len(ranked.places):
        return (0.0,) * len(NAMES), False
    shares = [asked.share(held) for held in held_by(library.shelf, asked, ranked.places[:2])]
    found = evidence(library.shelf, asked, ranked, shares, 0)
    first = library.shelf.articles[int(ranked.places[0])]
    return tuple(getattr(found, name) for name in NAMES), first.id in right


def iterate(memory: Memory | None = None) -> Iterator[Stream]:
    """Every stream, one knowledge base after the other."""
    return (stream(base, memory) for base in bases())

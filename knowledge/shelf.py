"""The articles side by side: what each weighs under which term, and what its phrases look like.

Each field of an article is weighed by its own BM25 and the fields are added up. How long a field
usually is, is a fixed number here, so that the row of an article depends on that article alone:
a shelf changed step by step is the same as one built at once, on every machine.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from knowledge import spelling, words
from knowledge.article import Article
from knowledge.distinct import numbered
from knowledge.phrases import Likeness, Phrases, phrases
from knowledge.postings import Keys, Pile, Places, Row, counted, keys_of, pairs, pile
from knowledge.spelling import Speller

# What a field counts, and how many terms it usually has.
FIELDS: Mapping[str, tuple[float, int]] = {
    "title": (2.0, 5),
    "symptoms": (1.0, 15),
    "steps": (0.5, 50),
    "body": (1.0, 150),
}
PAIRS = 0.4  # what two neighbouring words count beside the single ones
K1, B = 1.2, 0.6
LONGEST = 20_000  # characters of a field that are read
REMEMBERED = 2_000  # articles whose terms are kept at hand
FEW = 1_000  # articles: so many are laid out anew in a moment
FRESH = 0.02  # the share of articles that may lie apart before all are laid out anew


@dataclass(frozen=True, slots=True)
class Shelf:
    """The articles and all that is known of them before anybody asks. Never changes.

    `articles` has the old ones first, then the fresh; a place that is dead in `terms` holds one
    that was changed or taken away.
    """

    articles: tuple[Article, ...] = field(repr=False)
    places: Mapping[str, int] = field(repr=False)
    terms: Pile = field(repr=False)
    old: Phrases = field(repr=False)
    fresh: Phrases = field(repr=False)
    holders: Places = field(repr=False)  # of the pieces of phrases
    speller: Speller = field(repr=False)
    languages: tuple[str, ...]

    def likeness(self, asked: Keys, places: NDArray[np.int64]) -> Likeness:
        """Of these pieces of a question and the articles at these places, which are in order."""
        size, known = self.terms.old.size, self.terms.alive
        old = self.old.of(places[places < size]).likeness(asked, self.holders, known)
        if not self.terms.fresh.size:
            return old
        fresh = self.fresh.of(places[places >= size] - size).likeness(asked, self.holders, known)
        return Likeness(*map(np.concatenate, zip(old, fresh, strict=True)))


def shelf(articles: Iterable[Article]) -> Shelf:
    """All of these, laid out anew."""
    listed = tuple(articles)
    lines = phrases(map(_phrases, listed))
    return Shelf(
        listed,
        _places(listed, ()),
        pile(map(_row, listed)),
        lines,
        phrases(()),
        lines.holders(),
        spelling.learn(_uses(listed)),
        _languages(listed),
    )


def changed(before: Shelf, articles: Sequence[Article]) -> Shelf:
    """These articles; little is done if they are nearly those of before."""
    size = before.terms.old.size
    now = {article.id: article for article in articles}
    old = before.articles[:size]
    dead = [place for place, one in enumerate(old) if now.get(one.id) is not one]
    kept = {one.id for one in old if now.get(one.id) is one}
    fresh = tuple(one for one in now.values() if one.id not in kept)
    if size < FEW or len(fresh) + len(dead) > FRESH * size:
        return shelf(now.values())
    return _beside(before, fresh, dead)


def _beside(before: Shelf, fresh: Sequence[Article], dead: Sequence[int]) -> Shelf:
    size = before.terms.old.size
    old = before.articles[:size]
    gone = [old[place] for place in dead]
    lines, lost = phrases(map(_phrases, fresh)), before.old.of(dead)
    came, went = _uses(fresh), _uses(gone)
    left, returned = before.articles[size:], [old[place] for place in before.terms.dead]
    came, went = came + _uses(returned), went + _uses(left)
    listed = (*old, *fresh)
    return Shelf(
        listed,
        _places(listed, dead),
        before.terms.with_fresh(map(_row, fresh), gone=map(_row, gone), dead=dead),
        before.old,
        lines,
        before.old.holders() + lines.holders() - lost.holders(),
        before.speller.adjusted(came, went),
        _languages([one for place, one in enumerate(listed) if place not in {*dead}]),
    )


@lru_cache(maxsize=REMEMBERED)
def said(article: Article) -> tuple[frozenset[str], frozenset[str]]:
    """The terms of its title, and those of its symptoms."""
    return frozenset(_stems(article, "title")), frozenset(_stems(article, "symptoms"))


def _row(article: Article) -> Row:
    parts = [_field_row(_stems(article, name), *about) for name, about in FIELDS.items()]
    keys = np.concatenate([row.keys for row in parts])
    found, at = numbered(keys)
    weights = np.bincount(at, np.concatenate([row.weights for row in parts]), len(found))
    return Row(found, weights.astype(np.float32))


def _field_row(stems: Sequence[str], weight: float, usual: int) -> Row:
    single = keys_of(stems)
    longer = K1 * (1 - B + B * len(stems) / usual)
    rows = [(counted(single), weight), (counted(pairs(single)), weight * PAIRS)]
    return Row(
        np.concatenate([keys for (keys, _), _ in rows]),
        np.concatenate([much * c * (K1 + 1) / (c + longer) for (_, c), much in rows]),
    )


def _stems(article: Article, name: str) -> list[str]:
    language = article.language
    return [
        term.stem
        for text in _field(article, name)
        for term in words.terms(words.split(text), lambda word: words.stem(word, language))
    ]


def _field(article: Article, name: str) -> tuple[str, ...]:
    value: str | tuple[str, ...] = getattr(article, name)
    texts = (value,) if isinstance(value, str) else value
    return tuple(text[:LONGEST] for text in texts)


def _phrases(article: Article) -> tuple[str, ...]:
    return (article.title, *article.symptoms)


def _uses(articles: Iterable[Article]) -> Counter[str]:
    uses: Counter[str] = Counter()
    for one in articles:
        for name in FIELDS:
            for text in _field(one, name):
                uses.update(words.split(text))
    return uses


def _places(articles: Sequence[Article], dead: Iterable[int]) -> dict[str, int]:
    without = {*dead}
    return {one.id: place for place, one in enumerate(articles) if place not in without}


def _languages(articles: Iterable[Article]) -> tuple[str, ...]:
    """Those the articles are written in, the commonest first."""
    return tuple(name for name, _ in Counter(one.language for one in articles).most_common())

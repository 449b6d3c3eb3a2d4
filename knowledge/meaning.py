"""What articles and questions mean, as vectors: near ones mean nearly the same.

An article is a few passages; its gist is their mean. A question is held against all gists first,
and then against the passages of the few that are worth a look.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from knowledge.article import Article
from knowledge.encoder import TOKENS_ASKED, Encoder
from knowledge.postings import Floats, best

WORDS_OF_A_PASSAGE = 80
MOST_PASSAGES = 4
LONGEST = 600  # characters of a question that are looked at
TRIED = 64  # articles whose gist is near, of which the passages are looked at

Vectors: TypeAlias = NDArray[np.float16]


class Memory:
    """The encoder, and every vector it has ever made here, by the digest of the text.

    `known` may be filled from the store before and be kept there after: `fresh` is what is new.
    """

    def __init__(self, encoder: Encoder, known: Iterable[tuple[str, bytes]] = ()) -> None:
        self.encoder = encoder
        self.known = {key: np.frombuffer(data, np.float16) for key, data in known}
        self.fresh: dict[str, bytes] = {}

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """A row for each text; only what is new is encoded."""
        keys = [sha256(text.encode("utf-8", "replace")).hexdigest() for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self.known}
        made = self.encoder.encode(list(new.values())).astype(np.float16) if new else ()
        for key, vector in zip(new, made, strict=True):
            self.known[key], self.fresh[key] = vector, vector.tobytes()
        return np.array([self.known[key] for key in keys], np.float16)

    def asked(self, question: str) -> Floats:
        """The vector of a question; it is not remembered."""
        found = self.encoder.encode([question[:LONGEST]], tokens=TOKENS_ASKED)
        vector: Floats = found[0]
        return vector


@dataclass(frozen=True, slots=True)
class Meanings:
    """The passages of every article in the order of the shelf, and their gists. Never changes."""

    gists: Floats = field(repr=False)
    passages: Vectors = field(repr=False)
    starts: NDArray[np.int64] = field(repr=False)

    def near(self, asked: Floats) -> NDArray[np.int64]:
        """The places of the articles that may mean the same."""
        found: Floats = self.gists @ asked if len(self.gists) else np.zeros(0, np.float32)
        return best(found, TRIED)

    def cosines(self, asked: Floats, places: NDArray[np.int64]) -> Floats:
        """Of these articles: how near the nearest passage is."""
        rows = [self.passages[self.starts[at] : self.starts[at + 1]] for at in places.tolist()]
        if not rows:
            return np.zeros(0, np.float32)
        each = np.concatenate(rows).astype(np.float32) @ asked
        firsts = np.concatenate([[0], np.cumsum([len(row) for row in rows])[:-1]])
        most: Floats = np.maximum.reduceat(each, firsts)
        return most


@dataclass(frozen=True, slots=True)
class Meant:
    """A question held against the meanings of articles, if there are any."""

    asked: Floats = field(repr=False)
    meanings: Meanings | None

    def near(self) -> NDArray[np.int64]:
        """The places of the articles that may mean the same."""
        return self.meanings.near(self.asked) if self.meanings else np.zeros(0, np.int64)

    def cosines(self, places: NDArray[np.int64]) -> Floats:
        """See Meanings; 0 where there are none."""
        if self.meanings is None:
            return np.zeros(len(places), np.float32)
        return self.meanings.cosines(self.asked, places)


NO_MEANING = Meant(np.zeros(0, np.float32), None)


def meanings(articles: Sequence[Article], vectors: Callable[[Sequence[str]], Vectors]) -> Meanings:
    """What these articles mean."""
    texts = [passages(article) for article in articles]
    found = vectors([text for each in texts for text in each])
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum([len(each) for each in texts])])
    if not texts:
        return Meanings(np.zeros((0, 1), np.float32), found, starts)
    summed = np.add.reduceat(found.astype(np.float32), starts[:-1])
    lengths = np.linalg.norm(summed, axis=1, keepdims=True)
    return Meanings(summed / np.maximum(lengths, 1e-9), found, starts)


def passages(article: Article) -> tuple[str, ...]:
    """The title; the symptoms; and the text in parts, each with the title before it."""
    told = " ".join([*article.steps, article.body]).split()
    parts = [
        " ".join(told[at : at + WORDS_OF_A_PASSAGE])
        for at in range(0, len(told), WORDS_OF_A_PASSAGE)
    ]
    about = ". ".join(article.symptoms)
    texts = ([about] if about else []) + parts
    return (article.title, *(f"{article.title}. {text}" for text in texts[: MOST_PASSAGES - 1]))

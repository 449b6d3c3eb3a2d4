"""What has helped before: the solved questions nearest to a new one vote for their article.

It works from the first solved question on. A vote weighs less the older it is (half as much after
HALF_LIFE), only the newest MOST_KEPT are remembered, and only the first LONGEST characters of each
are read, so that neither memory nor time grows for ever. A fix that failed takes trust from its
article (`helpfulness`), never from the others.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from knowledge import words
from knowledge.meaning import Memory
from knowledge.phrases import pieces
from knowledge.postings import (
    Floats,
    Keys,
    Pile,
    Row,
    best,
    counted,
    dampened,
    keys_of,
    of_length_one,
    pairs,
    pile,
)
from knowledge.suggest import Context

HALF_LIFE = timedelta(days=3 * 365)
MOST_KEPT = 20_000
LONGEST = 1_200
SHARP = 2.0  # the power of its likeness that a vote weighs
RARE = 1.25  # the power of rarity: a rare word says more than its logarithm
MEANT = 0.5  # what the meaning counts beside the words
UNLIKE = 0.3  # a cosine of meanings that says nothing
MEANT_OF = 600  # characters
NEAREST = 25  # solved questions that vote
SAME_CONTEXT = 1.15  # what a vote from the same service, channel, platform or language gains, each
FRESH = 500  # solved questions that are kept apart before all are laid together again
NO_VECTOR: Floats = np.zeros(0, np.float32)
NO_VECTORS = np.zeros((0, 1), np.float32)
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
DOUBT = 2.0  # a fix is held to help unless this many presses, and more, say otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """A question and the articles that solved it. `key` names it for people ("FL-1042")."""

    key: str
    question: str
    article_ids: tuple[str, ...]
    at: datetime = EPOCH
    context: Context = field(default_factory=Context)


@dataclass(frozen=True, slots=True)
class Votes:
    """For each article that some solved question speaks for: how much, and the nearest such.

    votes    of the nearest solved questions, the share that had this article
    usual    how near the question is to all that had it, the commonest counting more
    common   how often it has helped, against the one that helped most
    nearest  how alike the nearest that had it is
    alike    how alike each solved question is

    `near` is how near those that voted are, all in all: little where nothing alike was solved.
    """

    number: Mapping[str, int]  # of each article, its place in what follows
    article_ids: tuple[str, ...]
    votes: Floats
    usual: Floats
    common: Floats
    nearest: Floats
    alike: Floats
    near: float = 0.0


NO_VOTES = Votes({}, (), *(np.zeros(0, np.float32),) * 5)


@dataclass(frozen=True, slots=True)
class Experience:
    """All that was solved, oldest first. Never changes; `with_more` makes the next one."""

    solved: tuple[Solved, ...] = field(repr=False)
    number: Mapping[str, int] = field(repr=False)  # the articles that helped, by id
    terms: Pile = field(repr=False)
    parts: Pile = field(repr=False)
    ages: Floats = field(repr=False)
    of: NDArray[np.int64] = field(repr=False)  # pairs, by article: the solved question,
    about: NDArray[np.int64] = field(repr=False)  # and the number of its article
    firsts: NDArray[np.int64] = field(repr=False)  # where the pairs of each article begin
    vectors: Floats = field(repr=False)  # of the questions, or none

    def votes(self, split: Sequence[str], context: Context, meant: Floats = NO_VECTOR) -> Votes:
        """What the solved questions say about one that has these words, and perhaps a vector."""
        if not self.solved:
            return NO_VOTES
        alike = self._alike(split)
        if len(self.vectors) and len(meant):
            alike = _mixed(alike, self.vectors @ meant)
        if not alike.any():
            return NO_VOTES
        weighed = alike * self.ages * self._fits(context, alike)
        return self._count(alike, weighed)

    def with_more(self, more: Iterable[Solved], memory: Memory | None = None) -> "Experience":
        """With these too; a key that is known is replaced."""
        changed = {one.key: one for one in more}
        known = [one for one in self.solved if one.key not in changed]
        return experience([*known, *changed.values()], before=self, memory=memory)

    def _alike(self, split: Sequence[str]) -> Floats:
        both = ((self.terms, _terms(split)), (self.parts, pieces(split)))
        first, second = (_cosines(*one) for one in both)
        return (first + second) / np.float32(2)

    def _fits(self, context: Context, alike: Floats) -> Floats:
        fits = np.ones(len(alike), np.float32)
        if context != Context():
            for place in best(alike, 4 * NEAREST):
                fits[place] = SAME_CONTEXT ** _shared(self.solved[place].context, context)
        return fits

    def _count(self, alike: Floats, weighed: Floats) -> Votes:
        size = len(self.number)
        near = np.zeros_like(weighed)
        nearest = best(weighed, NEAREST)
        near[nearest] = weighed[nearest] ** SHARP
        votes = np.bincount(self.about, near[self.of], size)
        helped = np.bincount(self.about, minlength=size)
        usual = np.bincount(self.about, weighed[self.of], size) / np.sqrt(helped)
        return Votes(
            number=self.number,
            article_ids=tuple(self.number),
            votes=(votes / max(near.sum(), 1e-9)).astype(np.float32),
            usual=(usual / max(usual.max(), 1e-9)).astype(np.float32),
            common=(np.log1p(helped) / np.log1p(helped.max())).astype(np.float32),
            nearest=np.maximum.reduceat(alike[self.of], self.firsts),
            alike=alike,
            near=float(near.sum()),
        )

    def like(self, article_id: str, votes: Votes) -> str:
        """The key of the solved question that was most alike, of those this article solved."""
        number = self.number.get(article_id)
        if number is None or not len(votes.alike):
            return ""
        own = self.of[self.about == number]
        nearest = int(own[np.argmax(votes.alike[own])])
        return self.solved[nearest].key if votes.alike[nearest] > 0 else ""


def experience(
    solved: Iterable[Solved], *, before: Experience | None = None, memory: Memory | None = None
) -> Experience:
    """The newest of these; what an experience before has worked out already is taken over."""
    kept = tuple(sorted(solved, key=lambda one: (one.at, one.key))[-MOST_KEPT:])
    helped = sorted({id for one in kept for id in one.article_ids})
    number = {id: at for at, id in enumerate(helped)}
    linked = sorted((number[id], at) for at, one in enumerate(kept) for id in one.article_ids)
    about, of = np.array(linked, np.int64).reshape(-1, 2).T
    firsts = np.flatnonzero(np.diff(about, prepend=-1))
    terms, parts = _piles(kept, before)
    newest = max((one.at for one in kept), default=EPOCH)
    ages = [0.5 ** ((newest - one.at) / HALF_LIFE) for one in kept]
    vectors = memory.vectors([one.question[:MEANT_OF] for one in kept]) if memory else NO_VECTORS
    return Experience(
        kept,
        number,
        terms,
        parts,
        np.array(ages, np.float32),
        of,
        about,
        firsts,
        vectors.astype(np.float32),
    )


def helpfulness(worked: int, failed: int) -> float:
    """Between 0 and 1: how far an article is to be trusted that helped and failed so often."""
    return (worked + DOUBT) / (worked + failed + DOUBT)


def _piles(kept: Sequence[Solved], before: Experience | None) -> tuple[Pile, Pile]:
    """New ones at the end lie apart for a while; anything else is laid out anew."""
    if before and before.solved:
        old = before.terms.old.size
        more = kept[old:]
        if len(more) <= FRESH and kept[:old] == before.solved[:old]:
            rows = [_rows(one) for one in more]
            return (
                before.terms.with_fresh([row for row, _ in rows], gone=(), dead=()),
                before.parts.with_fresh([row for _, row in rows], gone=(), dead=()),
            )
    rows = [_rows(one) for one in kept]
    return pile(row for row, _ in rows), pile(row for _, row in rows)


def _rows(one: Solved) -> tuple[Row, Row]:
    split = words.split(one.question[:LONGEST])
    return _row(_terms(split)), _row(pieces(split))


def _terms(split: Sequence[str]) -> Keys:
    keys = keys_of([term.stem for term in words.terms(split)])
    return np.concatenate([keys, pairs(keys)])


def _row(keys: Keys) -> Row:
    """Of length one, whatever is rare: that, the question tells (lnc.ltc in SMART's notation)."""
    distinct, counts = counted(keys)
    return Row(distinct, of_length_one(dampened(counts)))


def _cosines(rows: Pile, asked: Keys) -> Floats:
    keys, counts = counted(asked)
    return rows.scores(keys, of_length_one(dampened(counts) * rows.rarity(keys) ** RARE))


def _mixed(said: Floats, meant: Floats) -> Floats:
    return (said + MEANT * (meant - UNLIKE).clip(0)).astype(np.float32)


def _shared(one: Context, other: Context) -> int:
    same = (
        bool({*one.services} & {*other.services}),
        bool(one.channel) and one.channel == other.channel,
        bool(one.platform) and one.platform == other.platform,
        bool(one.language) and one.language == other.language,
    )
    return sum(same)


NOTHING_SOLVED = experience(())

"""The index: articles and what was learnt about them, and a question looked up in both."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np

from knowledge import question
from knowledge.article import Article
from knowledge.confidence import estimate
from knowledge.evidence import Stems, evidence, held_by
from knowledge.meaning import NO_MEANING, Meanings, Meant, Memory, meanings
from knowledge.question import Question
from knowledge.ranking import Ranked, rank
from knowledge.shelf import Shelf, changed, said, shelf
from knowledge.solved import NO_VOTES, NOTHING_SOLVED, Experience, Solved, Votes, experience
from knowledge.suggest import NOTHING_KNOWN, Context, Suggestion
from knowledge.translations import NONE, Translations, translations

MOST_REASONS = 6  # words quoted from one field

_EVERYTHING_HELPS: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Index:
    """What is known at a moment. Never changes: `with_...` makes the next one."""

    shelf: Shelf
    experience: Experience = field(default=NOTHING_SOLVED, repr=False)
    trust: Mapping[str, float] = field(default_factory=lambda: _EVERYTHING_HELPS, repr=False)
    memory: Memory | None = field(default=None, repr=False)
    meanings: Meanings | None = field(default=None, repr=False)
    languages: Translations = field(default=NONE, repr=False)

    @property
    def articles(self) -> tuple[Article, ...]:
        return tuple(self.shelf.articles[place] for place in self.shelf.places.values())

    def article(self, id: str) -> Article:
        """The article with this id, which was suggested."""
        return self.shelf.articles[self.shelf.places[id]]

    def with_articles(self, articles: Sequence[Article]) -> "Index":
        """With these articles and no others; cheap if few of them are new."""
        on, links = changed(self.shelf, articles), translations(articles)
        learnt = self.experience.with_languages(links, self.memory)
        means = _meanings(on, self.memory)
        return replace(self, shelf=on, meanings=means, languages=links, experience=learnt)

    def with_solved(self, more: Iterable[Solved]) -> "Index":
        """With more solved questions."""
        return replace(self, experience=self.experience.with_more(more, self.memory))

    def with_only(self, solved: Iterable[Solved]) -> "Index":
        """With these solved questions and no others."""
        return replace(
            self, experience=experience(solved, memory=self.memory, languages=self.languages)
        )

    def with_memory(self, memory: Memory) -> "Index":
        """With an encoder, so that meaning counts beside words."""
        learnt = experience(self.experience.solved, memory=memory, languages=self.languages)
        means = _meanings(self.shelf, memory)
        return replace(self, memory=memory, experience=learnt, meanings=means)

    def suggest(
        self, question: str, context: Context = NOTHING_KNOWN, *, limit: int = 3
    ) -> tuple[Suggestion, ...]:
        """See `knowledge.suggest.Library`."""
        asked, ranked, votes = self.look(question, context)
        shown = range(min(len(ranked.places), max(limit, 0)))
        held = held_by(self.shelf, asked, ranked.places[: max(limit, 2)])
        shares = [asked.share(each) for each in held]
        sure = [self._sure(asked, ranked, shares, at) for at in shown]
        found = [self._suggestion(asked, ranked, votes, held[at], at, sure[at]) for at in shown]
        return tuple(self._in_language(one, context.language) for one in _falling(found))

    def look(self, question: str, context: Context) -> tuple[Question, Ranked, Votes]:
        """How a question is read, the articles worth a look, and what the solved ones say."""
        asked, meant = self.read(question), self._meant(question)
        votes = self.experience.votes(asked.words, context, meant.asked)
        ranked = self.rank(asked, context, votes, meant)
        return asked, _one_of_each(ranked, self.shelf, self.languages), votes

    def read(self, text: str) -> Question:
        """The terms of a question, with misspellings put right."""
        return question.read(text, self.shelf)

    def rank(
        self, asked: Question, context: Context, votes: Votes = NO_VOTES, meant: Meant = NO_MEANING
    ) -> Ranked:
        """The articles worth a look, best first."""
        services = context.services
        return rank(self.shelf, asked, votes, meant, services=services, trust=self.trust)

    def _sure(self, asked: Question, ranked: Ranked, shares: Sequence[float], at: int) -> float:
        """How sure we are of the article at this rank."""
        article = self.shelf.articles[int(ranked.places[at])]
        speaks = evidence(self.shelf, asked, ranked, shares, at)
        return estimate(speaks, self.trust.get(article.id, 1.0))

    def _suggestion(
        self, asked: Question, ranked: Ranked, votes: Votes, held: Stems, at: int, sure: float
    ) -> Suggestion:
        article = self.shelf.articles[int(ranked.places[at])]
        reasons = _reasons(article, asked, held)
        like = self.experience.like(article.id, votes)
        return Suggestion(
            article_id=article.id,
            title=article.title,
            confidence=round(sure, 4),
            reason="; ".join([*reasons, f"like {like}"] if like else reasons) or "spelt alike",
        )

    def _in_language(self, found: Suggestion, language: str) -> Suggestion:
        """The same article in the language of whoever asks, if it is there in that."""
        id = self.languages.readable(found.article_id, language)
        if id == found.article_id:
            return found
        return replace(found, article_id=id, title=self.article(id).title)

    def _meant(self, question: str) -> Meant:
        if self.memory is None or not question.strip():
            return NO_MEANING
        return Meant(self.memory.asked(question), self.meanings)


def build(articles: Iterable[Article]) -> Index:
    """The index of these articles, with nothing learnt."""
    listed = tuple(articles)
    links = translations(listed)
    return Index(shelf(listed), NOTHING_SOLVED.with_languages(links), languages=links)


def _meanings(on: Shelf, memory: Memory | None) -> Meanings | None:
    return meanings(on.articles, memory.vectors) if memory else None


def _one_of_each(ranked: Ranked, on: Shelf, languages: Translations) -> Ranked:
    """Of an article in several languages only the best: they are no rivals of one another."""
    if not languages.family:
        return ranked
    best: dict[str, int] = {}
    for at, place in enumerate(ranked.places.tolist()):
        best.setdefault(languages.of(on.articles[place].id), at)
    return ranked.only(np.array([*best.values()], np.int64))


def _falling(found: Sequence[Suggestion]) -> tuple[Suggestion, ...]:
    """No suggestion may be surer than one before it."""
    kept: list[Suggestion] = []
    for one in found:
        most = kept[-1].confidence if kept else 1.0
        kept.append(replace(one, confidence=min(one.confidence, most)))
    return tuple(kept)


def _reasons(article: Article, asked: Question, held: frozenset[str]) -> list[str]:
    """Which words were found where, the most telling place first, and what was read otherwise."""
    title, symptoms = said(article)
    found = (
        ("title: ", _written(asked, title)),
        ("also: ", _written(asked, symptoms - title)),
        ("text: ", _written(asked, held - symptoms - title)),
    )
    read = [f'"{wrong}" read as "{right}"' for wrong, right in asked.repairs.items()]
    return [*(label + ", ".join(written) for label, written in found if written), *read]


def _written(asked: Question, stems: frozenset[str]) -> list[str]:
    return [term.written for term in asked.terms if term.stem in stems][:MOST_REASONS]

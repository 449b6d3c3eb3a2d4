"""The index: articles as terms with weights, and a question looked up in them.

Each field of an article is weighed by its own BM25 and the fields are added up. That sum does not
depend on the question, so it is kept per term and article, and a question costs one addition per
posting of its terms.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from types import MappingProxyType

from knowledge import spelling, words
from knowledge.article import Article
from knowledge.confidence import Evidence, estimate
from knowledge.spelling import Speller
from knowledge.suggest import Suggestion
from knowledge.words import Term

LONGEST_QUESTION = 4_000  # characters; what follows is not read
MOST_TERMS = 60
SHORTLIST = 12  # articles looked at closely
MOST_REASONS = 6  # words quoted from one field

FIELDS = {"title": 1.5, "symptoms": 1.25, "steps": 0.75, "body": 0.75}
K1, B = 1.2, 0.6
WEAK = 0.35  # what a weak word counts, as a share
RIGHT_SERVICE = 1.25  # an article for the service in question gets this much more


@dataclass(frozen=True, slots=True)
class Phrase:
    """A title or a symptom: its terms and what they weigh together."""

    stems: frozenset[str]
    mass: float


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as the index needs it."""

    article: Article
    title: frozenset[str]
    symptoms: frozenset[str]
    text: frozenset[str]
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: distinct terms, what each weighs, and what was read as a misspelling."""

    terms: tuple[Term, ...]
    weights: Mapping[str, float]
    unknown: frozenset[str]
    repairs: Mapping[str, str]

    @property
    def mass(self) -> float:
        return sum(self.weights.values())


@dataclass(frozen=True, slots=True)
class Match:
    """An article of the short list: its score and the phrase of it that is nearest."""

    entry: Entry
    score: float
    alike: float
    within: float


@dataclass(frozen=True, slots=True)
class Index:
    """A library that never changes; build another when the articles do."""

    entries: tuple[Entry, ...] = field(repr=False)
    postings: Mapping[str, tuple[tuple[int, float], ...]] = field(repr=False)
    idf: Mapping[str, float] = field(repr=False)
    speller: Speller = field(repr=False)

    @property
    def articles(self) -> tuple[Article, ...]:
        return tuple(entry.article for entry in self.entries)

    def suggest(
        self, question: str, *, services: tuple[str, ...] = (), limit: int = 3
    ) -> tuple[Suggestion, ...]:
        """See `knowledge.suggest.Library`."""
        asked = self.read(question)
        ranked = self._rank(asked, services)
        found = [_suggestion(asked, ranked, place) for place in range(len(ranked))]
        return tuple(sorted(found, key=lambda one: -one.confidence)[: max(limit, 0)])

    def read(self, question: str) -> Question:
        """The terms of a question, with misspellings put right."""
        written = words.split(question[:LONGEST_QUESTION])
        repairs = self.speller.repair(written)
        right = [repairs.get(word, word) for word in written]
        kept = _distinct(words.terms(right))[:MOST_TERMS]
        return Question(
            terms=kept,
            weights={term.stem: self.weight(term.stem) for term in kept},
            unknown=frozenset(term.stem for term in kept if term.stem not in self.idf),
            repairs=repairs,
        )

    def weight(self, stem: str) -> float:
        """How much a term says. One that no article holds weighs as much as the rarest."""
        return self.idf.get(stem, _rarity(1, len(self.entries))) * _strength(stem)

    def _rank(self, asked: Question, services: tuple[str, ...]) -> list[Match]:
        scores = self._scores(asked)
        for place in scores:
            if set(services).intersection(self.entries[place].article.services):
                scores[place] *= RIGHT_SERVICE
        best = sorted(scores, key=lambda place: (-scores[place], place))[:SHORTLIST]
        return [_match(asked, self.entries[place], scores[place]) for place in best]

    def _scores(self, asked: Question) -> dict[int, float]:
        scores: defaultdict[int, float] = defaultdict(float)
        for term in asked.terms:
            for place, impact in self.postings.get(term.stem, ()):
                scores[place] += impact
        return scores


def build(articles: Iterable[Article]) -> Index:
    """The index of these articles."""
    shelf = tuple(articles)
    fields = {name: [_stems(_field(one, name)) for one in shelf] for name in FIELDS}
    idf = _idf(fields, len(shelf))
    return Index(
        entries=tuple(_entry(article, idf) for article in shelf),
        postings=_postings(fields, idf),
        idf=MappingProxyType(idf),
        speller=spelling.learn(_uses(shelf)),
    )


def _distinct(terms: Iterable[Term]) -> tuple[Term, ...]:
    first: dict[str, Term] = {}
    for term in terms:
        first.setdefault(term.stem, term)
    return tuple(first.values())


def _field(article: Article, name: str) -> tuple[str, ...]:
    value: str | tuple[str, ...] = getattr(article, name)
    return (value,) if isinstance(value, str) else value


def _stems(texts: Iterable[str]) -> list[str]:
    return [term.stem for text in texts for term in words.terms(words.split(text))]


def _uses(articles: Iterable[Article]) -> Counter[str]:
    texts = (text for one in articles for name in FIELDS for text in _field(one, name))
    return Counter(word for text in texts for word in words.split(text))


def _idf(fields: Mapping[str, Sequence[Sequence[str]]], size: int) -> dict[str, float]:
    holders: Counter[str] = Counter()
    for place in range(size):
        holders.update({stem for field in fields.values() for stem in field[place]})
    return {stem: _rarity(count, size) for stem, count in holders.items()}


def _rarity(count: int, size: int) -> float:
    return math.log(1 + (size - count + 0.5) / (count + 0.5))


def _strength(stem: str) -> float:
    return WEAK if stem in words.weak_stems() else 1.0


def _postings(
    fields: Mapping[str, Sequence[Sequence[str]]], idf: Mapping[str, float]
) -> Mapping[str, tuple[tuple[int, float], ...]]:
    impacts: defaultdict[str, defaultdict[int, float]] = defaultdict(lambda: defaultdict(float))
    for name, documents in fields.items():
        average = sum(map(len, documents)) / max(len(documents), 1)
        for place, stems in enumerate(documents):
            longer = K1 * (1 - B + B * len(stems) / max(average, 1))
            for stem, count in Counter(stems).items():
                share = count * (K1 + 1) / (count + longer)
                impacts[stem][place] += FIELDS[name] * idf[stem] * _strength(stem) * share
    return MappingProxyType({stem: tuple(places.items()) for stem, places in impacts.items()})


def _entry(article: Article, idf: Mapping[str, float]) -> Entry:
    texts = (article.title, *article.symptoms)
    return Entry(
        article=article,
        title=frozenset(_stems([article.title])),
        symptoms=frozenset(_stems(article.symptoms)),
        text=frozenset(_stems([*article.steps, article.body])),
        phrases=tuple(_phrase(text, idf) for text in texts),
    )


def _phrase(text: str, idf: Mapping[str, float]) -> Phrase:
    stems = frozenset(_stems([text]))
    return Phrase(stems, sum(idf[stem] * _strength(stem) for stem in stems))


def _match(asked: Question, entry: Entry, score: float) -> Match:
    alike, within = max((_likeness(asked, phrase) for phrase in entry.phrases), default=(0.0, 0.0))
    return Match(entry, score, alike, within)


def _likeness(asked: Question, phrase: Phrase) -> tuple[float, float]:
    """How alike both are, by what they share, and how much of the phrase is in the question."""
    shared = _weight_of(asked, phrase.stems)
    if not shared:
        return 0.0, 0.0
    return 2 * shared / (asked.mass + phrase.mass), shared / phrase.mass


def _weight_of(asked: Question, stems: Iterable[str]) -> float:
    return sum(asked.weights[stem] for stem in stems if stem in asked.weights)


def _suggestion(asked: Question, ranked: Sequence[Match], place: int) -> Suggestion:
    match = ranked[place]
    return Suggestion(
        article_id=match.entry.article.id,
        title=match.entry.article.title,
        confidence=round(estimate(evidence(asked, ranked, place)), 4),
        reason=_reason(asked, match.entry),
    )


def evidence(asked: Question, ranked: Sequence[Match], place: int) -> Evidence:
    """What speaks for the match at this place."""
    match, mass = ranked[place], asked.mass
    prominent = match.entry.title | match.entry.symptoms
    strong = _weight_of(asked, prominent)
    unknown = _weight_of(asked, asked.unknown)
    repaired = {term.stem for term in asked.terms if term.written in asked.repairs.values()}
    return Evidence(
        strong=strong / mass,
        everyday=_weight_of(asked, prominent & words.everyday_stems()) / mass,
        alike=match.alike,
        within=match.within,
        margin=_margin(ranked, place),
        unknown=unknown / mass,
        repaired=_weight_of(asked, repaired) / mass,
        length=min(len(asked.terms), 8) / 8,
    )


def _margin(ranked: Sequence[Match], place: int) -> float:
    own = ranked[place].score
    rival = max((match.score for at, match in enumerate(ranked) if at != place), default=0.0)
    return (own - rival) / max(own, rival)


def _reason(asked: Question, entry: Entry) -> str:
    """Which words were found where, the most telling place first, and what was read otherwise."""
    places = (
        ("title: ", entry.title),
        ("also: ", entry.symptoms - entry.title),
        ("text: ", entry.text - entry.symptoms - entry.title),
    )
    found = [(label, _written(asked, stems)) for label, stems in places]
    read = [f'"{wrong}" read as "{right}"' for wrong, right in asked.repairs.items()]
    return "; ".join([*(label + ", ".join(said) for label, said in found if said), *read])


def _written(asked: Question, stems: Set[str]) -> list[str]:
    return [term.written for term in asked.terms if term.stem in stems][:MOST_REASONS]

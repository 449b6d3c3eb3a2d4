"""What the people who care for the articles should look at: gaps, old ones, near duplicates."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from rapidfuzz import fuzz

from knowledge import alike, links
from knowledge.article import Article
from knowledge.translations import plain
from knowledge.words import split, terms

FEWEST_SYMPTOMS = 3
TOO_ALIKE = 90  # of 100, for two titles
NEVER: Mapping[str, datetime] = MappingProxyType({})
SAME_TEXT = 0.7  # of all terms of two articles that have some of the title in common


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """Something about one article, as a sentence."""

    article_id: str
    text: str


def audit(
    articles: Iterable[Article], *, today: date, written: Mapping[str, datetime] = NEVER
) -> tuple[Complaint, ...]:
    """Every complaint, by article id and then in the order of the checks below.

    `written` is since when each article says what it says, where that is known.
    """
    shelf = sorted(articles, key=lambda article: article.id)
    known = frozenset(article.id for article in shelf)
    single = [one for article in shelf for one in _look_at(article, today)]
    single += [
        Complaint(article_id=article.id, text=f"Its link leads nowhere: {target}.")
        for article in shelf
        for target in links.dead(article, known)
    ]
    found = [*single, *_languages(shelf, written), *_duplicates(shelf)]
    return tuple(sorted(found, key=lambda one: one.article_id))


# What must not be true of an article, and what we say if it is.
_GAPS: Mapping[str, Callable[[Article], bool]] = {
    f"fewer than {FEWEST_SYMPTOMS} symptoms": lambda one: len(one.symptoms) < FEWEST_SYMPTOMS,
    "no steps": lambda one: not one.steps,
    "no service": lambda one: not one.services,
    "no owner": lambda one: not one.owner,
    "no review date": lambda one: one.review is None,
    "no text": lambda one: not one.body.strip(),
}


def _look_at(article: Article, today: date) -> Iterator[Complaint]:
    for gap, is_there in _GAPS.items():
        if is_there(article):
            yield Complaint(article_id=article.id, text=f"It has {gap}.")
    if article.review and article.review < today:
        text = (
            f"{article.owner or 'Somebody'} should have reviewed it by {article.review:%Y-%m-%d}."
        )
        yield Complaint(article_id=article.id, text=text)


def _languages(articles: Sequence[Article], written: Mapping[str, datetime]) -> Iterator[Complaint]:
    """What is wrong between translations and their originals."""
    by_id = {article.id: article for article in articles}
    for article in articles:
        if article.translates:
            original = by_id.get(article.translates)
            text = _beside(article, original, written) if original else _NO_ORIGINAL
            if text:
                yield Complaint(article_id=article.id, text=text.format(article.translates))


_NO_ORIGINAL = "It translates '{}', and there is no such published article."


def _beside(article: Article, original: Article, written: Mapping[str, datetime]) -> str:
    if plain(article.language) == plain(original.language):
        return "It is in the same language as '{}', which it translates."
    since, was = written.get(original.id), written.get(article.id)
    if since and was and was < since:
        return f"'{{}}' was changed on {since:%Y-%m-%d}, and its translation is older."
    return ""


def _duplicates(articles: Sequence[Article]) -> Iterator[Complaint]:
    titles = {article.id: _essence(article.title) for article in articles}
    texts = {article.id: frozenset(_essence(_whole(article)).split()) for article in articles}
    for one, other in alike.pairs(articles, lambda article: frozenset(titles[article.id].split())):
        if fuzz.token_sort_ratio(titles[one.id], titles[other.id]) >= TOO_ALIKE:
            text = f"Its title is nearly that of '{other.id}': {other.title}."
            yield Complaint(article_id=one.id, text=text)
        elif alike.share(texts[one.id], texts[other.id]) >= SAME_TEXT:
            text = f"It says nearly the same as '{other.id}': {other.title}."
            yield Complaint(article_id=one.id, text=text)


def _whole(article: Article) -> str:
    return " ".join((article.title, *article.symptoms, *article.steps, article.body))


def _essence(title: str) -> str:
    """The terms of a title, or all its words where none of them says anything."""
    said = split(title)
    return " ".join(term.stem for term in terms(said)) or " ".join(said)

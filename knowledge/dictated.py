"""An article as it is dictated in chat -> the article.

    article write gate-hums
    The gate hums
    people say: the gate hums; strange noise at gate 4
    1. Hold both buttons for five seconds.
    2. Wait until it is quiet.
    owner: facilities
    review: 2027-06-30

A new one begins with its title. What is not said stays as it was; every other line is text.
The rules are those of a file.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from knowledge.article import DRAFT, PUBLISHED, REVIEW, Article, BadArticle, parse
from knowledge.writing import to_markdown

_STEP = re.compile(r"(?:[-*•]|\d{1,2}[.)])\s+(?=\S)")
_NAMED = re.compile(r"([A-Za-z][A-Za-z ]{1,20}):(?=\s|$)\s*(.*)")
_FIELDS = {
    "title": "title",
    "symptoms": "symptoms",
    "people say": "symptoms",
    "service": "services",
    "services": "services",
    "owner": "owner",
    "language": "language",
    "review": "review",
    "workaround": "workaround",
    "problem": "problem",
}
_LISTS = frozenset({"symptoms", "services"})


def dictate(article_id: str, text: str, kept: Article | None) -> Article:
    """The article that `text` makes of what was kept under this id. Raises BadArticle.

    It waits for review once it says what to do; one that is published stays so.
    """
    said, steps, rest = _read(text)
    if kept is None and rest and "title" not in said:
        said["title"] = rest.pop(0)
    begun = kept or Article(id=article_id, title="", state=DRAFT)
    fields: dict[str, object] = {name: _value(name, value) for name, value in said.items()}
    if steps:
        fields["steps"] = tuple(steps)
    if rest:
        fields["body"] = "\n".join(rest)
    made = replace(begun, **fields)  # type: ignore[arg-type]  # the table names its fields
    return _checked(replace(made, state=_state(made)))


def _state(made: Article) -> str:
    if made.state == PUBLISHED:
        return PUBLISHED if _says_what_to_do(made) else REVIEW
    return REVIEW if _says_what_to_do(made) else DRAFT


def _says_what_to_do(article: Article) -> bool:
    return bool(article.steps or article.workaround)


def _read(text: str) -> tuple[dict[str, str], list[str], list[str]]:
    """Lines with a name, steps, and the others."""
    said: dict[str, str] = {}
    steps: list[str] = []
    rest: list[str] = []
    for line in _lines(text):
        named, step = _NAMED.fullmatch(line), _STEP.match(line)
        field = _FIELDS.get(named[1].strip().lower(), "") if named else ""
        if field and named:
            said[field] = named[2]
        elif step:
            steps.append(line[step.end() :])
        else:
            rest.append(line)
    return said, steps, rest


def _lines(text: str) -> Iterable[str]:
    return filter(None, (line.strip() for line in text.split("\n")))


def _value(name: str, said: str) -> object:
    if name in _LISTS:
        return tuple(filter(None, (one.strip() for one in said.split(";"))))
    return _day(said) if name == "review" else said


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said) if said else None
    except ValueError as wrong:
        raise BadArticle(f"'review' must be a date such as 2030-12-31, not '{said}'.") from wrong


def _checked(made: Article) -> Article:
    """The same, read as if it came from a file: what is refused there is refused here."""
    return parse(to_markdown(made), name=made.id or "The article")

"""An article: what people say when they have the problem, and the steps that solve it.

Written as Markdown with front matter; kept by the store as a row. Both ways are here.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypedDict

import frontmatter
import yaml  # type: ignore[import-untyped]  # it ships no types; we only name its error
from frontmatter.default_handlers import YAMLHandler
from rapidfuzz import process

# Short enough for the token of a choice, plain enough for a file name.
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_ID = 40
LONGEST_FRONT = 50_000  # characters of front matter
DRAFT, REVIEW, PUBLISHED, RETIRED = "draft", "review", "published", "retired"
STATES = (DRAFT, REVIEW, PUBLISHED, RETIRED)  # only what is published is suggested


class BadArticle(ValueError):
    """This is not an article. The message names file and line and, where there is one, the key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One known problem and how to solve it. `review` is None if nobody has set a date.

    `symptoms` are in the words of people who have the problem; `steps` are imperative sentences in
    the order to try them; `body` is Markdown: a summary first, then when to contact the desk.
    `problem` is a link to what causes it and `workaround` what helps until that is mended: with
    either, it is a known error. `translates` is the id of the article that this one says in another
    language.
    """

    id: str
    title: str
    symptoms: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    language: str = "en"
    owner: str = ""
    review: date | None = None
    state: str = PUBLISHED
    workaround: str = ""
    problem: str = ""
    translates: str = ""
    body: str = ""

    @property
    def summary(self) -> str:
        """The first paragraph of the body."""
        return self.body.strip().split("\n\n", 1)[0]


class RowFields(TypedDict):
    """An article as the store keeps it: JSON values, and a digest of all of them."""

    id: str
    language: str
    title: str
    body: str
    front: dict[str, Any]
    state: str
    digest: str


def parse(text: str, *, name: str) -> Article:
    """The article written in `text`. Raises BadArticle with a sentence that names `name`."""
    front, body = _split(text, name)
    _refuse_strange_keys(front, text, name)
    fields = {key: read(front, key, _place(text, key, name)) for key, read in _READERS.items()}
    return Article(body=body, **fields)


def to_row_fields(article: Article) -> RowFields:
    """What to keep. The digest changes if and only if something in the article does."""
    front: dict[str, Any] = {
        "symptoms": list(article.symptoms),
        "steps": list(article.steps),
        "services": list(article.services),
        "owner": article.owner,
        "review": article.review.isoformat() if article.review else "",
        "workaround": article.workaround,
        "problem": article.problem,
    }
    if article.translates:  # only then: the digests of all others stay what they were
        front["translates"] = article.translates
    kept = {
        "id": article.id,
        "language": article.language,
        "title": article.title,
        "body": article.body,
        "front": front,
        "state": article.state,
    }
    return RowFields(
        id=article.id,
        language=article.language,
        title=article.title,
        body=article.body,
        front=front,
        state=article.state,
        digest=_digest(kept),
    )


def from_row_fields(
    *,
    id: str,
    language: str,
    title: str,
    body: str,
    front: Mapping[str, Any],
    state: str = PUBLISHED,
    digest: str = "",
) -> Article:
    """Undo `to_row_fields`; `digest` is taken so that a whole row can be passed, and not used."""
    return Article(
        id=id,
        language=language,
        title=title,
        body=body,
        symptoms=tuple(front.get("symptoms", ())),
        steps=tuple(front.get("steps", ())),
        services=tuple(front.get("services", ())),
        owner=front.get("owner", ""),
        review=date.fromisoformat(front["review"]) if front.get("review") else None,
        state=state,
        workaround=front.get("workaround", ""),
        problem=front.get("problem", ""),
        translates=front.get("translates", ""),
    )


def _digest(kept: Mapping[str, Any]) -> str:
    canonical = json.dumps(kept, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _split(text: str, name: str) -> tuple[dict[str, object], str]:
    if text.find("\n---", 1) > LONGEST_FRONT:  # some numbers take YAML time that grows as a square
        raise BadArticle(f"{name}:1: the front matter is longer than {LONGEST_FRONT:,} characters.")
    try:
        front, body = frontmatter.parse(text.lstrip("\ufeff"), handler=YAMLHandler())
    except (yaml.YAMLError, ValueError, RecursionError) as problem:
        where = " ".join(str(problem).split())
        line = _line_of(problem, text)
        raise BadArticle(
            f"{name}:{line}: the front matter is not valid YAML: {where}."
        ) from problem
    if not front:
        raise BadArticle(f"{name}:1: there is no front matter between two lines of ---.")
    return front, body


def _line_of(problem: Exception, text: str) -> int:
    """Where in the file YAML gave up, as it counts from the first ---."""
    mark = getattr(problem, "problem_mark", None)
    before = len(text) - len(text.lstrip("\ufeff\r\n\t "))
    return text.count("\n", 0, before) + (mark.line if mark else 0) + 1


def _place(text: str, key: object, name: str) -> str:
    """File and line of a key of the front matter; its first line where the key is not there."""
    lines = enumerate(text.splitlines(), 1)
    found = (number for number, line in lines if line.lstrip("'\" ").startswith(f"{key}"))
    return f"{name}:{next(found, 1)}"


def _refuse_strange_keys(front: Mapping[str, object], text: str, name: str) -> None:
    for key in front:
        if key in _READERS:
            continue
        near = process.extractOne(str(key), list(_READERS), score_cutoff=60)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        raise BadArticle(f"{_place(text, key, name)}: there is no key '{key}' in an article.{hint}")


def _id(front: Mapping[str, object], key: str, name: str) -> str:
    return _plain_id(_needed(front, key, name), key, name)


def _other_id(front: Mapping[str, object], key: str, name: str) -> str:
    value = _line(front, key, name)
    if value and value == front.get("id"):
        raise BadArticle(f"{name}: '{key}' must name another article, not this one.")
    return _plain_id(value, key, name) if value else ""


def _plain_id(value: str, key: str, name: str) -> str:
    if not ID.fullmatch(value) or len(value) > LONGEST_ID:
        raise BadArticle(
            f"{name}: '{key}' must be at most {LONGEST_ID} lower-case letters, digits and "
            f"single hyphens, not '{value[:60]}'."
        )
    return value


def _needed(front: Mapping[str, object], key: str, name: str) -> str:
    value = _line(front, key, name)
    if not value:
        raise BadArticle(f"{name}: '{key}' is missing or empty.")
    return value


def _line(front: Mapping[str, object], key: str, name: str) -> str:
    value = front.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadArticle(f"{name}: '{key}' must be a text, not {_shown(value)}. Put it in quotes.")
    return " ".join(value.split())


def _language(front: Mapping[str, object], key: str, name: str) -> str:
    return _line(front, key, name) or "en"


def _lines(front: Mapping[str, object], key: str, name: str) -> tuple[str, ...]:
    value = front.get(key)
    if value is None:
        return ()
    if not isinstance(value, list):
        raise BadArticle(f"{name}: '{key}' must be a list, one item after each hyphen.")
    return tuple(_item(item, key, name) for item in value)


def _item(item: object, key: str, name: str) -> str:
    if not isinstance(item, str) or not item.strip():
        raise BadArticle(
            f"{name}: every item of '{key}' must be a text, not {_shown(item)}. Put it in quotes."
        )
    return " ".join(item.split())


def _shown(value: object) -> str:
    """A wrong value in a few words: with aliases a small file says what would fill a disk."""
    if isinstance(value, list | dict | set):
        return f"a {type(value).__name__}"
    try:
        return repr(value)[:60]
    except ValueError:  # a number with more digits than Python writes
        return "a number that long"


def _state(front: Mapping[str, object], key: str, name: str) -> str:
    value = _line(front, key, name) or PUBLISHED
    if value not in STATES:
        raise BadArticle(f"{name}: '{key}' must be {', '.join(STATES[:-1])} or {STATES[-1]}.")
    return value


def _date(front: Mapping[str, object], key: str, name: str) -> date | None:
    value = front.get(key)
    if value is None:
        return None
    if isinstance(value, datetime) or not isinstance(value, date):
        raise BadArticle(f"{name}: '{key}' must be a date such as 2030-12-31, not {_shown(value)}.")
    return value


_READERS: Mapping[str, Callable[[Mapping[str, object], str, str], Any]] = {
    "id": _id,
    "title": _needed,
    "symptoms": _lines,
    "steps": _lines,
    "services": _lines,
    "language": _language,
    "owner": _line,
    "review": _date,
    "state": _state,
    "workaround": _line,
    "problem": _line,
    "translates": _other_id,
}

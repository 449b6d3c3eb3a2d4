"""Other people's knowledge bases and questions, read where they are at hand; never shipped."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from time import perf_counter

from knowledge import index
from knowledge.article import Article
from knowledge.evaluation import Answered
from knowledge.index import Index
from knowledge.solved import EPOCH, Solved
from knowledge.suggest import Context

BESIDE = Path(__file__).parents[3] / "shared" / "data"
DATA = Path(os.environ.get("FIRSTLINE_TEST_DATA", BESIDE)) / "knowledge"
ABSENT = "the public questions are not here"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was put, and the articles that answer it."""

    id: str
    title: str
    text: str
    right: frozenset[str]
    at: datetime = EPOCH
    language: str = ""

    @property
    def chat(self) -> str:
        return self.title or self.text

    @property
    def mail(self) -> str:
        return f"{self.title}. {self.text}" if self.title else self.text


def lines(name: str) -> Iterator[dict]:
    with (DATA / f"{name}.jsonl").open(encoding="utf-8") as file:
        yield from map(json.loads, file)


@cache
def articles(name: str) -> tuple[Article, ...]:
    return tuple(map(as_article, lines(f"{name}/docs")))


def as_article(doc: dict) -> Article:
    symptoms = (doc["summary"],) if doc["summary"] else ()
    return Article(
        id=doc["id"],
        title=doc["title"],
        symptoms=symptoms,
        body=doc["body"],
        language=doc.get("lang", "en"),
    )


@cache
def questions(name: str) -> tuple[Asked, ...]:
    return tuple(map(_asked, lines(name)))


def _asked(row: dict) -> Asked:
    at = datetime.fromisoformat(row["ts"]).replace(tzinfo=UTC) if "ts" in row else EPOCH
    language = row.get("locale", "").split("-")[0]
    return Asked(row["id"], row["title"], row["text"], frozenset(row["rel"]), at, language)


def solved(name: str) -> list[Solved]:
    return [as_solved(one) for one in questions(name)]


def as_solved(one: Asked) -> Solved:
    return Solved(
        key=one.id,
        question=one.mail,
        article_ids=tuple(sorted(one.right)),
        at=one.at,
        context=Context(language=one.language),
    )


@cache
def library(name: str, *experience: str) -> Index:
    """The articles of a knowledge base, and what was solved with them."""
    built = index.build(articles(name))
    return built.with_solved([one for each in experience for one in solved(each)])


def answer(shelf: Index, id: str, text: str, right: frozenset[str]) -> Answered:
    """Ask for the ten likeliest articles, and look at the clock."""
    start = perf_counter()
    found = shelf.suggest(text, limit=10)
    ms = (perf_counter() - start) * 1000
    return Answered(
        id=id,
        ranked=tuple(one.article_id for one in found),
        confidence=found[0].confidence if found else 0.0,
        ms=ms,
        right=right,
    )

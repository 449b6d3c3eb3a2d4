"""What articles said before: every text that was replaced, by whom or from where, and until when.

What an article says now is in its own row; here is what came before, newest first.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select

from store.records import ArticleRow, VersionRow
from store.tables import ARTICLES, VERSIONS
from store.unit import Unit, records

KEPT = 50  # texts of one article, beside what it says now
AT_ONCE = 500  # ids in one question

_ABOUT = (
    "version", "language", "title", "body", "front", "digest", "state", "source", "place",
    "author", "written_at",
)  # fmt: skip
_NOW = select(ARTICLES.c.id.label("article_id"), *(ARTICLES.c[name] for name in _ABOUT))
_BEFORE = select(VERSIONS.c.article_id, *(VERSIONS.c[name] for name in _ABOUT))
_PUT_BY = insert(VERSIONS).from_select(
    ["article_id", *_ABOUT], _NOW.where(ARTICLES.c.id == bindparam("which"))
)
_LATEST = select(ARTICLES.c.version).where(ARTICLES.c.id == bindparam("which"))
_FORGET = delete(VERSIONS).where(
    VERSIONS.c.article_id == bindparam("which"),
    VERSIONS.c.version <= _LATEST.scalar_subquery() - KEPT,
)


def put_by(unit: Unit, rows: Sequence[ArticleRow]) -> None:
    """Keep what these articles say until now, where they are about to say something else."""
    digests = {row.id: row.digest for row in rows}
    known = _digests(unit, digests)
    replaced = [{"which": id_} for id_, digest in known.items() if digests[id_] != digest]
    if replaced:
        unit.connection.execute(_PUT_BY, replaced)
        unit.connection.execute(_FORGET, replaced)


def of(unit: Unit, id: str) -> tuple[VersionRow, ...]:
    """Everything an article has said, the newest first; () if there is no such article."""
    now = records(VersionRow, unit.connection.execute(_NOW.where(ARTICLES.c.id == id)))
    before = _BEFORE.where(VERSIONS.c.article_id == id).order_by(VERSIONS.c.version.desc())
    return (*now, *records(VersionRow, unit.connection.execute(before)))


def written(unit: Unit) -> Mapping[str, datetime]:
    """Since when each article says what it says."""
    found = select(ARTICLES.c.id, ARTICLES.c.written_at)
    return {id_: moment for id_, moment in unit.connection.execute(found)}


def in_parts(ids: Iterable[str]) -> Iterable[list[str]]:
    """A few at a time: a question can name only so many."""
    listed = list(ids)
    return (listed[at : at + AT_ONCE] for at in range(0, len(listed), AT_ONCE))


def _digests(unit: Unit, ids: Iterable[str]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for part in in_parts(ids):
        asked: Any = select(ARTICLES.c.id, ARTICLES.c.digest).where(ARTICLES.c.id.in_(part))
        found |= {id_: digest for id_, digest in unit.connection.execute(asked)}
    return found

"""Knowledge articles: those of the folders, and those written at the desk."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select, text, update

from store.records import ArticleRow
from store.tables import ARTICLES, FALLS_DUE, VECTORS
from store.unit import Unit, columns, first, insert, records, values, wait_for

PUBLISHED, RETIRED = "published", "retired"
FOLDER, DESK = "folder", "desk"


def sync(unit: Unit, rows: Sequence[ArticleRow], *, now: datetime) -> tuple[int, int, int]:
    """Make these the articles of the folders; returns how many were added, changed and removed.

    What is no longer among them is retired: kept, but not published. Unchanged rows stay as is, and
    so does what was written at the desk, unless a folder now has it too.
    """
    wait_for(unit, "articles")
    known = _of_folders(unit)
    wanted = {row.id: (row.digest, row.state) for row in rows}
    gone = {id_ for id_, (_, state) in known.items() if state == RETIRED}
    back = {id_ for id_ in wanted.keys() & gone if wanted[id_][1] != RETIRED}
    added = (wanted.keys() - known.keys()) | back
    changed = {id_ for id_ in wanted.keys() - added if wanted[id_] != known[id_]}
    removed = known.keys() - wanted.keys() - gone
    revision = version(unit) + 1
    fresh = [row for row in rows if row.id in added | changed]
    _keep(unit, sorted(fresh, key=lambda row: row.id), now=now, revision=revision)
    _move(unit, removed, RETIRED, now=now, revision=revision)
    return len(added), len(changed), len(removed)


def write(unit: Unit, row: ArticleRow, *, now: datetime) -> None:
    """Keep an article that was written at the desk, in place of what has its id."""
    wait_for(unit, "articles")
    _keep(unit, [replace(row, source=DESK)], now=now, revision=version(unit) + 1)


def move(unit: Unit, id: str, state: str, *, now: datetime) -> None:
    """An article is in another state from now on."""
    wait_for(unit, "articles")
    _move(unit, [id], state, now=now, revision=version(unit) + 1)


def all_published(unit: Unit) -> tuple[ArticleRow, ...]:
    """Every published article, by id."""
    return in_states(unit, PUBLISHED)


def in_states(unit: Unit, *states: str) -> tuple[ArticleRow, ...]:
    """Every article in one of these states, by id."""
    found = _articles().where(ARTICLES.c.state.in_(states)).order_by(ARTICLES.c.id)
    return records(ArticleRow, unit.connection.execute(found))


def to_review(unit: Unit, today: date, limit: int) -> tuple[ArticleRow, ...]:
    """Published articles whose day has passed and of which nobody was reminded, oldest first."""
    due = _articles().where(text(FALLS_DUE), ARTICLES.c.review < today.isoformat())
    found = due.order_by(ARTICLES.c.review, ARTICLES.c.id).limit(limit)
    return records(ArticleRow, unit.connection.execute(found))


def reminded(unit: Unit, ids: Iterable[str]) -> int:
    """Somebody was reminded of these, once for the day that is set; how many that is news for."""
    told = update(ARTICLES).where(ARTICLES.c.id.in_(ids), text(FALLS_DUE))
    return unit.connection.execute(told.values(reminded=ARTICLES.c.review)).rowcount


def get(unit: Unit, id: str) -> ArticleRow | None:
    """The article with this id, in whatever state."""
    return first(
        ArticleRow, unit.connection.execute(_articles().where(ARTICLES.c.id == id)).first()
    )


def published(unit: Unit, ids: Sequence[str]) -> tuple[ArticleRow, ...]:
    """Those of these articles that are published."""
    ours = (ARTICLES.c.id.in_(ids), ARTICLES.c.state == PUBLISHED)
    return records(ArticleRow, unit.connection.execute(_articles().where(*ours)))


def version(unit: Unit) -> int:
    """A number that grows whenever anything changed."""
    return unit.connection.scalar(select(func.max(ARTICLES.c.revision))) or 0


def vectors(unit: Unit, encoder: str) -> tuple[tuple[str, bytes], ...]:
    """What this encoder has made, by the digest of the text."""
    found = select(VECTORS.c.key, VECTORS.c.data).where(VECTORS.c.encoder == encoder)
    return tuple((key, data) for key, data in unit.connection.execute(found))


def keep_vectors(unit: Unit, encoder: str, made: Mapping[str, bytes]) -> None:
    """Remember what this encoder has made; what is known already stays as it is."""
    rows = [{"key": key, "encoder": encoder, "data": data} for key, data in made.items()]
    if rows:
        unit.connection.execute(insert(unit, VECTORS).on_conflict_do_nothing(), rows)


def _of_folders(unit: Unit) -> Mapping[str, tuple[str, str]]:
    """Digest and state of every article that came from a folder, by id."""
    wanted = select(ARTICLES.c.id, ARTICLES.c.digest, ARTICLES.c.state)
    found = unit.connection.execute(wanted.where(ARTICLES.c.source == FOLDER))
    return {id_: (digest, state) for id_, digest, state in found}


def _keep(unit: Unit, rows: Sequence[ArticleRow], *, now: datetime, revision: int) -> None:
    about = {"synced_at": now, "revision": revision, "reminded": ""}
    fresh = [{**values(row), **about, "review": row.front.get("review") or ""} for row in rows]
    if fresh:
        new = insert(unit, ARTICLES)
        newest = {name: new.excluded[name] for name in fresh[0] if name != "reminded"}
        unit.connection.execute(
            new.on_conflict_do_update(index_elements=["id"], set_=newest), fresh
        )


def _move(unit: Unit, ids: Iterable[str], state: str, *, now: datetime, revision: int) -> None:
    moved = update(ARTICLES).where(ARTICLES.c.id.in_(ids))
    unit.connection.execute(moved.values(state=state, synced_at=now, revision=revision))


def _articles() -> Select[Any]:
    return select(*columns(ARTICLES, ArticleRow))

"""Knowledge articles as they were last synced from their folder."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, update

from store.records import ArticleRow
from store.tables import ARTICLES, VECTORS
from store.unit import Unit, columns, first, insert, records, values, wait_for


def sync(unit: Unit, rows: Sequence[ArticleRow], *, now: datetime) -> tuple[int, int, int]:
    """Make these the published articles; returns how many were added, changed and removed.

    What is no longer among them is retired: kept, but not published. Unchanged rows stay as is.
    """
    wait_for(unit, "articles")
    known = {article.id: article.digest for article in all_published(unit)}
    wanted = {row.id: row for row in rows}
    added = wanted.keys() - known.keys()
    changed = {id_ for id_ in wanted.keys() & known.keys() if wanted[id_].digest != known[id_]}
    removed = known.keys() - wanted.keys()
    revision = version(unit) + 1
    _publish(unit, [wanted[id_] for id_ in sorted(added | changed)], now=now, revision=revision)
    _retire(unit, removed, now=now, revision=revision)
    return len(added), len(changed), len(removed)


def all_published(unit: Unit) -> tuple[ArticleRow, ...]:
    """Every article that is not retired, by id."""
    found = _articles().where(~ARTICLES.c.retired).order_by(ARTICLES.c.id)
    return records(ArticleRow, unit.connection.execute(found))


def get(unit: Unit, id: str) -> ArticleRow | None:
    """The article with this id, retired or not."""
    return first(
        ArticleRow, unit.connection.execute(_articles().where(ARTICLES.c.id == id)).first()
    )


def version(unit: Unit) -> int:
    """A number that grows whenever a sync changed anything."""
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


def _publish(unit: Unit, rows: Sequence[ArticleRow], *, now: datetime, revision: int) -> None:
    about = {"retired": False, "synced_at": now, "revision": revision}
    fresh = [{**values(row), **about} for row in rows]
    if fresh:
        new = insert(unit, ARTICLES)
        newest = {name: new.excluded[name] for name in fresh[0]}
        unit.connection.execute(
            new.on_conflict_do_update(index_elements=["id"], set_=newest), fresh
        )


def _retire(unit: Unit, ids: Iterable[str], *, now: datetime, revision: int) -> None:
    gone = update(ARTICLES).where(ARTICLES.c.id.in_(ids))
    unit.connection.execute(gone.values(retired=True, synced_at=now, revision=revision))


def _articles() -> Select[Any]:
    return select(*columns(ARTICLES, ArticleRow))

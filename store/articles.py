"""Knowledge articles: those of the folders, and those written at the desk."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, case, func, select, text, update

from store import versions
from store.records import ArticleRow
from store.tables import ARTICLES, FALLS_DUE, VECTORS
from store.unit import Unit, columns, first, insert, records, values, wait_for
from store.versions import in_parts

PUBLISHED, RETIRED = "published", "retired"
FOLDER, DESK, CHAT = "folder", "desk", "chat"  # read, drafted from a ticket, dictated
OF_THE_TEXT = ("author", "written_at")  # stay while the text does

Counts = tuple[int, int, int]
Stays = Callable[[str], bool]


class OfFolder(NamedTuple):
    """What the store knows of an article that came from a folder."""

    digest: str
    state: str
    place: str


Known = Mapping[str, OfFolder]


def _nothing(_place: str) -> bool:
    return False


def sync(
    unit: Unit, rows: Sequence[ArticleRow], *, now: datetime, stays: Stays = _nothing
) -> Counts:
    """Make these the articles of the folders; returns how many were added, changed and removed.

    What is no longer among them is retired: kept, but not published. Unchanged rows stay as is, and
    so does what was written at the desk, unless a folder now has it too. Whatever comes from a
    place of which `stays` holds could not be read now, and stays as it is.
    """
    wait_for(unit, "articles")
    known = _of_folders(unit)
    stay = {id_ for id_, one in known.items() if stays(one.place)}
    wanted = [row for row in rows if row.id not in stay]
    gone = known.keys() - {row.id for row in wanted} - stay
    return _take_over(unit, wanted, gone, known, now=now)


def change(
    unit: Unit, rows: Sequence[ArticleRow], gone: Collection[str], *, now: datetime
) -> Counts:
    """Articles of the folders are written anew or `gone`, and all others stay; counts as `sync`."""
    wait_for(unit, "articles")
    known = _of_folders(unit, [*(row.id for row in rows), *gone])
    return _take_over(unit, rows, known.keys() & {*gone}, known, now=now)


def _take_over(
    unit: Unit, rows: Sequence[ArticleRow], gone: Collection[str], known: Known, *, now: datetime
) -> Counts:
    fresh = {row.id: row for row in rows if _is_news(row, known.get(row.id))}
    added = {id_ for id_, row in fresh.items() if _is_added(row, known.get(id_))}
    removed = sorted(id_ for id_ in gone if known[id_].state != RETIRED)
    revision = version(unit) + 1
    _keep(unit, [fresh[id_] for id_ in sorted(fresh)], now=now, revision=revision)
    _move(unit, removed, RETIRED, now=now, revision=revision)
    _carry(unit, [row for row in rows if row.id not in fresh and row.place != known[row.id].place])
    return len(added), len(fresh) - len(added), len(removed)


def _is_news(row: ArticleRow, known: OfFolder | None) -> bool:
    return known is None or (row.digest, row.state) != (known.digest, known.state)


def _is_added(row: ArticleRow, known: OfFolder | None) -> bool:
    """It was not there, or retired."""
    return known is None or (known.state == RETIRED and row.state != RETIRED)


def _carry(unit: Unit, rows: Sequence[ArticleRow]) -> None:
    """The same articles lie in other files now."""
    if rows:
        moved = update(ARTICLES).where(ARTICLES.c.id == bindparam("which"))
        places = [{"which": row.id, "at": row.place} for row in rows]
        unit.connection.execute(moved.values(place=bindparam("at")), places)


def write(unit: Unit, row: ArticleRow, *, now: datetime, source: str = DESK) -> None:
    """Keep an article that was written at the desk, in place of what has its id."""
    wait_for(unit, "articles")
    _keep(unit, [replace(row, source=source, place="")], now=now, revision=version(unit) + 1)


def move(unit: Unit, id: str, state: str, *, now: datetime) -> None:
    """An article is in another state from now on."""
    wait_for(unit, "articles")
    _move(unit, [id], state, now=now, revision=version(unit) + 1)


def since(unit: Unit, revision: int) -> tuple[ArticleRow, ...]:
    """What changed after this revision, in whatever state it is now."""
    found = _articles().where(ARTICLES.c.revision > revision).order_by(ARTICLES.c.id)
    return records(ArticleRow, unit.connection.execute(found))


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


def counted_from(unit: Unit, label: str) -> int:
    """How many published articles came from the folder whose places begin so."""
    ours = ARTICLES.c.place.startswith(f"{label}/", autoescape=True)
    found = select(func.count()).where(ours, ARTICLES.c.state == PUBLISHED)
    return unit.connection.scalar(found) or 0


def places(unit: Unit) -> Mapping[str, str]:
    """The place of everything that came from a folder and is not retired, by id."""
    return {id_: one.place for id_, one in _of_folders(unit).items() if one.state != RETIRED}


def _of_folders(unit: Unit, ids: Collection[str] | None = None) -> Known:
    """What came from a folder, by id; with `ids`, only of these."""
    columns = (ARTICLES.c.id, ARTICLES.c.digest, ARTICLES.c.state, ARTICLES.c.place)
    wanted = select(*columns).where(ARTICLES.c.source == FOLDER)
    asked = (
        [wanted]
        if ids is None
        else [wanted.where(ARTICLES.c.id.in_(part)) for part in in_parts(ids)]
    )
    return {id_: OfFolder(*about) for one in asked for id_, *about in unit.connection.execute(one)}


def _keep(unit: Unit, rows: Sequence[ArticleRow], *, now: datetime, revision: int) -> None:
    if not rows:
        return
    versions.put_by(unit, rows)
    about = {
        "synced_at": now,
        "revision": revision,
        "reminded": "",
        "version": 1,
        "written_at": now,
    }
    fresh = [{**values(row), **about, "review": row.front.get("review") or ""} for row in rows]
    new = insert(unit, ARTICLES)
    same = ARTICLES.c.digest == new.excluded.digest
    newest: dict[str, Any] = {name: new.excluded[name] for name in fresh[0] if name != "reminded"}
    newest |= {name: case((same, ARTICLES.c[name]), else_=newest[name]) for name in OF_THE_TEXT}
    newest["version"] = ARTICLES.c.version + case((same, 0), else_=1)
    unit.connection.execute(new.on_conflict_do_update(index_elements=["id"], set_=newest), fresh)


def _move(unit: Unit, ids: Iterable[str], state: str, *, now: datetime, revision: int) -> None:
    for part in in_parts(ids):
        moved = update(ARTICLES).where(ARTICLES.c.id.in_(part))
        unit.connection.execute(moved.values(state=state, synced_at=now, revision=revision))


def _articles() -> Select[Any]:
    return select(*columns(ARTICLES, ArticleRow))

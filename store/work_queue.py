"""The inbox and the outbox: put once, claim, finish, postpone, bury.

Rows with the same lane are worked one after another in the order they came; lanes do not wait for
one another. A claim is a lease: who does not finish in time is taken to have died, and the row is
given to somebody else. The fence tells the two apart.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache
from itertools import takewhile
from typing import Any, cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    FromClause,
    Integer,
    Row,
    Select,
    Table,
    Update,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate

from store.columns import storable
from store.errors import LostLease
from store.records import Work
from store.tables import INBOX_TABLE, OUTBOX_TABLE
from store.unit import Unit, columns, first, record, records, try_for, upsert, values

INBOX = "inbox"
OUTBOX = "outbox"

GIVEN_BACK = "given back"  # not counted, and yet it may have been done

TABLES = {INBOX: INBOX_TABLE, OUTBOX: OUTBOX_TABLE}


# What is the same for all that is new is part of the statement: a parameter is handled row by row.
_NEW: dict[str, ColumnElement[Any]] = {
    "state": literal_column("'pending'"),
    "attempts": literal_column("0"),
    "failures": literal_column("0"),
    **dict.fromkeys(("fence", "reason", "receipt"), literal_column("''")),
}


def _adding(table: Table) -> Callable[[Unit], ReturningInsert[Any]]:
    key = table.c.key
    return upsert(
        table,
        lambda new: new.values(_NEW).on_conflict_do_nothing(index_elements=[key]).returning(key),
    )


_ADD = {queue: _adding(table) for queue, table in TABLES.items()}

# Spelled out, not bound: only so can the planner tell that the partial indexes serve.
PENDING: ColumnElement[str] = literal_column("'pending'")
BURIED: ColumnElement[str] = literal_column("'buried'")
DONE: ColumnElement[str] = literal_column("'done'")

LONGEST_BATCH = 20
LONGEST_WAIT = timedelta(seconds=6)  # how long a first short message may be kept for more of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Among:
    """Which rows are looked at: those of these `channels`, () for all; `but` leaves some out, and
    of those in `untried` only what was never tried is looked at."""

    channels: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    untried: tuple[str, ...] = ()


EVERY = Among()

Head = Row[Any]  # the id, lane, due_at and attempts of the first row of a lane
Choose = Callable[[Sequence[Head], Sequence[Head]], Sequence[Head]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of a queue as it lies there; `state` is pending, done or buried."""

    id: int
    key: str
    lane: str
    payload: Mapping[str, Any]
    state: str
    due_at: datetime
    attempts: int
    put_at: datetime
    done_at: datetime | None
    reason: str
    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """Work to be added."""

    key: str
    lane: str
    payload: Mapping[str, Any]
    due_at: datetime
    burst: bool = False


def channel_of(lane: str) -> str:
    """The name of the channel that a lane belongs to: what stands before the first bar."""
    return lane.partition("|")[0]


# --- in -------------------------------------------------------------------------------------------


def put(
    unit: Unit,
    queue: str,
    *,
    key: str,
    lane: str,
    payload: Mapping[str, Any],
    now: datetime,
    due_at: datetime | None = None,
    burst: bool = False,
) -> bool:
    """Add work at the end of its lane. False if the key is known: it was put before."""
    new = New(key=key, lane=lane, payload=payload, due_at=due_at or now, burst=burst)
    return bool(put_all(unit, queue, (new,), now=now))


def put_all(unit: Unit, queue: str, works: Sequence[New], *, now: datetime) -> frozenset[str]:
    """Add work, each at the end of its lane; the keys that were not known."""
    rows = [{**values(new), "channel": channel_of(new.lane), "put_at": now} for new in works]
    added = set(unit.connection.scalars(_ADD[queue](unit), rows))
    return frozenset(new.key for new in works if storable(new.key) in added)


def settle(unit: Unit, queue: str, *, lanes: Sequence[str], due_at: datetime) -> None:
    """Put the lanes' untried burst rows off to `due_at`, so that those of one become one request.

    None is ever kept back longer than LONGEST_WAIT, and none is called earlier than it was.
    """
    table = TABLES[queue]
    untried = and_(is_pending(table), table.c.burst, table.c.attempts == 0)
    found = select(table.c.id, table.c.put_at, table.c.due_at)
    rows = unit.connection.execute(found.where(untried, table.c.lane.in_(lanes))).all()
    until = {row.id: min(due_at, row.put_at + LONGEST_WAIT) for row in rows}
    later = [{"row": row.id, "until": until[row.id]} for row in rows if row.due_at < until[row.id]]
    if later:
        then = bindparam("until", type_=table.c.due_at.type)
        still = and_(untried, table.c.id == bindparam("row"), table.c.due_at < then)
        unit.connection.execute(update(table).where(still).values(due_at=then), later)


# --- work -----------------------------------------------------------------------------------------


def claim(
    unit: Unit,
    queue: str,
    *,
    now: datetime,
    lease: timedelta,
    limit: int = 1,
    among: Among = EVERY,
    choose: Choose = lambda _fresh, heads: heads,
    jam: timedelta | None = None,
) -> tuple[tuple[Work, ...], ...]:
    """Lease what is due at the head of up to `limit` lanes, the longest due first.

    `choose` picks them from two rows of heads: those that were never tried, and all, the longest
    due first. When something has been due for longer than `jam`, the former begin with the newest.

    Each inner tuple is one lane's: the oldest pending row, and if it is an untried burst row, the
    untried burst rows that follow it. A head that is leased or not due yet blocks its lane.
    """
    table = TABLES[queue]
    due, newest = _due_heads(table, among)
    heads = unit.connection.execute(due, {"now": now, "most": limit}).all()
    fresh: Sequence[Head] = [head for head in heads if not head.attempts]
    if jam is not None and heads and now - heads[0].due_at > jam:
        fresh = unit.connection.execute(newest, {"now": now, "most": limit}).all()
    chosen = choose(fresh, heads)[:limit]
    batches = (_take(unit, table, head, now=now, lease=lease) for head in chosen)
    return tuple(batch for batch in batches if batch)


def renew(
    unit: Unit, queue: str, works: Sequence[Work], *, now: datetime, lease: timedelta
) -> frozenset[str]:
    """Hold on to these; returns the fences of those that are still ours."""
    table = TABLES[queue]
    ids, fences = [work.id for work in works], {work.fence for work in works}
    ours = and_(table.c.id.in_(ids), table.c.fence.in_(fences), is_pending(table))
    held = update(table).where(ours).values(lease_until=now + lease).returning(table.c.fence)
    return frozenset(unit.connection.scalars(held))


def finish(unit: Unit, queue: str, work: Work, *, now: datetime, receipt: str = "") -> None:
    """It is done. Raises LostLease if it is no longer ours to finish."""
    _let_go(unit, queue, work, state="done", done_at=now, receipt=receipt)


def postpone(unit: Unit, queue: str, work: Work, *, due_at: datetime, reason: str) -> None:
    """It failed; try again at `due_at`. Until then the lane waits. Raises LostLease."""
    _let_go(unit, queue, work, due_at=due_at, reason=reason, failures=work.failures + 1)


def give_back(unit: Unit, queue: str, work: Work) -> None:
    """It was not tried after all, or nobody knows. Raises LostLease."""
    _let_go(unit, queue, work, attempts=work.attempts - 1, reason=GIVEN_BACK)


def uncount(unit: Unit, queue: str, work: Work) -> None:
    """The same, although somebody else holds it by now."""
    table = TABLES[queue]
    counted = and_(table.c.id == work.id, is_pending(table), table.c.attempts > 0)
    fewer = update(table).where(counted).values(attempts=table.c.attempts - 1, reason=GIVEN_BACK)
    unit.connection.execute(fewer)


def bury(unit: Unit, queue: str, work: Work, *, now: datetime, reason: str) -> None:
    """Give up on it; the lane goes on. Raises LostLease."""
    _let_go(unit, queue, work, state="buried", done_at=now, reason=reason)


# --- look -----------------------------------------------------------------------------------------


def depth(unit: Unit, queue: str, now: datetime) -> dict[str, int]:
    """How many are `pending` and `buried`, and the age of the `oldest` pending one in seconds."""
    table = TABLES[queue]
    counts = select(func.count(), func.min(table.c.put_at)).select_from(table)
    waiting, since = unit.connection.execute(counts.where(is_pending(table))).one()
    dead = unit.connection.execute(counts.where(table.c.state == BURIED)).one()[0]
    age = int((now - since).total_seconds()) if since else 0
    return {"pending": waiting, "buried": dead, "oldest": max(age, 0)}


def buried(unit: Unit, queue: str, limit: int) -> tuple[Entry, ...]:
    """What was given up on, the latest first."""
    table = TABLES[queue]
    found = select(*columns(table, Entry)).where(table.c.state == BURIED)
    latest = found.order_by(table.c.id.desc()).limit(limit)
    return records(Entry, unit.connection.execute(latest))


def find(unit: Unit, queue: str, key: str) -> Entry | None:
    """The row with this key, whatever became of it."""
    table = TABLES[queue]
    found = select(*columns(table, Entry)).where(table.c.key == key)
    return first(Entry, unit.connection.execute(found).first())


def next_due(unit: Unit, queue: str, among: Among = EVERY) -> datetime | None:
    """The earliest moment at which something may be claimed; None if nothing waits."""
    return cast(datetime | None, unit.connection.scalar(_first_due(TABLES[queue], among)))


def is_waiting(unit: Unit, queue: str, lane: str) -> bool:
    """Whether anything of this lane is still to be done."""
    table = TABLES[queue]
    return bool(unit.connection.scalar(select(_waits_in(table, lane))))


# --- inside ---------------------------------------------------------------------------------------


def _waits_in(table: Table, lane: str) -> ColumnElement[bool]:
    return exists().where(table.c.lane == lane, is_pending(table))


def is_pending(table: Table | FromClause) -> ColumnElement[bool]:
    """Whether a row is still to be done."""
    return table.c.state == PENDING


def _free(table: Table | FromClause, now: BindParameter[datetime]) -> ColumnElement[bool]:
    return or_(table.c.lease_until.is_(None), table.c.lease_until <= now)


def _older(table: Table) -> ColumnElement[bool]:
    """Whether an older row of the lane is pending."""
    other = table.alias("older")
    return exists().where(other.c.lane == table.c.lane, is_pending(other), other.c.id < table.c.id)


@lru_cache
def _due_heads(table: Table, among: Among) -> tuple[Select[Any], Select[Any]]:
    """Up to `most` heads of lanes that are due `now`; and of those never tried, from the newest."""
    now = bindparam("now", type_=table.c.due_at.type)
    due = and_(is_pending(table), _free(table, now), table.c.due_at <= now)
    heads = select(table.c.id, table.c.lane, table.c.due_at, table.c.attempts)
    found = heads.where(_in(table, among), due, ~_older(table))
    some = found.limit(bindparam("most", type_=Integer))
    ours = some.with_for_update(skip_locked=True, of=table)
    newest = ours.where(table.c.attempts == 0).order_by(table.c.due_at.desc(), table.c.id.desc())
    return ours.order_by(table.c.due_at, table.c.id), newest


@lru_cache
def _first_due(table: Table, among: Among) -> Select[Any]:
    ready = case((table.c.lease_until > table.c.due_at, table.c.lease_until), else_=table.c.due_at)
    return select(func.min(ready)).where(is_pending(table), ~_older(table), _in(table, among))


def _in(table: Table, among: Among) -> ColumnElement[bool]:
    channel = table.c.channel
    only = channel.in_(among.channels) if among.channels else true()
    allowed = or_(channel.not_in(among.untried), table.c.attempts == 0) if among.untried else true()
    return and_(only, allowed, channel.not_in(among.but)) if among.but else and_(only, allowed)


def _take(
    unit: Unit, table: Table, head: Head, *, now: datetime, lease: timedelta
) -> tuple[Work, ...]:
    """Lease the head and what goes with it; () if the lane turns out not to be free."""
    # Rows may come to light in another order than their ids: between the look at the heads and
    # now an older row may have appeared, or been leased by somebody who saw it first.
    if not try_for(unit, f"{table.name}|{head.lane}"):
        return ()
    here = {"ours": head.lane, "now": now}
    rows = unit.connection.execute(_front_of_lane(table), here).all()
    if not rows or rows[0].id != head.id or unit.connection.scalar(_at_work(table), here):
        return ()
    return _lease(unit, table, _batch(rows), until=now + lease)


@cache
def _front_of_lane(table: Table) -> Select[Any]:
    waiting = select(table).where(is_pending(table), table.c.lane == bindparam("ours"))
    return waiting.order_by(table.c.id).limit(LONGEST_BATCH)


@cache
def _at_work(table: Table) -> Select[Any]:
    """Whether somebody works on a row of the lane."""
    leased = table.c.lease_until > bindparam("now", type_=table.c.due_at.type)
    here = table.c.lane == bindparam("ours")
    return select(literal_column("1")).where(is_pending(table), here, leased).limit(1)


def _is_fresh_burst(row: Row[Any]) -> bool:
    return bool(row.burst) and row.attempts == 0


def _batch(rows: Sequence[Row[Any]]) -> Sequence[Row[Any]]:
    """The head, and after a fresh burst row the fresh burst rows that follow without a gap."""
    together = list(takewhile(_is_fresh_burst, rows))
    return together or rows[:1]


def _lease(
    unit: Unit, table: Table, rows: Sequence[Row[Any]], *, until: datetime
) -> tuple[Work, ...]:
    fence = secrets.token_hex(8)
    ours = {"ids": [row.id for row in rows], "fence": fence, "lease_until": until}
    leased = unit.connection.execute(_leasing(table), ours).all()
    return tuple(record(Work, row) for row in sorted(leased, key=lambda row: row.id))


@cache
def _leasing(table: Table) -> ReturningUpdate[Any]:
    ours = update(table).where(table.c.id.in_(bindparam("ids", expanding=True)))
    # Counted before the work, so that a crash counts too.
    counted = ours.values(
        fence=bindparam("fence"),
        lease_until=bindparam("lease_until"),
        attempts=table.c.attempts + 1,
    )
    return counted.returning(*columns(table, Work))


@cache
def _letting_go(table: Table) -> Update:
    ours = (table.c.id == bindparam("ours"), table.c.fence == bindparam("held_by"))
    return update(table).where(*ours, is_pending(table))


def _let_go(unit: Unit, queue: str, work: Work, **changes: object) -> None:
    free = {"ours": work.id, "held_by": work.fence, "fence": "", "lease_until": None}
    if unit.connection.execute(_letting_go(TABLES[queue]), {**free, **changes}).rowcount != 1:
        raise LostLease(f"{queue} row {work.id} was taken over")

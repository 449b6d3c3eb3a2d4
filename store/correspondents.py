"""Correspondents: how often they were answered by themselves, who is held, whose mail comes back.

What is kept back for an address in quarantine lies buried in its queue, under a reason of its own:
see dead_letters.
Statements are built once: to build one takes longer than to run it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Update, and_, bindparam, case, delete, or_, select, text, update
from sqlalchemy.sql.dml import ReturningInsert

from store import dead_letters
from store.records import Correspondent
from store.tables import CORRESPONDENTS, KEPT
from store.unit import AnyInsert, Unit, columns, first, records, upsert
from store.work_queue import INBOX, OUTBOX, TABLES

_C = CORRESPONDENTS.c
_FIELDS = columns(CORRESPONDENTS, Correspondent)
_UNIQUE = ["channel", "address"]
_ALL = select(*_FIELDS)
_THEIRS = (_C.channel == bindparam("on_channel"), _C.address == bindparam("to_address"))
_ONE = _ALL.where(*_THEIRS)
_NAMED = _ALL.where(_C.address == bindparam("to_address")).order_by(_C.id)
_LISTED = _ALL.where(text(KEPT)).order_by(_C.id)


def _counting(new: AnyInsert) -> ReturningInsert[Any]:
    """One more in the window, or the first of a new one."""
    lasts = _C.window_at > bindparam("since", type_=_C.window_at.type)
    counted = {
        "answers": case((lasts, _C.answers + 1), else_=1),
        "window_at": case((lasts, _C.window_at), else_=new.excluded.window_at),
    }
    again = new.on_conflict_do_update(index_elements=_UNIQUE, set_=counted)
    return again.returning(*_FIELDS)


_COUNT = upsert(CORRESPONDENTS, _counting)


def _locking(new: AnyInsert) -> AnyInsert:
    """Known or not, it is ours until the end: whoever changes it meanwhile is waited for."""
    same = {"address": new.excluded.address}
    return new.on_conflict_do_update(index_elements=_UNIQUE, set_=same)


_ADD = upsert(CORRESPONDENTS, _locking)
_CHANGE = update(CORRESPONDENTS).where(*_THEIRS)


# --- know ---------------------------------------------------------------------------------------


def get(unit: Unit, channel: str, address: str) -> Correspondent | None:
    """What is known of writing to this address."""
    found = unit.connection.execute(_ONE, _named(channel, address))
    return first(Correspondent, found.first())


def named(unit: Unit, address: str) -> tuple[Correspondent, ...]:
    """This address on every channel where something is known of it."""
    return records(Correspondent, unit.connection.execute(_NAMED, {"to_address": address}))


def listed(unit: Unit) -> tuple[Correspondent, ...]:
    """Those in quarantine, and those whose mail comes back."""
    return records(Correspondent, unit.connection.execute(_LISTED))


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Somebody to whom not everything goes as it should, and how many messages wait for it."""

    address: str
    channel: str
    since: datetime
    inbound: int
    outbound: int
    why: str


def kept(unit: Unit) -> tuple[Kept, ...]:
    """Those in quarantine, and those whose mail comes back."""
    return tuple(_kept(unit, each) for each in listed(unit))


def _kept(unit: Unit, each: Correspondent) -> Kept:
    why = reason(each.channel, each.address)
    waits = {queue: dead_letters.kept_for(unit, queue, why) for queue in TABLES}
    came_back = f"mail comes back: {each.bounced_why}" if each.bounced_at else ""
    return Kept(
        address=each.address,
        channel=each.channel,
        since=each.held_at or each.bounced_at or each.window_at,
        inbound=waits[INBOX],
        outbound=waits[OUTBOX],
        why="; ".join(filter(None, (each.held_why, came_back))),
    )


# --- answers ------------------------------------------------------------------------------------


def answered(
    unit: Unit, channel: str, address: str, *, now: datetime, window: timedelta
) -> Correspondent:
    """One more answer goes there by itself; how many in this window, it included."""
    fresh = {**_fresh(channel, address, now), "answers": 1, "since": now - window}
    row = unit.connection.execute(_COUNT(unit), fresh).one()
    return Correspondent(**row._mapping)


# --- quarantine ---------------------------------------------------------------------------------


def hold(unit: Unit, channel: str, address: str, *, why: str, now: datetime) -> bool:
    """Put it in quarantine. False if it was there before: then nothing changes."""
    _make_known(unit, channel, address, now)
    free = _CHANGE.where(_C.held_at.is_(None))
    return _do(unit, free, channel, address, held_at=now, held_why=why)


def free(unit: Unit, channel: str, address: str, *, credit: int, now: datetime) -> bool:
    """Let it out, and believe again that mail arrives there. `credit` answers will not count.

    False if there was nothing to let out of.
    """
    kept = _CHANGE.where(or_(_C.held_at.is_not(None), _C.bounced_at.is_not(None)))
    clean = {"held_at": None, "held_why": "", "bounced_at": None, "bounced_why": ""}
    return _do(unit, kept, channel, address, **clean, window_at=now, answers=-credit)


def reason(channel: str, address: str) -> str:
    """Under which reason a row lies buried that is kept back for this address."""
    return f"{dead_letters.QUARANTINE}{address} ({channel})"


# --- bounces ------------------------------------------------------------------------------------


def bounced(unit: Unit, channel: str, address: str, *, why: str, now: datetime) -> bool:
    """Nothing arrives there any more. False if that was known: then nothing changes."""
    _make_known(unit, channel, address, now)
    fine = _CHANGE.where(_C.bounced_at.is_(None))
    return _do(unit, fine, channel, address, bounced_at=now, bounced_why=why)


def heard_from(unit: Unit, channel: str, address: str) -> bool:
    """Somebody writes from there, so mail arrives there again. False if it always did."""
    lost = _CHANGE.where(_C.bounced_at.is_not(None))
    return _do(unit, lost, channel, address, bounced_at=None, bounced_why="")


def forget(unit: Unit, *, before: datetime, limit: int) -> int:
    """Delete up to `limit` who were last answered before this moment and are not kept."""
    idle = and_(_C.window_at < before, _C.held_at.is_(None), _C.bounced_at.is_(None))
    old = select(_C.id).where(idle).limit(limit)
    gone = unit.connection.execute(delete(CORRESPONDENTS).where(_C.id.in_(old)))
    return gone.rowcount


# --- inside -------------------------------------------------------------------------------------


def _named(channel: str, address: str) -> dict[str, object]:
    return {"on_channel": channel, "to_address": address}


def _fresh(channel: str, address: str, now: datetime) -> dict[str, object]:
    known = {"channel": channel, "address": address, "window_at": now, "answers": 0}
    return {**known, "held_at": None, "held_why": "", "bounced_at": None, "bounced_why": ""}


def _make_known(unit: Unit, channel: str, address: str, now: datetime) -> None:
    unit.connection.execute(_ADD(unit), _fresh(channel, address, now))


def _do(unit: Unit, change: Update, channel: str, address: str, **values: object) -> bool:
    changed = unit.connection.execute(change, {**_named(channel, address), **values})
    return changed.rowcount > 0

"""The secrets that the desk signs with: the same on every server, and older ones stay known."""

from datetime import datetime

from sqlalchemy import delete, insert, select

from store.records import KeyRow
from store.tables import KEYS
from store.unit import Unit, columns, records, wait_for


def begin(unit: Unit, secret: bytes, *, now: datetime) -> None:
    """Make this the first key. Where there is one already, nothing happens."""
    wait_for(unit, "firstline keys")
    if not newest_first(unit):
        add(unit, secret, now=now)


def add(unit: Unit, secret: bytes, *, now: datetime) -> None:
    """One more key; what the others have signed stays signed."""
    unit.connection.execute(insert(KEYS).values(secret=secret, made_at=now))


def forget(unit: Unit) -> None:
    """No key we have is any good any more."""
    unit.connection.execute(delete(KEYS))


def newest_first(unit: Unit) -> tuple[KeyRow, ...]:
    """Every key."""
    found = select(*columns(KEYS, KeyRow)).order_by(KEYS.c.id.desc())
    return records(KeyRow, unit.connection.execute(found))

"""Secrets that only the desk can read: sealed before they come here, and told to nobody."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, func, select

from store.tables import SECRETS
from store.unit import Unit, insert


def get(unit: Unit, name: str) -> bytes | None:
    """What is kept under this name, sealed; None if nothing is."""
    found: bytes | None = unit.connection.scalar(
        select(SECRETS.c.sealed).where(SECRETS.c.name == name)
    )
    return found


def put(unit: Unit, name: str, sealed: bytes, *, now: datetime) -> None:
    """Keep it in the place of what was there."""
    row = insert(unit, SECRETS).values(name=name, sealed=sealed, put_at=now)
    changed = {"sealed": sealed, "put_at": now}
    unit.connection.execute(row.on_conflict_do_update(index_elements=["name"], set_=changed))


def forget(unit: Unit, name: str) -> None:
    """It is gone. If it was not there, nothing happens."""
    unit.connection.execute(delete(SECRETS).where(SECRETS.c.name == name))


def names(unit: Unit, prefix: str) -> tuple[str, ...]:
    """The names that begin so, in order."""
    begins = func.substr(SECRETS.c.name, 1, len(prefix)) == prefix
    return tuple(sorted(unit.connection.scalars(select(SECRETS.c.name).where(begins))))


def all_of(unit: Unit) -> Mapping[str, bytes]:
    """Everything by its name. It is not much: a secret is short, and there are few."""
    rows = unit.connection.execute(select(SECRETS.c.name, SECRETS.c.sealed))
    return {name: sealed for name, sealed in rows}

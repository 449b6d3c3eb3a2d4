"""Which state of the folders of articles is the newest, where several replicas have a copy each.

A state that was followed by another is old. Whoever still has it, or comes by it late, changes
nothing; only who had the newest may go back to an older one.
"""

from datetime import datetime
from enum import Enum

from sqlalchemy import delete, insert, select

from store.tables import CHECKOUTS
from store.unit import Unit, wait_for

REMEMBERED = 1000  # states; an older one would be taken for new


class Standing(Enum):
    """How a state of the folders stands to what the desk uses."""

    FIRST = "first"  # nobody has shown any
    SAME = "same"  # it is what the desk uses
    NEWER = "newer"
    OLDER = "older"


def standing(unit: Unit, state: str, *, before: str = "") -> Standing:
    """Of `state`, where the same folders were in the state `before`. Others wait until the end."""
    wait_for(unit, "articles")
    latest = newest(unit)
    if state == latest:
        return Standing.SAME
    if not latest:
        return Standing.FIRST
    return Standing.OLDER if before != latest and _is_known(unit, state) else Standing.NEWER


def note(unit: Unit, state: str, *, now: datetime) -> None:
    """From now on this is what the desk uses."""
    unit.connection.execute(delete(CHECKOUTS).where(CHECKOUTS.c.digest == state))
    unit.connection.execute(insert(CHECKOUTS).values(digest=state, seen_at=now))
    kept = select(CHECKOUTS.c.id).order_by(CHECKOUTS.c.id.desc()).limit(1).offset(REMEMBERED - 1)
    unit.connection.execute(delete(CHECKOUTS).where(CHECKOUTS.c.id < kept.scalar_subquery()))


def newest(unit: Unit) -> str:
    """The state that the desk uses; "" if there is none yet."""
    last = select(CHECKOUTS.c.digest).order_by(CHECKOUTS.c.id.desc()).limit(1)
    return unit.connection.scalar(last) or ""


def _is_known(unit: Unit, state: str) -> bool:
    found = select(CHECKOUTS.c.id).where(CHECKOUTS.c.digest == state)
    return unit.connection.scalar(found) is not None

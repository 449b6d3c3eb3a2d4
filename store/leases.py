"""What only one replica may do at a time: a row that one holds, for a while, under a fence.

The fence grows with every new holder. Who writes on behalf of the lease says `check` in the same
transaction, and so cannot write when somebody else has taken over. (A session lock would be lost
behind a pooler, and kept by a connection that is half open.)
"""

from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select, update

from store.errors import LostLease
from store.tables import LEASES
from store.unit import Unit, insert


def take(unit: Unit, name: str, holder: str, *, now: datetime, length: timedelta) -> int | None:
    """The fence, if it is ours now; None while somebody else holds it."""
    row = insert(unit, LEASES).values(name=name, holder=holder, fence=1, until=now + length)
    free = or_(LEASES.c.until <= now, LEASES.c.holder == holder)
    taken = row.on_conflict_do_update(
        index_elements=["name"],
        set_={"holder": holder, "fence": LEASES.c.fence + 1, "until": now + length},
        where=free,
    )
    fence: int | None = unit.connection.scalar(taken.returning(LEASES.c.fence))
    return fence


def keep(unit: Unit, name: str, fence: int, *, now: datetime, length: timedelta) -> None:
    """Hold it for longer. Raises LostLease."""
    _change(unit, name, fence, until=now + length)


def release(unit: Unit, name: str, fence: int, *, now: datetime) -> None:
    """Anybody may have it. Raises LostLease."""
    _change(unit, name, fence, until=now)


def release_all(unit: Unit, *, now: datetime) -> None:
    """Anybody may have any. Only for the one process that writes, before it begins to work."""
    held = update(LEASES).where(LEASES.c.until > now)
    unit.connection.execute(held.values(until=now))


def check(unit: Unit, name: str, fence: int) -> None:
    """Raise LostLease unless it is still ours; then nobody takes it before we commit."""
    held = select(LEASES.c.fence).where(LEASES.c.name == name).with_for_update()
    if unit.connection.scalar(held) != fence:
        raise LostLease(f"{name} is somebody else's now")


def _change(unit: Unit, name: str, fence: int, **values: object) -> None:
    ours = and_(LEASES.c.name == name, LEASES.c.fence == fence)
    if unit.connection.execute(update(LEASES).where(ours).values(**values)).rowcount != 1:
        raise LostLease(f"{name} is somebody else's now")

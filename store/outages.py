"""Known outages of a service, while they last and after."""

from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from store.records import OutageRow
from store.tables import OUTAGES
from store.unit import Unit, columns, first, records

_ALL = select(*columns(OUTAGES, OutageRow))
_ACTIVE = _ALL.where(OUTAGES.c.ended_at.is_(None)).order_by(OUTAGES.c.id)
_ONE = _ALL.where(OUTAGES.c.id == bindparam("id"))


def begin(unit: Unit, *, service: str, text: str, now: datetime) -> OutageRow:
    """A service is down, and this is what people are told."""
    row = insert(OUTAGES).values(service=service, text=text, started_at=now, over="")
    id_ = unit.connection.execute(row.returning(OUTAGES.c.id)).scalar_one()
    return OutageRow(id=id_, service=service, text=text, started_at=now, ended_at=None)


def end(unit: Unit, outage_id: int, *, now: datetime, text: str = "") -> bool:
    """It is over, and `text` says so. False if it was over already, or never was."""
    lasting = (OUTAGES.c.id == outage_id, OUTAGES.c.ended_at.is_(None))
    over = update(OUTAGES).where(*lasting).values(ended_at=now, over=text)
    return unit.connection.execute(over).rowcount == 1


def active(unit: Unit) -> tuple[OutageRow, ...]:
    """What is down now, the oldest first."""
    return records(OutageRow, unit.connection.execute(_ACTIVE))


def get(unit: Unit, outage_id: int) -> OutageRow | None:
    """The outage with this id."""
    return first(OutageRow, unit.connection.execute(_ONE, {"id": outage_id}).first())

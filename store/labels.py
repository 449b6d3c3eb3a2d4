"""What the desk says its tickets are: a service, a class, an urgency. Only ever added to."""

from datetime import datetime

from sqlalchemy import exists, insert, select

from store.records import LabelRow
from store.tables import LABELS
from store.unit import Unit, columns, records

_PUT = insert(LABELS)


def put(unit: Unit, *, ticket_id: int, name: str, label: str, said: bool, at: datetime) -> None:
    """A ticket has this label: an agent `said` so, or left it standing."""
    row = {"ticket_id": ticket_id, "name": name, "label": label, "said": said, "at": at}
    unit.connection.execute(_PUT, row)


def has(unit: Unit, ticket_id: int, name: str) -> bool:
    """Whether the ticket has a label of this name already."""
    ours = (LABELS.c.ticket_id == ticket_id, LABELS.c.name == name)
    return bool(unit.connection.scalar(select(exists().where(*ours))))


def newest(
    unit: Unit, *, since: datetime, before: datetime | None = None, most: int
) -> tuple[LabelRow, ...]:
    """The newest labels from one moment on and before another, oldest first."""
    found = select(*columns(LABELS, LabelRow)).where(LABELS.c.at >= since)
    if before is not None:
        found = found.where(LABELS.c.at < before)
    latest = found.order_by(LABELS.c.at.desc(), LABELS.c.id.desc()).limit(most)
    return records(LabelRow, unit.connection.execute(latest))[::-1]

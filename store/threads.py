"""Which conversation a message belongs to that we never saw ourselves, but others answer.

People answer mails that were written around us, to colleagues in copy. A message that names such a
one among those it follows leads to the conversation where it was named first.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, select, tuple_

from store.columns import storable
from store.tables import THREADS
from store.unit import Unit, upsert

_NOTE = upsert(THREADS, lambda new: new.on_conflict_do_nothing())
_FIND = select(THREADS.c.external_id, THREADS.c.talk).where(
    THREADS.c.channel == bindparam("channel"),
    THREADS.c.external_id.in_(bindparam("ids", expanding=True)),
)


def note(unit: Unit, channel: str, ids: Sequence[str], talk: str, *, now: datetime) -> None:
    """These messages of the channel belong to this conversation, unless another was first."""
    key = storable(talk)
    facts = {"channel": channel, "talk": key, "noted_at": now}
    rows = [{**facts, "external_id": each} for each in sorted({*ids}) if each]
    if rows:
        unit.connection.execute(_NOTE(unit), rows)


def find(unit: Unit, channel: str, ids: Sequence[str]) -> Mapping[str, str]:
    """The keys of the conversations that these messages belong to, by message."""
    found = unit.connection.execute(_FIND, {"channel": channel, "ids": list(ids)})
    return {row.external_id: row.talk for row in found}


def forget(unit: Unit, *, before: datetime, limit: int) -> int:
    """Delete some of what was noted before then; how many there were."""
    key = tuple_(THREADS.c.channel, THREADS.c.external_id)
    old = select(THREADS.c.channel, THREADS.c.external_id).where(THREADS.c.noted_at < before)
    return unit.connection.execute(delete(THREADS).where(key.in_(old.limit(limit)))).rowcount

"""Which conversation a message belongs to that we never saw ourselves, but others answer.

People answer mails that were written around us, to colleagues in copy. A message that names such a
one among those it follows leads to the conversation where it was named first.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, select

from store.columns import storable
from store.tables import THREADS
from store.unit import Unit, upsert

_NOTE = upsert(THREADS, lambda new: new.on_conflict_do_nothing())
_FIND = select(THREADS.c.external_id, THREADS.c.talk).where(
    THREADS.c.channel == bindparam("channel"),
    THREADS.c.external_id.in_(bindparam("ids", expanding=True)),
)


def note(unit: Unit, channel: str, ids: Sequence[str], talk: str) -> None:
    """These messages of the channel belong to this conversation, unless another was first."""
    key = storable(talk)
    rows = [
        {"channel": channel, "external_id": each, "talk": key} for each in sorted({*ids}) if each
    ]
    if rows:
        unit.connection.execute(_NOTE(unit), rows)


def find(unit: Unit, channel: str, ids: Sequence[str]) -> Mapping[str, str]:
    """The keys of the conversations that these messages belong to, by message."""
    found = unit.connection.execute(_FIND, {"channel": channel, "ids": list(ids)})
    return {row.external_id: row.talk for row in found}

"""Conversations: what was said, line by line, and what Firstline remembers in between.

Statements are built once: to build one takes longer than to run it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, insert, literal_column, select, update

from store.columns import storable
from store.records import LineRow, TalkRow
from store.tables import BINDINGS, LINES, TALKS
from store.unit import Unit, columns, first, is_shared, records, stamp, upsert, values

_TALK = select(*columns(TALKS, TalkRow)).where(TALKS.c.key == bindparam("talk"))
_REMEMBER = upsert(
    TALKS,
    lambda new: new.on_conflict_do_update(
        index_elements=["key"],
        set_={name: new.excluded[name] for name in ("state", "nudge_at", "touched_at")},
    ),
)
_BEGIN = upsert(TALKS, lambda new: new.on_conflict_do_nothing().returning(TALKS.c.key))
_COUNTS = (
    select(TALKS.c.key, TALKS.c.lines)
    .where(TALKS.c.key.in_(bindparam("talks", expanding=True)))
    .order_by(TALKS.c.key)
    .with_for_update(key_share=True)
)
_COUNT = (
    update(TALKS)
    .where(TALKS.c.key == bindparam("talk"))
    .values(lines=bindparam("count"), touched_at=bindparam("now"))
)
_WATCHED: Select[Any] = select(TALKS.c.key, TALKS.c.nudge_at, TALKS.c.touched_at).where(
    TALKS.c.nudge_at.is_not(None)
)
_STRAYS = _WATCHED.where(TALKS.c.touched_at > bindparam("now", type_=TALKS.c.touched_at.type))
_LINES = select(*columns(LINES, LineRow))
_LINE = _LINES.where(LINES.c.key == bindparam("named"))
_FIRST_SAID = (
    _LINES.where(LINES.c.talk == bindparam("talk"), LINES.c.inbound).order_by(LINES.c.seq).limit(1)
)
_NAMED = (
    select(LINES.c.external_id, LINES.c.ticket_id)
    .where(
        LINES.c.channel == bindparam("channel"),
        LINES.c.external_id.in_(bindparam("ids", expanding=True)),
        LINES.c.external_id != literal_column("''"),
    )
    # In a dict the last one stays: what we called so ourselves, else whoever was first to.
    .order_by(LINES.c.inbound.desc(), LINES.c.id.desc())
)
_KNOWN = select(LINES.c.key, LINES.c.seq).where(LINES.c.key.in_(bindparam("keys", expanding=True)))
_SAY = insert(LINES)
_CHANGE = update(LINES).where(LINES.c.key == bindparam("named"))
_ATTACH = update(LINES).where(
    LINES.c.talk == bindparam("here"),
    LINES.c.seq >= bindparam("since"),
    LINES.c.ticket_id.is_(None),
)

_BOUND = select(BINDINGS.c.talk).where(BINDINGS.c.ticket_id == bindparam("about"))
_SAID_BY = (
    select(func.count())
    .select_from(LINES)
    .where(
        LINES.c.ticket_id == bindparam("about"),
        LINES.c.inbound.is_(False),
        LINES.c.author == bindparam("by"),
        LINES.c.at > bindparam("since"),
        LINES.c.talk.in_(_BOUND),
    )
)

# --- conversations --------------------------------------------------------------------------------


def get(unit: Unit, key: str) -> TalkRow | None:
    """The conversation with this key; None if nothing was said or remembered in it."""
    return first(TalkRow, unit.connection.execute(_TALK, {"talk": key}).first())


def remember(
    unit: Unit,
    key: str,
    state: Mapping[str, Any],
    *,
    now: datetime,
    nudge_at: datetime | None = None,
) -> None:
    """Replace what is remembered of a conversation, and when to look at it again."""
    fresh = {"key": key, "lines": 0, "state": state, "nudge_at": nudge_at, "touched_at": now}
    unit.connection.execute(_REMEMBER(unit), fresh)


def to_nudge(unit: Unit, now: datetime, limit: int) -> tuple[TalkRow, ...]:
    """The conversations that it is time to look at, the longest due first."""
    found = select(*columns(TALKS, TalkRow)).where(TALKS.c.nudge_at <= now)
    longest = found.order_by(TALKS.c.nudge_at, TALKS.c.key).limit(limit)
    return records(TalkRow, unit.connection.execute(longest))


def shift(unit: Unit, by: timedelta) -> None:
    """The clock was set by so much: whatever is to be looked at is looked at so much later."""
    rows = unit.connection.execute(_WATCHED).all()
    _move(unit, [(row, by) for row in rows])


def strays(unit: Unit, now: datetime) -> bool:
    """Whether a conversation is watched since a moment that is still to come: by the clock as it
    was before it was set back."""
    return unit.connection.execute(_STRAYS.limit(1), {"now": now}).first() is not None


def bring_home(unit: Unit, now: datetime) -> None:
    """Let such conversations wait from now on as long as they had to from then on."""
    rows = unit.connection.execute(_STRAYS, {"now": now}).all()
    _move(unit, [(row, now - row.touched_at) for row in rows])


def _move(unit: Unit, moves: Sequence[tuple[Row[Any], timedelta]]) -> None:
    times = [
        {"ours": row.key, "nudge_at": row.nudge_at + by, "touched_at": row.touched_at + by}
        for row, by in moves
    ]
    if times:
        unit.connection.execute(update(TALKS).where(TALKS.c.key == bindparam("ours")), times)


# --- lines: write ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """Something said, in the conversation `talk`."""

    talk: str
    key: str
    inbound: bool
    author: str
    text: str
    at: datetime
    payload: Mapping[str, Any]
    external_id: str = ""
    ticket_id: int = 0


def say(unit: Unit, line: NewLine) -> int:
    """Add a line and return its number in the conversation: 1, 2, 3, without a gap.

    A key that is known is the same line again: its number is returned and nothing changes.
    """
    (number,) = say_all(unit, (line,))
    return number


def say_all(unit: Unit, lines: Sequence[NewLine]) -> tuple[int, ...]:
    """Add lines, in order; returns their numbers. As with `say`."""
    if not lines:
        return ()
    new = [_storable(line) for line in lines]
    numbers = _known(unit, [line.key for line in new])
    begun = _begin(unit, [line for line in new if line.key not in numbers])
    before = {line.talk: line.at for line in new if line.talk not in begun}
    counts = {**dict.fromkeys(begun, 0), **_hold(unit, before)}
    numbers |= _known(unit, [line.key for line in new]) if before and is_shared(unit) else {}
    rows = []
    for line in new:
        if line.key not in numbers:
            counts[line.talk] += 1
            numbers[line.key] = counts[line.talk]
            rows.append({**values(line), "channel": _channel(line), "seq": counts[line.talk]})
    if rows:
        unit.connection.execute(_SAY, rows)
    _count(unit, {talk: (counts[talk], at) for talk, at in before.items() if talk in counts})
    return tuple(numbers[line.key] for line in new)


def fill(unit: Unit, key: str, text: str, payload: Mapping[str, Any]) -> None:
    """What a line says is known by now."""
    _change(unit, key, text=text, payload=payload)


def sent(unit: Unit, key: str, external_id: str) -> None:
    """The channel took the line, and calls it this."""
    _change(unit, key, external_id=external_id)


def attach(unit: Unit, key: str, ticket_id: int) -> None:
    """The line belongs to this ticket."""
    _change(unit, key, ticket_id=ticket_id)


def attach_open(unit: Unit, talk: str, ticket_id: int, since_seq: int) -> None:
    """The lines from `since_seq` on that belong to no ticket yet belong to this one."""
    ours = {"here": talk, "since": since_seq, "ticket_id": ticket_id}
    unit.connection.execute(_ATTACH, ours)


def revise(unit: Unit, key: str, text: str) -> bool:
    """The line reads differently now; its payload's `revisions` keep every older text.

    False if there is no such line.
    """
    one = select(LINES.c.text, LINES.c.payload).where(LINES.c.key == key)
    old = unit.connection.execute(one.with_for_update()).first()
    if old is None:
        return False
    revisions = [*old.payload.get("revisions", ()), old.text]
    _change(unit, key, text=text, payload={**old.payload, "revisions": revisions})
    return True


# --- lines: read ----------------------------------------------------------------------------------


def lines(unit: Unit, talk: str, *, after: int = 0, limit: int = 500) -> tuple[LineRow, ...]:
    """The lines after number `after`, in order."""
    found = _LINES.where(LINES.c.talk == talk, LINES.c.seq > after)
    return records(LineRow, unit.connection.execute(found.order_by(LINES.c.seq).limit(limit)))


def first_said(unit: Unit, talk: str) -> LineRow | None:
    """The first thing that somebody said to us in a conversation."""
    return first(LineRow, unit.connection.execute(_FIRST_SAID, {"talk": talk}).first())


def recent_ids(unit: Unit, talk: str, limit: int) -> tuple[str, ...]:
    """What the channel calls the newest lines it has a name for, the oldest of them first."""
    named = select(LINES.c.external_id).where(LINES.c.talk == talk, LINES.c.external_id != "")
    newest = unit.connection.scalars(named.order_by(LINES.c.seq.desc()).limit(limit))
    return tuple(reversed(newest.all()))


def find(unit: Unit, channel: str, external_id: str) -> LineRow | None:
    """The line that the channel calls this, the latest if it calls several so."""
    named = _LINES.where(
        LINES.c.channel == channel,
        LINES.c.external_id == external_id,
        LINES.c.external_id != literal_column("''"),  # so that the partial index serves
    )
    latest = named.order_by(LINES.c.id.desc()).limit(1)
    return first(LineRow, unit.connection.execute(latest).first())


def tickets_of(unit: Unit, channel: str, ids: Sequence[str]) -> Mapping[str, int]:
    """The tickets that messages of a channel belong to, by what the channel calls them.

    A line that belongs to none yet is there with 0; what was never said here is not there.
    """
    named = {"channel": channel, "ids": [each for each in ids if each]}
    found = unit.connection.execute(_NAMED, named)
    return {row.external_id: row.ticket_id or 0 for row in found}


def find_key(unit: Unit, key: str) -> LineRow | None:
    """The line with this key."""
    return first(LineRow, unit.connection.execute(_LINE, {"named": key}).first())


def said_by(unit: Unit, author: str, ticket_id: int, *, since: datetime) -> int:
    """How many lines this author has said since to those whom the ticket concerns."""
    return unit.connection.scalar(_SAID_BY, {"about": ticket_id, "by": author, "since": since}) or 0


def version(unit: Unit) -> int:
    """A number that grows with every line of any conversation."""
    return stamp(unit, LINES)


# --- inside ---------------------------------------------------------------------------------------


def _storable(line: NewLine) -> NewLine:
    key, talk = storable(line.key), storable(line.talk)
    return line if (key, talk) == (line.key, line.talk) else replace(line, key=key, talk=talk)


def _begin(unit: Unit, new: Sequence[NewLine]) -> frozenset[str]:
    """Begin the conversations that are not there yet, with as many lines as they get now.

    All take them in the same order, so that nobody waits in a circle.
    """
    once = {line.key: line for line in new}
    lines = Counter(line.talk for line in once.values())
    at = {line.talk: line.at for line in new}
    rows = [
        {"key": key, "lines": lines[key], "state": {}, "touched_at": at[key]} for key in sorted(at)
    ]
    return frozenset(unit.connection.scalars(_BEGIN(unit), rows)) if rows else frozenset()


def _hold(unit: Unit, talks: Mapping[str, datetime]) -> dict[str, int]:
    """The number of lines so far; nobody else adds one until the transaction ends."""
    held = unit.connection.execute(_COUNTS, {"talks": sorted(talks)}) if talks else ()
    return {row.key: row.lines for row in held}


def _known(unit: Unit, keys: Sequence[str]) -> dict[str, int]:
    """The numbers of those lines that were said before."""
    return {row.key: row.seq for row in unit.connection.execute(_KNOWN, {"keys": keys})}


def _count(unit: Unit, counts: Mapping[str, tuple[int, datetime]]) -> None:
    rows = [{"talk": key, "count": count, "now": at} for key, (count, at) in counts.items()]
    if rows:
        unit.connection.execute(_COUNT, rows)


def _channel(line: NewLine) -> str:
    return line.talk.partition("|")[0]


def _change(unit: Unit, key: str, **changes: object) -> None:
    unit.connection.execute(_CHANGE, {"named": key, **changes})

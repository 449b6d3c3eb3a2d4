"""Pins: which tickets have a card on which board, and which cards are out of date.

Statements are built once: to build one takes longer than to run it.
"""

from itertools import chain, islice

from sqlalchemy import and_, bindparam, or_, select, text

from store.records import PinRow, TicketRow
from store.tables import PINS, TICKETS, WATCHED
from store.unit import Unit, columns, first, records, upsert, values

_P, _T = PINS.c, TICKETS.c
_FIELDS = columns(PINS, PinRow)
_HERE = _P.place == bindparam("board")
_ONE = select(*_FIELDS).where(_HERE, _P.ticket_id == bindparam("ticket"))
_CALLED = select(_P.ticket_id).where(_HERE, _P.external_id == bindparam("external_id"))
_PUT = upsert(
    PINS,
    lambda new: new.on_conflict_do_update(
        index_elements=["place", "ticket_id"],
        set_={
            name: new.excluded[name]
            for name in ("external_id", "digest", "version", "settled", "at")
        },
    ),
)

_WATCHED = (text(WATCHED), _P.channel == bindparam("channel"))
_IN_CHANNEL = select(_P.id).where(*_WATCHED).limit(1)

# Two questions, so that neither reads more than the tickets that may still move.
_MOST = bindparam("most", type_=_T.version.type)
_WITH_PIN = TICKETS.outerjoin(PINS, and_(_P.ticket_id == _T.id, _HERE))
_LONGEST = (_P.at.is_not(None), _P.at, _T.id)
_OPEN = (
    select(*columns(TICKETS, TicketRow))
    .select_from(_WITH_PIN)
    .where(
        _T.status.in_(bindparam("statuses", expanding=True)),
        or_(_P.version.is_(None), _P.version < _T.version),
    )
    .order_by(*_LONGEST)
    .limit(_MOST)
)
_LEFT = (
    select(*columns(TICKETS, TicketRow))
    .join(PINS, _P.ticket_id == _T.id)
    .where(
        *_WATCHED,
        _HERE,
        _P.version < _T.version,
        _T.status.not_in(bindparam("statuses", expanding=True)),
    )
    .order_by(*_LONGEST)
    .limit(_MOST)
)


def get(unit: Unit, board: str, ticket_id: int) -> PinRow | None:
    """The card of a ticket on a board."""
    found = unit.connection.execute(_ONE, {"board": board, "ticket": ticket_id})
    return first(PinRow, found.first())


def put(unit: Unit, pin: PinRow) -> None:
    """This is how the card stands there now."""
    unit.connection.execute(_PUT(unit), {**values(pin), "channel": _channel(pin.place)})


def called(unit: Unit, board: str, external_id: str) -> int:
    """The ticket whose card on this board the channel calls so; 0 if there is none."""
    asked = {"board": board, "external_id": external_id}
    return (unit.connection.scalar(_CALLED, asked) if external_id else 0) or 0


def stands_in(unit: Unit, channel: str) -> bool:
    """Whether a board of this channel shows tickets that may still move."""
    return unit.connection.execute(_IN_CHANNEL, {"channel": channel}).first() is not None


def stale(
    unit: Unit, board: str, *, open_statuses: tuple[str, ...], most: int
) -> tuple[TicketRow, ...]:
    """The tickets whose card is missing or behind.

    First those in none of these states any more whose card was not settled; then those in one of
    them: never put up ones, the longest left ones. The first kind comes to an end by itself.
    """
    asked = {"board": board, "statuses": open_statuses, "most": most}
    left = {**asked, "channel": _channel(board)}
    rows = chain(unit.connection.execute(_LEFT, left), unit.connection.execute(_OPEN, asked))
    return records(TicketRow, islice(rows, most))


def _channel(board: str) -> str:
    return board.partition("|")[0]

"""Who is who: people, the addresses they write from, and which of them are agents.

Statements are built once: to build one takes longer than to run it.
"""

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain
from typing import Any

from sqlalchemy import Select, bindparam, insert, literal_column, select, text, update

from store.records import Identity, PersonRow
from store.tables import AT_THE_DESK, IDENTITIES, PEOPLE
from store.unit import Unit, columns, first, records, upsert, values, wait_for

_NOBODY = PersonRow(
    id=0, name="", email="", claimed_email="", language="", is_agent=False, teams=(), desk=""
)

_ALL = select(*columns(PEOPLE, PersonRow))
_ONE = _ALL.where(PEOPLE.c.id == bindparam("id"))
_SOME = _ALL.where(PEOPLE.c.id.in_(bindparam("ids", expanding=True)))
# Nobody has the address "" - and only if the question says so does the partial index serve.
_MAILED = _ALL.where(PEOPLE.c.email == bindparam("email"), PEOPLE.c.email != literal_column("''"))
_AGENTS = _ALL.where(text(AT_THE_DESK)).order_by(PEOPLE.c.id)
_WRITES_FROM = _ALL.join(IDENTITIES, IDENTITIES.c.person_id == PEOPLE.c.id).where(
    IDENTITIES.c.channel == bindparam("channel"), IDENTITIES.c.address == bindparam("address")
)
_IDENTITIES = (
    select(*columns(IDENTITIES, Identity))
    .where(IDENTITIES.c.person_id == bindparam("id"))
    .order_by(IDENTITIES.c.id)
)
_ADD = insert(PEOPLE).returning(PEOPLE.c.id)
_OWN = upsert(
    IDENTITIES,
    lambda new: new.on_conflict_do_update(
        index_elements=["channel", "address"], set_={"person_id": new.excluded.person_id}
    ),
)
_TELL = update(PEOPLE).where(PEOPLE.c.id == bindparam("whom"))

AT_ONCE = 500  # people looked up by one question

# --- meet -----------------------------------------------------------------------------------------


def meet(
    unit: Unit,
    *,
    channel: str,
    address: str,
    name: str = "",
    email: str = "",
    claimed_email: str = "",
    language: str = "",
) -> PersonRow:
    """The person who writes from here, made known if need be, with what is new about them.

    `email` is proven: two addresses with the same one are the same person, and an address that
    turns out to be somebody else's is theirs from now on. A claim never becomes proof.
    """
    proven = _tidy(email)
    known = _at(unit, channel, address)
    if known is None or (proven and proven != known.email):
        known = _introduce(unit, channel, address, proven)
    return _tell(
        unit,
        known,
        name=_better_name(known, name),
        claimed_email=claimed_email or known.claimed_email,
        language=language or known.language,
    )


def get(unit: Unit, id: int) -> PersonRow | None:
    """The person with this id."""
    return _one(unit, _ONE, id=id)


def some(unit: Unit, ids: Iterable[int]) -> tuple[PersonRow, ...]:
    """The people with these ids."""
    wanted = sorted(set(ids))
    groups = (wanted[first : first + AT_ONCE] for first in range(0, len(wanted), AT_ONCE))
    return tuple(chain.from_iterable(_those(unit, group) for group in groups))


def _those(unit: Unit, ids: list[int]) -> tuple[PersonRow, ...]:
    return records(PersonRow, unit.connection.execute(_SOME, {"ids": ids}))


def find(unit: Unit, channel: str, address: str) -> PersonRow | None:
    """The person who writes from here."""
    return _at(unit, channel, address)


def find_by_email(unit: Unit, email: str) -> PersonRow | None:
    """The person whose proven address this is; case does not matter."""
    return _one(unit, _MAILED, email=_tidy(email)) if email else None


def identities(unit: Unit, person_id: int) -> tuple[Identity, ...]:
    """Where a person writes from, the first address first."""
    return records(Identity, unit.connection.execute(_IDENTITIES, {"id": person_id}))


# --- agents ---------------------------------------------------------------------------------------


def agents(unit: Unit) -> tuple[PersonRow, ...]:
    """Everybody who works at the desk, in the order they became known."""
    return records(PersonRow, unit.connection.execute(_AGENTS))


def enlist(
    unit: Unit,
    *,
    name: str,
    email: str,
    teams: tuple[str, ...],
    also: tuple[tuple[str, str], ...] = (),
) -> PersonRow:
    """Make somebody an agent, or refresh what is known of one; `also` are addresses of theirs."""
    proven = _tidy(email)
    if not proven:
        raise ValueError("an agent has an e-mail address")
    wait_for(unit, f"person|{proven}")
    known = find_by_email(unit, proven) or _add(unit, email=proven)
    for channel, address in also:
        _own(unit, channel, address, known.id)
    return _tell(unit, known, name=name or known.name, teams=teams, is_agent=True)


def dismiss(unit: Unit, email: str) -> bool:
    """They no longer work at the desk. False if they did not anyway."""
    theirs = (PEOPLE.c.email == _tidy(email), PEOPLE.c.is_agent)
    gone = update(PEOPLE).where(*theirs).values(is_agent=False, teams=(), desk="")
    return unit.connection.execute(gone).rowcount > 0


def works_at(unit: Unit, person_id: int, talk: str) -> None:
    """This is the conversation an agent works in now."""
    unit.connection.execute(_TELL, {"whom": person_id, "desk": talk})


# --- inside ---------------------------------------------------------------------------------------


def _tidy(email: str) -> str:
    return email.strip().lower()


def _better_name(known: PersonRow, name: str) -> str:
    """The latest name; but an agent's is set by the desk, and an address is no name."""
    worse = not name or (known.name and (known.is_agent or "@" in name))
    return known.name if worse else name


def _introduce(unit: Unit, channel: str, address: str, proven: str) -> PersonRow:
    """The person at an address that is new, or has just been proven to have this e-mail."""
    # Two messages from one new address may come at the same moment: the second one waits here,
    # and then finds what the first has written.
    wait_for(unit, f"identity|{channel}|{address}")
    if proven:
        wait_for(unit, f"person|{proven}")
    known = _at(unit, channel, address)
    owner = find_by_email(unit, proven)
    if known is not None and owner is None:
        return _tell(unit, known, email=proven or known.email)
    person = owner or known or _add(unit, email=proven)
    _own(unit, channel, address, person.id)
    return person


def _add(unit: Unit, *, email: str) -> PersonRow:
    row = values(replace(_NOBODY, email=email), but=("id",))
    id_ = unit.connection.execute(_ADD, row).scalar_one()
    return replace(_NOBODY, id=id_, email=email)


def _own(unit: Unit, channel: str, address: str, person_id: int) -> None:
    row = {"channel": channel, "address": address, "person_id": person_id}
    unit.connection.execute(_OWN(unit), row)


def _tell(unit: Unit, known: PersonRow, **facts: Any) -> PersonRow:  # noqa: ANN401 - of a person
    """Keep what is new about a person; what somebody else keeps at the same moment stays."""
    new = {name: fact for name, fact in facts.items() if getattr(known, name) != fact}
    if new:
        unit.connection.execute(_TELL, {"whom": known.id, **new})
    return replace(known, **new)


def _at(unit: Unit, channel: str, address: str) -> PersonRow | None:
    return _one(unit, _WRITES_FROM, channel=channel, address=address)


def _one(unit: Unit, found: Select[Any], **asked: object) -> PersonRow | None:
    return first(PersonRow, unit.connection.execute(found, asked).first())

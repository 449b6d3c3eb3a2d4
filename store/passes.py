"""Secrets that open something, kept as hashes: cookies, sessions, links to sign in or answer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, select, update

from store.records import Pass
from store.tables import PASSES
from store.unit import Unit, columns, first, upsert

_ISSUE = upsert(
    PASSES,
    lambda new: new.on_conflict_do_update(
        index_elements=["purpose", "digest"], set_={"expires_at": new.excluded.expires_at}
    ),
)


def issue(
    unit: Unit,
    *,
    digest: str,
    purpose: str,
    subject: str,
    expires_at: datetime,
    now: datetime,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Remember a secret by its SHA-256; one that is known already is good for longer."""
    row = {
        "digest": digest, "purpose": purpose, "subject": subject, "issued_at": now,
        "expires_at": expires_at, "revoked": False, "data": data or {},
    }  # fmt: skip
    unit.connection.execute(_ISSUE(unit), row)


def find(unit: Unit, *, digest: str, purpose: str, now: datetime) -> Pass | None:
    """The pass, unless it has expired, was revoked or used up."""
    found = select(*columns(PASSES, Pass)).where(_good(digest, purpose, now))
    return first(Pass, unit.connection.execute(found).first())


def use(unit: Unit, *, digest: str, purpose: str, now: datetime) -> Pass | None:
    """Use the pass up; of any number of callers exactly one gets it."""
    used = update(PASSES).where(_good(digest, purpose, now)).values(used_at=now)
    return first(Pass, unit.connection.execute(used.returning(*columns(PASSES, Pass))).first())


def note(unit: Unit, *, digest: str, purpose: str, data: Mapping[str, Any]) -> None:
    """Replace what is kept with the pass."""
    unit.connection.execute(update(PASSES).where(_named(digest, purpose)).values(data=data))


def revoke(unit: Unit, *, digest: str, purpose: str) -> None:
    """The pass opens nothing any more."""
    _revoke(unit, _named(digest, purpose))


def revoke_every(unit: Unit, *, purpose: str) -> None:
    """No pass for this purpose opens anything any more."""
    _revoke(unit, PASSES.c.purpose == purpose)


def forget(unit: Unit, *, before: datetime, limit: int) -> int:
    """Delete up to `limit` passes that expired before this moment; how many there were."""
    old = select(PASSES.c.id).where(PASSES.c.expires_at < before).limit(limit)
    return unit.connection.execute(delete(PASSES).where(PASSES.c.id.in_(old))).rowcount


def _revoke(unit: Unit, which: ColumnElement[bool]) -> None:
    unit.connection.execute(update(PASSES).where(which).values(revoked=True))


def _named(digest: str, purpose: str) -> ColumnElement[bool]:
    return and_(PASSES.c.digest == digest, PASSES.c.purpose == purpose)


def _good(digest: str, purpose: str, now: datetime) -> ColumnElement[bool]:
    untouched = and_(PASSES.c.used_at.is_(None), ~PASSES.c.revoked)
    return and_(_named(digest, purpose), untouched, PASSES.c.expires_at > now)

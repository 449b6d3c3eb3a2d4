"""Something that happens to a ticket, before it is an entry of the timeline."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.core import triage
from bot.core.lifecycle import Kind
from bot.core.turn import Triage
from store.records import Event, PersonRow

FIRSTLINE = "Firstline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What happens to a ticket; `public` if the requester may read it."""

    kind: Kind
    public: bool
    data: Mapping[str, Any]

    def as_event(self, seq: int, by: PersonRow | None, at: datetime) -> Event:
        """As the next entry of a timeline. `by` None is Firstline itself."""
        return Event(
            seq=seq,
            at=at,
            kind=str(self.kind),
            actor=name_of(by) if by else FIRSTLINE,
            actor_id=by.id if by else 0,
            public=self.public,
            data=self.data,
        )


def opening(
    found: Triage,
    *,
    requester_id: int,
    home: str,
    text: str,
    subject: str,
    why: str,
    **more: object,
) -> Happening:
    """What the first entry of a ticket holds; `more` is put over the defaults.

    `untold` says why the requester is told nothing of it.
    """
    data = {
        "text": text,
        "subject": subject,
        "kind": found.kind,
        "impact": found.impact,
        "urgency": found.urgency,
        "priority": triage.priority(found),
        "service": found.service,
        "language": found.language,
        "danger": found.danger,
        "requester_id": requester_id,
        "team": "",
        "home": home,
        "outage_id": 0,
        "why": why,
        "untold": "",
        **more,
    }
    return Happening(kind=Kind.OPENED, public=True, data=data)


def name_of(person: PersonRow) -> str:
    """A name to show."""
    return person.name or person.email or person.claimed_email or "a guest"

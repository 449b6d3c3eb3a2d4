"""Rows as the tests of the store need them."""

from datetime import UTC, datetime, timedelta

from store.records import ArticleRow, Event, TicketRow

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def at(seconds):
    """A moment after noon."""
    return NOON + timedelta(seconds=seconds)


def draft(**changes):
    """A ticket about to be opened."""
    plain = {
        "id": 0, "version": 0, "subject": "VPN drops", "status": "new", "kind": "incident",
        "impact": 2, "urgency": 3, "priority": 3, "service": "vpn", "language": "en",
        "requester_id": 0, "assignee_id": 0, "team": "desk", "home": "web|a|", "opened_at": NOON,
        "progress_at": NOON,
    }  # fmt: skip
    return TicketRow(**(plain | changes))


def event(kind="opened", **changes):
    """Something that happened to a ticket."""
    plain = {"seq": 0, "at": NOON, "actor": "Firstline", "actor_id": 0, "public": True}
    return Event(**(plain | {"kind": kind} | changes))


def article(id, digest="d1", **more):
    """A knowledge article."""
    said = {"language": "en", "title": id.title(), "body": "Steps", "front": {"id": id}}
    return ArticleRow(id=id, digest=digest, **{**said, **more})

"""Channels by name or id, as the settings have them."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from channels.slack.settings import is_id

PAGE = 200  # Slack asks for no more at a time
MOST_PAGES = 500

# A method of Slack's with its arguments; what it answers.
Call = Callable[..., Awaitable[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A channel of Slack's. `joined` says whether we are in it."""

    id: str
    name: str
    private: bool
    archived: bool
    joined: bool


async def find(call: Call, wanted: Iterable[str]) -> Mapping[str, Place]:
    """The channels of these names and ids, by what they were asked for; those that we can see.

    A private channel is seen by its members alone. Raises what `call` raises.
    """
    asked, found = frozenset(wanted), dict[str, Place]()
    cursor, pages = "", 0
    while asked and pages < MOST_PAGES:
        said = await call("conversations.list", **_page(cursor))
        for place in map(_place, said.get("channels") or ()):
            found |= {name: place for name in asked if name in _called(place)}
        cursor = str((said.get("response_metadata") or {}).get("next_cursor") or "")
        pages += 1
        if not cursor or found.keys() == asked:
            return found
    return found


def _page(cursor: str) -> Mapping[str, object]:
    page = {"types": "public_channel,private_channel", "limit": PAGE}
    return {**page, "cursor": cursor} if cursor else page


def _called(place: Place) -> frozenset[str]:
    """A name that looks like an id is none."""
    return frozenset({place.id} if is_id(place.name) else {place.id, place.name})


def _place(said: Mapping[str, Any]) -> Place:
    return Place(
        id=str(said.get("id") or ""),
        name=str(said.get("name") or ""),
        private=bool(said.get("is_private")),
        archived=bool(said.get("is_archived")),
        joined=bool(said.get("is_member")),
    )

"""Channels by name or id, as the settings have them."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from channels.slack.settings import is_id

PAGE = 1000  # the most; twenty pages a minute are allowed
MOST_PAGES = 50
OURS, ALL = "users.conversations", "conversations.list"

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

    A private channel is seen by its members alone. Where we are is looked at first: those are a
    few, and all there are can be thousands. Raises what `call` raises.
    """
    left, found = set(wanted), dict[str, Place]()
    for method in (OURS, ALL):
        cursor, pages = "", 0
        while left and (cursor or not pages) and pages < MOST_PAGES:
            said = await call(method, **_page(cursor))
            for place in (_place(each, ours=method == OURS) for each in said.get("channels") or ()):
                found |= {name: place for name in left & _called(place)}
            left -= found.keys()
            cursor = str((said.get("response_metadata") or {}).get("next_cursor") or "")
            pages += 1
    return found


def _page(cursor: str) -> Mapping[str, object]:
    page = {"types": "public_channel,private_channel", "limit": PAGE}
    return {**page, "cursor": cursor} if cursor else page


def _called(place: Place) -> frozenset[str]:
    """A name that looks like an id is none."""
    return frozenset({place.id} if is_id(place.name) else {place.id, place.name})


def _place(said: Mapping[str, Any], *, ours: bool) -> Place:
    """Where we are, Slack does not say that we are there."""
    return Place(
        id=str(said.get("id") or ""),
        name=str(said.get("name") or ""),
        private=bool(said.get("is_private")),
        archived=bool(said.get("is_archived")),
        joined=ours or bool(said.get("is_member")),
    )

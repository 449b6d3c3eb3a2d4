"""What we have posted already, found by the metadata of each message, so that nothing comes twice.

A message is ours only if we posted it: what others claim in their metadata counts for nothing.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from channels.base import Undeliverable
from channels.messages import Attachment
from channels.slack import mrkdwn
from channels.slack.addresses import Room
from channels.slack.client import Slack
from channels.slack.installation import Installation

EVENT = "firstline"
LONGEST_AGO = timedelta(hours=24)  # longer than anything is tried
PAGE, MOST_PAGES = 200, 10
LONGEST_TITLE = 200

Message = Mapping[str, Any]


def metadata(key: str, part: int = 0) -> dict[str, Any]:
    """What a message of ours bears."""
    return {"event_type": EVENT, "event_payload": {"id": key, "part": part}}


@dataclass(frozen=True, slots=True)
class Shared:
    """A file that stands somewhere, by what it may be called, and its size."""

    names: frozenset[str]
    size: int

    def is_copy_of(self, file: Attachment) -> bool:
        """Whether it is this file, as far as that can be told."""
        return self.size == file.size and not self.names.isdisjoint({file.name, title_of(file)})


def title_of(file: Attachment) -> str:
    """What a file is called in Slack."""
    return mrkdwn.plain(file.name, LONGEST_TITLE) or "file"


@dataclass(frozen=True, slots=True)
class Traces:
    """What stands of one message of ours: the ts of each part, and the files that came after."""

    parts: Mapping[int, str]
    files: Sequence[Shared] = ()

    def missing(self, attachments: Sequence[Attachment]) -> tuple[Attachment, ...]:
        """The files that are not there; two that are alike have to be there twice."""
        there = list(self.files)
        return tuple(each for each in attachments if not _taken(there, each))


def _taken(there: list[Shared], wanted: Attachment) -> bool:
    copy = next((shared for shared in there if shared.is_copy_of(wanted)), None)
    if copy:
        there.remove(copy)
    return copy is not None


NOTHING = Traces(parts={})


def _now() -> datetime:
    return datetime.now(UTC)


async def find(
    slack: Slack, room: Room, key: str, *, clock: Callable[[], datetime] = _now
) -> Traces:
    """What stands in the room of the message with this key. Raises TryLater."""
    ours = await _ours(slack, room, clock())
    parts = {part: str(said["ts"]) for said in ours if (part := _part(said, key)) is not None}
    since = min(parts.values(), default="")
    files = [file for said in ours if parts and str(said["ts"]) > since for file in _files(said)]
    return Traces(parts=parts, files=files)


async def standing(
    slack: Slack, room: Room, key: str, *, clock: Callable[[], datetime] = _now
) -> tuple[str, ...]:
    """The ts of everything that we posted in the room with this key. Raises TryLater."""
    ours = await _ours(slack, room, clock())
    return tuple(str(said["ts"]) for said in ours if _part(said, key) is not None)


async def _ours(slack: Slack, room: Room, now: datetime) -> list[Message]:
    """What we said there lately, the oldest first."""
    us = await slack.installation(room.team)
    ours = [said async for said in _said(slack, room, now) if _is_by(us, said)]
    return sorted(ours, key=lambda said: str(said.get("ts", "")))


async def _said(slack: Slack, room: Room, now: datetime) -> AsyncIterator[Message]:
    """What was said there lately; nothing where nothing can be."""
    method = "conversations.replies" if room.thread else "conversations.history"
    about = {"ts": room.thread} if room.thread else {}
    cursor = ""
    for _ in range(MOST_PAGES):
        try:
            answer = await slack.call(
                room.team,
                method,
                channel=room.channel,
                include_all_metadata=True,
                oldest=f"{(now - LONGEST_AGO).timestamp():.6f}",
                limit=PAGE,
                **about,
                **({"cursor": cursor} if cursor else {}),
            )
        except Undeliverable:
            return
        for said in answer.get("messages", ()):
            yield said
        cursor = (answer.get("response_metadata") or {}).get("next_cursor", "")
        if not cursor:
            return


def _is_by(us: Installation, said: Message) -> bool:
    by_bot = bool(us.bot) and said.get("bot_id") == us.bot
    return by_bot or (bool(us.bot_user) and said.get("user") == us.bot_user)


def _part(said: Message, key: str) -> int | None:
    marked = said.get("metadata") or {}
    bears = marked.get("event_payload") or {}
    is_it = marked.get("event_type") == EVENT and bears.get("id") == key
    return int(bears.get("part", 0)) if is_it else None


def _files(said: Message) -> Iterator[Shared]:
    for file in said.get("files") or ():
        names = frozenset({str(file.get("name")), str(file.get("title"))})
        yield Shared(names, int(file.get("size") or 0))

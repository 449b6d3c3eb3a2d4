"""Requests that are still to be fetched, or to get a conversation: what grows of a seed.

A reaction names only a message, and a message shortcut may come from a thread: the message is read,
with what was said around it. What somebody asks by a command or a form begins a conversation of its
own in their direct messages; so does what was said where we may not answer.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any, Protocol

from channels.base import Undeliverable
from channels.messages import ConversationRef, InboundMessage, OutboundMessage, Person, Receipt
from channels.slack import sentences, words
from channels.slack.deeds import Keep, Seed
from channels.slack.payloads import Json
from channels.slack.people import People
from channels.slack.said import SLACKBOT, FileRef, Said, said
from channels.slack.scene import Scene, at

log = logging.getLogger("firstline")

THREAD = 50  # messages of a thread that are looked at
CONTEXT = 20  # of these that are shown to the desk
LONGEST = 4000  # characters of them


class Calls(Protocol):
    """Slack's Web API; see `client.Slack`."""

    async def quietly(self, team: str, method: str, **arguments: Any) -> dict[str, Any]: ...  # noqa: ANN401


Send = Callable[[OutboundMessage], Awaitable[Receipt]]
Grown = tuple[InboundMessage, tuple[FileRef, ...]]


class Seeds:
    """Grows them. Everything raises TryLater where Slack does not answer."""

    def __init__(self, slack: Calls, people: People, send: Send) -> None:
        self._slack = slack
        self._people = people
        self._send = send

    async def grow(self, keep: Keep, scene: Scene) -> Grown | None:
        """The request, whole but for its files; None if it is gone, or none after all."""
        seed = keep.seed
        if seed is None:
            return None
        if not seed.message:
            return await self._begun(seed.words, keep.message.id.removesuffix("/seed"), keep, scene)
        try:
            thread = await self._thread(seed, scene)
        except Undeliverable as no:  # we are not in there
            log.info("slack: a message cannot be read where it stands: %s", type(no).__name__)
            return await self._answered_alone(seed, keep, scene)
        found = next((each for each in thread if each.ts == seed.message), None)
        return await self._of(found, thread, keep, seed, scene) if found else None

    # --- a message that stands somewhere --------------------------------------------------
    async def _thread(self, seed: Seed, scene: Scene) -> Sequence[Said]:
        """The message and what is said around it, in order."""
        near = await self._replies(seed.channel, seed.message, scene)
        found = next((each for each in near if each.ts == seed.message), None)
        if found is None or found.is_root:
            return near
        around = await self._replies(seed.channel, found.thread, scene)
        return around if any(each.ts == seed.message for each in around) else [*around, found]

    async def _replies(self, channel: str, ts: str, scene: Scene) -> list[Said]:
        told = await self._slack.quietly(
            scene.team,
            "conversations.replies",
            channel=channel,
            ts=ts,
            limit=THREAD,
            inclusive=True,
        )
        return [said(each, channel=channel) for each in Json(told).each("messages")]

    async def _of(
        self, found: Said, thread: Sequence[Said], keep: Keep, seed: Seed, scene: Scene
    ) -> Grown | None:
        if found.user in (scene.me, SLACKBOT) or (scene.app and found.app == scene.app):
            return None
        known = await self._people.of(scene.team, _named((found, *thread), seed))
        scene = replace(scene, known=known)
        asks = seed.by if found.bot or not found.user else found.user
        message = InboundMessage(
            id=scene.id(found.channel, found.ts),
            conversation=scene.place(found.channel, found.thread),
            person=scene.person(asks),
            at=at(found.ts, scene.now),
            text=words.plain(found.text, known, me=scene.me),
            cut=_context(found, thread, scene),
            remark=_made_by(seed.by, asks, scene),
            doubt=keep.message.doubt,
        )
        return message, found.files

    # --- a conversation of its own ----------------------------------------------------------
    async def _answered_alone(self, seed: Seed, keep: Keep, scene: Scene) -> Grown | None:
        if not seed.words:
            return None
        known = await self._people.of(scene.team, (seed.by, *words.mentioned(seed.words)))
        text = words.plain(seed.words, known, me=scene.me)
        return await self._begun(text, scene.id(seed.channel, seed.message), keep, scene)

    async def _begun(self, text: str, known_as: str, keep: Keep, scene: Scene) -> Grown | None:
        """The request in direct messages: what was asked is the root of a thread there."""
        if not (keep.seed and text):
            return None
        person = await self._people.person(scene.team, keep.seed.by)
        root = OutboundMessage(
            key=f"asked/{known_as}",
            conversation=scene.place(keep.seed.by),
            text=sentences.you_asked(text),
            again=True,  # as it may be: what was kept is read again after a crash
        )
        receipt = await self._send(root)
        message = InboundMessage(
            id=known_as,
            conversation=_thread_of(receipt, root.conversation),
            person=person,
            at=keep.message.at,
            text=text,
            doubt=keep.message.doubt,
        )
        return message, ()


def _thread_of(receipt: Receipt, otherwise: ConversationRef) -> ConversationRef:
    """The thread below a message of ours."""
    place, _, ts = receipt.external_id.rpartition("/")
    return replace(otherwise, place=place, thread=ts) if place else otherwise


def _named(thread: Sequence[Said], seed: Seed) -> list[str]:
    said_by = [each.user for each in thread]
    return [seed.by, *said_by, *(user for each in thread for user in words.mentioned(each.text))]


def _context(found: Said, thread: Sequence[Said], scene: Scene) -> str:
    """What the others said, for the desk to read."""
    others = [each for each in thread if each.ts != found.ts and each.user != scene.me]
    lines = (
        f"{_name(each, scene)}: {words.plain(each.text, scene.known)}" for each in others[:CONTEXT]
    )
    return "\n".join(lines)[:LONGEST]


def _name(each: Said, scene: Scene) -> str:
    return scene.person(each.user).name or each.user or "a bot"


def _made_by(by: str, asks: str, scene: Scene) -> str:
    person: Person = scene.person(by)
    return "" if by == asks else sentences.made_by(person.name or by)

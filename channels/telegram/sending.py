"""A message out: in as many parts as it takes, each part once."""

from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from channels.base import Blobs, TryLater, Undeliverable
from channels.messages import Attachment, OutboundMessage, Receipt, Urgency
from channels.telegram import keyboards, rendering, threads, wording
from channels.telegram.client import Upload
from channels.telegram.post import HTML, Gone, Post, Step, Unsure
from channels.telegram.rendering import Part
from channels.telegram.us import Us

MOST_KEPT = 1000  # messages under way of which we know how far they got
DOUBTS = 2  # times that nobody knew whether it arrived; then it goes elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where a message goes: a chat, a topic in it, what it answers, what all that began with."""

    chat: int
    topic: int | None = None
    answers: int | None = None
    answers_in: int = 0
    root: int = 0

    @property
    def arguments(self) -> Mapping[str, Any]:
        """As the Bot API has it."""
        reply = {"message_id": self.answers, "allow_sending_without_reply": True}
        return {
            "message_thread_id": self.topic,
            "reply_parameters": reply if self.answers else None,
        }


@dataclass(slots=True)
class _Progress:
    """How far a message got: what arrived, and how often nobody knew."""

    ids: list[str]
    doubts: int = 0


class Sending:
    """Sends what the desk says."""

    def __init__(self, post: Post, blobs: Callable[[], Blobs], us: Callable[[], Us]) -> None:
        self._post = post
        self._blobs = blobs
        self._us = us
        self._under_way: OrderedDict[str, _Progress] = OrderedDict()

    async def send(self, message: OutboundMessage) -> Receipt:
        """Raises TryLater or Undeliverable."""
        news = message.urgency is Urgency.NEWS
        where = destination(message, self._us())
        parts = _parts(message, where)
        if message.replaces and len(parts) == 1:
            try:
                return await self._replace(message, parts[0], news=news)
            except Gone:
                pass  # somebody took it down: it is said anew
        progress = self._progress(message.key)
        steps = [step async for step in self._steps(message, where, parts, len(progress.ids))]
        for step in steps:
            answer = await self._sure(message, step, progress, news=news)
            progress.ids.append(_id(answer))
        self._under_way.pop(message.key, None)
        if not progress.ids:
            raise Undeliverable("there is nothing to say in it")
        return Receipt(external_id=progress.ids[max(len(parts) - 1, 0)])

    async def _sure(
        self, message: OutboundMessage, step: Step, progress: _Progress, *, news: bool
    ) -> Any:  # noqa: ANN401 - as Telegram has it
        """Send it; once more if nobody knows whether it arrived, and then it says so."""
        try:
            answer = await self._post.out(_marked(step) if progress.doubts else step, news=news)
        except Unsure as unsure:
            progress.doubts += 1
            if progress.doubts < DOUBTS:
                raise
            self._under_way.pop(message.key, None)
            raise Undeliverable(f"{unsure}, twice") from None
        except Undeliverable:
            self._under_way.pop(message.key, None)
            raise
        progress.doubts = 0
        return answer

    async def _replace(self, message: OutboundMessage, part: Part, *, news: bool) -> Receipt:
        chat, number = _named(message.replaces)
        if not number:
            raise Gone("nobody knows which message that was")
        said = {
            "message_id": number,
            "text": part.html,
            "reply_markup": keyboards.keyboard(message.choices),
            **HTML,
        }
        step = Step(
            chat=chat, ids_in=chat, method="editMessageText", arguments=said, plain=part.plain
        )
        await self._post.out(step, news=news)
        return Receipt(external_id=message.replaces)

    async def _steps(
        self, message: OutboundMessage, where: Destination, parts: Sequence[Part], done: int
    ) -> AsyncIterator[Step]:
        """The calls that are left to do."""
        for number, part in enumerate(parts):
            if number >= done:
                yield _saying(message, where, part, is_last=number == len(parts) - 1)
        for number, file in enumerate(message.attachments, start=len(parts)):
            if number >= done:
                yield await self._carrying(file, where)

    async def _carrying(self, file: Attachment, where: Destination) -> Step:
        content = await self._blobs().get(file.source)
        upload = Upload(
            field="document", name=file.name, media_type=file.media_type, content=content
        )
        return Step(
            chat=where.chat,
            ids_in=where.answers_in,
            method="sendDocument",
            arguments={**where.arguments, **_caption(where)},
            upload=upload,
        )

    def _progress(self, key: str) -> _Progress:
        progress = self._under_way.setdefault(key, _Progress([]))
        self._under_way.move_to_end(key)
        if len(self._under_way) > MOST_KEPT:
            self._under_way.popitem(last=False)
        return progress


def destination(message: OutboundMessage, us: Us) -> Destination:
    """Where it goes. Raises Undeliverable for a conversation that leads nowhere."""
    place = message.conversation.place
    if not place.lstrip("-").isdecimal():
        raise Undeliverable("nobody is at the other end")
    chat = int(place)
    topic, root = threads.topic_and_root(message.conversation)
    if chat > 0:
        return Destination(chat=chat, topic=topic or None)
    there, number = _named(message.answers)
    if us.is_at_the_desk(chat):  # where the thread is a topic
        topic = topic or root
        return Destination(chat=chat, topic=topic or None, answers=number or None, answers_in=there)
    if message.only_for.isdecimal():
        return Destination(chat=int(message.only_for))
    is_here = there < 0
    return Destination(
        chat=chat,
        topic=topic or None,
        answers=(number if is_here else root) or None,
        answers_in=there if is_here else chat,
        root=root,
    )


def _parts(message: OutboundMessage, where: Destination) -> tuple[Part, ...]:
    parts = rendering.as_parts(message.text, rendering.LONGEST - len(threads.UNSEEN))
    if not where.root:
        return parts
    tag = threads.mark(where.chat, where.root)
    return tuple(replace(p, html=f"{tag}{threads.UNSEEN}</a>{p.html}") for p in parts)


def _caption(where: Destination) -> Mapping[str, Any]:
    """Below a file in a group: what it belongs to."""
    if not where.root:
        return {}
    tag = threads.mark(where.chat, where.root)
    return {"caption": f"{tag}{threads.CLIP}</a>", "parse_mode": HTML["parse_mode"]}


def _saying(message: OutboundMessage, where: Destination, part: Part, *, is_last: bool) -> Step:
    copied = keyboards.number_of(message.key, part.plain)
    markup = keyboards.keyboard(message.choices, copied=copied) if is_last else None
    said = {"text": part.html, "reply_markup": markup, **HTML, **where.arguments}
    return Step(
        chat=where.chat,
        ids_in=where.answers_in,
        method="sendMessage",
        arguments=said,
        plain=part.plain,
    )


def _marked(step: Step) -> Step:
    """The same for somebody who may have had it already."""
    text = step.arguments.get("text")
    room = rendering.LONGEST - rendering.units(step.plain)
    if not text or room < len(wording.maybe_twice("")):
        return step
    return replace(step, arguments={**step.arguments, "text": wording.maybe_twice(text)})


def _named(message_id: str) -> tuple[int, int]:
    """The chat and number of a message of ours or theirs; (0, 0) if it is no such id."""
    chat, _, rest = message_id.partition("/")
    number = rest.partition("/")[0]
    if not (chat.lstrip("-").isdecimal() and number.isdecimal()):
        return 0, 0
    return int(chat), int(number)


def _id(answer: Any) -> str:  # noqa: ANN401 - as Telegram has it
    try:
        return f"{int(answer['chat']['id'])}/{int(answer['message_id'])}"
    except (TypeError, KeyError, ValueError):
        raise TryLater("Telegram's answer makes no sense") from None

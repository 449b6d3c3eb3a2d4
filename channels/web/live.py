"""Pages that change while one looks: server-sent events, ended when the reader or the site goes."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractContextManager, suppress

from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from channels.base import NotNow
from channels.messages import ConversationRef
from channels.views import Line
from channels.web import wording
from channels.web.refusals import Refused
from channels.web.site import Site, address_of, now

PING_AFTER = 15.0  # seconds; proxies close what is silent for long
BREATH = 0.2  # seconds between two looks; a busy desk changes faster than one can read
RETRY = "retry: 2000\n\n"
PING = ": still here\n\n"

Welcome = Callable[[], Awaitable[bool]]
Parts = Callable[[], Awaitable[dict[str, str]]]


class EventStream(StreamingResponse):
    """A stream that holds its slots for exactly as long as it is open."""

    media_type = "text/event-stream"

    def __init__(self, content: AsyncIterator[str], slots: AbstractContextManager[None]) -> None:
        super().__init__(content, headers={"X-Accel-Buffering": "no"})
        self._slots = slots

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._slots:
            await super().__call__(scope, receive, send)


def open_stream(
    site: Site, request: Request, content: AsyncIterator[str], *, session: str
) -> EventStream:
    """A stream for this session and address, as far as their limits go."""
    if request.method == "HEAD":  # there would be nothing to end it
        raise Refused(405, wording.NOT_THIS_WAY)
    settings = site.settings
    slots = site.streams.hold(
        (f"session {session}", settings.streams_per_session),
        (f"address {address_of(request)}", settings.streams_per_address),
    )
    return EventStream(_while_it_can(content), slots)


async def _while_it_can(content: AsyncIterator[str]) -> AsyncIterator[str]:
    """Ends where the desk cannot be read: the reader comes back by itself."""
    with suppress(NotNow):
        async for piece in content:
            yield piece


def event(name: str, data: str, *, id: int = 0) -> str:
    """One event as it travels; `id` is what a reader who comes back asks from."""
    lines = "".join(f"data: {line}\n" for line in data.splitlines() or [""])
    return f"event: {name}\n{lines}" + (f"id: {id}\n" if id else "") + "\n"


async def next_change(site: Site, seen: int) -> int:
    """The number of the next change; `seen` again after a while, or when the site closes."""
    change = asyncio.ensure_future(site.desk.changes(seen, within=PING_AFTER))
    closing = asyncio.ensure_future(site.closing.wait())
    try:
        await asyncio.wait({change, closing}, return_when=asyncio.FIRST_COMPLETED)
        return change.result() if change.done() else seen
    finally:
        change.cancel()
        closing.cancel()


async def rounds(site: Site, welcome: Welcome) -> AsyncIterator[bool]:
    """True whenever it is time to look again, False to ping; ends with the visit."""
    seen, news, looked = 0, True, -BREATH
    while not site.closing.is_set() and await welcome():
        await asyncio.sleep(max(0, looked + BREATH - now()))
        looked = now()
        yield news
        number = await next_change(site, seen)
        seen, news = number, number != seen


async def parts(site: Site, welcome: Welcome, render: Parts) -> AsyncIterator[str]:
    """The parts of a page, each sent again whenever it looks different."""
    yield RETRY
    shown: dict[str, str] = {}
    async for news in rounds(site, welcome):
        looks = await render() if news else {}
        for slot, html in looks.items():
            if shown.get(slot) != html:
                yield event("part", json.dumps({"slot": slot, "html": html}))
        shown |= looks
        if not news:
            yield PING


async def lines(
    site: Site, welcome: Welcome, conversation: ConversationRef, *, after: int
) -> AsyncIterator[str]:
    """A conversation line by line, from the one after `after`."""
    yield RETRY
    tape = Tape(after)
    async for news in rounds(site, welcome):
        if not news:
            yield PING
            continue
        transcript = await site.desk.transcript(conversation, after=tape.floor)
        for line in tape.fresh(transcript.lines):
            html = site.fragment("line.html", line=line, files="/files/")
            yield event("line", html, id=line.seq)
        yield event("open_choices", json.dumps(tape.open))
        yield event("busy", json.dumps(transcript.busy))


class Tape:
    """How far a reader is, and which lines still have something to press.

    `floor` is where reading starts: after it come all lines that are new or may change.
    """

    def __init__(self, after: int) -> None:
        self.seen = after
        self.floor = 0
        self.open: tuple[int, ...] = ()

    def fresh(self, read: tuple[Line, ...]) -> tuple[Line, ...]:
        """The lines not sent yet; they count as sent from here on."""
        new = tuple(line for line in read if line.seq > self.seen)
        self.seen = max((line.seq for line in new), default=self.seen)
        self.open = tuple(line.seq for line in read if line.choices)
        self.floor = min((*self.open, self.seen + 1)) - 1
        return new

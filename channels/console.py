"""A person at a terminal; also the channel that scenario tests speak through.

`ConsoleChannel` is the desk's side: it hands messages in, and what it "sends" is read from the
transcript. `chat` is the person's side, over a `Wire` that may lead into another process.
"""

import asyncio
import textwrap
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import uuid4

from channels import text
from channels.base import House, Receive, Traits
from channels.messages import (
    Choice,
    ConversationRef,
    InboundMessage,
    OutboundMessage,
    Person,
    Receipt,
)
from channels.views import Line, Transcript

WRAPPER = textwrap.TextWrapper(
    width=78,
    initial_indent="  ",
    subsequent_indent="  ",
    break_long_words=False,  # a link must stay whole
    break_on_hyphens=False,
)
FOLLOW_SECONDS = 30.0
LAST_WORDS_SECONDS = 5.0

ReadLine = Callable[[str], Awaitable[str | None]]
Write = Callable[[str], None]
Clock = Callable[[], datetime]


def connect(_settings: object, _house: House) -> "ConsoleChannel":
    """The console channel; there is nothing to set."""
    return ConsoleChannel()


class ConsoleChannel:
    """The desk's side of a terminal."""

    name = "console"
    traits = Traits(longest=100_000)

    def __init__(self) -> None:
        self._receive: Receive | None = None
        self.ready = asyncio.Event()

    async def run(self, receive: Receive) -> None:
        self._receive = receive
        self.ready.set()
        try:
            await asyncio.Event().wait()
        finally:
            self._receive = None
            self.ready.clear()

    async def say(self, message: InboundMessage) -> None:
        """Hand a message in; durable when it returns. Raises OSError while nobody listens."""
        if self._receive is None:
            raise ConnectionRefusedError("the desk is not open yet")
        await self._receive(message)

    async def send(self, message: OutboundMessage) -> Receipt:
        """Nothing to do: a terminal reads the transcript."""
        return Receipt(external_id=message.key)


class Wire(Protocol):
    """The way from a terminal to the desk. Raises OSError if it is cut."""

    async def say(self, message: InboundMessage) -> None: ...

    async def transcript(self, conversation: ConversationRef, *, after: int) -> Transcript: ...

    async def changes(self, seen: int, *, within: float) -> int:
        """Wait for news; see `views.Desk.changes`."""
        ...


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody to speak as. `email` is trusted: whoever has this terminal owns the desk."""

    name: str
    address: str
    email: str = ""

    @property
    def conversation(self) -> ConversationRef:
        return ConversationRef(channel="console", place=self.address)

    @property
    def person(self) -> Person:
        return Person(address=self.address, name=self.name, email=self.email)

    def goes_by(self, name: str) -> bool:
        return name.lower() in (self.name.lower(), self.address.lower())


async def chat(
    wire: Wire, personas: Sequence[Persona], *, read_line: ReadLine, write: Write, clock: Clock
) -> None:
    """Talk until /quit or the end of input; then show the answers that are still on their way."""
    terminal = Terminal(wire, tuple(personas), write, clock)
    await terminal.skip_the_past()
    write(terminal.greeting())
    async with asyncio.TaskGroup() as group:
        following = group.create_task(terminal.follow())
        while (
            not terminal.done and (line := await read_line(f"{terminal.front.name}> ")) is not None
        ):
            await terminal.take(line.strip())
        following.cancel()
    if not terminal.done:
        await terminal.await_last_words()


@dataclass(slots=True)
class Terminal:
    """One chat: who speaks, what was shown already, and which choices the numbers mean."""

    wire: Wire
    personas: tuple[Persona, ...]
    write: Write
    clock: Clock
    place: int = 0
    done: bool = False
    shown: dict[str, int] = field(default_factory=dict)
    choices: dict[str, tuple[Choice, ...]] = field(default_factory=dict)
    reading: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def front(self) -> Persona:
        return self.personas[self.place]

    def greeting(self) -> str:
        return f"You are {self.front.name}. Say what is wrong, or /help."

    # --- what is typed -------------------------------------------------------------------
    async def take(self, line: str) -> None:
        if line.startswith("/"):
            command, _, rest = line.partition(" ")
            COMMANDS.get(command.lower(), _unknown)(self, rest.strip())
        elif line:
            await self._say(line)

    async def _say(self, line: str) -> None:
        pressed = _chosen(line, self.choices.get(self.front.address, ()))
        said = [(choice.label, choice.token) for choice in pressed] or [(line, "")]
        try:
            await self.wire.say(self._message(*said[0]))
        except OSError as problem:
            self.write(f"That could not be sent: {problem}. Please say it again.")
        else:
            self.choices.pop(self.front.address, None)

    def _message(self, said: str, token: str) -> InboundMessage:
        return InboundMessage(
            id=f"{self.front.address}-{uuid4().hex}",
            conversation=self.front.conversation,
            person=self.front.person,
            at=self.clock(),
            text=said,
            choice=token,
        )

    # --- what is answered ----------------------------------------------------------------
    async def skip_the_past(self) -> None:
        """What was said before this chat was shown then."""
        for persona in self.personas:
            past = await self.wire.transcript(persona.conversation, after=0)
            self.shown[persona.address] = max((line.seq for line in past.lines), default=0)

    async def follow(self) -> None:
        """Show answers as they come, until cancelled or the desk is gone."""
        seen = 0
        try:
            while True:
                await self._show_news()
                seen = await self.wire.changes(seen, within=FOLLOW_SECONDS)
        except OSError as problem:
            self.write(f"The desk cannot be reached any more: {problem}.")

    async def await_last_words(self) -> None:
        """Show what is still owed to anybody, for a few seconds at most."""
        seen = 0
        try:
            async with asyncio.timeout(LAST_WORDS_SECONDS):
                while await self._show_news():
                    seen = await self.wire.changes(seen, within=LAST_WORDS_SECONDS)
        except TimeoutError:
            self.write("(The desk is still at it. Its answer waits for your next visit.)")
        except OSError as problem:
            self.write(f"The desk cannot be reached any more: {problem}.")

    async def _show_news(self) -> bool:
        """Show new lines of all personas; true while one of them waits for an answer."""
        async with self.reading:
            return any([await self._show(persona) for persona in self.personas])

    async def _show(self, persona: Persona) -> bool:
        after = self.shown[persona.address]
        news = await self.wire.transcript(persona.conversation, after=after)
        for line in news.lines:
            self.shown[persona.address] = max(line.seq, self.shown[persona.address])
            if line.choices:
                self.choices[persona.address] = line.choices
            if not line.mine:
                self.write(_drawn(line, to="" if persona is self.front else persona.name))
        return news.busy


def _chosen(line: str, choices: Sequence[Choice]) -> tuple[Choice, ...]:
    """The choice with this number, if there is one."""
    return tuple(choice for number, choice in enumerate(choices, start=1) if line == str(number))


def _drawn(line: Line, *, to: str) -> str:
    head = f"{_safe(line.author)} (to {_safe(to)}):" if to else f"{_safe(line.author)}:"
    body = _wrapped(_safe(text.as_plain(line.text)).split("\n"))
    files = [f"  [file: {_safe(attachment.name)}]" for attachment in line.attachments]
    offers = [f"  {n}) {_safe(choice.label)}" for n, choice in enumerate(line.choices, start=1)]
    return "\n".join(["", head, *body, *files, *offers])


def _wrapped(lines: Iterable[str]) -> list[str]:
    return [part for line in lines for part in WRAPPER.wrap(line) or [""]]


def _safe(words: str) -> str:
    """Without the signs that steer a terminal."""
    return text.CONTROL.sub(" ", words)


# --- commands ----------------------------------------------------------------------------------

HELP = """Say what is wrong in your own words; type a number to press a choice.
  /as NAME  speak as somebody else     /who   who is here
  /help     this                       /quit  leave"""


def _as(terminal: Terminal, name: str) -> None:
    found = [at for at, persona in enumerate(terminal.personas) if persona.goes_by(name)]
    if not found:
        terminal.write(f"There is no {name or 'such name'} here. {_names(terminal)}")
        return
    terminal.place = found[0]
    terminal.write(f"You are {terminal.front.name} now.")


def _who(terminal: Terminal, _rest: str) -> None:
    terminal.write(f"You are {terminal.front.name}. {_names(terminal)}")


def _names(terminal: Terminal) -> str:
    return f"Here: {', '.join(persona.name for persona in terminal.personas)}."


def _help(terminal: Terminal, _rest: str) -> None:
    terminal.write(HELP)


def _quit(terminal: Terminal, _rest: str) -> None:
    terminal.done = True


def _unknown(terminal: Terminal, _rest: str) -> None:
    terminal.write("There is no such command; /help lists them.")


COMMANDS: dict[str, Callable[[Terminal, str], None]] = {
    "/as": _as,
    "/who": _who,
    "/help": _help,
    "/quit": _quit,
}

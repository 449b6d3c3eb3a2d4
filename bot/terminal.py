"""The desk from a terminal: greet the operator, chat, and give orders to whoever runs the desk."""

import asyncio
import sys
import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

from rich.console import Console

from bot import app, commands
from bot.parts import Firstline
from bot.settings import Settings
from channels import console
from channels.base import Listens, NotNow
from channels.console import Persona
from channels.control import ControlClient, NotRunning, Refused
from channels.messages import ConversationRef, InboundMessage, from_json, to_json
from channels.views import Transcript

ONLY_HERE = ("console",)
LINK_LATER = "firstline agent link EMAIL prints a sign-in link"


async def greet(firstline: Firstline, out: Console) -> None:
    """Once every channel listens: say where people find the desk, and how its agents sign in."""
    chosen = firstline.settings
    for channel in firstline.channels.values():
        if isinstance(channel, Listens):
            await channel.ready.wait()
    out.print("[bold]Firstline is open.[/] Ctrl-C ends it.")
    for what, where in _addresses(chosen):
        out.print(f"  {what:9} {where}", highlight=False, soft_wrap=True)
    if "web" in chosen.channels:
        for what, told in zip(("desk", "", ""), await _doors(firstline), strict=False):
            out.print(f"  {what:9} {told}", highlight=False, soft_wrap=True)


async def _doors(firstline: Firstline) -> tuple[str, ...]:
    """How agents get in. The desk is open already, so a database that is away must not end it."""
    first, *others = app.agents_of(firstline.settings)
    try:
        link = await firstline.house.sign_in_link(first.email)
    except NotNow:
        return (LINK_LATER,)
    told = (link, f"signs {first.name} in, once, within a day")
    return (*told, "other agents: firstline agent link EMAIL") if others else told


async def order(settings: Settings, name: str, what: Mapping[str, Any]) -> dict[str, Any]:
    """Have it done by the running server, or here if there is none. Raises Refused."""
    with suppress(NotRunning):
        return await ControlClient(settings.control).order(name, **what)
    async with opened(settings) as firstline:
        try:
            return dict(await commands.ORDERS[name](firstline, what))
        except (ValueError, LookupError) as wrong:
            raise Refused(str(wrong)) from wrong


async def chat(settings: Settings, who: str, out: Console) -> None:
    """Chat with the running server, or with a desk of our own if there is none."""
    client = ControlClient(settings.control)
    try:
        await client.order("changes", seen=0, within=0)
    except NotRunning:
        async with opened(settings) as firstline:
            await _chat(_HereWire(firstline), settings, who, out)
    else:
        await _chat(_ThereWire(client), settings, who, out)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Firstline]:
    """A desk that runs in this process, on the console alone, until the block ends."""
    firstline = app.build(settings, only=ONLY_HERE)
    open_now = asyncio.Event()
    running = asyncio.create_task(app.run(firstline, started=_setting(open_now)))
    waiting = asyncio.create_task(open_now.wait())
    try:
        await asyncio.wait((running, waiting), return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            await running
        yield firstline
    finally:
        waiting.cancel()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        firstline.close()


def personas(settings: Settings, who: str) -> tuple[Persona, ...]:
    """An employee, and the agents of the settings; whoever `who` names speaks first."""
    agents = app.agents_of(settings)
    listed = [Persona(a.name, a.email.split("@")[0], a.email) for a in agents]
    named = [persona for persona in listed if persona.goes_by(who)]
    someone = Persona(who.title() if who.islower() else who, _address(who))
    rest = [persona for persona in listed if persona not in named]
    return (*named, *([] if named else [someone]), *rest)


def _address(who: str) -> str:
    kept = "".join(letter for letter in who.lower() if letter.isalnum() or letter in "-_.")
    return f"person-{kept or 'guest'}"


async def _chat(wire: console.Wire, settings: Settings, who: str, out: Console) -> None:
    prompt = _Prompt(out)
    await console.chat(
        wire,
        personas(settings, who),
        read_line=prompt.read,
        write=prompt.write,
        clock=app.wall_clock,
    )


class _Prompt:
    """A line being typed, and what is printed above it."""

    def __init__(self, out: Console) -> None:
        self._out = out
        self._shown = ""

    async def read(self, prompt: str) -> str | None:
        """The next line, None at the end. A thread waits, so that the end need not wait for it."""
        self._shown = prompt if sys.stdin.isatty() else ""
        loop = asyncio.get_running_loop()
        line: asyncio.Future[str | None] = loop.create_future()
        threading.Thread(target=_read, args=(self._shown, loop, line), daemon=True).start()
        typed = await line
        self._shown = ""
        return typed

    def write(self, text: str) -> None:
        """Print above the line being typed, and show its prompt again."""
        if self._shown:
            sys.stdout.write("\r\x1b[K")
        self._out.print(text, markup=False, highlight=False, soft_wrap=True)
        sys.stdout.write(self._shown)
        sys.stdout.flush()


def _read(prompt: str, loop: asyncio.AbstractEventLoop, line: "asyncio.Future[str | None]") -> None:
    try:
        typed: str | None = input(prompt)
    except (EOFError, KeyboardInterrupt):
        typed = None
    with suppress(RuntimeError):  # the loop is gone: nobody waits any more
        loop.call_soon_threadsafe(_settle, line, typed)


def _settle(line: "asyncio.Future[str | None]", typed: str | None) -> None:
    if not line.done():
        line.set_result(typed)


class _HereWire:
    """The desk runs in this process."""

    def __init__(self, firstline: Firstline) -> None:
        self._firstline = firstline

    async def say(self, message: InboundMessage) -> None:
        await self._firstline.intake.accept(message)

    async def transcript(self, conversation: ConversationRef, *, after: int) -> Transcript:
        return await self._firstline.house.transcript(conversation, after=after)

    async def changes(self, seen: int, *, within: float) -> int:
        return await self._firstline.house.changes(seen, within=within)


class _ThereWire:
    """The desk runs in another process, behind its control socket."""

    def __init__(self, client: ControlClient) -> None:
        self._client = client

    async def say(self, message: InboundMessage) -> None:
        await self._order("say", message=to_json(message))

    async def transcript(self, conversation: ConversationRef, *, after: int) -> Transcript:
        lines = await self._order("transcript", conversation=to_json(conversation), after=after)
        return from_json(Transcript, lines)

    async def changes(self, seen: int, *, within: float) -> int:
        heard: int = (await self._order("changes", seen=seen, within=within))["seen"]
        return heard

    async def _order(self, name: str, **what: object) -> dict[str, Any]:
        try:
            return await self._client.order(name, **what)
        except (NotRunning, Refused) as gone:
            raise ConnectionError("the desk has closed") from gone


def _setting(event: asyncio.Event) -> app.Started:
    async def started() -> None:
        event.set()

    return started


def _addresses(settings: Settings) -> tuple[tuple[str, str], ...]:
    rows = {
        "web": ("web chat", settings.web.public_url or _local(settings)),
        "email": ("mail", _mail(settings)),
        "console": ("terminal", "firstline chat"),
    }
    return tuple(rows[kind] for kind in settings.channels if kind in rows)


def _local(settings: Settings) -> str:
    return f"http://{settings.web.host}:{settings.web.port}"


def _mail(settings: Settings) -> str:
    mail = settings.mail
    doors = {
        f"SMTP on {mail.host}:{mail.port}": mail.smtp,
        f"LMTP on {mail.lmtp_host}:{mail.lmtp_port}": mail.lmtp_port is not None,
        f"LMTP at {mail.lmtp_socket}": mail.lmtp_socket != "",
        f"SMTP by a proxy on {mail.host}:{mail.proxy_port}": mail.proxy_port is not None,
        f"the mailbox of {mail.imap.user} at {mail.imap.host}": mail.imap.host != "",
    }
    ways_in = ", ".join(door for door, is_open in doors.items() if is_open)
    way_out = mail.smarthost or f"files in {mail.maildir}"
    return f"{mail.addresses[0]} by {ways_in or 'no way in'}; answers go to {way_out}"

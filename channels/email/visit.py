"""A mail server's connection to us: its coming and going, and limits that the library lacks."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiosmtpd.smtp import SMTP

from channels.email import answers
from channels.email.clerk import Clerk, Take
from channels.email.gate import Gate, guest_at
from channels.email.letter import LONGEST_LINE
from channels.email.room import Room
from channels.email.settings import EmailSettings
from channels.email.tls import Certificate

Do = Callable[[str | None], Awaitable[None]]

MIB = 1024 * 1024

MOST_COMMANDS = MIB  # bytes between two mails
ENDLESS = 4  # times the limit; who sends that much is not waited for until the end
MOST_ERRORS = 20  # since the last good mail
MOST_ANSWERS = 100  # since the last good mail, and two for each recipient that may be named
COMMANDS_OF_A_MAIL = ("MAIL", "RCPT", "DATA", "RSET")  # a busy mail server says them all day
LINGER = 5.0  # seconds to read our last words
LOCAL = "local"  # whoever comes by a Unix socket
LONGEST_COMMAND = {"MAIL": 1024, "RCPT": 1024}


@dataclass(frozen=True, slots=True)
class Lobby:
    """What all visits of a channel share."""

    settings: EmailSettings
    take: Take
    gate: Gate
    room: Room
    certificate: Certificate | None = None
    visits: set["Visit"] = field(default_factory=set)


class Lengths(dict[str, int]):
    """How long a command line may be. The library's own table remembers every word it is asked."""

    def __missing__(self, _command: str) -> int:
        return SMTP.command_size_limit


class Known:
    """What is done about each command, for the library to look up."""

    def __init__(self, visit: "Visit") -> None:
        self._visit = visit

    def get(self, command: str) -> Do | None:
        do: Do | None = None
        if command in self._visit.commands:
            do = getattr(self._visit, f"smtp_{command}")
        return do


class Visit(SMTP):
    """It is in the lobby's `visits` from its beginning to its end.

    A class below it says which `commands` it knows.
    """

    line_length_limit = LONGEST_LINE
    protocol: str
    commands: tuple[str, ...]

    def __init__(self, lobby: Lobby) -> None:
        settings = lobby.settings
        super().__init__(
            Clerk(settings, lobby.take),
            data_size_limit=settings.size_limit,
            enable_SMTPUTF8=True,
            hostname=settings.domain,
            ident=f"{self.protocol} Firstline",
            timeout=settings.idle_seconds,
            command_call_limit={"*": 20, **dict.fromkeys(COMMANDS_OF_A_MAIL, 1_000_000)},
            loop=asyncio.get_running_loop(),
        )
        self.command_size_limits = Lengths(LONGEST_COMMAND)
        self._lobby = lobby
        self._line: asyncio.BaseTransport | None = None
        self._guest = ""
        self._end: asyncio.TimerHandle | None = None
        self._due = 0.0
        self._farewell = ""
        self._is_last = False
        self._errors = 0
        self._answers = 0
        self._most_answers = MOST_ANSWERS + 2 * settings.most_recipients
        self._in_a_mail = False
        self._allowance = MOST_COMMANDS

    def another(self) -> "Visit":
        """One more connection. The library looks itself over for each; once is enough."""
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        reader = asyncio.StreamReader(limit=self.line_length_limit, loop=self.loop)
        asyncio.StreamReaderProtocol.__init__(
            twin, reader, client_connected_cb=twin._cb_client_connected, loop=self.loop
        )
        twin._smtp_methods = Known(twin)  # type: ignore[assignment]
        return twin

    # --- coming and going ----------------------------------------------------------------
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self._end is not None:  # the same guest, now by TLS
            super().connection_made(transport)
            return
        peer = transport.get_extra_info("peername")
        self._come_in(transport, peer[0] if isinstance(peer, tuple) else LOCAL)

    def _come_in(self, transport: asyncio.BaseTransport, address: str) -> None:
        guest = guest_at(address)
        if not self._lobby.gate.enter(guest):
            last_words(transport, answers.BUSY)
            return
        self._guest = guest
        self._line = transport
        self._lobby.visits.add(self)
        self._end = self.loop.call_later(self._lobby.settings.session_seconds, self._grow_old)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self._end is None:  # was turned away at the door, or has left already
            return
        self._end.cancel()
        self._end = None
        self._lobby.gate.leave(self._guest)
        self._lobby.visits.discard(self)
        super().connection_lost(error)

    def _notice_a_loss(self) -> None:
        """Nobody tells us that a connection was lost while TLS was being agreed on."""
        if isinstance(self._line, asyncio.Transport) and self._line.is_closing():
            self.connection_lost(None)

    def eof_received(self) -> bool | None:
        return super().eof_received() if self._end else False

    def _grow_old(self) -> None:
        """The next mail is the last: to end it before one makes a mail server wait for minutes."""
        self._farewell = answers.LONG_ENOUGH
        seconds = self._lobby.settings.session_seconds
        self._end = self.loop.call_later(seconds, self.retire, self._farewell)

    def retire(self, why: str) -> None:
        """Say why and hang up; but a mail under way is heard to its end and answered first."""
        if self._in_a_mail:
            self._farewell = why
        else:
            self._part(why)

    def _part(self, why: str) -> None:
        """Hang up; whoever does not read our last words does not keep the place for that."""
        last_words(self.transport, why)
        if self._end is not None:
            self._end.cancel()
            self._end = self.loop.call_later(LINGER, self.abort)

    def abort(self) -> None:
        """Hang up at once."""
        if isinstance(self._line, asyncio.Transport):
            self._line.abort()

    def task(self) -> asyncio.Task[None] | None:
        """What is under way, to be waited for."""
        task: asyncio.Task[None] | None = self._handler_coroutine
        return task

    # --- limits the library does not have ------------------------------------------------
    def data_received(self, data: bytes) -> None:
        """What never becomes a line or a mail ends here."""
        if self._end is None:
            return
        self._allowance -= len(data)
        if self._allowance < 0:
            self._part(self._each(answers.TOO_MUCH) if self._in_a_mail else answers.NO_END)
            return
        super().data_received(data)

    def _reset_timeout(self, duration: float | None = None) -> None:
        """The library begins a new timer with each command; ours looks, when it rings, who came."""
        self._due = self.loop.time() + (duration or self._timeout_duration)
        if self._timeout_handle is None or self._timeout_handle.when() > self._due:
            self._ring_at(self._due)

    def _ring_at(self, moment: float) -> None:
        if self._timeout_handle is not None:
            self._timeout_handle.cancel()
        self._timeout_handle = self.loop.call_at(moment, self._timeout_cb)

    def _timeout_cb(self) -> None:
        if self._due > self.loop.time():
            self._ring_at(self._due)
        else:
            self._part(answers.TIMED_OUT)

    async def push(self, status: str) -> None:  # type: ignore[override]
        await self._say(answers.coded(status))

    async def _say(self, answer: str) -> None:
        self._answers += 1
        self._errors += answer[0] == "5"
        self._writer.write(answer.encode() + b"\r\n")
        if self._errors > MOST_ERRORS or self._answers > self._most_answers:
            self._part(answers.TOO_MUCH_ADO)
        elif self._is_last:
            self._part(self._farewell)
        await self._writer.drain()

    # --- a mail --------------------------------------------------------------------------
    def _begin_mail(self) -> None:
        self._in_a_mail = True
        self._allowance = ENDLESS * self._lobby.settings.size_limit
        self._reset_timeout(self._lobby.settings.data_seconds)

    def _end_mail(self) -> None:
        self._in_a_mail = False
        self._is_last = self._farewell != ""
        self._allowance = MOST_COMMANDS
        self._reset_timeout()
        self._set_post_data_state()  # type: ignore[no-untyped-call]

    def _each(self, status: str) -> str:
        """The answer to a mail: by SMTP there is one, however many recipients it has."""
        return status


def last_words(transport: asyncio.BaseTransport | None, why: str) -> None:
    """Say why, and close."""
    if isinstance(transport, asyncio.Transport) and not transport.is_closing():
        transport.write(why.encode() + b"\r\n")
        transport.close()


def quiet_library() -> None:
    """Up to WARNING the library logs what people send: whole mails, addresses, words astray."""
    logging.getLogger("mail.log").setLevel(logging.ERROR)

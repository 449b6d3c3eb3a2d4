"""Mail comes in by SMTP, for our addresses only and within limits.

`250` is said only after the mail is durable; any failure of ours is `451`, so the sender's mail
server keeps the mail and tries again. We are never a relay and never ask the DNS.
"""

import asyncio
import logging
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from copy import copy

from aiosmtpd.smtp import SMTP, Envelope, Session

from channels.email import mime
from channels.email.cover import Delivery
from channels.email.letter import LONGEST_LINE, TOO_MUCH, Letter
from channels.email.settings import EmailSettings

log = logging.getLogger(__name__)

MIB = 1024 * 1024
MOST_LINES = 600_000
LONGEST_UNBROKEN = MIB

# Nothing but a plain address in angle brackets: no route, no quotes, no %, no second @.
PLAIN_RECIPIENT = re.compile(r"TO:\s*<[A-Za-z0-9.+=_-]{1,128}@[A-Za-z0-9.-]{1,128}>(?:\s.*)?", re.I)

BUSY = "421 4.7.0 Too many connections, please come back later."
NO_RELAY = "550 5.7.1 We take no mail for this address and pass none on."
TOO_MANY_RECIPIENTS = "452 4.5.3 Too many recipients in one mail."
# Refused, not mended: a lone CR or LF is how a second mail is smuggled behind the first, and no
# honest mail server sends one.
BARE_LINE_END = "550 5.6.11 Lines must end in CR LF."
NO_GREETING = "503 5.5.1 Please greet us first."
NO_RECIPIENT = "503 5.5.1 Please name a recipient first."
NO_ARGUMENT = "501 5.5.4 DATA stands alone."
GO_ON = "354 End data with <CR><LF>.<CR><LF>"
FAILED = "451 4.3.0 Something went wrong on our side, please try again later."
TAKEN = "250 2.0.0 Your mail is safe with us."

CHUNK = MIB  # more than the library ever keeps for us, so that one look takes all there is
PLAIN_ADDRESS = re.compile(r"<([A-Za-z0-9.+=_-]{1,128}@[A-Za-z0-9.-]{1,128})>((?:\s.*)?)")

Take = Callable[[Delivery], Awaitable[None]]


class Gate:
    """How many may be connected: in all, and from one address."""

    def __init__(self, settings: EmailSettings) -> None:
        self._most = settings.most_connections
        self._most_each = settings.most_connections_per_address
        self._inside: Counter[str] = Counter()

    def enter(self, address: str) -> bool:
        full = self._inside.total() >= self._most or self._inside[address] >= self._most_each
        self._inside[address] += not full
        self._tidy(address)
        return not full

    def leave(self, address: str) -> None:
        self._inside[address] -= 1
        self._tidy(address)

    def _tidy(self, address: str) -> None:
        if self._inside[address] <= 0:
            del self._inside[address]


class Clerk:
    """What we say to RCPT and DATA."""

    def __init__(self, settings: EmailSettings, take: Take) -> None:
        self._settings = settings
        self._take = take

    async def handle_RCPT(
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if not self._settings.own(address):
            return NO_RELAY
        if len(envelope.rcpt_tos) >= self._settings.most_recipients:
            return TOO_MANY_RECIPIENTS
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        raw = bytes(envelope.original_content or b"")
        refusal = _refusal(raw)
        if refusal:
            return refusal
        mail_to = envelope.rcpt_tos[0]
        ours = self._settings.own(mail_to)
        mail_from = envelope.mail_from or ""
        await self._take(Delivery(raw=raw, mail_from=mail_from, ours=ours, mail_to=mail_to))
        return TAKEN


def _refusal(raw: bytes) -> str:
    if not raw.count(b"\r\n") == raw.count(b"\n") == raw.count(b"\r"):
        return BARE_LINE_END
    complaint = mime.complaint(raw)
    return f"552 5.3.4 {complaint}" if complaint else ""


class Visit(SMTP):
    """One connection."""

    line_length_limit = LONGEST_LINE

    def __init__(
        self, clerk: Clerk, settings: EmailSettings, gate: Gate, visits: set["Visit"]
    ) -> None:
        most = settings.most_recipients
        super().__init__(
            clerk,
            data_size_limit=settings.size_limit,
            hostname=settings.domain,
            ident="Firstline",
            timeout=settings.idle_seconds,
            command_call_limit={"*": 20, "MAIL": 100, "DATA": 100, "RSET": 100, "RCPT": 10 * most},
            loop=asyncio.get_running_loop(),
        )
        self._size_limit = settings.size_limit
        self._session_seconds = settings.session_seconds
        self._gate = gate
        self._visits = visits
        self._guest = ""
        self._end: asyncio.TimerHandle | None = None

    def another(self) -> "Visit":
        """One more connection. The library looks itself over for each; once is enough."""
        twin = copy(self)
        reader = asyncio.StreamReader(limit=self.line_length_limit, loop=self.loop)
        asyncio.StreamReaderProtocol.__init__(
            twin, reader, client_connected_cb=twin._cb_client_connected, loop=self.loop
        )
        twin._smtp_methods = {name: getattr(twin, f"smtp_{name}") for name in self._smtp_methods}
        return twin

    # --- coming and going ----------------------------------------------------------------
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        peer = transport.get_extra_info("peername")
        guest = str(peer[0]) if peer else "local"
        if not self._gate.enter(guest):
            _turn_away(transport, BUSY)
            return
        self._guest = guest
        self._visits.add(self)
        self._end = asyncio.get_running_loop().call_later(self._session_seconds, transport.close)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self._end is None:  # was turned away at the door
            return
        self._end.cancel()
        self._gate.leave(self._guest)
        self._visits.discard(self)
        super().connection_lost(error)

    def eof_received(self) -> bool | None:
        return super().eof_received() if self._end else False

    def leave(self) -> asyncio.Task[None] | None:
        """Hang up; the task to wait for, if one is under way."""
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()
        task: asyncio.Task[None] | None = self._handler_coroutine
        return task

    # --- limits the library does not have ------------------------------------------------
    def _set_post_data_state(self) -> None:
        self._lines = 0
        self._unbroken = 0
        self._last = b""
        super()._set_post_data_state()  # type: ignore[no-untyped-call]

    def data_received(self, data: bytes) -> None:
        """The library keeps every line, and what never becomes a line, without an end."""
        if self._end is None:
            return
        joined = self._last + data
        self._lines += data.count(b"\n")
        broken = joined.rfind(b"\r\n")
        self._unbroken = self._unbroken + len(data) if broken < 0 else len(joined) - broken
        self._last = data[-1:]
        if self._lines > MOST_LINES or self._unbroken > LONGEST_UNBROKEN:
            _turn_away(self.transport, TOO_MUCH)
            return
        super().data_received(data)

    async def smtp_RCPT(self, arg: str | None) -> None:
        """The library would read a route or quotes for us; we do not want to know."""
        if arg is None or PLAIN_RECIPIENT.fullmatch(arg):
            await super().smtp_RCPT(arg)
        else:
            await self.push(NO_RELAY)

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        """The library's parser can do more, and takes its time."""
        plain = PLAIN_ADDRESS.fullmatch(arg)
        return (plain[1], plain[2]) if plain else super()._getaddr(arg)

    async def smtp_DATA(self, arg: str | None) -> None:
        """As the library's, but not line by line: that costs more than all the rest of a mail."""
        assert self.session is not None  # noqa: S101 - both are there from the start
        assert self.envelope is not None  # noqa: S101
        refusal = _not_now(self.session, self.envelope, arg)
        if refusal:
            await self.push(refusal)
            return
        await self.push(GO_ON)
        letter = await self._letter()
        refusal = letter.refusal()
        self.envelope.original_content = b"" if refusal else letter.text()
        del letter  # as large as the mail, which is kept until it is safe
        status = refusal or await self._call_handler_hook("DATA")
        self._set_post_data_state()
        await self.push(status)

    async def _letter(self) -> Letter:
        letter = Letter(limit=self._size_limit)
        while True:
            chunk = await self._reader.read(CHUNK)
            rest = letter.feed(chunk)
            if rest is not None:
                self._reader.feed_data(rest)  # all was taken out, so it is the first again
                return letter
            if not chunk:
                raise ConnectionResetError("hung up within a mail")

    async def handle_exception(self, error: Exception) -> str:
        """Any failure of ours is for now, never for good."""
        log.error("a mail could not be taken in", exc_info=error)
        self._set_rset_state()  # type: ignore[no-untyped-call]
        return FAILED


def _not_now(session: Session, envelope: Envelope, arg: str | None) -> str:
    """Why there can be no DATA now; "" if there can."""
    if not session.host_name:
        return NO_GREETING
    if not envelope.rcpt_tos:
        return NO_RECIPIENT
    return NO_ARGUMENT if arg else ""


def _turn_away(transport: asyncio.BaseTransport | None, why: str) -> None:
    if isinstance(transport, asyncio.Transport) and not transport.is_closing():
        transport.write(why.encode() + b"\r\n")
        transport.close()


def quiet_library() -> None:
    """Up to WARNING the library logs what people send: whole mails, addresses, words astray."""
    logging.getLogger("mail.log").setLevel(logging.ERROR)

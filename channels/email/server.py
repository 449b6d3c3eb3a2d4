"""Mail comes in by SMTP, for our addresses only and within limits (RFC 5321).

`250` is said only after the mail is durable; any failure of ours is `451`, so the sender's mail
server keeps the mail and tries again. We are never a relay and never ask the DNS.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from copy import copy
from dataclasses import dataclass, field

from aiosmtpd.smtp import SMTP, Envelope, Session, TLSSetupException

from channels.email import answers, mime
from channels.email.gate import Gate, guest_at
from channels.email.letter import LONGEST_LINE, Letter
from channels.email.reading import Delivery
from channels.email.settings import EmailSettings
from channels.email.tls import Certificate

log = logging.getLogger(__name__)

MIB = 1024 * 1024

# Nothing but a plain address in angle brackets: no route, no quotes, no %, no second @.
PLAIN_RECIPIENT = re.compile(r"TO:\s*<[A-Za-z0-9.+=_-]{1,128}@[A-Za-z0-9.-]{1,128}>(?:\s.*)?", re.I)
# A sender may be anybody; a route before the address is passed over (RFC 5321, appendix C).
SENDER = re.compile(
    r"<(?:@[^\s<>:]*+:)?+"
    r"((?:\"(?:[^\"\\]|\\.){0,64}+\"|[^\s<>\"@]{1,128}+)(?:@[^\s<>@]{1,255}+)?+)>(\s.*|)"
)
NOBODY = re.compile(r"(<>)(\s.*|)")  # from a machine that wants no answer

CHUNK = MIB  # more than the library ever keeps for us, so that one look takes all there is
MOST_COMMANDS = MIB  # bytes between two mails
ENDLESS = 4  # times the limit; who sends that much is not waited for until the end
MOST_ERRORS = 20  # since the last good mail
MOST_ANSWERS = 100  # since the last good mail, and two for each recipient that may be named
COMMANDS_OF_A_MAIL = ("MAIL", "RCPT", "DATA", "RSET")  # a busy mail server says them all day
LINGER = 5.0  # seconds to read our last words
LOCAL = "local"  # whoever comes by a Unix socket
OFFERS = ("8BITMIME", "SMTPUTF8", "PIPELINING", "ENHANCEDSTATUSCODES")
LONGEST_COMMAND = {"MAIL": 1024, "RCPT": 1024}

Take = Callable[[Delivery], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Lobby:
    """What all visits of a channel share."""

    settings: EmailSettings
    take: Take
    gate: Gate
    certificate: Certificate | None = None
    visits: set["Visit"] = field(default_factory=set)


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
            return answers.NO_RELAY
        if len(envelope.rcpt_tos) >= self._settings.most_recipients:
            return answers.TOO_MANY_RECIPIENTS
        envelope.rcpt_tos.append(address)
        return answers.RECIPIENT

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        raw = bytes(envelope.original_content or b"")
        refusal = _refusal(raw)
        if refusal:
            return refusal
        await self._take(self._delivery(envelope, raw))
        return answers.TAKEN

    def _delivery(self, envelope: Envelope, raw: bytes) -> Delivery:
        """However many of our addresses it names, it is one mail to one desk."""
        ours = self._settings.own(envelope.rcpt_tos[0])
        return Delivery(raw=raw, mail_from=envelope.mail_from or "", ours=ours)


def _refusal(raw: bytes) -> str:
    if not raw.count(b"\r\n") == raw.count(b"\n") == raw.count(b"\r"):
        return answers.BARE_LINE_END
    complaint = mime.complaint(raw)
    return f"{answers.NOT_READ} {complaint}" if complaint else ""


class Lengths(dict[str, int]):
    """How long a command line may be. The library's own table remembers every word it is asked."""

    def __missing__(self, _command: str) -> int:
        return SMTP.command_size_limit


class Visit(SMTP):
    """One connection. It is in the lobby's `visits` from its beginning to its end."""

    line_length_limit = LONGEST_LINE
    protocol = "ESMTP"
    commands: tuple[str, ...] = (
        "HELO",
        "EHLO",
        "STARTTLS",
        "MAIL",
        "RCPT",
        "DATA",
        "RSET",
        "NOOP",
        "QUIT",
    )
    others = ("VRFY", "HELP", "PROXY")

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
        self._farewell = ""
        self._is_last = False
        self._errors = 0
        self._answers = 0
        self._most_answers = MOST_ANSWERS + 2 * settings.most_recipients
        self._in_a_mail = False
        self._allowance = MOST_COMMANDS

    def another(self) -> "Visit":
        """One more connection. The library looks itself over for each; once is enough."""
        twin = copy(self)
        reader = asyncio.StreamReader(limit=self.line_length_limit, loop=self.loop)
        asyncio.StreamReaderProtocol.__init__(
            twin, reader, client_connected_cb=twin._cb_client_connected, loop=self.loop
        )
        names = (*self.commands, *self.others)
        twin._smtp_methods = {name: getattr(twin, f"smtp_{name}") for name in names}
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

    def _timeout_cb(self) -> None:
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

    # --- commands ------------------------------------------------------------------------
    async def smtp_HELO(self, name: str | None) -> None:
        await self._meet(name, f"250 {self.hostname}")

    async def smtp_EHLO(self, name: str | None) -> None:
        await self._meet(name, self._offer())

    async def _meet(self, name: str | None, greeting: str) -> None:
        assert self.session is not None  # noqa: S101 - it is there from the start
        if not name:
            await self.push(answers.NO_NAME)
            return
        self._set_rset_state()  # type: ignore[no-untyped-call]
        self.session.extended_smtp = greeting.startswith("250-")
        self.session.host_name = name
        await self._say(greeting)

    def _offer(self) -> str:
        """All in one piece: a line each would be a packet each."""
        can_tls = self._lobby.certificate is not None and self._tls_protocol is None
        words = [self.hostname, f"SIZE {self.data_size_limit}", *OFFERS, *["STARTTLS"] * can_tls]
        return "\r\n".join([*(f"250-{word}" for word in words[:-1]), f"250 {words[-1]}"])

    async def smtp_STARTTLS(self, arg: str | None) -> None:
        certificate = self._lobby.certificate
        if certificate is None or self._tls_protocol is not None:
            await self.push(answers.TLS_ALREADY if certificate else answers.NO_TLS)
        elif self._reader._buffer:  # type: ignore[attr-defined]
            self._part(answers.TLS_INJECTED)
        else:
            self.tls_context = certificate.context()
            await super().smtp_STARTTLS(arg)

    async def smtp_MAIL(self, arg: str | None) -> None:
        refusal = self._no_mail(arg or "")
        if refusal:
            await self.push(refusal)
        else:
            await super().smtp_MAIL(arg)

    def _no_mail(self, arg: str) -> str:
        """Why there can be no MAIL now; "" if we have nothing against it."""
        is_open = self._tls_protocol is None and self._guest != LOCAL
        if is_open and self._lobby.settings.require_tls:
            return answers.TLS_FIRST
        return "" if arg.isascii() else answers.NO_UTF8_SENDER

    async def smtp_RCPT(self, arg: str | None) -> None:
        """The library would read a route or quotes for us; we do not want to know."""
        if arg is None or PLAIN_RECIPIENT.fullmatch(arg):
            await super().smtp_RCPT(arg)
        else:
            await self.push(answers.NO_RELAY)

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        """The library's parser takes its time, and fails on some of what strangers send."""
        found = SENDER.fullmatch(arg) or NOBODY.fullmatch(arg)
        return (found[1], found[2]) if found else (None, None)

    async def smtp_VRFY(self, _arg: str | None) -> None:
        await self.push(answers.NO_VRFY)

    async def smtp_HELP(self, _arg: str | None) -> None:
        await self.push(answers.HELP)

    async def smtp_PROXY(self, _arg: str | None) -> None:
        """Here the address of the connection counts, so a proxy before us is a mistake."""
        self._part(answers.NO_PROXY)

    # --- a mail --------------------------------------------------------------------------
    async def smtp_DATA(self, arg: str | None) -> None:
        """As the library's, but not line by line: that costs more than all the rest of a mail."""
        assert self.session is not None  # noqa: S101 - both are there from the start
        assert self.envelope is not None  # noqa: S101
        refusal = _not_now(self.session, self.envelope, arg)
        if refusal:
            await self.push(refusal)
            return
        self._begin_mail()
        await self.push(answers.GO_ON)
        letter = await self._letter()
        refusal = letter.refusal()
        self.envelope.original_content = b"" if refusal else letter.text()
        del letter  # as large as the mail, which is kept until it is safe
        status = refusal or await self._call_handler_hook("DATA")
        if status == answers.TAKEN:
            self._errors = self._answers = 0
        said = self._each(status)
        self._end_mail()
        await self.push(said)

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

    async def _letter(self) -> Letter:
        letter = Letter(limit=self._lobby.settings.size_limit)
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
        if isinstance(error, TLSSetupException):
            log.info("no TLS came about: %s", error.__cause__)
            return answers.NO_TLS  # to nobody: the connection is over
        log.error("a mail could not be taken in", exc_info=error)
        said = self._each(answers.FAILED) if self._in_a_mail else answers.FAILED
        self._end_mail()
        return said


def _not_now(session: Session, envelope: Envelope, arg: str | None) -> str:
    """Why there can be no DATA now; "" if there can."""
    if not session.host_name:
        return answers.NO_GREETING
    if not envelope.rcpt_tos:
        return answers.NO_RECIPIENT
    return answers.NO_ARGUMENT if arg else ""


def last_words(transport: asyncio.BaseTransport | None, why: str) -> None:
    """Say why, and close."""
    if isinstance(transport, asyncio.Transport) and not transport.is_closing():
        transport.write(why.encode() + b"\r\n")
        transport.close()


def quiet_library() -> None:
    """Up to WARNING the library logs what people send: whole mails, addresses, words astray."""
    logging.getLogger("mail.log").setLevel(logging.ERROR)

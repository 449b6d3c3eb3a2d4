"""Mail comes in by SMTP, for our addresses only and within limits (RFC 5321).

`250` is said only after the mail is durable; any failure of ours is `451`, so the sender's mail
server keeps the mail and tries again. We are never a relay and never ask the DNS.
"""

import logging
import re
from functools import partial

from aiosmtpd.smtp import Envelope, Session, TLSSetupException

from channels.email import answers, mime
from channels.email.beside import beside
from channels.email.letter import Letter
from channels.email.room import Share
from channels.email.visit import LOCAL, MIB, Visit

log = logging.getLogger(__name__)

# Nothing but a plain address in angle brackets: no route, no quotes, no %, no second @.
PLAIN_RECIPIENT = re.compile(r"TO:\s*<[A-Za-z0-9.+=_-]{1,128}@[A-Za-z0-9.-]{1,128}>(?:\s.*)?", re.I)
# A sender may be anybody; a route before the address is passed over (RFC 5321, appendix C).
SENDER = re.compile(
    r"<(?>(?:@[^\s<>:]*+:)?)"
    r"((?:\"(?>(?:[^\"\\]|\\.){0,64})\"|[^\s<>\"@]{1,128}+)(?>(?:@[^\s<>@]{1,255}+)?))>(\s.*|)"
)
NOBODY = re.compile(r"(<>)(\s.*|)")  # from a machine that wants no answer

CHUNK = MIB  # more than the library ever keeps for us, so that one look takes all there is
OFFERS = ("8BITMIME", "SMTPUTF8", "PIPELINING", "ENHANCEDSTATUSCODES")
GREETINGS = ("HELO", "EHLO")
COMMANDS = ("STARTTLS", "MAIL", "RCPT", "DATA", "RSET", "NOOP", "QUIT", "VRFY", "HELP", "PROXY")


class SmtpVisit(Visit):
    """What is said in it."""

    protocol = "ESMTP"
    commands: tuple[str, ...] = (*GREETINGS, *COMMANDS)

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
            self._notice_a_loss()

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
        refusal = _not_now(self.session, self.envelope, arg) or self._no_room()
        if refusal:
            await self.push(refusal)
            return
        self._begin_mail()
        await self.push(answers.GO_ON)
        with self._lobby.room.share() as share:
            status = await self._hear(self.envelope, share)
        if status == answers.TAKEN:
            self._errors = self._answers = 0
        said = self._each(status)
        self._end_mail()
        await self.push(said)

    def _no_room(self) -> str:
        return answers.NO_ROOM if self._lobby.room.is_used_up else ""

    async def _hear(self, envelope: Envelope, share: Share) -> str:
        """What becomes of the mail, as an answer."""
        letter = await self._letter(share)
        refusal, envelope.original_content = await beside(
            partial(_opened, letter), size=letter.size
        )
        del letter  # as large as the mail, which is kept until it is safe
        return refusal or str(await self._call_handler_hook("DATA"))

    async def _letter(self, share: Share) -> Letter:
        letter = Letter(limit=self._lobby.settings.size_limit)
        while True:
            chunk = await self._reader.read(CHUNK)
            rest = letter.feed(chunk)
            if not share.resize(letter.size):
                letter.pass_over(answers.NO_ROOM)
                share.resize(0)
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


def _opened(letter: Letter) -> tuple[str, bytes]:
    """Why it is refused, as an answer; if it is not, its text."""
    refusal = letter.refusal()
    if refusal:
        return refusal, b""
    text = letter.text()
    complaint = mime.complaint(text)
    return (f"{answers.NOT_READ} {complaint}", b"") if complaint else ("", text)


def _not_now(session: Session, envelope: Envelope, arg: str | None) -> str:
    """Why there can be no DATA now; "" if there can."""
    if not session.host_name:
        return answers.NO_GREETING
    if not envelope.rcpt_tos:
        return answers.NO_RECIPIENT
    return answers.NO_ARGUMENT if arg else ""

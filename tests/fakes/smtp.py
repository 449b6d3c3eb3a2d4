"""A smarthost on loopback that takes mail, or answers as it is told."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiosmtpd.smtp import SMTP, AuthResult


@dataclass
class Smarthost:
    """`says` maps a command (MAIL, RCPT, DATA, QUIT) to the answer it shall get, `once` the next.

    `met` counts connections, `here` holds those that are open, and `alone` is set while there are
    none. It says nothing to mails for somebody whose name begins with `ignores`; `ignored` counts
    them. `signed_in` are the users who signed in, `starts` the handshakes after STARTTLS.
    """

    says: dict[str, str] = field(default_factory=dict)
    once: dict[str, str] = field(default_factory=dict)
    taken: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    port: int = 0
    met: int = 0
    here: set["Visit"] = field(default_factory=set)
    signed_in: list[bytes] = field(default_factory=list)
    starts: int = 0
    alone: asyncio.Event = field(default_factory=asyncio.Event)
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    ignores: tuple[str, ...] = ()
    ignored: int = 0

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def hang_up(self):
        """End every connection without a word."""
        for visit in self.here:
            visit.transport.abort()

    def _told(self, command):
        return self.once.pop(command, "") or self.says.get(command, "")

    async def handle_MAIL(self, _server, _session, envelope, address, _options):
        told = self._told("MAIL")
        if not told:
            envelope.mail_from = address
        return told or "250 OK"

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        told = self._told("RCPT")
        if not told:
            envelope.rcpt_tos.append(address)
        return told or "250 OK"

    async def handle_DATA(self, server, _session, envelope):
        told = self._told("DATA")
        if envelope.rcpt_tos[0].startswith(self.ignores):
            self.ignored += 1
            told = "say nothing"
        if told == "say nothing":
            await self.gone.wait()
        if not told or told.startswith("take it"):
            self.taken.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        if told.endswith("hang up"):
            server.transport.abort()
        return told if told[:1].isdigit() else "250 OK"

    def handle_STARTTLS(self, _server, _session, _envelope):
        self.starts += 1
        return True

    def authenticate(self, _server, _session, _envelope, _mechanism, login):
        self.signed_in.append(login.login)
        return AuthResult(success=login.password == b"secret", handled=False)


class Visit(SMTP):
    """One connection."""

    def __init__(self, host, **how):
        super().__init__(host, hostname="smarthost.test", **how)
        self.host = host

    async def smtp_QUIT(self, arg):
        if self.host.says.get("QUIT") == "say nothing":
            await self.host.gone.wait()
        await super().smtp_QUIT(arg)

    def connection_made(self, transport):
        self.host.met += self not in self.host.here  # once more after STARTTLS
        self.host.here.add(self)
        self.host.alone.clear()
        super().connection_made(transport)

    def connection_lost(self, error):
        self.host.here.discard(self)
        if not self.host.here:
            self.host.alone.set()
        super().connection_lost(error)


@asynccontextmanager
async def smarthost(*, tls=None, **says):
    """Listens on 127.0.0.1 until the block ends; with `tls` it wants STARTTLS and a password."""
    host = Smarthost(says)
    loop = asyncio.get_running_loop()
    visits = []
    strict = {"auth_required": True, "require_starttls": True, "authenticator": host.authenticate}
    how = {"tls_context": tls, **strict} if tls else {}

    def visit():
        visits.append(Visit(host, loop=loop, **how))
        return visits[-1]

    server = await loop.create_server(visit, "127.0.0.1", 0)
    host.port = server.sockets[0].getsockname()[1]
    try:
        yield host
    finally:
        host.gone.set()
        server.close()
        for each in visits:
            if each.transport:
                each.transport.abort()
        tasks = [each._handler_coroutine for each in visits if each._handler_coroutine]
        for task in tasks:
            task.cancel()  # after a failed handshake nothing else ends it
        if tasks:
            await asyncio.wait(tasks, timeout=5)

"""A smarthost on loopback that takes mail, or answers as it is told."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiosmtpd.smtp import SMTP


@dataclass
class Smarthost:
    """`says` maps a command (RCPT, DATA) to the answer it shall get."""

    says: dict[str, str] = field(default_factory=dict)
    taken: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    port: int = 0

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        if "RCPT" in self.says:
            return self.says["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, _session, envelope):
        if self.says.get("DATA") == "hang up":
            server.transport.abort()
            return "250 never heard"
        if "DATA" in self.says:
            return self.says["DATA"]
        self.taken.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "250 OK"


@asynccontextmanager
async def smarthost(**says):
    """Listens on 127.0.0.1 until the block ends."""
    host = Smarthost(says)
    loop = asyncio.get_running_loop()
    visits = []

    def visit():
        visits.append(SMTP(host, hostname="smarthost.test", loop=loop))
        return visits[-1]

    server = await loop.create_server(visit, "127.0.0.1", 0)
    host.port = server.sockets[0].getsockname()[1]
    try:
        yield host
    finally:
        server.close()
        for each in visits:
            if each.transport:
                each.transport.abort()
        tasks = [each._handler_coroutine for each in visits if each._handler_coroutine]
        if tasks:
            await asyncio.wait(tasks, timeout=5)

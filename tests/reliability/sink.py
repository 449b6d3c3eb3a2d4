"""A smarthost that refuses some mail for now, and cuts some connections after it took the mail."""

import asyncio
import re
from contextlib import suppress
from dataclasses import dataclass, field

MESSAGE_ID = re.compile(rb"(?im)^message-id:\s*(<[^>]+>)")
SUBJECT = re.compile(rb"(?im)^subject:([^\r\n]*(?:\r\n[ \t][^\r\n]*)*)")
REFERENCE = re.compile(rb"\[(FL-\d+)\]")


@dataclass
class Sink:
    """`mails` are the Message-IDs it took, in order; `refuses` and `cuts` are shares of all."""

    chance: object
    refuses: float = 0.10
    cuts: float = 0.03
    mails: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    refused: int = 0
    cut: int = 0
    port: int = 0

    async def __aenter__(self):
        self._server = await asyncio.start_server(self._visit, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_):
        self._server.close()

    def calm(self):
        """From now on nothing goes wrong."""
        self.refuses = self.cuts = 0.0

    async def _visit(self, reader, writer):
        with suppress(OSError, asyncio.IncompleteReadError):
            writer.write(b"220 sink\r\n")
            while (line := await reader.readline()) and await self._follow(line, reader, writer):
                pass
        writer.close()

    async def _follow(self, line, reader, writer):
        """Answer one command; False when the visit is over."""
        verb = line[:4].upper()
        if verb == b"DATA":
            writer.write(b"354 go on\r\n")
            return self._take(await reader.readuntil(b"\r\n.\r\n"), writer)
        writer.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 fine\r\n")
        return verb != b"QUIT"

    def _take(self, raw, writer):
        if self.chance.random() < self.refuses:
            self.refused += 1
            writer.write(b"451 4.3.0 not now\r\n")
            return True
        self.mails.append(MESSAGE_ID.search(raw)[1].decode())
        subject = SUBJECT.search(raw)
        if subject and (named := REFERENCE.search(subject[1])):
            self.references.append(named[1].decode())
        if self.chance.random() < self.cuts:
            self.cut += 1
            writer.transport.abort()
            return False
        writer.write(b"250 taken\r\n")
        return True

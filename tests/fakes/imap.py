"""An IMAP server on loopback, strict with its client and as faulty as it is told to be.

For what a sound server cannot be made to do. What a client may say is in `ANSWERS`; all else is
`BAD` and kept in `complaints`.
"""

import asyncio
import base64
import re
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

LINE = re.compile(rb"(\S+) (.+)\r\n")
STORE = re.compile(r"UID STORE (\d+) \+FLAGS(?:\.SILENT)? \((.+)\)")
FETCH = re.compile(r"UID FETCH ([\d,]+) \((RFC822\.SIZE|BODY\.PEEK\[(HEADER)?\]<0\.(\d+)>)\)")
DAY = r"\d\d-\w\w\w-\d{4}"
SEARCH = re.compile(rf"UID SEARCH UNDELETED UNKEYWORD \$Firstline (BEFORE {DAY} )?SINCE {DAY}")


@dataclass
class Mail:
    raw: bytes
    flags: set[str] = field(default_factory=set)
    size: int = 0  # what the server says it is

    def __post_init__(self):
        self.size = self.size or len(self.raw)


@dataclass
class Faults:
    """`instead` maps the beginning of a command to bytes that are sent in place of an answer.

    None there means silence; after bytes the server hangs up.
    """

    instead: dict[str, bytes | None] = field(default_factory=dict)
    greeting: bytes = b"* OK ready\r\n"
    capability: str = "IMAP4rev1 IDLE AUTH=PLAIN AUTH=XOAUTH2"
    permanent: str = r"\Seen \Flagged \Deleted \*"
    is_ignoring_limits: bool = False


class ImapServer:
    """`mails` by UID; `said` is every command that came."""

    def __init__(self, faults):
        self.faults = faults
        self.mails = {}
        self.said = []
        self.complaints = []
        self.token = ""
        self.visits = 0
        self.late = {}  # mails that come just as a command is answered, by its beginning
        self._told = asyncio.Event()
        self._tasks = set()

    def put(self, raw, *, size=0):
        self.mails[max(self.mails, default=0) + 1] = Mail(raw, size=size)
        self._told.set()

    def taken(self):
        return [uid for uid, mail in self.mails.items() if "$Firstline" in mail.flags]

    async def visit(self, reader, writer):
        self._tasks.add(asyncio.current_task())
        self.visits += 1
        try:
            writer.write(self.faults.greeting)
            while line := await reader.readline():
                await self._answer(line, reader, writer)
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _answer(self, line, reader, writer):
        tag, said = (part.decode() for part in LINE.fullmatch(line).groups())
        self.said.append(said)
        for beginning, answer in self.faults.instead.items():
            if said.startswith(beginning):
                await self._misbehave(answer, tag, writer)
                return
        for beginning, answer in ANSWERS.items():
            if said.startswith(beginning):
                ends = await getattr(self, answer)(said, reader, writer)
                writer.write(f"{tag} {ends or 'OK done'}\r\n".encode())
                return
        self.complaints.append(said)
        writer.write(f"{tag} BAD unknown\r\n".encode())

    async def _misbehave(self, answer, tag, writer):
        if answer is None:
            await asyncio.Event().wait()
        writer.write(answer.replace(b"TAG", tag.encode()))
        if not answer.startswith(b"TAG"):
            writer.close()

    async def capability(self, _said, _reader, writer):
        writer.write(f"* CAPABILITY {self.faults.capability}\r\n".encode())

    async def authenticate(self, said, reader, writer):
        writer.write(b"+ \r\n")
        given = base64.b64decode(await reader.readline()).decode()
        if said.endswith("XOAUTH2"):
            return "OK in" if given == f"user=ann\1auth=Bearer {self.token}\1\1" else "NO no"
        return "OK in" if given == "\0ann\0pass" else "NO no"

    async def nothing(self, _said, _reader, _writer):
        return "OK done"

    async def select(self, _said, _reader, writer):
        writer.write(f"* {len(self.mails)} EXISTS\r\n* 0 RECENT\r\n".encode())
        writer.write(b"* OK [UIDVALIDITY 7] valid\r\n* FLAGS (\\Seen)\r\n")
        writer.write(f"* OK [PERMANENTFLAGS ({self.faults.permanent})] kept\r\n".encode())
        return "OK [READ-WRITE] open"

    async def search(self, said, _reader, writer):
        is_for_old_ones = SEARCH.fullmatch(said)[1]
        found = [] if is_for_old_ones else [uid for uid in self.mails if uid not in self.taken()]
        writer.write(f"* SEARCH{''.join(f' {uid}' for uid in found)}\r\n".encode())
        writer.write(self._news("UID SEARCH"))

    async def fetch(self, said, _reader, writer):
        uids, what, header, limit = FETCH.fullmatch(said).groups()
        for uid in map(int, uids.split(",")):
            if what == "RFC822.SIZE":
                size = self.mails[uid].size
                writer.write(f"* {uid} FETCH (UID {uid} RFC822.SIZE {size})\r\n".encode())
                continue
            raw = self.mails[uid].raw
            raw = raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if header else raw
            if not self.faults.is_ignoring_limits:
                raw = raw[: int(limit)]
            head = f"* {uid} FETCH (UID {uid} BODY[{header or ''}]<0> {{{len(raw)}}}\r\n"
            writer.write(head.encode() + raw + b")\r\n")

    async def store(self, said, _reader, _writer):
        uid, flags = STORE.fullmatch(said).groups()
        self.mails[int(uid)].flags |= set(flags.split())

    async def idle(self, _said, reader, writer):
        self._told.clear()
        writer.write(b"+ idling\r\n" + self._news("IDLE"))
        done = asyncio.ensure_future(reader.readline())
        told = asyncio.ensure_future(self._told.wait())
        await asyncio.wait({done, told}, return_when=asyncio.FIRST_COMPLETED)
        if told.done():
            writer.write(f"* {len(self.mails)} EXISTS\r\n".encode())
        told.cancel()
        assert await done in (b"DONE\r\n", b"")

    def _news(self, command):
        """Told once, and never again."""
        if command not in self.late:
            return b""
        self.put(self.late.pop(command))
        self._told.clear()
        return f"* {len(self.mails)} EXISTS\r\n".encode()

    async def close(self):
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)


ANSWERS = {
    "CAPABILITY": "capability",
    "AUTHENTICATE ": "authenticate",
    "SELECT ": "select",
    "UID SEARCH ": "search",
    "UID FETCH ": "fetch",
    "UID STORE ": "store",
    "IDLE": "idle",
    "NOOP": "nothing",
}


@asynccontextmanager
async def imap_server(**faults):
    """Listens on 127.0.0.1 until the block ends; then its client must have made no mistake."""
    host = ImapServer(Faults(**faults))
    server = await asyncio.start_server(host.visit, "127.0.0.1", 0)
    host.port = server.sockets[0].getsockname()[1]
    try:
        yield host
    finally:
        server.close()
        await host.close()
    assert host.complaints == []

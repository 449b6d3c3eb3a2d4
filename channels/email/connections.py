"""A few connections to one mail server, kept from one mail to the next and closed when idle."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from time import monotonic

from aiosmtplib import SMTP, SMTPException, SMTPResponseException, SMTPServerDisconnected

IDLE = 30.0  # seconds; servers hang up on the silent after a minute or more
MOST_MAILS = 100  # by one connection; many servers end it about there
GOODBYE = 1.0  # seconds
CLOSING = 421  # "Service not available, closing transmission channel"
NO = range(400, 600)  # answers; anything else means that we no longer understand one another

Dial = Callable[[], Awaitable[SMTP]]
Begin = Callable[[SMTP], Awaitable[object]]


@dataclass(slots=True)
class Line:
    """A connection. `since` is when it fell idle."""

    client: SMTP
    mails: int = 0
    since: float = 0.0

    def cut(self) -> None:
        """End it at once: what its server still says is of no use to anybody."""
        transport = self.client.transport
        if isinstance(transport, asyncio.Transport):
            transport.abort()
        self.client.close()

    async def say_goodbye(self) -> None:
        """End it in good order, if that can be done soon."""
        with suppress(SMTPException, OSError):
            async with asyncio.timeout(GOODBYE):
                await self.client.quit()
        self.cut()


class Connections:
    """At most `most` at a time. They are kept only within `kept`; else each is for one mail."""

    def __init__(self, dial: Dial, *, most: int) -> None:
        self._dial = dial
        self._room = asyncio.Semaphore(most)
        self._idle: list[Line] = []  # the one used last stands last
        self._keeping = False

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """Until the end of this block connections wait for the next mail; then none is left."""
        self._keeping = True
        sweeping = asyncio.create_task(self._sweep())
        try:
            yield
        finally:
            self._keeping = False
            sweeping.cancel()
            await asyncio.wait([sweeping])
            idle, self._idle = self._idle, []
            await asyncio.gather(*(line.say_goodbye() for line in idle))

    @asynccontextmanager
    async def borrow(self, begin: Begin, *, within: float) -> AsyncIterator[SMTP]:
        """A connection on which `begin` has been said. Raises TimeoutError after `within` seconds,
        which begin when there is room: who was never tried has not failed.

        A kept one may have been closed at the other end by now: then it is said on a new one. What
        the server refuses within the block leaves the connection as good as new, all else ends it.
        """
        async with self._room, asyncio.timeout(within) as end:
            line = await self._begun(begin)
            try:
                yield line.client
            except SMTPResponseException as refused:
                end.reschedule(None)
                await self._take_back(line, refused)
                raise
            except BaseException:
                line.cut()
                raise
            end.reschedule(None)  # the mail is theirs: no parting may be taken for a failure
            line.mails += 1
            await self._give_back(line)

    # --- taking and giving back ------------------------------------------------------------
    async def _begun(self, begin: Begin) -> Line:
        kept = self._take()
        if kept is None:
            return await self._on_a_new_line(begin)
        try:
            await self._said(kept, begin)
        except SMTPServerDisconnected:
            return await self._on_a_new_line(begin)
        except SMTPResponseException as refused:
            if refused.code != CLOSING:
                raise
            return await self._on_a_new_line(begin)
        return kept

    async def _on_a_new_line(self, begin: Begin) -> Line:
        line = Line(await self._dial())
        await self._said(line, begin)
        return line

    async def _said(self, line: Line, begin: Begin) -> None:
        try:
            await begin(line.client)
        except SMTPResponseException as refused:
            await self._take_back(line, refused)
            raise
        except BaseException:
            line.cut()
            raise

    def _take(self) -> Line | None:
        while self._idle:
            line = self._idle.pop()
            if line.client.is_connected and monotonic() - line.since < IDLE:
                return line
            line.cut()
        return None

    async def _give_back(self, line: Line) -> None:
        if not self._keeping or line.mails >= MOST_MAILS:
            await line.say_goodbye()
        elif line.client.is_connected:
            line.since = monotonic()
            self._idle.append(line)

    async def _take_back(self, line: Line, refused: SMTPResponseException) -> None:
        """The mail was refused: what was begun of it is taken back, and the connection kept."""
        if refused.code == CLOSING or refused.code not in NO:
            line.cut()
            return
        try:
            async with asyncio.timeout(GOODBYE):
                await line.client.rset()
        except (SMTPException, OSError):
            line.cut()
        else:
            await self._give_back(line)

    async def _sweep(self) -> None:
        """Close what has not been used for a while."""
        while True:
            await asyncio.sleep(IDLE / 4)
            old = [line for line in self._idle if monotonic() - line.since >= IDLE]
            self._idle = [line for line in self._idle if line not in old]
            await asyncio.gather(*(line.say_goodbye() for line in old))

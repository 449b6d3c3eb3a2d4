"""Mail is taken out of mailboxes too: found, handed in, and only then marked.

What was taken bears a keyword of ours, or was moved away. So nothing depends on \\Seen, which any
person sets who looks into the mailbox, nor on UIDs, which a server may deal out anew whenever it
likes (UIDVALIDITY): the mail itself says whether it was taken. Should it not (we died between the
two, the mark could not be set, somebody took it off), it is handed in again, and the desk knows a
mail that comes again. For the same reason it would do no harm if two took the same mail at once.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING

from channels.base import House
from channels.email import addressed, mime
from channels.email.cover import Delivery
from channels.email.settings import EmailSettings
from channels.email.stand_in import HEADER_BYTES, stand_in, too_large
from channels.email.troubles import NotTaken, Trouble

if TYPE_CHECKING:
    from channels.email.imap import Folder

log = logging.getLogger(__name__)

Take = Callable[[Delivery], Awaitable[None]]

# Seconds. Where something stirred more may come, and a server announces it only once, perhaps in
# the middle of another answer. So we listen for long only after a short while that was quiet.
SOON = 1.0
RENEWED = 3600.0  # seconds after which a connection is made anew: sessions can go stale unnoticed


async def attend(settings: EmailSettings, take: Take, house: House) -> None:
    """Take mail out of the folders of the settings, if there are any, until cancelled.

    However many servers do the same, one at a time has a folder.
    """
    async with asyncio.TaskGroup() as group:
        for name in settings.imap.folders if settings.imap.host else ():
            mailbox = Mailbox(settings, name, take)
            group.create_task(house.alone(mailbox.lease, mailbox.turn))
        await asyncio.Event().wait()


class Mailbox:
    """One folder, and how it went lately."""

    def __init__(self, settings: EmailSettings, name: str, take: Take) -> None:
        self._settings = settings
        self._name = name
        self._take = take
        self._troubles: Counter[type[Trouble]] = Counter()  # in a row
        self._alarmed = False
        self._failures: Counter[int] = Counter()  # by UID
        self._connector = ThreadPoolExecutor(1, "mailbox")

    @property
    def lease(self) -> str:
        imap = self._settings.imap
        return f"mailbox {imap.user} {imap.host}:{imap.usual_port} {self._name}"

    async def turn(self) -> None:
        """One connection, for an hour or until there is trouble, and the pause after that.

        Then it is anybody's turn, since another server of ours may have better luck.
        """
        try:
            await self._attend()
        except Trouble as trouble:
            self._troubles[type(trouble)] += 1
            self._tell(trouble)
            await asyncio.sleep(self._pause(trouble))

    def _tell(self, trouble: Trouble) -> None:
        """Aloud once in a row, so that nobody learns to overlook it."""
        is_alarm = self._troubles[type(trouble)] == trouble.alarm
        self._alarmed |= is_alarm
        log.log(
            logging.ERROR if is_alarm else logging.INFO,
            "the mail folder %s waits: %s",
            self._name,
            trouble,
            extra={"trouble": type(trouble).__name__},
        )

    def _pause(self, trouble: Trouble) -> int:
        nth = self._troubles[type(trouble)]
        return trouble.pauses[min(nth, len(trouble.pauses)) - 1]

    async def _attend(self) -> None:
        folder = await self._connect()
        end, quiet = monotonic() + RENEWED, False
        try:
            await asyncio.to_thread(folder.open)
            while monotonic() < end:
                found = await self._look(folder)
                self._went_well()
                within = self._settings.imap.every if quiet else SOON
                quiet = not (await self._hears(folder, within) or found)
        finally:
            await asyncio.to_thread(folder.hang_up)

    async def _connect(self) -> "Folder":
        from channels.email.imap import Folder  # costs memory, so only where there is a mailbox

        connecting = self._connector.submit(Folder, self._settings.imap, self._name)
        try:
            return await asyncio.wrap_future(connecting)
        except asyncio.CancelledError:  # the thread goes on, and what comes of it is nobody's
            connecting.add_done_callback(_hang_up)
            raise

    def _went_well(self) -> None:
        if self._alarmed:
            log.warning("the mail folder %s is read again", self._name)
        self._alarmed = False
        self._troubles.clear()

    # --- taking --------------------------------------------------------------------------
    async def _look(self, folder: "Folder") -> int:
        """Take what waits; how many there were.

        One that fails ends the connection and comes after all others next time, so that it holds
        up nobody.
        """
        waiting = await asyncio.to_thread(folder.waiting, self._failures)
        self._failures = Counter({uid: self._failures[uid] for uid in waiting})
        found = 0
        for uid, size in waiting.items():
            self._failures[uid] += 1
            found += await self._is_taken(folder, uid, size)
            del self._failures[uid]
        return found

    async def _is_taken(self, folder: "Folder", uid: int, size: int) -> bool:
        """False if it is gone meanwhile."""
        limit = self._settings.size_limit
        if size <= limit:
            raw = await asyncio.to_thread(folder.mail, uid, limit=limit + 1)
            why = too_large(size, limit) if len(raw) > limit else mime.complaint(raw)
        else:
            raw = await asyncio.to_thread(folder.head, uid, limit=HEADER_BYTES)
            why = too_large(size, limit)
        if raw and why:
            await self._hand_in(self._instead_of(raw, why))
            await asyncio.to_thread(folder.mark_large, uid)
        elif raw:
            await self._hand_in(raw)
            await asyncio.to_thread(folder.mark, uid)
        return raw != b""

    def _instead_of(self, raw: bytes, why: str) -> bytes:
        head = addressed.whole_line_ends(raw[:HEADER_BYTES])
        return stand_in(head, why=why, where=self._settings.imap.done_folder or self._name)

    async def _hand_in(self, raw: bytes) -> None:
        """It is durable when this returns. Raises NotTaken, whatever stands in the way."""
        try:
            await self._take(await asyncio.to_thread(addressed.delivery, raw, self._settings))
        except Exception as trouble:
            if not self._troubles[NotTaken]:
                log.error("a mail could not be taken in", exc_info=trouble)
            raise NotTaken("The desk can keep nothing just now.") from trouble

    # --- waiting for word ----------------------------------------------------------------
    async def _hears(self, folder: "Folder", within: float) -> bool:
        """Whether the server says within so many seconds that something is new."""
        if folder.tells:
            return await self._listens(folder, within)
        await asyncio.sleep(min(within, self._settings.imap.every))
        await asyncio.to_thread(folder.ask)
        return False

    async def _listens(self, folder: "Folder", within: float) -> bool:
        descriptor = await asyncio.to_thread(folder.listen)
        told, loop = asyncio.Event(), asyncio.get_running_loop()
        loop.add_reader(descriptor, told.set)
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(within):
                    await told.wait()
        finally:
            loop.remove_reader(descriptor)
        return await asyncio.to_thread(folder.listen_no_more)


def _hang_up(connecting: "Future[Folder]") -> None:
    if not connecting.cancelled() and connecting.exception() is None:
        connecting.result().hang_up()

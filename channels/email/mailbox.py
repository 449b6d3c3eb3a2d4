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
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING

from channels.base import House
from channels.email import addressed, mime
from channels.email.reading import Delivery
from channels.email.settings import EmailSettings
from channels.email.stand_in import HEADER_BYTES, stand_in, too_large
from channels.email.troubles import NotTaken, Trouble

if TYPE_CHECKING:
    from channels.email.imap import Folder

log = logging.getLogger(__name__)

Take = Callable[[Delivery], Awaitable[None]]

SOON = 1.0  # seconds: behind a mail there may be another whose announcement nobody heard
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
    """One folder, and how it went lately. `listening` is set while the server would tell us."""

    def __init__(self, settings: EmailSettings, name: str, take: Take) -> None:
        self._settings = settings
        self._name = name
        self._take = take
        self._troubles: list[type[Trouble]] = []  # in a row
        self._failures: Counter[int] = Counter()  # by UID
        self.listening = asyncio.Event()

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
            self._tell(trouble)
            await asyncio.sleep(self._pause(trouble))

    def _tell(self, trouble: Trouble) -> None:
        """Aloud only once in a row."""
        is_known = type(trouble) in self._troubles
        log.log(
            logging.INFO if is_known else logging.ERROR,
            "the mail folder %s waits: %s",
            self._name,
            trouble,
            extra={"trouble": type(trouble).__name__},
        )

    def _pause(self, trouble: Trouble) -> int:
        self._troubles.append(type(trouble))
        nth = self._troubles.count(type(trouble))
        return trouble.pauses[min(nth, len(trouble.pauses)) - 1]

    async def _attend(self) -> None:
        folder = await self._open()
        end = monotonic() + RENEWED
        try:
            while monotonic() < end:
                found = await self._look(folder)
                self._went_well()
                await self._await_word(folder, SOON if found else self._settings.imap.every)
        finally:
            await asyncio.to_thread(folder.hang_up)

    async def _open(self) -> "Folder":
        from channels.email.imap import Folder  # costs memory, so only where there is a mailbox

        opening = asyncio.ensure_future(asyncio.to_thread(Folder, self._settings.imap, self._name))
        try:
            return await asyncio.shield(opening)
        except asyncio.CancelledError:  # the thread goes on, and what it opens is nobody's
            opening.add_done_callback(_hang_up)
            raise

    def _went_well(self) -> None:
        if self._troubles:
            log.warning("the mail folder %s is read again", self._name)
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
            await self._take(addressed.delivery(raw, self._settings))
        except Exception as trouble:
            if NotTaken not in self._troubles:
                log.error("a mail could not be taken in", exc_info=trouble)
            raise NotTaken("The desk can keep nothing just now.") from trouble

    # --- waiting for word ----------------------------------------------------------------
    async def _await_word(self, folder: "Folder", within: float) -> None:
        """Until the server says that something is new; after so many seconds we look anyway."""
        if folder.tells:
            await self._listen(folder, within)
        else:
            await asyncio.sleep(within)
            await asyncio.to_thread(folder.ask)

    async def _listen(self, folder: "Folder", within: float) -> None:
        descriptor = await asyncio.to_thread(folder.listen)
        told, loop = asyncio.Event(), asyncio.get_running_loop()
        loop.add_reader(descriptor, told.set)
        self.listening.set()
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(within):
                    await told.wait()
        finally:
            self.listening.clear()
            loop.remove_reader(descriptor)
        await asyncio.to_thread(folder.listen_no_more)


def _hang_up(opening: "asyncio.Future[Folder]") -> None:
    if not opening.cancelled() and opening.exception() is None:
        opening.result().hang_up()

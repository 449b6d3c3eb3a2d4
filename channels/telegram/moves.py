"""Groups that became supergroups, and so were given another id.

To the desk a group keeps the id under which it was first known; Telegram gets the newest one. So
nothing that is stored has to change when a group moves.
"""

from collections.abc import Callable
from time import monotonic

from channels.base import Vault

NEW, OLD = "telegram/moved/", "telegram/moved-from/"
LOOK_AGAIN = 60.0  # seconds; another server may have heard of a move


class Moves:
    """What is known of moves; kept in the vault, for all servers and for good."""

    def __init__(self, vault: Callable[[], Vault]) -> None:
        self._vault = vault
        self._new: dict[int, int] = {}
        self._first: dict[int, int] = {}
        self._looked: dict[tuple[str, int], float] = {}

    async def moved(self, old: int, new: int) -> None:
        """The chat `old` is `new` from now on. Raises NotNow."""
        first = await self.first(old)
        if old == new or self._new.get(first) == new:
            return
        await self._vault().put(f"{OLD}{new}", str(first).encode())
        await self._vault().put(f"{NEW}{first}", str(new).encode())
        self._new[first], self._first[new] = new, first

    async def first(self, chat: int) -> int:
        """The id under which the desk knows this chat. Raises NotNow."""
        if chat not in self._first and self._may_look(OLD, chat):
            known = await self._vault().get(f"{OLD}{chat}")
            if known:
                self._first[chat] = int(known)
        return self._first.get(chat, chat)

    async def newest(self, chat: int) -> int:
        """The id by which Telegram knows it now, as far as we have heard. Raises NotNow."""
        if chat not in self._new and self._may_look(NEW, chat):
            known = await self._vault().get(f"{NEW}{chat}")
            if known:
                self._new[chat] = int(known)
        return self._new.get(chat, chat)

    def known(self, chat: int) -> int:
        """The same as far as it is known here."""
        return self._new.get(chat, chat)

    def _may_look(self, question: str, chat: int) -> bool:
        """Only groups move."""
        now, asked = monotonic(), (question, chat)
        if chat > 0 or now - self._looked.get(asked, -LOOK_AGAIN) < LOOK_AGAIN:
            return False
        self._looked[asked] = now
        return True

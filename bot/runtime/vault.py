"""Secrets of channels, kept in the database and sealed with a key that is not in it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from bot.runtime import exclusively
from bot.runtime.away import Away, in_their_words
from bot.runtime.exclusively import Fences
from bot.runtime.house_rules import Clock
from bot.runtime.vault_keys import CannotOpen, VaultKeys
from channels.base import NotNow
from store import sealed
from store.errors import LostLease, StoreUnavailable
from store.transact import Store
from store.unit import Unit, wait_for

if TYPE_CHECKING:
    from bot.runtime.sealing import Seal

log = logging.getLogger("firstline")

T = TypeVar("T")


class Vault:
    """A `channels.base.Vault`. The first secret to be kept makes a key, if there is none."""

    def __init__(self, store: Store, keys: VaultKeys, clock: Clock) -> None:
        self._store = store
        self._keys = keys
        self._clock = clock
        self._seal: Seal | None = None

    async def get(self, name: str) -> bytes | None:
        """The secret; None if there is none. Raises NotNow."""
        with in_their_words():
            kept = await self._store.read(sealed.get, name)
            return None if kept is None else self._keys_there().open(name, kept)

    async def put(self, name: str, secret: bytes | None) -> None:
        """Keep it, or with None forget it; durable when it returns. Raises NotNow."""
        held = exclusively.fences()
        with in_their_words():
            if secret is None:
                await self._store.transact(_forget, name, held)
            else:
                seal = self._known() or await self._made()
                await self._store.transact(_keep, seal, name, secret, self._clock(), held)

    async def names(self, prefix: str) -> tuple[str, ...]:
        """The names that begin so, in order. Raises NotNow."""
        with in_their_words():
            return await self._store.read(sealed.names, prefix)

    async def exclusively(self, name: str, work: Callable[[], Awaitable[T]]) -> T:
        """What `work` returns; see `channels.base.Vault`. It puts nothing once others are at it."""
        try:
            return await exclusively.exclusively(self._store, self._clock, f"vault/{name}", work)
        except NotNow:
            raise
        except (LostLease, StoreUnavailable) as gone:
            raise Away(str(gone)) from gone

    async def give_up(self) -> tuple[str, ...]:
        """Forget what no key of ours opens; returns the names. Raises NotNow."""
        with in_their_words():
            return await self._store.transact(_give_up, self._known())

    async def look(self) -> None:
        """At the start: seal with the first key what older ones sealed; complain of the rest."""
        try:
            with in_their_words():
                if await self._store.read(sealed.names, ""):
                    await self._store.transact(_seal_anew, self._keys_there(), self._clock())
        except NotNow as trouble:
            log.error("%s", trouble)

    async def trouble(self) -> str:
        """Why not every secret can be opened; "" if all can. Raises NotNow: the database is away"""
        with in_their_words():
            kept = await self._store.read(sealed.all_of)
        try:
            for name, it in kept.items():
                self._keys_there().open(name, it)
        except OSError as trouble:
            return str(trouble)
        return ""

    async def _made(self) -> "Seal":
        """Where secrets are already, no key is made: it would open none of them."""
        if not await self._store.read(sealed.names, ""):
            await asyncio.to_thread(self._keys.make)
        return self._keys_there()

    def _keys_there(self) -> "Seal":
        seal = self._known()
        if seal is None:
            raise CannotOpen(self._keys.where)
        return seal

    def _known(self) -> "Seal | None":
        words = () if self._seal else self._keys.known()
        if words:
            from bot.runtime.sealing import Seal  # fifteen megabytes, for those who keep secrets

            self._seal = Seal(words, where=self._keys.where)
        return self._seal


def _keep(unit: Unit, seal: "Seal", name: str, secret: bytes, now: datetime, held: Fences) -> None:
    """Nobody keeps anything with keys that do not open what is there: they are the wrong keys."""
    exclusively.check(unit, held)
    wait_for(unit, "firstline vault")
    others = {kept: it for kept, it in sealed.all_of(unit).items() if kept != name}
    for kept, it in others.items():
        seal.open(kept, it)
    sealed.put(unit, name, seal.seal(name, secret), now=now)


def _forget(unit: Unit, name: str, held: Fences) -> None:
    exclusively.check(unit, held)
    sealed.forget(unit, name)


def _give_up(unit: Unit, seal: "Seal | None") -> tuple[str, ...]:
    wait_for(unit, "firstline vault")
    kept = sealed.all_of(unit)
    lost = tuple(name for name, it in kept.items() if not (seal and _opens(seal, name, it)))
    for name in lost:
        sealed.forget(unit, name)
    return lost


def _opens(seal: "Seal", name: str, kept: bytes) -> bool:
    try:
        seal.open(name, kept)
    except CannotOpen:
        return False
    return True


def _seal_anew(unit: Unit, seal: "Seal", now: datetime) -> None:
    wait_for(unit, "firstline vault")
    for name, kept in sealed.all_of(unit).items():
        secret = seal.open(name, kept)
        if not seal.is_newest(kept):
            sealed.put(unit, name, seal.seal(name, secret), now=now)

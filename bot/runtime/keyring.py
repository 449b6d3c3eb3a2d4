"""Signs what leaves the house and comes back, with keys that all servers of the desk share."""

import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from store import keys
from store.records import KeyRow
from store.transact import Store

SHORTEST = 10  # bytes of a signature that is believed: 80 bits
LENGTH = 32  # bytes of a key
EVERY = 60.0  # seconds after which a server looks for new keys
SETTLED = timedelta(minutes=5)  # by then every server has heard of a key, and it may sign


class Keyring:
    """A `channels.base.Signer`. Without keys, before `load`, it signs nothing."""

    def __init__(self, *secrets: bytes) -> None:
        """The first of the secrets signs."""
        self._secrets = secrets

    def sign(self, purpose: str, data: bytes) -> bytes:
        """HMAC-SHA256, 32 bytes."""
        if not self._secrets:
            raise RuntimeError("the keys have not been loaded")
        return _signature(self._secrets[0], purpose, data)

    def verify(self, purpose: str, data: bytes, signature: bytes) -> bool:
        """Whether one of our keys has signed this; see `channels.base.Signer`."""
        length = len(signature)
        ours = (_signature(secret, purpose, data)[:length] for secret in self._secrets)
        return length >= SHORTEST and any([hmac.compare_digest(it, signature) for it in ours])

    async def load(self, store: Store, now: datetime) -> None:
        """Learn every key there is; the first server makes the first one."""
        if not await self.learn(store, now):
            await store.transact(keys.begin, new_secret(), now=now)
            await self.learn(store, now)

    async def learn(self, store: Store, now: datetime) -> bool:
        """Learn every key there is; False if there is none yet."""
        found = await store.read(keys.newest_first)
        self._secrets = tuple(key.secret for key in _in_order(found, now)) if found else ()
        return bool(found)


def new_secret() -> bytes:
    """A key that nobody can guess."""
    return secrets.token_bytes(LENGTH)


def _in_order(found: Sequence[KeyRow], now: datetime) -> list[KeyRow]:
    """The one to sign with first: the newest that all know, or the only one."""
    settled = (key for key in found if now - key.made_at >= SETTLED)
    signing = next(settled, found[-1])
    return [signing, *(key for key in found if key is not signing)]


def _signature(secret: bytes, purpose: str, data: bytes) -> bytes:
    """The purpose comes first, so that what is signed for one is worth nothing for another."""
    return hmac.digest(secret, purpose.encode() + b"\0" + data, "sha256")

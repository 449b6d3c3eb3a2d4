"""Seal a secret so that a stolen database opens nothing, and open it again.

AES-256-GCM (NIST SP 800-38D) with a random nonce of 96 bits; the name of the secret is
authenticated with it, so that one cannot be put in the place of another. The key is derived from
the words of the settings or of the key file by HKDF-SHA256 (RFC 5869); four bytes of the same
derivation say which of several keys it was.
"""

import secrets
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.runtime.vault_keys import CannotOpen

FORMAT = b"\x01"
MARK = 4  # bytes that say which key it was
KEY = 32  # bytes
NONCE = 12  # bytes
PURPOSE = b"firstline vault 1"


@dataclass(frozen=True, slots=True)
class _Key:
    mark: bytes
    cipher: AESGCM = field(repr=False)


class Seal:
    """The keys: the first one seals, all of them open."""

    def __init__(self, words: tuple[str, ...], *, where: str) -> None:
        """`words` are what nobody can guess, one or more; `where` they lie, for a sentence."""
        self._where = where
        self._keys = tuple(_derived(each) for each in words)

    def seal(self, name: str, secret: bytes) -> bytes:
        """The secret as it may lie anywhere."""
        key, nonce = self._keys[0], secrets.token_bytes(NONCE)
        return FORMAT + key.mark + nonce + key.cipher.encrypt(nonce, secret, name.encode())

    def open(self, name: str, sealed: bytes) -> bytes:
        """The secret again. Raises CannotOpen."""
        mark, rest = _parted(sealed)
        nonce, content = rest[:NONCE], rest[NONCE:]
        for key in self._keys:
            if key.mark == mark:
                try:
                    return key.cipher.decrypt(nonce, content, name.encode())
                except (InvalidTag, ValueError) as wrong:
                    raise CannotOpen(self._where) from wrong
        raise CannotOpen(self._where)

    def is_newest(self, sealed: bytes) -> bool:
        """Whether the first key sealed it."""
        return sealed.startswith(FORMAT + self._keys[0].mark)


def _parted(sealed: bytes) -> tuple[bytes, bytes]:
    """The mark of the key, and the rest. Of another format there is no mark."""
    if not sealed.startswith(FORMAT):
        return b"", b""
    return sealed[1 : 1 + MARK], sealed[1 + MARK :]


def _derived(words: str) -> _Key:
    derive = HKDF(algorithm=SHA256(), length=MARK + KEY, salt=None, info=PURPOSE)
    made = derive.derive(words.encode())
    return _Key(made[:MARK], AESGCM(made[MARK:]))

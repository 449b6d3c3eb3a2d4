"""Where the words lie that the vault's keys are made of: the settings, or a file of this server's.

The file has a key a line, the first one seals. It lies beside the database and not in it: who
steals the one has not stolen the other. Several servers share a database and not a data folder, so
they are told the keys by the settings.
"""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

LENGTH = 32  # bytes of chance in a key that we make
SHORTEST = 32  # characters of a key that somebody gives us
OWNER_ONLY = 0o600


class BadKey(ValueError):
    """This is no key; the message says what one looks like."""


class CannotOpen(OSError):
    """There are secrets that our keys do not open."""

    def __init__(self, where: str) -> None:
        """`where` our keys are."""
        super().__init__(
            f"There are secrets in the database that no key in {where} opens. Bring the key back "
            "that they were sealed with (several servers share one by FIRSTLINE_VAULT_KEY), or "
            "give them up with `firstline db forget-secrets`."
        )


def read(text: str) -> tuple[str, ...]:
    """The keys in a text, parted by commas or white space. Raises BadKey."""
    found = tuple(text.replace(",", " ").split())
    if any(len(each) < SHORTEST for each in found):
        raise BadKey(
            f"a key of the vault has {SHORTEST} characters or more, that nobody can guess: "
            "make one with `openssl rand -base64 32`"
        )
    return found


@dataclass(frozen=True, slots=True)
class VaultKeys:
    """`given` by the settings, or else in the file `path`."""

    path: Path
    given: tuple[str, ...] = field(default=(), repr=False)

    def known(self) -> tuple[str, ...]:
        """The keys that there are; () if none was made yet. Raises OSError."""
        if self.given:
            return self.given
        with suppress(FileNotFoundError):
            return self._read()
        return ()

    def _read(self) -> tuple[str, ...]:
        try:
            return read(self.path.read_text(encoding="utf-8"))
        except ValueError as wrong:  # whoever changed it must look
            raise OSError(f"{self.path}: {wrong}") from wrong

    def make(self) -> tuple[str, ...]:
        """The keys that there are by now: the first one is made if there is none. Durable."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.path.with_name(f"{self.path.name}.{secrets.token_hex(8)}")
        try:
            _write(unfinished, f"{secrets.token_urlsafe(LENGTH)}\n".encode())
            with suppress(FileExistsError):
                os.link(unfinished, self.path)
            _sync(self.path.parent)
        finally:
            unfinished.unlink(missing_ok=True)
        return self.known()

    @property
    def where(self) -> str:
        """For a sentence: what to mend."""
        return "FIRSTLINE_VAULT_KEY" if self.given else str(self.path)


def _write(path: Path, content: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with open(os.open(path, flags, OWNER_ONLY), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """What appeared in the folder stays there after a power cut."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)

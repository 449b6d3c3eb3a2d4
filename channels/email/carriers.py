"""How mail leaves: handed to a smarthost, or put into a Maildir where there is none."""

import asyncio
import hashlib
import os
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

import aiosmtplib

from channels.base import TryLater, Undeliverable
from channels.email.settings import EmailSettings

TLS_PORT = 465


class Carrier(Protocol):
    """A way out."""

    async def carry(self, mail: EmailMessage, *, sender: str, recipient: str) -> None:
        """Hand the mail over, durably. Raises TryLater or Undeliverable."""
        ...


def carrier(settings: EmailSettings) -> Carrier:
    return Smarthost(settings) if settings.smarthost else Maildir(Path(settings.maildir))


@dataclass(frozen=True, slots=True)
class Smarthost:
    """A mail server that passes our mail on. One connection a mail."""

    settings: EmailSettings

    async def carry(self, mail: EmailMessage, *, sender: str, recipient: str) -> None:
        try:
            async with asyncio.timeout(self.settings.smarthost_timeout):
                await self._send(mail.as_bytes(), sender, recipient)
        except aiosmtplib.SMTPRecipientsRefused as refused:
            _give_up_or_wait(refused.recipients[0])
        except (aiosmtplib.SMTPRecipientRefused, aiosmtplib.SMTPDataError) as refused:
            _give_up_or_wait(refused)
        except (aiosmtplib.SMTPException, OSError) as problem:
            raise TryLater(f"the smarthost: {problem}") from problem

    async def _send(self, raw: bytes, sender: str, recipient: str) -> None:
        host, _, port = self.settings.smarthost.rpartition(":")
        user = self.settings.smarthost_user
        is_tls = int(port) == TLS_PORT
        await aiosmtplib.send(
            raw,
            sender=sender,
            recipients=[recipient],
            hostname=host.strip("[]"),
            port=int(port),
            username=user or None,
            password=self.settings.smarthost_password.get_secret_value() if user else None,
            use_tls=is_tls,
            start_tls=False if is_tls else self._starttls(),
            local_hostname=self.settings.domain,  # else it asks the DNS for our own name
        )

    def _starttls(self) -> bool | None:
        """A password never travels in the clear unless somebody wrote "never"."""
        is_open = not self.settings.smarthost_user
        return {"always": True, "never": False, "auto": None if is_open else True}[
            self.settings.starttls
        ]


def _give_up_or_wait(refused: aiosmtplib.SMTPResponseException) -> None:
    why = f"the smarthost answered {refused.code} {refused.message}"
    raise Undeliverable(why) if refused.code >= 500 else TryLater(why)


@dataclass(frozen=True, slots=True)
class Maildir:
    """A folder of mails, for trying things out and for mail servers that pick them up."""

    folder: Path

    async def carry(self, mail: EmailMessage, *, sender: str, recipient: str) -> None:
        try:
            await asyncio.to_thread(self._write, mail.as_bytes(), mail["Message-ID"])
        except OSError as problem:
            raise TryLater(f"the outgoing folder: {problem}") from problem

    def _write(self, raw: bytes, message_id: str) -> None:
        """The name comes from the Message-ID, so that a repeat makes no second file."""
        name = f"{hashlib.sha256(message_id.encode()).hexdigest()[:32]}.firstline"
        for part in ("", "tmp", "new", "cur"):
            (self.folder / part).mkdir(mode=0o700, parents=True, exist_ok=True)
        if (self.folder / "new" / name).exists() or any((self.folder / "cur").glob(f"{name}*")):
            return
        draft = self.folder / "tmp" / f"{name}.{os.getpid()}"
        with open(draft, "wb", opener=_for_us_alone) as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.folder / "new" / name)
        _sync_folder(self.folder / "new")


def _for_us_alone(path: str, flags: int) -> int:
    """A mail is nobody else's to read."""
    return os.open(path, flags, 0o600)


def _sync_folder(folder: Path) -> None:
    """Make a new name in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

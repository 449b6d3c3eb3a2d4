"""How mail leaves: handed to a smarthost, or put into a Maildir where there is none."""

import asyncio
import hashlib
import os
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import aiosmtplib

from channels.base import TryLater, Undeliverable
from channels.email.connections import Connections
from channels.email.settings import EmailSettings

TLS_PORT = 465
TOO_LARGE = 552  # the one refusal of MAIL that is about the mail and not about us


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A mail and its envelope. `id` is its Message-ID; a bounce goes to `sender`."""

    raw: bytes
    id: str
    sender: str
    recipient: str


class Carrier(Protocol):
    """A way out."""

    async def carry(self, mail: Outgoing) -> None:
        """Hand the mail over, durably. Raises TryLater or Undeliverable."""
        ...

    def at_work(self) -> AbstractAsyncContextManager[None]:
        """Within this block mail after mail may come; after it nothing is left open."""
        ...


def carrier(settings: EmailSettings) -> Carrier:
    return Smarthost(settings) if settings.smarthost else Maildir(Path(settings.maildir))


class Smarthost:
    """A mail server that passes our mail on."""

    def __init__(self, settings: EmailSettings) -> None:
        self._settings = settings
        self._connections = Connections(self._dial, most=settings.smarthost_connections)

    def at_work(self) -> AbstractAsyncContextManager[None]:
        return self._connections.kept()

    async def carry(self, mail: Outgoing) -> None:
        """If the answer is lost, so is whether it was taken: it goes again, the id the same."""
        try:
            await self._carry(mail)
        except aiosmtplib.SMTPSenderRefused as refused:
            if refused.code == TOO_LARGE:
                _give_up_or_wait(refused)
            raise TryLater(f"the smarthost does not let us send: {_answer(refused)}") from refused
        except (aiosmtplib.SMTPRecipientRefused, aiosmtplib.SMTPDataError) as refused:
            _give_up_or_wait(refused)
        except (aiosmtplib.SMTPException, OSError) as problem:
            why = str(problem) or type(problem).__name__
            raise TryLater(f"the smarthost: {why}") from problem

    async def _carry(self, mail: Outgoing) -> None:
        async def begin(client: aiosmtplib.SMTP) -> None:
            await client.mail(mail.sender, options=_options(client, mail))

        within = self._settings.smarthost_timeout
        async with self._connections.borrow(begin, within=within) as client:
            await client.rcpt(mail.recipient)
            await client.data(mail.raw)

    async def _dial(self) -> aiosmtplib.SMTP:
        settings = self._settings
        host, _, port = settings.smarthost.rpartition(":")
        user = settings.smarthost_user
        is_tls = int(port) == TLS_PORT
        client = aiosmtplib.SMTP(
            hostname=host.strip("[]"),
            port=int(port),
            username=user or None,
            password=settings.smarthost_password.get_secret_value() if user else None,
            use_tls=is_tls,
            start_tls=False if is_tls else self._starttls(),
            local_hostname=settings.domain,  # else it asks the DNS for our own name
            timeout=settings.smarthost_timeout,
        )
        await client.connect()
        return client

    def _starttls(self) -> bool | None:
        """A password never travels in the clear unless somebody wrote "never"."""
        is_open = not self._settings.smarthost_user
        return {"always": True, "never": False, "auto": None if is_open else True}[
            self._settings.starttls
        ]


def _options(client: aiosmtplib.SMTP, mail: Outgoing) -> list[str]:
    return [f"SIZE={len(mail.raw)}"] if client.supports_extension("size") else []


def _give_up_or_wait(refused: aiosmtplib.SMTPResponseException) -> None:
    why = f"the smarthost answered {_answer(refused)}"
    raise Undeliverable(why) if refused.code >= 500 else TryLater(why)


def _answer(refused: aiosmtplib.SMTPResponseException) -> str:
    return f"{refused.code} {refused.message}"


@dataclass(frozen=True, slots=True)
class Maildir:
    """A folder of mails, for trying things out and for mail servers that pick them up."""

    folder: Path

    def at_work(self) -> AbstractAsyncContextManager[None]:
        return nullcontext()

    async def carry(self, mail: Outgoing) -> None:
        try:
            await asyncio.to_thread(self._write, mail.raw, mail.id)
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

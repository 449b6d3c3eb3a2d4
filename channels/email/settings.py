"""What may be set about e-mail."""

import re
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, Field, SecretStr, model_validator

from channels.web.settings import is_loopback

MIB = 1024 * 1024
OUR_ADDRESS = re.compile(r"[a-z0-9._=-]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,120}[a-z0-9])?")


def _address(value: str) -> str:
    lowered = value.strip().lower()
    if not OUR_ADDRESS.fullmatch(lowered):
        raise ValueError("an address looks like helpdesk@example.org, without a plus or quotes")
    return lowered


def _smarthost(value: str) -> str:
    host, colon, port = value.rpartition(":")
    if value and not (host and colon and port.isascii() and port.isdigit()):
        raise ValueError("a smarthost looks like mail.example.org:587")
    return value


# --- a mailbox as another way in ---------------------------------------------------------------

CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def _plain_text(value: str) -> str:
    if CONTROL.search(value):
        raise ValueError("no line ends or other control signs, please")
    return value


Word = Annotated[str, AfterValidator(_plain_text)]


class ImapSettings(BaseModel, extra="forbid", frozen=True):
    """`[email.imap]`: a mailbox from which mail is taken too; without `host` there is none.

    `port` 0 is the usual one. `token_command` prints an access token (XOAUTH2) and stands in for
    `password`. Mail received before the day `since` is left alone. What was taken is marked, or
    moved to `done_folder`. A look is taken `every` so many seconds even if the server says
    nothing; `timeout` is for one answer of the server.
    """

    host: Word = ""
    port: int = Field(default=0, ge=0, le=65535)
    security: Literal["tls", "starttls", "plain"] = "tls"
    plain_is_safe: bool = False
    ca_file: str = ""

    user: Word = ""
    password: SecretStr = SecretStr("")
    token_command: tuple[str, ...] = ()

    folders: Annotated[tuple[Word, ...], Field(min_length=1)] = ("INBOX",)
    done_folder: Word = ""
    since: date | None = None
    every: float = Field(default=60, gt=0, le=28 * 60)  # servers may hang up after 30 minutes
    timeout: float = Field(default=30, gt=0, le=300)

    @property
    def usual_port(self) -> int:
        """`port`, or the one that is usual for this security."""
        return self.port or (993 if self.security == "tls" else 143)

    @property
    def is_exposed(self) -> bool:
        """Whether password and mail would travel in the clear beyond this machine."""
        return self.security == "plain" and self.host != "" and not is_loopback(self.host)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        missing = {
            "a user": not self.user,
            "a password or a token_command": not (self.password or self.token_command),
            "since, the first day whose mail is taken, such as 2026-11-30": not self.since,
        }
        for name in (name for name, is_missing in missing.items() if self.host and is_missing):
            raise ValueError(f"a mailbox needs {name}")
        if self.is_exposed and not self.plain_is_safe:
            raise ValueError('beyond this machine use "tls" or "starttls", or set plain_is_safe')
        if self.done_folder in self.folders:
            raise ValueError("done_folder cannot be one of the folders")
        return self


class EmailSettings(BaseModel, extra="forbid", frozen=True):
    """Mail comes in by SMTP for `addresses` and leaves by the smarthost, or into a Maildir.

    `smarthost` is host:port (465 speaks TLS at once). `starttls` "auto" uses it where offered, and
    insists on it if there is a user to sign in. `smarthost_timeout` is for one whole mail.
    """

    addresses: Annotated[
        tuple[Annotated[str, AfterValidator(_address)], ...], Field(min_length=1)
    ] = ("helpdesk@localhost",)
    from_name: str = "IT help desk"
    host: str = "127.0.0.1"
    port: int = Field(default=2525, ge=0, le=65535)
    size_limit: int = Field(default=25 * MIB, ge=1024)

    smarthost: Annotated[str, AfterValidator(_smarthost)] = ""
    smarthost_user: str = ""
    smarthost_password: SecretStr = SecretStr("")
    starttls: Literal["auto", "always", "never"] = "auto"
    smarthost_timeout: float = Field(default=60, gt=0, le=140)
    maildir: str = "outgoing"

    most_connections: int = Field(default=100, ge=1)
    most_connections_per_address: int = Field(default=50, ge=1)  # a mail server opens 20
    most_recipients: int = Field(default=100, ge=1)
    idle_seconds: float = Field(default=300, gt=0)
    session_seconds: float = Field(default=600, gt=0)

    imap: ImapSettings = ImapSettings()

    @property
    def domain(self) -> str:
        """The name we greet with and sign our Message-IDs with."""
        return self.addresses[0].rpartition("@")[2]

    def own(self, address: str) -> str:
        """Which of our addresses this is, with or without a +part; "" if none."""
        local, _, domain = address.lower().rpartition("@")
        plain = f"{local.partition('+')[0]}@{domain}"
        return plain if plain in self.addresses else ""

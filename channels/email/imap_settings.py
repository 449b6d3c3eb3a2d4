"""What may be set about a mailbox that mail is taken from."""

import re
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, Field, SecretStr, model_validator

from channels.web.settings import is_loopback

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

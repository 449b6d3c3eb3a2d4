"""What may be set about Telegram."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, Field, SecretStr, model_validator

MIB = 1024 * 1024
PATH = "/telegram/webhook"
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
TOKEN = re.compile(r"([0-9]{1,20}):[A-Za-z0-9_-]{1,100}")


def _base(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError("a base URL looks like https://api.telegram.org/bot")
    return value.rstrip("/")


def _token(value: SecretStr) -> SecretStr:
    said = value.get_secret_value()
    if said and not TOKEN.fullmatch(said):
        raise ValueError("a token looks like 123456:ABC-DEF, as @BotFather shows it")
    return value


def _secret(value: SecretStr) -> SecretStr:
    if value.get_secret_value() and not SECRET.fullmatch(value.get_secret_value()):
        raise ValueError("a webhook secret is 1 to 256 of A-Z, a-z, 0-9, _ and -")
    return value


Base = Annotated[str, AfterValidator(_base)]


class TelegramSettings(BaseModel, extra="forbid", frozen=True):
    """`[telegram]`. Updates are fetched ("polling"), or Telegram calls `public_url` ("webhook").

    The token of the bot stands at the end of both base URLs, which are other ones for a Bot API
    server of your own; `file_limit` may be larger there. `secret` guards the webhook; without one
    it is derived from the token. `agents_chat` is the group (its id, a negative number) where the
    desk works: it has a card for every ticket, or with `topics` a topic. `people` are user ids by
    e-mail address, for those whom the settings vouch for.
    """

    token: Annotated[SecretStr, AfterValidator(_token)] = SecretStr("")
    mode: Literal["polling", "webhook"] = "polling"
    base_url: Base = "https://api.telegram.org/bot"
    base_file_url: Base = "https://api.telegram.org/file/bot"
    public_url: str = ""
    secret: Annotated[SecretStr, AfterValidator(_secret)] = SecretStr("")
    agents_chat: int = Field(default=0, le=0)
    topics: bool = False
    people: Mapping[str, int] = {}
    file_limit: int = Field(default=20 * MIB, ge=1)
    poll_seconds: int = Field(default=30, ge=0, le=50)
    card_seconds: float = Field(default=3, gt=0)  # between two changes of one card

    @model_validator(mode="after")
    def _can_be_called(self) -> "TelegramSettings":
        if self.mode == "webhook" and urlsplit(self.public_url).scheme not in ("https", "http"):
            raise ValueError('mode = "webhook" needs public_url, such as https://help.example.org')
        return self

    @property
    def bot_id(self) -> int:
        """The user id of the bot, which is the first part of its token; 0 without a token."""
        found = TOKEN.fullmatch(self.token.get_secret_value())
        return int(found[1]) if found else 0

    @property
    def webhook_url(self) -> str:
        """Where Telegram is to send updates."""
        return self.public_url.rstrip("/") + PATH

    @property
    def webhook_secret(self) -> str:
        """What Telegram has to show there."""
        chosen = self.secret.get_secret_value()
        token = self.token.get_secret_value().encode()
        return chosen or hmac.digest(token, b"telegram webhook", hashlib.sha256).hex()

    def email_of(self, user: int) -> str:
        """The address that the settings vouch for; "" if none."""
        return next((email for email, known in self.people.items() if known == user), "")

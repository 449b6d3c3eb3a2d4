"""What may be set about Slack."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, SecretStr, field_validator

MIB = 1024 * 1024
SLACK = "https://slack.com/api/"

BOT_TOKENS = ("xoxb-", "xoxe.xoxb-")  # the second kind is one that rotates
APP_TOKENS = ("xapp-",)


def _channel(value: str) -> str:
    """An id as it is, a name in lower case without the #."""
    plain = value.strip()
    return plain if is_id(plain) else plain.removeprefix("#").lower()


def _user(value: str) -> str:
    if not is_id(value.strip()):
        raise ValueError("a member ID is needed, such as U012AB3CD (profile, More, Copy member ID)")
    return value.strip()


def is_id(value: str) -> bool:
    """Whether it looks like an id of Slack's, which no name does: C012AB3CD, U012AB3CD."""
    return len(value) >= 3 and value.isascii() and value.isalnum() and value == value.upper()


Channel = Annotated[str, AfterValidator(_channel)]
User = Annotated[str, AfterValidator(_user)]


class NotSetUp(OSError):
    """Slack cannot be spoken to with these settings; the sentences say what is missing."""


class SlackSettings(BaseModel, extra="forbid", frozen=True):
    """The `[slack]` part of the settings.

    `mode` "socket" needs no public address, "http" needs `signing_secret` and `web.public_url`.
    Channels are given by name or by id. `help_channels` are those where every new message is a
    request, `triage_channel` is where the desk works. `admins` are the members told when something
    must be mended, by default whoever reads the triage channel. `bots` are the bots that may ask;
    all others are ignored. `file_limit` is in bytes. `nudge_hours` is how long somebody who was
    shown the way to the desk is not shown it again. With `client_id` and `client_secret` any number
    of workspaces can be joined, and `bot_token` is not used. `public_url` is where Slack reaches
    us, by default that of [web].
    """

    bot_token: SecretStr = SecretStr("")
    app_token: SecretStr = SecretStr("")
    signing_secret: SecretStr = SecretStr("")
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")

    mode: Literal["socket", "http"] = "socket"
    connections: int = Field(default=2, ge=1, le=10)  # Slack allows no more than ten
    base_url: str = SLACK
    public_url: str = ""

    help_channels: tuple[Channel, ...] = ()
    triage_channel: Channel = ""
    admins: tuple[User, ...] = ()
    bots: tuple[str, ...] = ()

    file_limit: int = Field(default=25 * MIB, ge=1024)
    reaction: str = "ticket"
    nudge_hours: float = Field(default=24, ge=0)

    @field_validator("base_url")
    @classmethod
    def _is_an_address(cls, url: str) -> str:
        if not url.startswith(("https://", "http://")):
            raise ValueError(f"give it in full, such as {SLACK}")
        return url.rstrip("/") + "/"

    @field_validator("reaction")
    @classmethod
    def _is_a_name(cls, name: str) -> str:
        return name.strip().strip(":")

    @property
    def many(self) -> bool:
        """Whether any workspace may be joined, by OAuth, and not only the one of `bot_token`."""
        return bool(self.client_id)

    def complaints(self) -> tuple[str, ...]:
        """Why it cannot begin like this: a sentence each, with what to do. () if it can."""
        return tuple(dict.fromkeys(self._complaints()))

    def require(self) -> None:
        """Raise NotSetUp unless it can begin like this."""
        complaints = self.complaints()
        if complaints:
            raise NotSetUp("\n".join(complaints))

    def _complaints(self) -> Iterator[str]:
        if self.many:
            yield from _of_secret("client_secret", self.client_secret)
            yield from self._of_address("for the installation in a workspace")
        else:
            yield from _of_token("bot_token", self.bot_token, BOT_TOKENS)
        if self.mode == "socket":
            yield from _of_token("app_token", self.app_token, APP_TOKENS)
        else:
            yield from _of_secret("signing_secret", self.signing_secret)
            yield from self._of_address("in HTTP mode")

    def _of_address(self, for_what: str) -> Iterator[str]:
        if not self.public_url.startswith("https://"):
            yield f"web.public_url is not an https address, and Slack comes to no other {for_what}."


# What each secret looks like and where Slack shows it.
WHERE = {
    "bot_token": (
        "it begins with xoxb- and stands under OAuth & Permissions at api.slack.com/apps, once the "
        "app is installed in your workspace."
    ),
    "app_token": (
        "it begins with xapp-, and you make it under Basic Information, App-Level Tokens, with the "
        "scope connections:write."
    ),
    "signing_secret": "it stands under Basic Information, App Credentials.",
    "client_secret": "it stands under Basic Information, App Credentials, as the client ID does.",
}


def _of_secret(name: str, secret: SecretStr) -> Iterator[str]:
    if not secret.get_secret_value():
        yield f"slack.{name} is missing: {WHERE[name]}"


def _of_token(name: str, token: SecretStr, kinds: tuple[str, ...]) -> Iterator[str]:
    given = token.get_secret_value()
    if not given:
        yield f"slack.{name} is missing: {WHERE[name]}"
    elif not given.startswith(kinds):
        yield f"slack.{name} is a token of another kind: {WHERE[name]}"

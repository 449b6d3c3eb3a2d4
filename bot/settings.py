"""firstline.toml + environment -> frozen Settings; a complaint names its key and the nearest.

Every key can be set in the environment too: FIRSTLINE_DATABASE, FIRSTLINE_WEB__PORT and so on; the
environment wins over the file. FIRSTLINE_CONFIG names another file.
"""

import json
import os
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from bot.core.queueing import FIRST_RESPONSE
from bot.runtime import vault_keys
from bot.runtime.vault_keys import VaultKeys
from channels.email.settings import EmailSettings
from channels.slack.settings import SlackSettings
from channels.telegram.settings import TelegramSettings
from channels.web.settings import WebSettings
from knowledge.confidence import FLOOR

FILE = "firstline.toml"
PREFIX = "FIRSTLINE_"
TESTS = "FIRSTLINE_TEST"  # what our tests are told begins so


class BadSettings(Exception):
    """The settings cannot be used; the message says where and how to mend them."""


def email_address(value: str) -> str:
    """The address, trimmed and in lower case. Raises ValueError if it is none."""
    if value.count("@") != 1 or value.startswith("@") or value.endswith("@"):
        raise ValueError("an e-mail address is needed, such as sam@example.org")
    return value.strip().lower()


def _keys(value: SecretStr) -> SecretStr:
    vault_keys.read(value.get_secret_value())
    return value


class AgentSettings(BaseModel, extra="forbid", frozen=True):
    """One `[[agents]]`: somebody who works at the desk."""

    name: str = Field(min_length=1)
    email: Annotated[str, AfterValidator(email_address)]
    teams: tuple[str, ...] = ()


Minutes = Annotated[int, Field(ge=1)]


class DeskSettings(BaseModel, extra="forbid", frozen=True):
    """`[desk]`: how the desk works. `settle` is in seconds.

    The two limits are for what goes to one mail address by itself, about one ticket in one day:
    more looks like two machines that answer one another. `first_response` is in minutes, for each
    priority from 1 to 5: tickets that wait longer for somebody are shown as late.
    """

    name: str = "IT help desk"
    teams: tuple[str, ...] = ("service desk", "network", "workplace", "applications")
    policy: Literal["priority", "fifo"] = "priority"
    settle: float = Field(default=1.5, ge=0, le=30)
    most_answers_per_hour: int = Field(default=12, ge=1)
    most_answers_per_ticket: int = Field(default=20, ge=1)
    first_response: tuple[Minutes, Minutes, Minutes, Minutes, Minutes] = FIRST_RESPONSE


class KnowledgeSettings(BaseModel, extra="forbid", frozen=True):
    """`[knowledge]`: more folders of articles, and how sure a suggestion must be (0 to 1).

    With `precision`, the share of suggestions that is to be right, the floor follows from it and
    from what people press. `encoder` is a folder with `model.onnx` and `tokenizer.json`, or
    "installed" for the one that packages bring along.
    """

    folders: tuple[Path, ...] = ()
    floor: float = Field(default=FLOOR, ge=0, le=1)
    precision: float = Field(default=0, ge=0, lt=1)
    encoder: str = ""


class LogSettings(BaseModel, extra="forbid", frozen=True):
    """`[log]`: one line or one JSON object an entry, and from which level on."""

    format: Literal["text", "json"] = "text"
    level: Literal["debug", "info", "warning", "error"] = "warning"


class Settings(BaseSettings):
    """Everything that can be set. `vault_key` is for several servers that share a database."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        nested_model_default_partial_update=True,
    )

    data: Path = Path("data")
    database: str = ""
    vault_key: Annotated[SecretStr, AfterValidator(_keys)] = SecretStr("")
    channels: tuple[str, ...] = ("console", "web", "email")
    agents: tuple[AgentSettings, ...] = ()
    desk: DeskSettings = DeskSettings()
    knowledge: KnowledgeSettings = KnowledgeSettings()
    web: WebSettings = WebSettings()
    email: EmailSettings = EmailSettings()
    slack: SlackSettings = SlackSettings()
    telegram: TelegramSettings = TelegramSettings()
    log: LogSettings = LogSettings()

    @property
    def url(self) -> str:
        """The URL of the database: as set, else a SQLite file in the data folder."""
        return self.database or f"sqlite:///{self.data / 'firstline.db'}"

    @property
    def blobs(self) -> Path:
        """The folder of the files that people sent."""
        return self.data / "blobs"

    @property
    def vault_keys(self) -> VaultKeys:
        """Where the keys of the vault are."""
        given = vault_keys.read(self.vault_key.get_secret_value())
        return VaultKeys(self.data / "vault.key", given)

    @property
    def control(self) -> Path:
        """The socket by which commands reach a running server."""
        return self.data / "control.sock"

    @property
    def mail(self) -> EmailSettings:
        """The e-mail settings, with the Maildir in its place."""
        maildir = str(self.data / self.email.maildir)
        return self.email.model_copy(update={"maildir": maildir})

    @property
    def chat(self) -> SlackSettings:
        """The Slack settings, with the address of our pages."""
        url = self.slack.public_url or self.web.public_url
        return self.slack.model_copy(update={"public_url": url})

    def of(self, kind: str) -> object:
        """What a channel of ours is told; None for one that brings its own settings."""
        placed = {
            "email": self.mail,
            "web": self.web,
            "slack": self.chat,
            "telegram": self.telegram,
        }
        return placed.get(kind)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment over the file; nothing else."""
        file = TomlConfigSettingsSource(settings_cls, toml_file=config_file())
        return init_settings, env_settings, file


def config_file() -> Path:
    """The settings file, whether it is there or not."""
    return Path(os.environ.get("FIRSTLINE_CONFIG", FILE))


def load() -> Settings:
    """Read the settings. Raises BadSettings with one sentence a problem."""
    named = os.environ.get("FIRSTLINE_CONFIG")
    if named and not Path(named).is_file():
        raise BadSettings(f"FIRSTLINE_CONFIG names {named}, and there is no such file.")
    try:
        found = Settings()
    except ValidationError as error:
        raise BadSettings("\n".join(_complaint(e) for e in error.errors())) from error
    except SettingsError as error:
        raise BadSettings(_unreadable()) from error
    except ValueError as error:  # not TOML at all
        raise BadSettings(f"{config_file()}: {error}") from error
    _refuse_strange_variables()
    return found


def _complaint(error: ErrorDetails) -> str:
    key = ".".join(str(part) for part in error["loc"])
    if error["type"] != "extra_forbidden":
        return f"{_where(error)}: {key}: {error['msg']}{_shown(error)}."
    hint = _hint(str(error["loc"][-1]), _siblings(error))
    return f"{_where(error)}: there is no setting {key}.{hint}"


def _hint(wrong: str, right: Iterable[str]) -> str:
    near = get_close_matches(wrong, list(right), n=1, cutoff=0.5)
    return f" Did you mean {near[0]}?" if near else ""


def _shown(error: ErrorDetails) -> str:
    """What was given, if it is a plain value and can hold no secret."""
    given, last = error["input"], str(error["loc"][-1])
    plain = isinstance(given, (int, float)) or (isinstance(given, str) and "://" not in given)
    secret = any(word in last for word in ("pass", "token", "secret", "database", "key"))
    return f" (it is {given!r})" if plain and not secret else ""


def _where(error: ErrorDetails) -> str:
    """The variable that gave the value, whole or as JSON around it; else the file."""
    parts = [str(part).upper() for part in error["loc"]]
    names = (PREFIX + "__".join(parts[:length]) for length in range(len(parts), 0, -1))
    variable = next((name for name in names if name in os.environ), "")
    return f"environment variable {variable}" if variable else str(config_file())


def _unreadable() -> str:
    """Which variable should hold JSON and does not."""
    lists = (PREFIX + name.upper() for name in Settings.model_fields)
    wrong = [name for name in lists if name in os.environ and not _is_json(os.environ[name])]
    return "\n".join(
        f'environment variable {name} must hold JSON, such as ["web"] for a list.' for name in wrong
    )


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _refuse_strange_variables() -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {"FIRSTLINE_CONFIG"}
    ours = (name for name in os.environ if name.startswith(PREFIX))
    strange = [n for n in ours if n.partition("__")[0] not in known and not n.startswith(TESTS)]
    if strange:
        said = (f"environment variable {n}: no such setting.{_hint(n, known)}" for n in strange)
        raise BadSettings("\n".join(said))


def _siblings(error: ErrorDetails) -> Iterator[str]:
    model: Any = Settings
    for part in error["loc"][:-1]:
        field = getattr(model, "model_fields", {}).get(str(part))
        model = _model_of(field.annotation) if field else model
    yield from model.model_fields


def _model_of(annotation: Any) -> Any:  # noqa: ANN401 - whatever pydantic was given
    inner = getattr(annotation, "__args__", (annotation,))[0]
    return inner if hasattr(inner, "model_fields") else Settings

"""An update as Telegram sends it, read as far as we need it. Pure.

Only what we cannot do without is asked for; whatever else is missing, new or strange is passed
over. https://core.telegram.org/bots/api#update
"""

import json
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from channels.base import Undeliverable

DEEPEST = 40  # levels of JSON; Telegram's have about ten


class Unreadable(Undeliverable):
    """No update that we understand; says why, without quoting it.

    It never will be, so it is not tried again: the desk is shown what came.
    """


class Model(BaseModel):
    """Takes what it knows."""

    model_config = ConfigDict(frozen=True)


class User(Model):
    """https://core.telegram.org/bots/api#user"""

    id: int
    is_bot: bool = False
    first_name: str = ""
    last_name: str = ""
    username: str = ""
    language_code: str = ""

    @property
    def name(self) -> str:
        """As others see it."""
        return f"{self.first_name} {self.last_name}".strip() or self.username


class Chat(Model):
    """https://core.telegram.org/bots/api#chat"""

    id: int
    type: str = "private"

    @property
    def is_private(self) -> bool:
        """Whether it is a person's chat with the bot."""
        return self.type == "private"


class Entity(Model):
    """A part of a text with a meaning; its place is in UTF-16 units."""

    type: str
    offset: int
    length: int
    url: str = ""
    user: User | None = None


class Media(Model):
    """A photo size, document, voice, video, sticker ...: anything with a `file_id`."""

    file_id: str
    file_size: int = 0
    file_name: str = ""
    mime_type: str = ""
    emoji: str = ""


class Contact(Model):
    """https://core.telegram.org/bots/api#contact"""

    phone_number: str
    first_name: str = ""
    last_name: str = ""


class Location(Model):
    """https://core.telegram.org/bots/api#location"""

    latitude: float
    longitude: float
    live_period: int = 0


class Venue(Model):
    """https://core.telegram.org/bots/api#venue"""

    title: str = ""
    address: str = ""


class Topic(Model):
    """https://core.telegram.org/bots/api#forumtopiccreated"""

    name: str = ""


class Quoted(Model):
    """The message that is answered, or that carries the pressed button."""

    message_id: int
    chat: Chat | None = None
    from_: User | None = Field(default=None, alias="from")
    text: str = ""
    entities: tuple[Entity, ...] = ()
    caption_entities: tuple[Entity, ...] = ()
    message_thread_id: int = 0
    is_topic_message: bool = False
    forum_topic_created: Topic | None = None
    reply_markup: dict[str, Any] | None = None


class Message(Model):
    """https://core.telegram.org/bots/api#message"""

    message_id: int
    chat: Chat
    date: int = 0
    edit_date: int = 0
    from_: User | None = Field(default=None, alias="from")
    sender_chat: Chat | None = None
    is_automatic_forward: bool = False
    text: str = ""
    caption: str = ""
    entities: tuple[Entity, ...] = ()
    caption_entities: tuple[Entity, ...] = ()
    media_group_id: str = ""
    message_thread_id: int = 0
    is_topic_message: bool = False
    reply_to_message: Quoted | None = None
    photo: tuple[Media, ...] = ()
    document: Media | None = None
    voice: Media | None = None
    video: Media | None = None
    video_note: Media | None = None
    audio: Media | None = None
    animation: Media | None = None
    sticker: Media | None = None
    contact: Contact | None = None
    location: Location | None = None
    venue: Venue | None = None
    poll: dict[str, Any] | None = None
    dice: dict[str, Any] | None = None
    story: dict[str, Any] | None = None
    checklist: dict[str, Any] | None = None
    migrate_to_chat_id: int = 0

    @property
    def said(self) -> str:
        """The words: the text, or the caption of a file."""
        return self.text or self.caption

    @property
    def marks(self) -> tuple[Entity, ...]:
        """What has a meaning in the words."""
        return self.entities if self.text else self.caption_entities


class Press(Model):
    """https://core.telegram.org/bots/api#callbackquery"""

    id: str
    from_: User = Field(alias="from")
    data: str = ""
    message: Quoted | None = None


class Member(Model):
    """https://core.telegram.org/bots/api#chatmember"""

    status: str


class Membership(Model):
    """https://core.telegram.org/bots/api#chatmemberupdated"""

    chat: Chat
    old_chat_member: Member | None = None
    new_chat_member: Member


class Update(Model):
    """One update; at most one of its parts is there."""

    update_id: int
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: Press | None = None
    my_chat_member: Membership | None = None


KINDS = ("message", "edited_message", "callback_query", "my_chat_member")


def parse(raw: bytes) -> Update:
    """Raises Unreadable."""
    try:
        decoded = json.loads(raw)
    except (ValueError, RecursionError) as trouble:
        raise Unreadable(f"it is no JSON ({type(trouble).__name__})") from None
    return understood(decoded)


def understood(decoded: object) -> Update:
    """Raises Unreadable. The words are without what no database takes."""
    try:
        return Update.model_validate(_clean(decoded, DEEPEST))
    except ValidationError as trouble:
        where = {".".join(map(str, each["loc"])) for each in trouble.errors()}
        raise Unreadable(f"not as we know it: {', '.join(sorted(where))[:200]}") from None


def _clean(value: Any, deepest: int) -> Any:  # noqa: ANN401 - any JSON
    """Without NUL characters and halves of characters, which no database takes."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if not deepest:
        return None
    if isinstance(value, list):
        return [_clean(each, deepest - 1) for each in value]
    if isinstance(value, dict):
        return {name: _clean(each, deepest - 1) for name, each in value.items()}
    return value

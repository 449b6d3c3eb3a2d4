"""A message as Slack describes it: who said what where, and which files came along."""

from dataclasses import dataclass

from channels.slack.payloads import Json

SLACKBOT = "USLACKBOT"
# What we hear; every other subtype tells of joins, topics, pins, reminders and the like.
HEARD = frozenset({"", "file_share", "thread_broadcast", "me_message", "bot_message"})
MOST_FILES = 20
ALONE = frozenset({"im", "app_home"})  # the kinds of channels in which nobody else reads


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRef:
    """A file as a message names it. `lies` is how Slack keeps it: "hosted", "external", ..."""

    id: str
    name: str
    media_type: str
    size: int
    url: str
    page: str
    lies: str
    unseen: bool  # a file of another organisation, of which only the id was sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message. `thread` is the ts of its root, its own for a root; `text` has Slack's markup.

    `typed` is what of the text is the speaker's own, and was not forwarded or shown below.

    `bot` is the id of the bot that wrote it, `app` that bot's app. `parent` is the user who wrote
    the root of the thread that it answers in.
    """

    channel: str
    ts: str
    thread: str
    user: str
    text: str
    typed: str = ""
    subtype: str = ""
    kind: str = ""
    bot: str = ""
    app: str = ""
    parent: str = ""
    edited: str = ""
    files: tuple[FileRef, ...] = ()

    @property
    def is_root(self) -> bool:
        """Whether it stands in the channel itself."""
        return self.thread == self.ts

    @property
    def is_direct(self) -> bool:
        """Whether it was said to us alone."""
        return self.kind in ALONE or (not self.kind and self.channel.startswith("D"))


def said(message: Json, *, channel: str, kind: str = "") -> Said:
    """What a message object says; fields that are missing are empty."""
    ts = stamp(message, "ts")
    return Said(
        channel=channel,
        kind=kind,
        ts=ts,
        thread=stamp(message, "thread_ts") or ts,
        user=message.id("user"),
        text=_text(message),
        typed=message.text("text"),
        subtype=message.id("subtype"),
        bot=message.id("bot_id"),
        app=message.id("app_id") or message.id("bot_profile", "app_id"),
        parent=message.id("parent_user_id"),
        edited=stamp(message.at("edited"), "ts"),
        files=tuple(file_of(each) for each in message.each("files"))[:MOST_FILES],
    )


def stamp(value: Json, *path: str) -> str:
    """One of Slack's times, "1700000000.000100"; "" if it is none."""
    found = value.id(*path)
    seconds, dot, parts = found.partition(".")
    is_one = seconds.isdigit() and 0 < len(seconds) <= 11 and (parts.isdigit() or not dot)
    return found if is_one and found.isascii() else ""


def _text(message: Json) -> str:
    """The words, with those of what is forwarded or, where an app wrote it, shown below."""
    text = message.text("text")
    below = [_attached(each) for each in message.each("attachments")]
    forwarded = [words for words, is_forwarded in below if is_forwarded and words]
    other = [words for words, is_forwarded in below if words] if not text else []
    return "\n\n".join([*filter(None, (text,)), *(forwarded or other)])


def _attached(attachment: Json) -> tuple[str, bool]:
    """What an attachment says, and whether it is a message that somebody forwards."""
    words = attachment.text("text") or attachment.text("fallback")
    title = attachment.text("title") or attachment.text("author_name")
    is_forwarded = attachment.at("is_share").value is True
    said_so = words if not title or title in words else f"{title}: {words}".rstrip(": ")
    return said_so, is_forwarded


def file_of(file: Json) -> FileRef:
    """A file object."""
    return FileRef(
        id=file.id("id"),
        name=file.text("name") or file.text("title") or "file",
        media_type=file.text("mimetype"),
        size=file.number("size"),
        url=file.text("url_private_download") or file.text("url_private"),
        page=file.text("permalink") or file.text("url_private"),
        lies=file.id("mode"),
        unseen=file.id("file_access") == "check_file_info",
    )

"""The Web API of the fake: importing this enters every method into the table."""

from tests.fakes.slack.api import (
    apps,
    assistant,
    chat,
    conversations,
    files,
    history,
    installing,
    reactions,
    users,
    views,
)

__all__ = [
    "apps",
    "assistant",
    "chat",
    "conversations",
    "files",
    "history",
    "installing",
    "reactions",
    "users",
    "views",
]

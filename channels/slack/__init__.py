"""Slack: in by Socket Mode or signed HTTP, out by the Web API.

What stands here is imported when it is asked for: most desks have no Slack.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from channels.slack.channel import connect
    from channels.slack.settings import SlackSettings

__all__ = ["SlackSettings", "connect"]

HOMES = {"connect": "channels.slack.channel", "SlackSettings": "channels.slack.settings"}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a function or a class
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(HOMES[name]), name)

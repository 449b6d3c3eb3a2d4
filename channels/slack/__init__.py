"""Slack: in by Socket Mode or signed HTTP, out by the Web API."""

from typing import TYPE_CHECKING

from channels.slack.settings import SlackSettings
from channels.views import Desk

__all__ = ["SlackSettings", "connect"]

if TYPE_CHECKING:
    from channels.slack.channel import SlackChannel


def connect(settings: SlackSettings, house: Desk) -> "SlackChannel":
    """The Slack channel; nothing is connected before it runs."""
    # The vendor's library costs memory, and most desks have no Slack.
    from channels.slack.channel import SlackChannel

    return SlackChannel(settings, house)

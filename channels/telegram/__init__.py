"""Telegram as a channel: private chats, groups and forum topics, by the Bot API."""

from typing import TYPE_CHECKING

from channels.base import House
from channels.telegram.settings import TelegramSettings
from channels.views import Desk

__all__ = ["TelegramSettings", "connect"]

if TYPE_CHECKING:
    from channels.telegram.channel import TelegramChannel


def connect(settings: TelegramSettings, house: Desk | House) -> "TelegramChannel":
    """The Telegram channel; it takes messages in while `run` runs."""
    # The vendor's library costs memory, so only where there is a bot.
    from channels.telegram.channel import TelegramChannel

    return TelegramChannel(settings, house)

"""A strict Telegram for tests: the Bot API over real HTTP, and everybody who writes to the bot.

It has what no published emulator has: limits answered by 429, confirmation by offset, poison,
files, groups that move, and every call held against what Telegram documents.
"""

from tests.fakes.telegram.fake import FakeTelegram
from tests.fakes.telegram.world import Group, Person

__all__ = ["FakeTelegram", "Group", "Person"]

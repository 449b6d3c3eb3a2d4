"""Who we are on Telegram."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Us:
    """The bot, and the group of the desk: under the id by which it is known, and its newest one.

    `hears_all` says that privacy mode is off.
    """

    id: int
    username: str = ""
    hears_all: bool = False
    agents_chat: int = 0
    moved_to: int = 0
    topics: bool = False

    def is_at_the_desk(self, chat: int) -> bool:
        """Whether only the desk listens there."""
        return chat != 0 and chat in (self.agents_chat, self.moved_to)

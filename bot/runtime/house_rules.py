"""What this desk has settled on: the few settings that decisions and messages need."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from channels.base import Traits
from channels.messages import ConversationRef

Clock = Callable[[], datetime]


# How to write to an address by mail; None where no channel can.
BeginMail = Callable[[str], ConversationRef | None]


def _by_no_mail(_: str) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseRules:
    """`traits` by channel name; `pages` is the base of links to ticket pages, "" without any.

    `public_pages` is the same where people reach the pages from everywhere, "" where they do not.
    `settle` is how long a conversation must be quiet before what was said is read as one request.
    """

    desk_name: str = "IT help desk"
    policy: str = "priority"
    teams: tuple[str, ...] = ()
    pages: str = ""
    public_pages: str = ""
    settle: timedelta = timedelta(seconds=1.5)
    link_life: timedelta = timedelta(days=90)
    traits: Mapping[str, Traits] = field(default_factory=dict)
    begin_mail: BeginMail = _by_no_mail

    def vouches(self, channel: str) -> bool:
        """Whether this channel knows who people are."""
        return channel in self.traits and self.traits[channel].vouches

    def takes_orders(self, channel: str) -> bool:
        """Whether what an agent types on this channel may be an order."""
        return self.traits[channel].takes_orders if channel in self.traits else True

    def is_chatty(self, channel: str) -> bool:
        """Whether people on this channel expect an answer at once."""
        return self.traits[channel].bursts if channel in self.traits else True


# How long after an answer the ticker looks at a silent conversation again.
NUDGES: Mapping[str, timedelta] = {
    "remind": timedelta(minutes=15),  # a fix was offered
    "forget": timedelta(hours=24),  # and the person was reminded
    "log": timedelta(minutes=30),  # our one question was not answered
}

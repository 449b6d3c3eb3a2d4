"""What this desk has settled on: the few settings that decisions and messages need."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.queueing import FIRST_RESPONSE
from channels.base import Traits
from channels.messages import ConversationRef

Clock = Callable[[], datetime]


# How to write to an address by mail; None where no channel can.
BeginMail = Callable[[str], ConversationRef | None]
# The same by any channel: its name and the address.
Begin = Callable[[str, str], ConversationRef | None]
# The address that a conversation leads to, where machines may answer; "" elsewhere.
CorrespondentOf = Callable[[ConversationRef], str]


def _by_no_mail(_: str) -> None:
    return None


def _by_no_channel(_: str, __: str) -> None:
    return None


def _nobody(_: ConversationRef) -> str:
    return ""


_UNKNOWN = Traits(longest=0, vouches=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseRules:
    """`traits` by channel name; `pages` is the base of links to ticket pages, "" without any.

    `public_pages` is the same where people reach the pages from everywhere, "" where they do not.
    `settle` is how long a conversation must be quiet before what was said is read as one request.
    A correspondent gets at most `most_answers_per_hour` answers by themselves, and about one ticket
    at most `most_answers_per_ticket` a day. One too many raises Tripped, or is kept back if
    `keeps_back`. `first_response` is in minutes by priority: who waits longer waits too long.
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
    begin: Begin = _by_no_channel
    correspondent: CorrespondentOf = _nobody
    most_answers_per_hour: int = 12
    most_answers_per_ticket: int = 20
    keeps_back: bool = False
    first_response: tuple[int, ...] = FIRST_RESPONSE

    def traits_of(self, channel: str) -> Traits:
        """What this channel can do; of one that is not open, as good as nothing is known."""
        return self.traits.get(channel, _UNKNOWN)

    def vouches(self, channel: str) -> bool:
        """Whether this channel knows who people are."""
        return self.traits_of(channel).vouches

    def takes_orders(self, channel: str) -> bool:
        """Whether what an agent types on this channel may be an order."""
        return self.traits_of(channel).takes_orders

    def is_stepwise(self, channel: str) -> bool:
        """Whether steps are shown one at a time on this channel: quick, and with buttons."""
        return self.is_chatty(channel) and self.traits_of(channel).can_offer

    def is_chatty(self, channel: str) -> bool:
        """Whether people on this channel expect an answer at once."""
        return self.traits_of(channel).bursts


# How long after an answer the ticker looks at a silent conversation again.
NUDGES: Mapping[str, timedelta] = {
    "remind": timedelta(minutes=15),  # a fix was offered
    "forget": timedelta(hours=24),  # and the person was reminded
    "log": timedelta(minutes=30),  # our one question was not answered
}

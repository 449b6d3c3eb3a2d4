"""What a channel must bring to be checked.

Add a module `cases/<kind>.py` that has what `Case` lists; the suite does the rest.
"""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Protocol

from channels.base import Channel
from channels.messages import ConversationRef
from tests.contracts.house import Inbox


class Answer(Enum):
    """What the vendor was told about a payload."""

    TAKEN = "taken"  # it will not come again
    LATER = "later"  # it will come again
    REFUSED = "refused"  # it is not ours, or no message: it need not come again


@dataclass(frozen=True, slots=True)
class ErrorReply:
    """A vendor's recorded answer to a send, and the exception it must become."""

    reply: Any
    outcome: type[Exception]


class Visitor(Protocol):
    """A running channel and the vendor in front of it."""

    channel: Channel

    async def deliver(self, payload: Any) -> Answer: ...


class Case(Protocol):
    """A module. `good` payloads become messages; `odd` ones are broken, hostile or not for us.

    `errors` are recorded error replies by name; empty only where nobody answers a send.
    """

    good: dict[str, Any]
    odd: dict[str, Any]
    errors: dict[str, ErrorReply]
    conversation: ConversationRef

    @staticmethod
    def opened(inbox: Inbox, folder: Path) -> AbstractAsyncContextManager[Visitor]:
        """The channel, running on loopback; messages go to `inbox`."""
        ...

    @staticmethod
    def answering(reply: Any, folder: Path) -> AbstractAsyncContextManager[Channel]:
        """A channel whose vendor answers every send with `reply`."""
        ...

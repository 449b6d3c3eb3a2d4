"""What an error of Telegram's means for the message that met with it.

The classes are looked up in order: BadRequest and TimedOut are kinds of NetworkError.
"""

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)

from channels.base import TryLater, Undeliverable
from channels.telegram.client import Paused


class Flaw(StrEnum):
    """Why Telegram found a request bad, as far as we can do something about it."""

    UNCHANGED = "unchanged"
    NO_TOPIC = "no topic"
    BAD_MARKUP = "bad markup"
    GONE = "gone"
    NO_CHAT = "no chat"
    TOO_BIG = "too big"
    OTHER = "other"


# In lower case, as the description has them; the library takes "Bad Request: " off.
_FLAWS = (
    ("message is not modified", Flaw.UNCHANGED),
    ("thread not found", Flaw.NO_TOPIC),
    ("topic_deleted", Flaw.NO_TOPIC),
    ("topic_closed", Flaw.NO_TOPIC),
    ("can't parse entities", Flaw.BAD_MARKUP),
    ("message to edit not found", Flaw.GONE),
    ("message can't be edited", Flaw.GONE),
    ("message_id_invalid", Flaw.GONE),
    ("chat not found", Flaw.NO_CHAT),
    ("user not found", Flaw.NO_CHAT),
    ("peer_id_invalid", Flaw.NO_CHAT),
    ("file is too big", Flaw.TOO_BIG),
)

# What surely went wrong before anything was sent.
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


def flaw(error: BadRequest) -> Flaw:
    """What is bad about it."""
    said = str(error).lower()
    return next((kind for words, kind in _FLAWS if words in said), Flaw.OTHER)


def is_ambiguous(error: TelegramError) -> bool:
    """Whether it may have arrived all the same: the connection ended before an answer came."""
    cause = error.__cause__
    if isinstance(error, BadRequest) or not isinstance(error, NetworkError):
        return False
    return isinstance(cause, httpx.HTTPError) and not isinstance(cause, _UNSENT)


def outcome(error: TelegramError) -> Exception:
    """TryLater or Undeliverable."""
    for kind, answer in _OUTCOMES:
        if isinstance(error, kind):
            return answer(error)
    return TryLater(_named(error))


def _named(error: TelegramError) -> str:
    return f"Telegram: {error}"[:300]


def _later(error: TelegramError) -> Exception:
    return TryLater(_named(error))


def _never(error: TelegramError) -> Exception:
    return Undeliverable(_named(error))


def _after_a_pause(error: TelegramError) -> Exception:
    after = error.after if isinstance(error, Paused) else timedelta(0)
    return TryLater(_named(error), after=after)


_OUTCOMES: tuple[tuple[type[TelegramError], Callable[[TelegramError], Exception]], ...] = (
    (Paused, _after_a_pause),
    (ChatMigrated, _later),  # known by now under its new id
    (Forbidden, _never),  # blocked, kicked out, or never begun
    (InvalidToken, _later),  # for an admin to mend
    (BadRequest, _never),
    (NetworkError, _later),
)

"""Fetching updates: kept first, and only then confirmed.

Telegram holds an update as known once we ask for what comes after it, and gives it again until
then. https://core.telegram.org/bots/api#getupdates
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from telegram.error import Conflict, InvalidToken, TelegramError

from channels.base import NotNow
from channels.telegram.client import Client, Paused
from channels.telegram.payloads import KINDS

log = logging.getLogger("firstline")

DELAYS = (0.2, 1.0, 2.0, 5.0, 10.0, 30.0)  # seconds; the last again and again
# Somebody may just be going: another server of ours that ends, or that lost its turn.
PATIENCE = (1.0, 2.0, 5.0, 10.0, 20.0)
BATCH = 100

Take = Callable[[Sequence[object]], Awaitable[None]]
Sleep = Callable[[float], Awaitable[None]]


class Stopped(Exception):
    """No more updates can be fetched; the sentence says why, and what to mend."""


async def poll(client: Client, take: Take, *, seconds: int, sleep: Sleep = asyncio.sleep) -> None:
    """Until cancelled. Raises Stopped if somebody else fetches, or the token is none."""
    following: int | None = None
    troubles = conflicts = 0
    while True:
        try:
            following = await _once(client, take, following, seconds)
            troubles = conflicts = 0
        except Conflict as conflict:
            if conflicts == len(PATIENCE):
                raise Stopped(_conflict(conflict)) from None
            await sleep(PATIENCE[conflicts])
            conflicts += 1
        except InvalidToken:
            raise Stopped("Telegram does not know the bot's token; see telegram.token.") from None
        except (TelegramError, NotNow) as trouble:
            pause = DELAYS[min(troubles, len(DELAYS) - 1)]
            log.warning("nothing was fetched from Telegram: %s", type(trouble).__name__)
            await sleep(trouble.after.total_seconds() if isinstance(trouble, Paused) else pause)
            troubles += 1


async def _once(client: Client, take: Take, following: int | None, seconds: int) -> int | None:
    """Fetch and keep; what to ask for next.

    After an empty answer all is confirmed, and it may be a while: Telegram numbers anew after a
    week without updates, perhaps lower. So we ask for whatever there is.
    """
    updates = await client.updates(
        offset=following, limit=BATCH, seconds=seconds, allowed_updates=list(KINDS)
    )
    if not updates:
        return None
    await take(updates)
    return _after(updates)


def _after(updates: Sequence[Any]) -> int | None:
    """The number after the last one received, which is not always the highest."""
    numbers = (each.get("update_id") for each in reversed(updates) if isinstance(each, dict))
    last = next((number for number in numbers if isinstance(number, int)), None)
    return None if last is None else last + 1


def _conflict(conflict: Conflict) -> str:
    if "webhook" in str(conflict).lower():
        return (
            "Telegram sends this bot's updates to a webhook that is not ours. Remove it "
            '(deleteWebhook), or set telegram.mode = "webhook".'
        )
    return (
        "Somebody else fetches this bot's updates: another program, or another desk, with the "
        "same token. Firstline has stopped fetching them and looks again later; end the other one."
    )

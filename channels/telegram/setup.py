"""Making a bot ours: who it is, how its updates come, what its menus offer."""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from telegram.error import TelegramError

from channels.telegram import wording
from channels.telegram.client import Client
from channels.telegram.moves import Moves
from channels.telegram.payloads import KINDS
from channels.telegram.polling import Stopped
from channels.telegram.settings import PATH, TelegramSettings
from channels.telegram.us import Us

log = logging.getLogger("firstline")

CONNECTIONS = 1  # by which Telegram calls the webhook: one update after another, in order

NOT_SET_UP = (
    "telegram.token is not set. Talk to @BotFather, make a bot, and set the token that it shows."
)


def at_first(settings: TelegramSettings) -> Us:
    """What the settings say of us."""
    return Us(id=settings.bot_id, agents_chat=settings.agents_chat, topics=settings.topics)


async def who_we_are(client: Client, settings: TelegramSettings, moves: Moves) -> Us:
    """What Telegram says of us too. Raises TelegramError, NotNow."""
    me = await client.call("getMe")
    agents_chat = await moves.first(settings.agents_chat)  # it may have been set after a move
    return Us(
        id=settings.bot_id,
        username=str(me.get("username", "")),
        hears_all=bool(me.get("can_read_all_group_messages")),
        agents_chat=agents_chat,
        moved_to=await moves.newest(agents_chat),
        topics=settings.topics,
    )


async def be_called(client: Client, settings: TelegramSettings) -> None:
    """Have Telegram send updates to us. Raises TelegramError."""
    await client.call(
        "setWebhook",
        url=settings.webhook_url,
        secret_token=settings.webhook_secret,
        allowed_updates=list(KINDS),
        max_connections=CONNECTIONS,
    )


async def be_let_fetch(client: Client) -> None:
    """Take back a webhook of ours from before. Raises Stopped if there is somebody else's."""
    told = await client.call("getWebhookInfo")
    url = str(told.get("url", ""))
    if url.endswith(PATH):
        await client.call("deleteWebhook", drop_pending_updates=False)
    elif url:
        raise Stopped(
            "Telegram sends this bot's updates to a webhook that is not ours. Remove it "
            '(deleteWebhook), or set telegram.mode = "webhook".'
        )


async def offer_commands(client: Client, us: Us) -> None:
    """The menus, by audience and language. That they could not be set is no trouble."""
    try:
        for menu in menus(us):
            await client.call("setMyCommands", **menu)
    except TelegramError as trouble:
        log.warning("the commands could not be offered: %s", type(trouble).__name__)


def menus(us: Us) -> Iterator[Mapping[str, Any]]:
    """What `setMyCommands` is told, one call after another."""
    audiences: list[tuple[Mapping[str, Any], tuple[str, ...]]] = [
        ({"type": "all_private_chats"}, wording.REQUESTER),
        ({"type": "all_group_chats"}, wording.REQUESTER),
    ]
    if us.agents_chat:
        chat = us.moved_to or us.agents_chat
        audiences.append(({"type": "chat", "chat_id": chat}, wording.DESK))
    for scope, verbs in audiences:
        for language, words in wording.COMMANDS.items():
            commands = [{"command": verb, "description": words[verb]} for verb in verbs]
            yield {"commands": commands, "scope": scope, "language_code": language or None}

"""What is right and wrong with the bot, in sentences for `firstline check`."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

from telegram.error import InvalidToken, TelegramError

from channels.telegram.client import Client
from channels.telegram.settings import PATH, TelegramSettings
from channels.telegram.setup import NOT_SET_UP

Finding = tuple[str, str, str]  # about, a sentence, and "ok", "note" or "wrong"

INSIDE = ("creator", "administrator", "member")


def look(settings: TelegramSettings) -> tuple[Finding, ...]:
    """Every finding; talks to Telegram for at most half a minute."""
    return asyncio.run(_all(settings))


async def _all(settings: TelegramSettings) -> tuple[Finding, ...]:
    client = Client(settings)
    try:
        async with asyncio.timeout(30):
            return tuple([finding async for finding in findings(client, settings)])
    except TimeoutError:
        return (("telegram", f"{settings.base_url} does not answer.", "wrong"),)
    finally:
        await client.close()


async def findings(client: Client, settings: TelegramSettings) -> AsyncIterator[Finding]:
    """One by one; without a bot there is nothing more to look at."""
    if not settings.bot_id:
        yield "telegram token", NOT_SET_UP, "wrong"
        return
    try:
        me = await client.call("getMe")
        yield "telegram token", f"the bot is @{me.get('username', '')}", "ok"
        yield await _webhook(client, settings)
        yield _privacy(me, settings)
        if settings.agents_chat:
            yield await _desk(client, settings)
    except InvalidToken:
        yield "telegram token", "Telegram does not know this token; see @BotFather.", "wrong"
    except TelegramError as trouble:
        text = f"Telegram could not be asked at {settings.base_url} ({trouble})."
        yield "telegram", text, "wrong"


async def _webhook(client: Client, settings: TelegramSettings) -> Finding:
    told = await client.call("getWebhookInfo")
    url, waiting = str(told.get("url", "")), int(told.get("pending_update_count", 0))
    if settings.mode == "polling":
        return _polled(url, waiting)
    if url != settings.webhook_url:
        text = f"Telegram is told at the next start to call {settings.webhook_url}"
        return "telegram webhook", text, "note"
    if told.get("last_error_message"):
        text = f"Telegram's last call failed: {told['last_error_message']}; {waiting} wait."
        return "telegram webhook", text, "note"
    return "telegram webhook", f"Telegram calls {url}; {waiting} updates wait", "ok"


def _polled(url: str, waiting: int) -> Finding:
    if url and not url.endswith(PATH):
        text = (
            "a webhook that is not ours gets this bot's updates. Remove it (deleteWebhook), or "
            'set telegram.mode = "webhook".'
        )
        return "telegram webhook", text, "wrong"
    return "telegram webhook", f"none, updates are fetched; {waiting} wait", "ok"


def _privacy(me: Mapping[str, Any], settings: TelegramSettings) -> Finding:
    if me.get("can_read_all_group_messages"):
        return "telegram privacy", "off: the bot hears everything in its groups", "ok"
    text = (
        "on: in groups the bot hears only commands, answers to its messages and its name. "
        "/setprivacy at @BotFather changes that."
    )
    needed = settings.topics
    return "telegram privacy", text, "note" if needed else "ok"


async def _desk(client: Client, settings: TelegramSettings) -> Finding:
    about = "telegram desk"
    try:
        told = await client.call(
            "getChatMember", chat_id=settings.agents_chat, user_id=settings.bot_id
        )
    except InvalidToken:
        raise
    except TelegramError as trouble:
        text = f"the group {settings.agents_chat} cannot be seen ({trouble}). Add the bot to it."
        return about, text, "wrong"
    status = str(told.get("status", ""))
    if status not in INSIDE:
        return about, f"the bot is not in the group {settings.agents_chat}. Add it.", "wrong"
    if settings.topics and not told.get("can_manage_topics"):
        text = "the bot may not manage topics; make it an administrator who may."
        return about, text, "wrong"
    return about, f"the bot is in the group of the desk as {status}", "ok"

"""One call that writes to a chat: in its turn, and mended where Telegram says how."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from telegram.error import BadRequest, ChatMigrated, TelegramError

from channels.base import TryLater, Undeliverable
from channels.telegram import errors
from channels.telegram.client import Client, Paused, Upload
from channels.telegram.errors import Flaw
from channels.telegram.limits import Limiter
from channels.telegram.moves import Moves

MOST_TRIES = 4  # each with something mended
HTML = {"parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}


class Unsure(TryLater):
    """Nobody knows whether it arrived."""


class Gone(Undeliverable):
    """The message that was to be changed is not there any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A call. `chat` is the id that the desk knows; `plain` the text without markup.

    `ids_in` is the chat that the messages named in it are in, 0 if it names none: when a group
    moves, its messages stay behind.
    """

    chat: int
    ids_in: int = 0
    method: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    plain: str = ""
    upload: Upload | None = None


def _without_topic(step: Step) -> Step | None:
    left = {n: v for n, v in step.arguments.items() if n != "message_thread_id"}
    return replace(step, arguments=left) if len(left) < len(step.arguments) else None


def _without_markup(step: Step) -> Step | None:
    if not step.plain or "parse_mode" not in step.arguments:
        return None
    left = {n: v for n, v in step.arguments.items() if n != "parse_mode"}
    return replace(step, arguments={**left, "text": step.plain})


_CURES: Mapping[Flaw, Callable[[Step], Step | None]] = {
    Flaw.NO_TOPIC: _without_topic,
    Flaw.BAD_MARKUP: _without_markup,
}


class Post:
    """The way out of one bot."""

    def __init__(self, client: Client, limiter: Limiter, moves: Moves) -> None:
        self._client = client
        self._limiter = limiter
        self._moves = moves

    async def out(self, step: Step, *, news: bool = False) -> Any:  # noqa: ANN401 - as Telegram has it
        """What Telegram answers; {} if there was nothing to change.

        Raises TryLater, Unsure, Undeliverable or Gone.
        """
        for _ in range(MOST_TRIES):
            chat = await self._moves.newest(step.chat)
            step = _naming(step, chat)
            await self._limiter.turn(chat, news=news)
            try:
                return await self._client.call(
                    step.method, step.upload, chat_id=chat, **step.arguments
                )
            except ChatMigrated as migrated:
                await self._moves.moved(chat, migrated.new_chat_id)
            except BadRequest as bad:
                if errors.flaw(bad) is Flaw.UNCHANGED:
                    return {}
                step = _cured(step, bad)
            except TelegramError as trouble:
                raise self._outcome(chat, trouble) from None
        raise TryLater("Telegram always finds something else wrong with it")

    def _outcome(self, chat: int, trouble: TelegramError) -> Exception:
        if isinstance(trouble, Paused):
            self._limiter.pause(chat, trouble.after)
        if errors.is_ambiguous(trouble):
            return Unsure("Telegram did not say whether it arrived")
        return errors.outcome(trouble)


def _naming(step: Step, chat: int) -> Step:
    """The step for this chat, without answering what is not there. Raises Gone."""
    if step.ids_in in (0, chat):
        return step
    if "message_id" in step.arguments:
        raise Gone("it stayed behind when the group moved")
    left = {n: v for n, v in step.arguments.items() if n != "reply_parameters"}
    return replace(step, arguments=left, ids_in=0)


def _cured(step: Step, bad: BadRequest) -> Step:
    """The step without what was bad about it. Raises Undeliverable or Gone."""
    flaw = errors.flaw(bad)
    cure = _CURES.get(flaw)
    cured = cure(step) if cure else None
    if cured is None:
        gone = flaw is Flaw.GONE
        raise Gone(str(bad)) if gone else errors.outcome(bad)
    return cured

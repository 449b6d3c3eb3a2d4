"""What is done beside: forms shown, hints whispered, homes kept; none of it holds Slack up."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from channels.base import NotNow, TryLater, Undeliverable
from channels.messages import ConversationRef
from channels.slack import modals, sentences
from channels.slack.deeds import AtHome, Errand, Hint, Open, PutOut
from channels.slack.modals import Origin
from channels.slack.scene import SLACK

log = logging.getLogger("firstline")

LONGEST = 30.0  # seconds for one of them
FAREWELL = 2.0  # seconds for those under way at the end


class Calls(Protocol):
    """Slack's Web API; see `client.Slack`."""

    async def quietly(self, team: str, method: str, **arguments: Any) -> dict[str, Any]: ...  # noqa: ANN401


@dataclass(slots=True, kw_only=True)
class Errands:
    """Runs them, each as a task of its own.

    `may_hint` says whether somebody may be shown the way again, `pinned` tells the ticket of a
    card, `helps` where help is to be had in a workspace. `at_home` is told that somebody looks at
    their home, `put_out` that we are out of a workspace.
    """

    slack: Calls
    may_hint: Callable[[str], Awaitable[bool]]
    pinned: Callable[[ConversationRef, str], Awaitable[str]]
    helps: Callable[[str], Sequence[str]]
    at_home: Callable[[str, str], None]
    put_out: Callable[[str], Awaitable[None]]
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)

    def run(self, errand: Errand) -> None:
        """Begin one."""
        match errand:
            case AtHome(team=team, user=user):
                self.at_home(team, user)
            case Hint():
                self.begin(self._hint(errand))
            case Open():
                self.begin(self._open(errand))
            case PutOut(team=team):
                self.begin(self.put_out(team))

    def begin(self, work: Coroutine[Any, Any, None] | Awaitable[None]) -> None:
        """Do something beside; what goes wrong with it is noted and no more."""
        task = asyncio.create_task(_quietly(work))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def finish(self) -> None:
        """Whatever does not come to an end in a moment is given up."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=FAREWELL)
        for task in self._under_way:
            task.cancel()

    async def _hint(self, hint: Hint) -> None:
        """Nobody is shown the way again and again."""
        if await self.may_hint(f"slack/hint/{hint.team}/{hint.user}"):
            text = sentences.hint(tuple(self.helps(hint.team)))
            await self._whisper(hint.team, hint.channel, hint.user, text)

    async def _open(self, form: Open) -> None:
        """Slack takes a form for three seconds after the press."""
        view = modals.FORMS[form.form](await self._origin(form))
        try:
            await self.slack.quietly(form.team, "views.open", trigger_id=form.trigger, view=view)
        except (TryLater, Undeliverable):
            if form.channel:
                await self._whisper(form.team, form.channel, form.user, sentences.TOO_SLOW)
            raise

    async def _origin(self, form: Open) -> Origin:
        if not form.channel:
            return Origin(reference=form.reference)
        place = f"{form.team}/{form.channel}"
        board = ConversationRef(channel=SLACK, place=place)
        external_id = f"{place}/{form.message}"
        reference = form.reference or await self.pinned(board, external_id)
        return Origin(reference=reference, place=place, thread=form.message, message=external_id)

    async def _whisper(self, team: str, channel: str, user: str, text: str) -> None:
        await self.slack.quietly(team, "chat.postEphemeral", channel=channel, user=user, text=text)


async def _quietly(work: Coroutine[Any, Any, None] | Awaitable[None]) -> None:
    try:
        async with asyncio.timeout(LONGEST):
            await work
    except (TryLater, Undeliverable, NotNow, TimeoutError) as trouble:
        log.warning("slack: an errand failed: %s", trouble)

"""Slack as a channel: what comes is kept and read later; what goes, goes by the Web API."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial

from starlette.routing import BaseRoute

from channels.base import NotNow, Receive, Traits, TryLater, Undeliverable
from channels.messages import ConversationRef, InboundMessage, OutboundMessage, Receipt
from channels.slack import board, http, sentences
from channels.slack.alerts import COOLDOWN
from channels.slack.asking import ask
from channels.slack.installing import Installing
from channels.slack.many_workspaces import ManyWorkspaces
from channels.slack.parts import Parts, put_together
from channels.slack.scene import SLACK
from channels.slack.settings import SlackSettings
from channels.slack.socket import Sockets, Ways
from channels.views import Desk

log = logging.getLogger("firstline")

LOOK = 15.0  # seconds between two looks for workspaces whose board nobody keeps
DELAYS = (1.0, 5.0, 15.0, 60.0)  # seconds until Slack is asked again who we are


def _now() -> datetime:
    return datetime.now(UTC)


class SlackChannel:
    """Once `ready` is set Slack can reach us; `connected` counts the connections that stand."""

    name = SLACK
    traits = Traits(
        longest=12_000,
        can_edit=True,
        can_offer=True,
        can_attach=True,
        bursts=True,
        vouches=True,
        takes_orders=True,
        can_whisper=True,
        shows_writer=True,
        rooms=True,
    )

    def __init__(
        self, settings: SlackSettings, house: Desk, *, clock: Callable[[], datetime] = _now
    ) -> None:
        self._settings = settings
        self._house = house
        self._clock = clock
        self._built: Parts | None = None
        self.ready = asyncio.Event()
        self.connected = 0

    @property
    def parts(self) -> Parts:
        """Built when they are needed first: what a channel can do is asked without a house."""
        if self._built is None:
            self._built = put_together(self._settings, self._house, self._clock)
        return self._built

    def begin(self, address: str) -> ConversationRef:
        """Direct messages with this person."""
        return ConversationRef(channel=self.name, place=address)

    def routes(self) -> Sequence[BaseRoute]:
        """What Slack posts to, and where workspaces join; nothing where there is no need to."""
        settings, tokens = self._settings, self.parts.tokens
        posted = settings.mode == "http"
        secret = settings.signing_secret.get_secret_value()
        events = (http.route(secret, self.parts.keeping.answer),) if posted else ()
        if not isinstance(tokens, ManyWorkspaces):
            return events
        return (*events, *Installing(settings, self._house.vault, tokens).routes())

    async def run(self, receive: Receive) -> None:
        """Take in until cancelled; it ends within seconds. Raises NotSetUp."""
        self._settings.require()
        parts = self.parts
        try:
            async with parts.slack.at_work():
                await self._introduced()
                parts.door.receive = receive
                async with asyncio.TaskGroup() as group:
                    group.create_task(parts.directory.keep_looking())
                    group.create_task(parts.homes.keep_up())
                    group.create_task(self._keep_boards())
                    group.create_task(self._listen())
        finally:
            self.ready.clear()
            parts.door.receive = None
            await parts.errands.finish()

    async def send(self, message: OutboundMessage) -> Receipt:
        receipt = await self.parts.sending.send(message)
        await self.parts.status.answered(message.conversation)
        return receipt

    async def read(self, message: InboundMessage) -> InboundMessage:
        read = await self.parts.reading.read(message)
        if _begins(read):
            ts = read.conversation.thread
            self.parts.errands.begin(self.parts.status.searching(read.conversation, ts))
        return read

    async def undecoded(self, message: InboundMessage) -> InboundMessage:
        return await self.parts.reading.undecoded(message)

    async def _introduced(self) -> None:
        """Find out who we are, however long Slack takes to say."""
        for attempt in range(10**9):
            try:
                await self.parts.directory.look()
            except (TryLater, Undeliverable, NotNow) as trouble:
                log.error("slack: not connected: %s", trouble)
                await asyncio.sleep(DELAYS[min(attempt, len(DELAYS) - 1)])
            else:
                return

    async def _listen(self) -> None:
        if self._settings.mode == "http":
            self.ready.set()
            await asyncio.Event().wait()
        ways = Ways(
            address=self._address,
            answer=self.parts.keeping.answer,
            declined=self._declined,
            changed=self._changed,
        )
        await Sockets(ways, number=self._settings.connections).run()

    async def _address(self) -> str:
        token = self._settings.app_token.get_secret_value()
        answer = await ask(self._settings.base_url, token, "apps.connections.open")
        url = str(answer.said.get("url", ""))
        if not url:
            raise TryLater("Slack gave no address to connect to")
        return url

    async def _declined(self, code: str) -> None:
        """Without this token nothing comes in any more, so that Slack cannot be told either."""
        log.error("slack: no connection: slack.app_token is refused (%s)", code)
        with suppress(NotNow):
            if await self._house.once(f"slack/alert/app_token/{code}", within=COOLDOWN):
                await self._house.alarm(sentences.app_token(code))

    def _changed(self, standing: int) -> None:
        self.connected = standing
        (self.ready.set if standing else self.ready.clear)()

    async def _keep_boards(self) -> None:
        """A board in each workspace that has a triage channel; workspaces may come later."""
        kept: dict[tuple[str, str], asyncio.Task[None]] = {}
        async with asyncio.TaskGroup() as group:
            while True:
                for at in self._boards() - kept.keys():
                    kept[at] = group.create_task(self._keep_board(*at))
                for at in kept.keys() - self._boards():
                    kept.pop(at).cancel()
                await asyncio.sleep(LOOK)

    def _boards(self) -> set[tuple[str, str]]:
        directory = self.parts.directory
        triage = {(team, directory.of(team).triage) for team in directory.teams}
        return {(team, channel) for team, channel in triage if channel}

    async def _keep_board(self, team: str, channel: str) -> None:
        keep = partial(board.keep_up, self.parts.slack, self._house, team, channel)
        await self._house.alone(f"slack board {team}", keep)


def _begins(message: InboundMessage) -> bool:
    """Whether somebody begins something, and waits for an answer at this moment."""
    is_talk = not (message.private or message.automatic or message.choice or message.unanswered)
    is_change = message.edits or message.deletes
    is_root = message.id.endswith(f"/{message.conversation.thread}")
    return is_talk and not is_change and is_root and bool(message.conversation.thread)

"""How events and presses reach the app, and are sent again until they are acknowledged."""

import asyncio
import itertools
import json
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Protocol

from tests.fakes.slack.refusals import NotAnswered
from tests.fakes.slack.world import World

RETRIES = (0.1, 1.0, 5.0)  # Slack's own are about 0, 60 and 300 seconds


@dataclass(slots=True, kw_only=True)
class Delivery:
    """One event, command or press on its way to the app."""

    id: str
    kind: str  # events_api, slash_commands, interactive
    payload: dict
    began: float = field(default_factory=time.monotonic)
    attempts: int = 0
    why: str = ""
    answer: dict = field(default_factory=dict)
    seconds: float = 0.0  # from the latest attempt to its acknowledgement
    acknowledged: asyncio.Event = field(default_factory=asyncio.Event)
    given_up: bool = False

    def done(self, answer: object, seconds: float) -> None:
        if not self.acknowledged.is_set():
            self.answer = answer if isinstance(answer, dict) else {"text": answer or ""}
            self.seconds = seconds
            self.acknowledged.set()


class Failed(Exception):
    """This attempt was not acknowledged; the words are Slack's retry reason."""

    def __init__(self, reason: str, *, again: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.again = again


class Way(Protocol):
    """A way to the app: Socket Mode or signed HTTP."""

    async def attempt(self, delivery: Delivery, retry: int | None) -> None:
        """Returns once acknowledged. Raises Failed."""
        ...


class Postman:
    """Takes everything to the app, in order of its happening, each in a task of its own."""

    def __init__(self, world: World, way: Way) -> None:
        self.world = world
        self.way = way
        self.retries = RETRIES
        self.deliveries: dict[str, Delivery] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._held: list[Delivery] | None = None
        self._numbers = itertools.count(1)

    def event(self, team: str, event: dict) -> Delivery:
        """Send an event on its way."""
        event_id = f"Ev{next(self._numbers):09d}"
        delivery = Delivery(
            id=event_id, kind="events_api", payload=self._callback(team, event, event_id)
        )
        self.send(delivery)
        return delivery

    def send(self, delivery: Delivery) -> None:
        self.deliveries[delivery.id] = delivery
        if self._held is not None:
            self._held.append(delivery)
        else:
            self.run(self.deliver(delivery))

    def _callback(self, team: str, event: dict, event_id: str) -> dict:
        app, bot = self.world.app, self.world.teams[team].bot
        allowed = {"enterprise_id": None, "team_id": team, "user_id": bot, "is_bot": True}
        return {
            "token": app.verification,
            "team_id": team,
            "context_team_id": team,
            "context_enterprise_id": None,
            "api_app_id": app.id,
            # A copy: what happens to a message later does not change what was told of it.
            "event": json.loads(json.dumps(event)),
            "type": "event_callback",
            "event_id": event_id,
            "event_time": int(time.time()),
            "authorizations": [allowed | {"is_enterprise_install": False}],
            "is_ext_shared_channel": False,
            "event_context": f"4-{event_id}",
        }

    async def deliver(self, delivery: Delivery) -> None:
        """Try, and try again after the pauses; then give up, as Slack does."""
        for retry, pause in enumerate((0.0, *self.retries)):
            await asyncio.sleep(pause)
            try:
                await self._attempt(delivery, retry)
            except Failed as failure:
                delivery.why = failure.reason
                if not failure.again:
                    break
            else:
                return
        delivery.given_up = True

    async def _attempt(self, delivery: Delivery, retry: int | None) -> None:
        delivery.attempts += 1
        await self.way.attempt(delivery, retry)

    async def once(self, kind: str, payload: dict) -> dict:
        """What the app answers to a press or a command. Raises NotAnswered."""
        delivery = Delivery(id=f"In{next(self._numbers):09d}", kind=kind, payload=payload)
        self.deliveries[delivery.id] = delivery
        try:
            await self._attempt(delivery, 0)
        except Failed as failure:
            delivery.given_up = True
            raise NotAnswered(failure.reason) from failure
        return delivery.answer

    def again(self, delivery_id: str, retry: int | None) -> None:
        """Deliver once more what was delivered before, whatever became of it."""
        known = self.deliveries[delivery_id]
        known.acknowledged.clear()
        self.run(self._again(known, retry))

    async def _again(self, delivery: Delivery, retry: int | None) -> None:
        try:
            await self._attempt(delivery, retry)
        except Failed as failure:
            delivery.why = failure.reason

    def hold(self) -> None:
        """Keep back what happens from now on."""
        self._held = []

    def held(self) -> list[Delivery]:
        """What was kept back; nothing is any longer."""
        kept, self._held = self._held or [], None
        return kept

    def run(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settled(self) -> None:
        """Once all that is on its way has been acknowledged or given up."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

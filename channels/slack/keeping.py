"""What Slack sends is durable before Slack is told that it came.

What a message needs from outside (names, files, the message that a reaction was put to) is looked
up later, when the desk reads what was kept.
"""

import asyncio
import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from channels.base import NotNow, Receive
from channels.messages import ConversationRef, InboundMessage
from channels.slack import kinds
from channels.slack.deeds import Answer, Errand, Keep, When
from channels.slack.lanes import Lanes
from channels.slack.payloads import Json
from channels.slack.scene import Scene
from channels.slack.turns import Turns

MOMENT = 1.5  # seconds; Slack waits three to be told
LATE = timedelta(seconds=2)  # by then somebody may have answered
CAME_LATE = "firstline_came_late"  # is kept with a payload of which this is so
UNKEPT = frozenset({"token"})  # Slack's old proof of itself, which nobody needs to keep


class Belongs(Protocol):
    """Asks the desk whether a message is for us, and words it as an order where it is one."""

    async def __call__(self, keep: Keep, scene: Scene) -> InboundMessage | None: ...

    async def has_come(self, message: InboundMessage) -> bool: ...

    async def is_ours(self, conversation: ConversationRef) -> bool: ...


@dataclass(slots=True)
class Door:
    """Where what people say is handed to, once the channel runs."""

    receive: Receive | None = None

    async def __call__(self, message: InboundMessage, *, raw: bytes = b"") -> None:
        """As `Receive`. Raises NotNow while the channel does not run."""
        if self.receive is None:
            raise NotNow("the channel does not run here")
        await self.receive(message, raw=raw)


class Keeping:
    """Takes payloads in: `answer` returns what Slack is told, once all is durable."""

    def __init__(
        self,
        door: Door,
        *,
        scene: Callable[[Json], Scene],
        belongs: Belongs,
        run: Callable[[Errand], None],
        clock: Callable[[], datetime],
    ) -> None:
        self._door = door
        self._scene = scene
        self._belongs = belongs
        self._run = run
        self._turns = Turns(clock)
        self._kept = asyncio.Condition()
        self._lanes = Lanes()

    async def answer(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """Do all that must be done before Slack is told. If it raises, Slack must not be told."""
        body = Json(dict(payload))
        scene = self._scene(body)
        told: dict[str, Any] = {}
        for deed in kinds.read(body, scene):
            match deed:
                case Keep():
                    await self._in_turn(deed, scene, payload)
                case Answer(body=said):
                    told = said
                case _:
                    self._run(deed)
        return told

    async def _in_turn(self, keep: Keep, scene: Scene, payload: Mapping[str, Any]) -> None:
        """One after another in one conversation."""
        if keep.when is When.SOON:
            await self._until_begun(keep.message.conversation)
        async with self._lanes.turn(keep.message):
            await self._keep(keep, scene, payload)

    async def _keep(self, keep: Keep, scene: Scene, payload: Mapping[str, Any]) -> None:
        """What a change changes comes first, even if Slack has not sent it yet."""
        if keep.before and not await self._belongs.has_come(keep.before.message):
            await self._keep(keep.before, scene, payload)
        message = await self._belongs(keep, scene)
        if message is None or not self._turns.may_speak(keep):
            return
        late = {CAME_LATE: True} if scene.now - message.at > LATE else {}
        raw = kept({**payload, **late})
        await self._door(replace(message, raw=hashlib.sha256(raw).hexdigest()), raw=raw)
        async with self._kept:
            self._kept.notify_all()

    async def _until_begun(self, conversation: ConversationRef) -> None:
        """Wait until what an answer answers has come, if it comes in a moment."""
        with suppress(TimeoutError):
            async with asyncio.timeout(MOMENT), self._kept:
                while not await self._belongs.is_ours(conversation):
                    await self._kept.wait()


def kept(payload: Mapping[str, Any]) -> bytes:
    """A payload as it is kept: the same bytes each time it comes."""
    worth = {name: value for name, value in payload.items() if name not in UNKEPT}
    return json.dumps(worth, sort_keys=True, separators=(",", ":")).encode()

"""What was kept is read: people get names, files are fetched, and seeds grow into requests."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace

from channels.base import Blobs
from channels.messages import InboundMessage, Person
from channels.slack import kinds, sentences
from channels.slack.deeds import Keep
from channels.slack.files import Files
from channels.slack.keeping import CAME_LATE, Belongs, Door
from channels.slack.overtaken import Overtaken
from channels.slack.payloads import Json
from channels.slack.people import People
from channels.slack.said import FileRef
from channels.slack.scene import Scene
from channels.slack.seeds import Seeds


class Reading:
    """Reads it, when its turn has come. All may raise what the desk tries again for."""

    def __init__(
        self,
        blobs: Blobs,
        *,
        scene: Callable[[Json], Scene],
        belongs: Belongs,
        people: People,
        files: Files,
        seeds: Seeds,
        overtaken: Overtaken,
        door: Door,
    ) -> None:
        self._blobs = blobs
        self._scene = scene
        self._belongs = belongs
        self._people = people
        self._files = files
        self._seeds = seeds
        self._overtaken = overtaken
        self._door = door

    async def read(self, message: InboundMessage) -> InboundMessage:
        """The message whole. Of a seed nothing is left: what grew of it came as another."""
        body = await self._body(message)
        bare = self._scene(body)
        keep = _kept(body, bare, message.id)
        if keep is None:  # the settings are others by now
            return replace(message, raw="")
        if keep.seed:
            return await self._grown(keep, bare, message)
        known = await self._people.of(bare.team, kinds.named(body))
        scene = replace(bare, known=known)
        named = _kept(body, scene, message.id) or keep
        told = await self._belongs(named, scene) or replace(message, text=named.message.text)
        told = replace(told, at=message.at, person=_either(told.person, message.person))
        if body.at(CAME_LATE).value is True:
            await self._catch_up(told, bare)
        return await self._with_files(scene.team, told, named.files)

    async def undecoded(self, message: InboundMessage) -> InboundMessage:
        """What was understood as it came."""
        body = await self._body(message)
        keep = _kept(body, self._scene(body), message.id)
        if keep is None or keep.seed is None:
            return replace(message, raw="")
        words = keep.seed.words or sentences.unread(keep.seed.channel)
        return replace(message, text=words, raw="")

    async def _body(self, message: InboundMessage) -> Json:
        return Json(json.loads(await self._blobs.get(message.raw)))

    async def _grown(self, keep: Keep, scene: Scene, message: InboundMessage) -> InboundMessage:
        grown = await self._seeds.grow(keep, scene)
        if grown:
            request, files = grown
            await self._door(await self._with_files(scene.team, request, files))
        return replace(message, raw="", text="", automatic=True)

    async def _catch_up(self, root: InboundMessage, scene: Scene) -> None:
        for answer in await self._overtaken.by(root, scene):
            await self._door(await self._with_files(scene.team, answer.message, answer.files))

    async def _with_files(
        self, team: str, message: InboundMessage, files: Sequence[FileRef]
    ) -> InboundMessage:
        """With copies; with links to what could not be copied, and why for the desk."""
        if not files:
            return message
        copied = await self._files.copy(team, files)
        return replace(
            message,
            text="\n".join(filter(None, (message.text, *copied.links))),
            attachments=copied.attachments,
            remark="\n".join(filter(None, (message.remark, *copied.remarks))),
        )


def _kept(body: Json, scene: Scene, known_as: str) -> Keep | None:
    kept = [deed for deed in kinds.read(body, scene) if isinstance(deed, Keep)]
    changed = (keep.before for keep in kept if keep.before)
    return next((keep for keep in (*kept, *changed) if keep.message.id == known_as), None)


def _either(asked: Person, told: Person) -> Person:
    """Who it is by Slack's own account; else by what came along."""
    return asked if asked.name or asked.email else told

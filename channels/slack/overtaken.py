"""Answers that overtook what they answer: when they came, nobody could know that they are for us.

What Slack cannot deliver it sends again after a minute, and after five. What is said below it in
the meantime comes first, and was let go; so who hears late of the beginning looks at what followed.
"""

from collections.abc import Iterable
from dataclasses import replace

from channels.base import Undeliverable
from channels.messages import InboundMessage
from channels.slack import addresses, ways, words
from channels.slack.addresses import Room
from channels.slack.deeds import Keep
from channels.slack.payloads import Json
from channels.slack.people import People
from channels.slack.said import Said, said
from channels.slack.scene import Scene
from channels.slack.seeds import Calls

MOST = 200  # answers that are looked at


class Overtaken:
    """Finds them. Raises TryLater where Slack does not answer."""

    def __init__(self, slack: Calls, people: People) -> None:
        self._slack = slack
        self._people = people

    async def by(self, root: InboundMessage, scene: Scene) -> tuple[Keep, ...]:
        """What people answered to the first message of a thread, in order.

        All of it may be known. Nothing of what is said to us alone, or at the desk: it comes to us
        wherever it stands.
        """
        room = addresses.room_of(root.conversation)
        if root.private or room.is_direct or root.id != room.called(room.thread):
            return ()
        answers = [each for each in await self._thread(room) if not each.is_root]
        known = await self._people.of(scene.team, _named(answers))
        there = replace(scene, known=known)
        heard = (deed for each in answers for deed in ways.heard(each, there))
        return tuple(deed for deed in heard if isinstance(deed, Keep) and not deed.machine)

    async def _thread(self, room: Room) -> list[Said]:
        try:
            told = await self._slack.quietly(
                room.team, "conversations.replies", channel=room.channel, ts=room.thread, limit=MOST
            )
        except Undeliverable:  # we may not look, or it is gone
            return []
        return [said(each, channel=room.channel) for each in Json(told).each("messages")]


def _named(answers: Iterable[Said]) -> list[str]:
    return [user for each in answers for user in (each.user, *words.mentioned(each.text))]

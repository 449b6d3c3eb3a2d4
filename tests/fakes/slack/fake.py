"""A strict Slack on this machine: real HTTP and WebSocket on loopback, state in memory."""

import asyncio
import random
from collections.abc import Callable
from types import TracebackType
from typing import Self, TypeVar

from aiohttp import web

from tests.fakes.slack import talk
from tests.fakes.slack.api.installing import grant
from tests.fakes.slack.delivery import Delivery, Postman
from tests.fakes.slack.faults import Faults, Limit
from tests.fakes.slack.gestures import Gestures
from tests.fakes.slack.posting import Posting
from tests.fakes.slack.server import Logged, Server
from tests.fakes.slack.sockets import Sockets
from tests.fakes.slack.world import SUBSCRIBED, Channel, Team, Token, User, World

T = TypeVar("T")
NEEDED = {  # the scope that an event needs; the history of messages is looked up by channel
    "app_mention": "app_mentions:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "file_shared": "files:read",
    "team_join": "users:read",
    "user_change": "users:read",
    "channel_archive": "channels:read",
    "channel_rename": "channels:read",
    "member_joined_channel": "channels:read",
}
HISTORY = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}
FROM_US = ("app_uninstalled", "tokens_revoked", "app_home_opened")


class FakeSlack(Gestures):
    """An async context. Workspace "acme" with the app installed; people and channels are added."""

    def __init__(self, *, ack_within: float = 3.0, subscribed: frozenset[str] = SUBSCRIBED) -> None:
        self.world = World(tell=self._tell)
        self.faults = Faults()
        self.subscribed = set(subscribed)
        self.ack_within = ack_within
        self.sockets = Sockets(self.world, ack_within=ack_within)
        self.postman = Postman(self.world, self.sockets)
        self.server = Server(self.world, self.sockets, self.faults)
        self._posting: Posting | None = None
        self._runner = web.AppRunner(self.server.app(), access_log=None, shutdown_timeout=1)
        self.team = self.add_team("acme")
        app = Token(value=self.app_token, team=self.team.id, user="", scopes=set(), kind="app")
        app.scopes.add("connections:write")
        self.world.tokens[app.value] = app
        self.bot_token = grant(self.world, self.team).value

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.world.url = f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self.postman.stop()
        await self.sockets.cut()
        if self._posting is not None:
            await self._posting.close()
        await self._runner.cleanup()

    # What the app is told about Slack.

    @property
    def base_url(self) -> str:
        return f"{self.world.url}/api/"

    @property
    def signing_secret(self) -> str:
        return self.world.app.signing_secret

    @property
    def app_token(self) -> str:
        return self.world.app.app_token

    async def post_to(self, url: str) -> None:
        """Signed HTTP instead of Socket Mode; fails unless the address proves to be the app's."""
        self._posting = Posting(self.world, url, ack_within=self.ack_within)
        if not await self._posting.prove():
            raise AssertionError("the challenge did not come back")
        self.postman.way = self._posting

    async def connected(self, number: int = 1) -> None:
        """Once the app has opened so many connections."""
        await self.sockets.connected(number)

    async def settled(self) -> None:
        """Once all events have been acknowledged or given up."""
        await self.postman.settled()

    async def until(self, fact: Callable[[], T], *, within: float = 5.0) -> T:
        """The first truth of `fact`, looked at after every call of the app. Raises TimeoutError."""
        changed = asyncio.Event()
        self.server.watching.add(changed)
        try:
            async with asyncio.timeout(within):
                while not (true := fact()):
                    await changed.wait()
                    changed.clear()
                return true
        finally:
            self.server.watching.discard(changed)

    # Who and what there is.

    def add_team(self, name: str, *, installed: bool = True) -> Team:
        """A workspace with the app in it."""
        bot = User(id=self.world.new_id("U"), team="", handle="firstline", name="Firstline")
        bot.bot_id = self.world.new_id("B")
        team = Team(id=self.world.new_id("T"), name=name.title(), domain=name)
        team.bot, team.bot_id, bot.team, team.installed = bot.id, bot.bot_id, team.id, installed
        self.world.users[bot.id] = bot
        self.world.teams[team.id] = team
        return team

    def add_person(self, handle: str, name: str = "", *, team: str = "", **fields: object) -> str:
        """A person; their id. An address is made up unless given."""
        person = User(
            id=self.world.new_id("U"),
            team=team or self.team.id,
            handle=handle,
            name=name or handle.title(),
            **{"email": f"{handle}@example.org", **fields},
        )
        self.world.users[person.id] = person
        return person.id

    def add_bot(self, handle: str) -> str:
        """Another app's bot; its user id."""
        return self.add_person(handle, email="", bot_id=self.world.new_id("B"))

    def add_channel(self, name: str, *people: str, kind: str = "channel", bot: bool = True) -> str:
        """A channel with these people in it, and the app; its id."""
        members = {self.world.user(each).id for each in people}
        team = self.world.user(people[0]).team if people else self.team.id
        members |= {self.world.teams[team].bot} if bot else set()
        channel = Channel(
            id=self.world.new_id("C"), team=team, name=name, kind=kind, members=members
        )
        self.world.channels[channel.id] = channel
        return channel.id

    def token_of(self, team: str) -> str:
        """A bot token for this team."""
        return grant(self.world, self.world.teams[team]).value

    def code_for(self, team: str) -> str:
        """What an admin's browser brings back from Slack's page of consent."""
        code = self.world.new_id("code")
        self.world.codes[code] = team
        return code

    async def invite(self, user: str, channel: str) -> None:
        """Somebody, or the app itself, joins a channel."""
        who, place = self.world.user(user), self.world.channel(channel)
        place.members.add(who.id)
        said = {"subtype": "channel_join", "user": who.id, "text": f"<@{who.id}> has joined"}
        talk.post(self.world, place, said)
        event = {"type": "member_joined_channel", "user": who.id, "channel": place.id}
        event |= {"channel_type": "C", "team": who.team, "event_ts": self.world.stamps.next()}
        self.world.tell(who.team, event)

    # What there is to be seen.

    def dm(self, user: str) -> str:
        """The id of a person's direct messages with the app."""
        return self.world.talk(self.world.user(user)).id

    def messages(self, channel: str) -> list[dict]:
        """Everything in a channel, replies too, the oldest first."""
        return sorted(self.world.channel(channel).messages.values(), key=lambda each: each["ts"])

    def thread(self, channel: str, ts: str) -> list[dict]:
        """A root and its replies."""
        return [
            each for each in self.messages(channel) if ts in (each["ts"], each.get("thread_ts"))
        ]

    def ephemerals(self, user: str) -> list[dict]:
        """What only this person was shown."""
        who = self.world.user(user)
        return [each for each in self.world.ephemerals if each["to"] == who.id]

    def views(self, user: str) -> list[dict]:
        """The modals open before this person, the topmost last."""
        who = self.world.user(user)
        return [each for each in self.world.views.values() if each["of"] == who.id]

    def home(self, user: str) -> dict | None:
        return self.world.homes.get(self.world.user(user).id)

    def alarms(self, channel: str) -> list[tuple[str, str]]:
        """Whom the messages of a channel alerted: (ts, `U123` or `!channel`)."""
        return self.world.channel(channel).alarms

    @property
    def files(self) -> dict[str, bytes]:
        return {file.name: file.content for file in self.world.files.values() if file.complete}

    @property
    def calls(self) -> list[Logged]:
        return self.server.calls

    def called(self, method: str) -> list[Logged]:
        return [each for each in self.server.calls if each.method == method]

    @property
    def deliveries(self) -> list[Delivery]:
        return [*self.postman.deliveries.values()]

    @property
    def complaints(self) -> list[str]:
        """What the app did that no code of Slack's answers: a good app leaves this empty."""
        return self.world.complaints

    # What goes wrong.

    def redeliver(self, event_id: str, retry_attempt: int | None = None) -> None:
        """Send an event again; with None there is no word of its being a retry."""
        self.postman.again(event_id, retry_attempt)

    def limit(
        self, method: str, channel: str | None = None, *, times: int = 1, retry_after: int = 1
    ) -> None:
        """Answer 429 so many times."""
        self.faults.limits.append(Limit(method, channel, times, retry_after))

    def refuse(self, method: str, error: str, *, times: int = 1) -> None:
        """Answer with this error so many times, such as internal_error."""
        self.faults.refusals.setdefault(method, []).extend([error] * times)

    def break_down(self, method: str, status: int = 503, *, times: int = 1) -> None:
        self.faults.statuses.setdefault(method, []).extend([status] * times)

    def lose_answer(self, method: str, *, times: int = 1) -> None:
        """Do the work, then hang up."""
        self.faults.lost[method] += times

    def lose_call(self, method: str, *, times: int = 1) -> None:
        """Hang up before anything is done."""
        self.faults.unheard[method] += times

    async def cut_connections(self) -> int:
        """Break every WebSocket without a goodbye; how many there were."""
        return await self.sockets.cut()

    async def ask_to_reconnect(self, reason: str = "refresh_requested") -> None:
        await self.sockets.close(reason)

    def deafen(self) -> None:
        """Every open connection seems open and carries nothing any longer."""
        for each in self.sockets.open:
            each.deaf = True

    def hold_frames(self) -> None:
        """Keep events back until they are released."""
        self.postman.hold()

    async def release_frames(self, *, seed: int | None = None) -> None:
        """Deliver what was held, shuffled by the seed, or without one the newest first."""
        held = self.postman.held()
        random.Random(seed).shuffle(held) if seed is not None else held.reverse()  # noqa: S311
        for each in held:
            self.postman.send(each)
            await asyncio.sleep(0)

    def revoke(self, token: str, *, error: str = "token_revoked") -> None:
        """The token is good no longer, and the app is told."""
        known = self.world.tokens[token]
        known.state = error
        event = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [known.user]}}
        self.world.tell(known.team, event)

    def uninstall(self, team: str = "") -> None:
        """The app is removed from a workspace, and told."""
        gone = self.world.teams[team or self.team.id]
        gone.installed = False
        for each in self.world.tokens.values():
            if each.team == gone.id and each.kind == "bot":
                each.state = "account_inactive"
        self.world.tell(gone.id, {"type": "app_uninstalled"})

    def drop_scope(self, scope: str) -> None:
        for each in self.world.tokens.values():
            each.scopes.discard(scope)

    def archive(self, channel: str) -> None:
        place = self.world.channel(channel)
        place.archived = True
        event = {"type": "channel_archive", "channel": place.id, "user": self.team.bot}
        self.world.tell(place.team, event)

    def kick(self, channel: str) -> None:
        """The app is removed from a channel."""
        place = self.world.channel(channel)
        place.members.discard(self.world.teams[place.team].bot)

    # Which events the app is told of.

    def _tell(self, team: str, event: dict) -> None:
        if self.is_told(team, event):
            self.postman.event(team, event)

    def is_told(self, team: str, event: dict) -> bool:
        """Slack tells an app what it subscribed to, has the scope for, and is there to see."""
        kind = event["type"]
        name = f"message.{_plural(event)}" if kind == "message" else kind
        if name not in self.subscribed:
            return False
        return kind in FROM_US or (self._has_scope(team, event) and self._is_there(team, event))

    def _has_scope(self, team: str, event: dict) -> bool:
        kind = event["type"]
        needed = NEEDED.get(kind, "")
        if kind == "message":
            needed = f"{HISTORY[event['channel_type']]}:history"
        bots = [t for t in self.world.tokens.values() if t.team == team and t.kind == "bot"]
        return not needed or any(needed in each.scopes for each in bots)

    def _is_there(self, team: str, event: dict) -> bool:
        item = event.get("item") or {}
        named = event.get("channel") or event.get("channel_id") or item.get("channel")
        place = self.world.channels.get(named) if isinstance(named, str) else None
        return place is None or self.world.teams[team].bot in place.members


def _plural(event: dict) -> str:
    kind = event["channel_type"]
    return kind if kind in ("im", "mpim") else f"{kind}s"

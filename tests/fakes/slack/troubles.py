"""What goes wrong with Slack, on request."""

import asyncio
import random
from collections.abc import Callable

from tests.fakes.slack.delivery import Postman
from tests.fakes.slack.faults import Faults, Limit, Pace
from tests.fakes.slack.sockets import Sockets
from tests.fakes.slack.world import Team, World


class Troubles:
    """Limits, lost answers, broken connections, revoked tokens."""

    world: World
    team: Team
    postman: Postman
    sockets: Sockets
    faults: Faults

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

    def pace(self, method: str, *, every: float = 1.0, burst: int = 1) -> None:
        """Answer 429 to calls that come faster: for each channel, and message if one is named."""
        self.faults.paces[method] = Pace(every, burst)

    def when_called(self, method: str, do: Callable[[], object]) -> None:
        """Do something once the next such call has been carried out, before it is answered."""
        self.faults.moments.setdefault(method, []).append(do)

    def lose_acknowledgement(self, *, times: int = 1) -> None:
        """Events that the app acknowledges count as not acknowledged, and come again."""
        self.postman.lost += times

    async def cut_connections(self) -> int:
        """Break every WebSocket without a goodbye; how many there were."""
        return await self.sockets.cut()

    @property
    def connections_opened(self) -> int:
        """How often the app has connected."""
        return self.sockets.opened

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

"""Who people are in Slack: their names, addresses and languages, asked once an hour."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, Protocol

from channels.base import Undeliverable
from channels.messages import Person
from channels.slack.payloads import Json

log = logging.getLogger("firstline")

FRESH = timedelta(hours=1)
UNSAID = timedelta(minutes=1)  # as long as Slack does not say who it is; that can be mended
MOST = 20_000  # people remembered
PEOPLE = ("U", "W")  # bots that are not also users have ids of another kind


class Calls(Protocol):
    """Slack's Web API; see `client.Slack`."""

    async def call(self, team: str, method: str, **arguments: Any) -> dict[str, Any]: ...  # noqa: ANN401


class People:
    """Looks people up."""

    def __init__(self, slack: Calls, *, clock: Callable[[], datetime]) -> None:
        self._slack = slack
        self._clock = clock
        self._known: OrderedDict[tuple[str, str], tuple[datetime, Person]] = OrderedDict()

    async def of(self, team: str, users: Iterable[str]) -> dict[str, Person]:
        """Those of these that are people, by user id. Raises TryLater."""
        wanted = [user for user in dict.fromkeys(users) if user.startswith(PEOPLE)]
        found = await asyncio.gather(*(self.person(team, user) for user in wanted))
        return dict(zip(wanted, found, strict=True))

    async def person(self, team: str, user: str) -> Person:
        """Who it is; only the address if Slack does not say. Raises TryLater."""
        key, now = (team, user), self._clock()
        known = self._known.get(key)
        if known and now - known[0] < (FRESH if known[1].name else UNSAID):
            return known[1]
        person = await self._ask(team, user)
        self._known[key] = now, person
        self._known.move_to_end(key)
        if len(self._known) > MOST:
            self._known.popitem(last=False)
        return person

    async def _ask(self, team: str, user: str) -> Person:
        try:
            told = await self._slack.call(team, "users.info", user=user, include_locale=True)
        except Undeliverable as no:  # nobody of that id, or we may not ask
            log.info("slack does not say who somebody is: %s", type(no).__name__)
            return Person(address=f"{team}/{user}")
        return described(Json(told).at("user"), team, user)


def described(user: Json, team: str, known_as: str) -> Person:
    """A user object as a person. Slack vouches for the addresses of its own workspace alone."""
    profile = user.at("profile")
    names = (
        profile.text("real_name"),
        user.text("real_name"),
        profile.text("display_name"),
        user.text("name"),
    )
    return Person(
        address=f"{team}/{known_as}",
        name=next((name.strip() for name in names if name.strip()), ""),
        email=profile.text("email").strip().lower() if _is_ours(user, team) else "",
        language=user.text("locale").partition("-")[0].lower(),
    )


def _is_ours(user: Json, team: str) -> bool:
    is_strange = any(user.at(flag).value is True for flag in ("is_bot", "is_stranger", "deleted"))
    home = user.id("team_id")
    teams = {each.value for each in user.each("enterprise_user", "teams")}
    return not is_strange and (home in ("", team) or team in teams)

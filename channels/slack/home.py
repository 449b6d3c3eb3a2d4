"""The home tab: what a person sees of the desk there, kept up to date while they may be looking."""

import asyncio
import hashlib
import json
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

from channels import text
from channels.base import NotNow, TryLater, Undeliverable
from channels.slack import labels, mrkdwn
from channels.slack.addresses import SLACK
from channels.slack.blocks import Block, button, context, label, section, words
from channels.slack.cards import link_to, moment
from channels.slack.client import Slack
from channels.slack.people import People
from channels.views import Desk, DeskView, HomeView, Standing, TicketCard

log = logging.getLogger("firstline")

NEW_REQUEST = "home:request"  # an action_id
OPEN = "home:open"

MOST_OWN = 10
MOST_IN_A_LIST = 8
LONGEST_LINE = 150
LONGEST_STATUS = 600

RECENT = 24 * 3600.0  # seconds after which somebody who looked is taken to look no more
PAUSE = 10.0  # seconds between two publications for one person
LOOK = 30.0  # seconds; the longest that we wait to be told of a change
BREATH = 1.0
MOST_PEOPLE = 2000
BEHIND = -1  # no state of the desk


# --- how it looks ------------------------------------------------------------------------------


def draw(home: HomeView) -> dict[str, Any]:
    """The view."""
    return {"type": "home", "blocks": [*_welcome(), *_own(home.own), *_desk(home)]}


def _welcome() -> Iterator[Block]:
    yield _title(labels.GREETING)
    yield section(labels.INTRODUCTION)
    begin = button(NEW_REQUEST, labels.NEW_REQUEST, "new") | {"style": "primary"}
    yield {"type": "actions", "block_id": NEW_REQUEST, "elements": [begin]}


def _title(shown: str) -> Block:
    return {"type": "header", "text": label(shown, 150)}


def _own(own: Sequence[Standing]) -> Iterator[Block]:
    yield _title(labels.OWN)
    if not own:
        yield section(labels.OWN_NONE)
    for standing in own[:MOST_OWN]:
        yield _standing(standing)
    yield from _rest(len(own) - MOST_OWN)


def _standing(standing: Standing) -> Block:
    mark = "" if standing.open else ":white_check_mark: "
    status, next_step = (
        mrkdwn.fallback(said, LONGEST_STATUS) for said in (standing.status, standing.next_step)
    )
    lines = (f"{mark}{_line(standing.card)}", status, next_step)
    return section("\n".join(filter(None, lines))) | _opening(standing)


def _opening(standing: Standing) -> dict[str, Block]:
    url = link_to(standing.home)
    if not url:
        return {}
    return {"accessory": button(OPEN, labels.OPEN_THREAD, standing.card.reference) | {"url": url}}


def _line(card: TicketCard) -> str:
    return f"*{card.reference}* · {mrkdwn.cut(' '.join(card.subject.split()), LONGEST_LINE)}"


def _desk(home: HomeView) -> Iterator[Block]:
    if home.desk is None:
        return
    desk: DeskView = home.desk
    yield {"type": "divider"}
    yield from _list(labels.MINE, desk.mine, labels.MINE_NONE)
    yield from _list(labels.UNASSIGNED, desk.waiting, labels.UNASSIGNED_NONE)
    if home.late:
        yield from _list(labels.LATE, home.late, "")


def _list(title: str, cards: Sequence[TicketCard], nothing: str) -> Iterator[Block]:
    yield _title(title)
    if not cards:
        yield section(nothing)
    for card in cards[:MOST_IN_A_LIST]:
        yield section(f"{_line(card)}\n{_facts(card)}")
    yield from _rest(len(cards) - MOST_IN_A_LIST)


def _facts(card: TicketCard) -> str:
    priority = labels.PRIORITIES.get(card.priority, str(card.priority))
    named = (mrkdwn.cut(text.as_plain(each), 80) for each in (card.requester, card.service) if each)
    return " · ".join((priority, *named, moment(card.opened_at)))


def _rest(count: int) -> Iterator[Block]:
    if count > 0:
        yield context(words(labels.MORE.format(count=count)))


# --- keeping it up to date ---------------------------------------------------------------------


@dataclass(slots=True)
class _Looker:
    """Somebody who looks, or may: what they were shown last, and which state of the desk it is."""

    opened_at: float
    shown: str = ""
    version: int = BEHIND
    rests_until: float = 0.0


class Homes:
    """The people who looked at their home within a day. `clock` gives seconds."""

    def __init__(
        self,
        slack: Slack,
        desk: Desk,
        people: People,
        *,
        clock: Callable[[], float] = monotonic,
        pause: float = PAUSE,
    ) -> None:
        self._slack = slack
        self._desk = desk
        self._people = people
        self._clock = clock
        self._pause = pause
        self._lookers: dict[tuple[str, str], _Looker] = {}
        self._news = asyncio.Event()

    def opened(self, team: str, user: str) -> None:
        """Somebody looks at their home: soon it is up to date."""
        looker = self._lookers.pop((team, user), None) or _Looker(0.0)
        looker.opened_at, looker.version = self._clock(), BEHIND
        if len(self._lookers) >= MOST_PEOPLE:
            del self._lookers[next(iter(self._lookers))]  # who looked longest ago
        self._lookers[(team, user)] = looker
        self._news.set()

    async def keep_up(self) -> None:
        """Publish what has changed until cancelled. Every server does it for who came by it."""
        seen, wait = 0, 0.0
        while True:
            try:
                seen = await self._change(seen, within=wait)
                wait = await self.round(seen)
            except NotNow:
                await asyncio.sleep(BREATH)

    async def round(self, seen: int) -> float:
        """Show this state of the desk to all who may see a new one now, one after another.

        Returns how long until the next of the others may. Raises NotNow.
        """
        self._forget()
        behind = [each for each in self._lookers.items() if each[1].version != seen]
        for (team, user), looker in behind:
            if looker.rests_until <= self._clock():
                await self._show(team, user, looker, seen)
        rests = [each.rests_until - self._clock() for _, each in behind if each.version != seen]
        return max(0.0, min(rests, default=LOOK))

    async def _change(self, seen: int, *, within: float) -> int:
        """Wait until the desk has changed or somebody looks; which state it is in."""
        told = asyncio.ensure_future(self._desk.changes(seen, within=within))
        looks = asyncio.ensure_future(self._news.wait())
        try:
            await asyncio.wait({told, looks}, return_when=asyncio.FIRST_COMPLETED)
            self._news.clear()
            return told.result() if told.done() else seen
        finally:
            await _end(told, looks)

    def _forget(self) -> None:
        for who, looker in tuple(self._lookers.items()):
            if self._clock() - looker.opened_at > RECENT:
                del self._lookers[who]

    async def _show(self, team: str, user: str, looker: _Looker, seen: int) -> None:
        """What cannot be shown now is left for when it may be tried again."""
        looker.rests_until = self._clock() + self._pause
        looker.version = seen  # before anything is read: who looks meanwhile is shown it again
        try:
            await self._bring(team, user, looker)
        except TryLater as later:
            looker.version = BEHIND
            looker.rests_until += later.after.total_seconds()
        except NotNow:
            looker.version = BEHIND
            raise

    async def _bring(self, team: str, user: str, looker: _Looker) -> None:
        who = await self._people.person(team, user)
        view = draw(await self._desk.home(SLACK, who.address, email=who.email))
        digest = _digest(view)
        if digest == looker.shown:
            return
        try:
            await self._slack.call(team, "views.publish", user_id=user, view=view)
        except Undeliverable:
            log.warning("slack: a home could not be published", extra={"key": f"{team}/{user}"})
        looker.shown = digest


async def _end(*tasks: "asyncio.Future[Any]") -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _digest(view: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(view, sort_keys=True).encode()).hexdigest()

"""The composition root: builds everything, runs it in one TaskGroup."""

import asyncio
import getpass
import logging
import signal
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot import commands, library
from bot.library import Library, read_folders
from bot.parts import Firstline
from bot.runtime.dispatch import Dispatch
from bot.runtime.house import Blobs, House
from bot.runtime.house_rules import BeginMail, Clock, HouseRules
from bot.runtime.intake import Intake
from bot.runtime.news import News
from bot.runtime.steadily import steadily
from bot.settings import AgentSettings, Settings
from bot.ticker import Ticker
from channels.base import CanBegin, Channel, Traits
from channels.control import ControlServer
from channels.messages import ConversationRef
from channels.registry import open_channel
from store import people, work_queue
from store.blobs import FolderBlobs
from store.engine import open_store
from store.transact import Store
from store.unit import Unit

log = logging.getLogger("firstline")

Started = Callable[[], Awaitable[None]]

LOCAL_DOMAIN = "localhost"
REFRESH = 5.0  # seconds between two looks at the articles of other machines


def wall_clock() -> datetime:
    """Now."""
    return datetime.now(UTC)


def build(
    settings: Settings,
    *,
    clock: Clock = wall_clock,
    store: Store | None = None,
    only: tuple[str, ...] = (),
) -> Firstline:
    """Put the parts together; with `only`, a desk that works on these channels alone.

    Raises StoreError if the database cannot be opened, UnknownChannel for a name we do not know.
    """
    store = store or open_store(settings.url)
    news, articles = News(), Library(floor=settings.knowledge.floor)
    channels: dict[str, Channel] = {}
    traits: dict[str, Traits] = {}
    rules = replace(house_rules(settings, traits), begin_mail=_begin_mail(channels))
    blobs = Blobs(FolderBlobs(settings.data / "blobs"))
    shared: Any = {"store": store, "rules": rules, "clock": clock}
    house = House(blobs=blobs, news=news, **shared)
    for kind in settings.channels:
        channels[kind] = open_channel(kind, settings.of(kind), house)
        traits[kind] = channels[kind].traits
    lanes = tuple(f"{kind}|" for kind in only)
    working: Any = {**shared, "changed": news.spread}
    return Firstline(
        **shared,
        settings=settings,
        news=news,
        library=articles,
        house=house,
        channels=channels,
        only=only,
        intake=Intake(fixes=articles.fixes, lanes=lanes, **working),
        dispatch=Dispatch(channels=channels, lanes=lanes, **working),
        ticker=Ticker(**working),
    )


def traits_of(settings: Settings) -> Mapping[str, Traits]:
    """What the channels of the settings can do."""
    kinds = settings.channels
    return {kind: open_channel(kind, settings.of(kind), None).traits for kind in kinds}


def house_rules(settings: Settings, traits: Mapping[str, Traits]) -> HouseRules:
    """What decisions need of the settings."""
    web = settings.web
    pages = web.public_url or f"http://{web.host}:{web.port}"
    return HouseRules(
        desk_name=settings.desk.name,
        policy=settings.desk.policy,
        teams=settings.desk.teams,
        pages=pages if "web" in settings.channels else "",
        settle=timedelta(seconds=settings.desk.settle),
        traits=traits,
    )


async def prepare(firstline: Firstline) -> None:
    """Before the first message: agents and articles are in the store, dead leases are free."""
    now = firstline.clock()
    if firstline.store.dialect == "sqlite":  # we alone write, so whoever held a lease is gone
        await firstline.store.transact(work_queue.release_all)
    await firstline.store.transact(_enlist, agents_of(firstline.settings))
    reading = read_folders(firstline.settings.knowledge.folders)
    for complaint in reading.complaints:
        log.warning("article left out: %s", complaint)
    await firstline.store.transact(library.sync, reading.articles, now=now)
    await firstline.library.refresh(firstline.store)


async def run(
    firstline: Firstline, *, started: Callable[[], Awaitable[None]] | None = None
) -> None:
    """Run until cancelled: channels, loops, clockwork, control socket."""
    await prepare(firstline)
    taking_in, sending = firstline.loops()
    control = ControlServer(firstline.settings.control, commands.table(firstline))
    async with asyncio.TaskGroup() as group:
        for loop in (taking_in, sending):
            group.create_task(loop.run())
        group.create_task(firstline.ticker.run())
        group.create_task(_keep_articles(firstline))
        group.create_task(control.run())
        for channel in firstline.running():
            group.create_task(channel.run(firstline.intake.accept), name=channel.name)
        if started:
            await started()


async def serve(firstline: Firstline, *, started: Started) -> None:
    """Run until SIGINT or SIGTERM."""
    running = asyncio.create_task(run(firstline, started=started))
    loop = asyncio.get_running_loop()
    for ending in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(ending, running.cancel)
    try:
        await running
    except asyncio.CancelledError:
        log.info("stopped")


def agents_of(settings: Settings) -> tuple[AgentSettings, ...]:
    """The agents as set; on a desk without any, whoever runs it."""
    return settings.agents or (_whoever_runs_it(),)


def _whoever_runs_it() -> AgentSettings:
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a user id without a name, as in some containers
        user = "admin"
    return AgentSettings(name=user.capitalize(), email=f"{user}@{LOCAL_DOMAIN}")


def _enlist(unit: Unit, agents: tuple[AgentSettings, ...]) -> None:
    for agent in agents:
        people.enlist(unit, name=agent.name, email=agent.email, teams=agent.teams)


async def _keep_articles(firstline: Firstline) -> None:
    async def refresh() -> None:
        await firstline.library.refresh(firstline.store)

    await steadily(refresh, every=REFRESH)


def _begin_mail(channels: Mapping[str, Channel]) -> BeginMail:
    """How to write to an agent's own address, once the channels are open."""

    def begin(address: str) -> ConversationRef | None:
        by_mail = channels.get("email")
        return by_mail.begin(address) if isinstance(by_mail, CanBegin) else None

    return begin

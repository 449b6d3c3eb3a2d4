"""The composition root: builds everything, runs it in one TaskGroup."""

import asyncio
import ctypes
import gc
import getpass
import logging
import signal
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bot import commands, housekeeping
from bot.labelling import Labelling
from bot.library import Library
from bot.metrics import Figures, Measured
from bot.parts import Firstline
from bot.runtime.acceptance import Acceptance
from bot.runtime.dispatch import Dispatch
from bot.runtime.house import Blobs, House
from bot.runtime.house_rules import Begin, Clock, CorrespondentOf, HouseRules
from bot.runtime.intake import Intake
from bot.runtime.news import News
from bot.runtime.pressure import Pressure
from bot.runtime.vault import Vault
from bot.settings import AgentSettings, KnowledgeSettings, Settings
from bot.shelving import Shelving
from bot.ticker import Ticker
from channels.base import CanBegin, Channel, Corresponds, Hosts, Serves, Traits
from channels.control import ControlServer
from channels.messages import ConversationRef
from channels.registry import open_channel
from knowledge import encoder
from knowledge.encoder import NoEncoder
from store import leases, people, queue_care
from store.blobs import FolderBlobs, StoredBlobs
from store.engine import open_store
from store.transact import Store
from store.unit import Unit

log = logging.getLogger("firstline")

Started = Callable[[], Awaitable[None]]

LOCAL_DOMAIN = "localhost"
INSTALLED = "installed"  # an encoder that packages bring along


def wall_clock() -> datetime:
    """What this machine takes to be now."""
    return datetime.now(UTC)


def build(
    settings: Settings,
    *,
    clock: Clock | None = None,
    store: Store | None = None,
    only: tuple[str, ...] = (),
) -> Firstline:
    """Put the parts together; with `only`, a desk that works on these channels alone.

    Raises StoreError if the database cannot be opened, UnknownChannel for a name we do not know.
    """
    store = Measured(store or open_store(settings.url), figures := Figures())
    clock = clock or store.clock
    news, articles, labels = News(store.hints.tell), _library(settings.knowledge), Labelling()
    channels: dict[str, Channel] = {}
    traits: dict[str, Traits] = {}
    rules = _with_ways(house_rules(settings, traits), channels)
    blobs = StoredBlobs(store, FolderBlobs(settings.blobs), clock)
    shared: Any = {"store": store, "rules": rules, "clock": clock}
    kept: Any = {"blobs": Blobs(blobs), "vault": Vault(store, settings.vault_keys, clock)}
    house = House(news=news, figures=figures, **kept, **shared)
    channels |= _opened(settings, house, only)
    traits |= {kind: channel.traits for kind, channel in channels.items()}
    working: Any = {**shared, "changed": news.spread, "meter": figures, "pressure": Pressure()}
    there: Any = {"channels": channels, "only": only}
    placed: Any = {**working, **there}
    known: Any = {"fixes": articles.fixes, "fix": articles.fix, "hints": labels.hints}
    return Firstline(
        **shared,
        **there,
        settings=settings,
        news=news,
        library=articles,
        labelling=labels,
        shelving=_shelving(settings, articles, store, clock, news, only),
        house=house,
        intake=Intake(acceptance=_acceptance(house, blobs, working), **known, **placed),
        dispatch=Dispatch(**placed),
        ticker=Ticker(**shared, changed=news.spread),
    )


def _acceptance(house: House, blobs: StoredBlobs, working: Mapping[str, Any]) -> Acceptance:
    return Acceptance(blobs=blobs, health=house.health, **working)


def _opened(settings: Settings, house: House, only: tuple[str, ...]) -> dict[str, Channel]:
    """The channels: those of the settings, and those we work on now though nobody else may.

    What vendors post to is served by the site, if there is one.
    """
    kinds = dict.fromkeys((*settings.channels, *only))
    opened = {kind: open_channel(kind, settings.of(kind), house) for kind in kinds}
    serving = [each for each in opened.values() if isinstance(each, Serves)]
    for each in opened.values():
        if isinstance(each, Hosts):
            each.host([route for served in serving for route in served.routes()])
    return opened


def _library(chosen: KnowledgeSettings) -> Library:
    return Library(floor=chosen.floor, precision=chosen.precision)


def _shelving(
    settings: Settings,
    library: Library,
    store: Store,
    clock: Clock,
    news: News,
    only: tuple[str, ...],
) -> Shelving:
    return Shelving(
        settings.knowledge.folders,
        store=store,
        library=library,
        clock=clock,
        changed=news.spread,
        visits=bool(only),
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
        public_pages=web.public_url if "web" in settings.channels else "",
        settle=timedelta(seconds=settings.desk.settle),
        most_answers_per_hour=settings.desk.most_answers_per_hour,
        most_answers_per_ticket=settings.desk.most_answers_per_ticket,
        first_response=settings.desk.first_response,
        traits=traits,
    )


def _with_ways(rules: HouseRules, channels: Mapping[str, Channel]) -> HouseRules:
    """The rules with the ways to write to somebody, by channels that are still to be opened."""
    begin, correspondent = _begin(channels), _correspondent(channels)
    by_mail = partial(begin, "email")
    return replace(rules, begin=begin, begin_mail=by_mail, correspondent=correspondent)


def _release_all(unit: Unit, now: datetime) -> None:
    queue_care.release_all(unit)
    leases.release_all(unit, now=now)


async def prepare(firstline: Firstline) -> None:
    """Before the first message: agents and articles are in the store, dead leases are free.

    And there is a key to sign with.
    """
    now = firstline.clock()
    if firstline.store.dialect == "sqlite":  # we alone write, so whoever held a lease is gone
        await firstline.store.transact(_release_all, now)
    await firstline.house.signer.load(firstline.store, firstline.clock())
    await firstline.house.vault.look()
    await firstline.store.transact(_enlist, agents_of(firstline.settings))
    await firstline.shelving.begin()
    await firstline.library.refresh(firstline.store)
    await _understand(firstline)


async def _understand(firstline: Firstline) -> None:
    """Meaning counts beside words, where an encoder is wanted; without it all goes on."""
    wanted = firstline.settings.knowledge.encoder
    if not wanted:
        return
    try:
        found = encoder.load(None if wanted == INSTALLED else Path(wanted))
    except NoEncoder as missing:
        log.warning("knowledge.encoder: %s", missing)
    else:
        await firstline.library.understand(found, firstline.store)


async def run(
    firstline: Firstline, *, started: Started | None = None, ending: asyncio.Event | None = None
) -> None:
    """Run channels, loops, clockwork and control socket; `ending` makes an orderly end of it.

    Then nothing more is taken in, what is under way is finished or given back, and it returns.
    """
    await prepare(firstline)
    loops = firstline.loops()
    control = ControlServer(firstline.settings.control, commands.table(firstline))
    store, news = firstline.store, firstline.news
    around: tuple[Coroutine[Any, Any, None], ...] = (
        firstline.ticker.run(),
        housekeeping.run(firstline),
        control.run(),
        store.hints.run(news.hear),
    )
    async with asyncio.TaskGroup() as group:
        working = [group.create_task(loop.run()) for loop in loops]
        attending = [group.create_task(each) for each in around]
        doors = [
            group.create_task(channel.run(firstline.intake.accept), name=channel.name)
            for channel in firstline.running()
        ]
        if started:
            await started()
        await (ending or asyncio.Event()).wait()
        await _end(doors)
        for loop in loops:
            loop.stop()
        await asyncio.wait(working)
        await _end(attending)


async def _end(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks)


async def serve(firstline: Firstline, *, started: Started) -> None:
    """Run until SIGINT or SIGTERM, then end in order; a second signal ends it at once."""
    ending = asyncio.Event()

    async def settled() -> None:
        await started()
        _keep_what_is_loaded()

    running = asyncio.create_task(run(firstline, started=settled, ending=ending))
    loop = asyncio.get_running_loop()

    def end() -> None:
        running.cancel() if ending.is_set() else ending.set()

    for signum in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signum, end)
    try:
        await running
    except asyncio.CancelledError:
        log.warning("stopped at once")
    log.info("stopped")


def _keep_what_is_loaded() -> None:
    """Nothing that is there by now will ever be garbage; to look it over again and again for some
    took a fifth of the time of a busy intake. What only the start needed goes back to the system,
    where the C library would keep it."""
    gc.collect()
    gc.freeze()
    with suppress(AttributeError, OSError):  # another C library has nothing to give back
        ctypes.CDLL(None).malloc_trim(0)


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


def _begin(channels: Mapping[str, Channel]) -> Begin:
    """How to write to an address first, once the channels are open."""

    def begin(name: str, address: str) -> ConversationRef | None:
        channel = channels.get(name)
        return channel.begin(address) if isinstance(channel, CanBegin) else None

    return begin


def _correspondent(channels: Mapping[str, Channel]) -> CorrespondentOf:
    """Whom a conversation leads to, where machines may be at the other end."""

    def correspondent(conversation: ConversationRef) -> str:
        channel = channels.get(conversation.channel)
        if channel is None or not channel.traits.machines or not isinstance(channel, Corresponds):
            return ""
        return channel.correspondent(conversation)

    return correspondent

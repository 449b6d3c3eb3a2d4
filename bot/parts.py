"""The parts of a desk, built and not yet running."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.labelling import Labelling
from bot.library import Library
from bot.runtime.dispatch import Dispatch
from bot.runtime.house import House
from bot.runtime.house_rules import Clock, HouseRules
from bot.runtime.intake import Intake
from bot.runtime.lease_loop import LeaseLoop
from bot.runtime.news import News
from bot.settings import Settings
from bot.shelving import Shelving
from bot.ticker import Ticker
from channels.base import Channel
from store.transact import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Firstline:
    """A desk, built and not yet running. `only` names the channels it works on, () for all."""

    settings: Settings
    store: Store
    rules: HouseRules
    clock: Clock
    news: News
    library: Library
    labelling: Labelling
    shelving: Shelving
    house: House
    channels: Mapping[str, Channel]
    only: tuple[str, ...]
    intake: Intake
    dispatch: Dispatch
    ticker: Ticker

    def running(self) -> tuple[Channel, ...]:
        """The channels that take messages in here."""
        kinds = self.only or tuple(self.channels)
        return tuple(self.channels[kind] for kind in kinds)

    def loops(self) -> tuple[LeaseLoop, LeaseLoop]:
        """The loops for what comes in and what goes out, woken by every change."""
        loops = self.intake.loop(), self.dispatch.loop()
        for loop in loops:
            self.news.also(loop.wake)
        return loops

    def close(self) -> None:
        """Let go of the database."""
        self.store.close()

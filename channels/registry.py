"""Which channels there are, and how one is opened by its name."""

import pkgutil
from difflib import get_close_matches
from importlib import import_module
from importlib.metadata import entry_points
from types import ModuleType
from typing import Any

import channels
from channels.base import Channel

GROUP = "firstline.channels"


class UnknownChannel(Exception):
    """There is no channel of this name; the sentence says which may be meant."""


def known() -> tuple[str, ...]:
    """Every channel that Firstline ships: the modules here that have a `connect`."""
    modules = (module.name for module in pkgutil.iter_modules(channels.__path__))
    return tuple(sorted(name for name in modules if hasattr(_module(name), "connect")))


def _module(name: str) -> ModuleType:
    return import_module(f"channels.{name}")


def open_channel(kind: str, settings: Any, house: Any) -> Channel:  # noqa: ANN401 - each its own
    """Connect a channel: a shipped one, else one that another distribution brings along."""
    if kind in known():
        shipped: Channel = _module(kind).connect(settings, house)
        return shipped
    plugins = entry_points(group=GROUP)
    if kind not in plugins.names:
        raise UnknownChannel(_sentence(kind, sorted({*known(), *plugins.names})))
    brought: Channel = plugins[kind].load()(settings, house)
    return brought


def _sentence(kind: str, names: list[str]) -> str:
    nearest = get_close_matches(kind, names, n=1, cutoff=0.4)
    hint = f"did you mean {nearest[0]}?" if nearest else f"there are {', '.join(names)}."
    return f"There is no channel called {kind!r}; {hint}"

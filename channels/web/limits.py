"""How often and how many at once: token buckets and slots, in bounded tables."""

from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from channels.web import wording
from channels.web.refusals import Refused

TABLE_SIZE = 10_000


@dataclass(frozen=True, slots=True)
class Level:
    """What was left in a bucket, and when."""

    tokens: float
    at: float


class Buckets:
    """A token bucket a key: `burst` at once, refilled at `rate` a second.

    The table holds the `size` keys used last; a forgotten key starts full again.
    """

    def __init__(self, *, burst: int, rate: float, size: int = TABLE_SIZE) -> None:
        self._burst = burst
        self._rate = rate
        self._size = size
        self._levels: OrderedDict[str, Level] = OrderedDict()

    def take(self, key: str, now: float) -> float:
        """Take one. Returns 0, or the seconds to wait where none is left."""
        level = self._levels.pop(key, Level(self._burst, now))
        tokens = min(self._burst, level.tokens + (now - level.at) * self._rate)
        self._levels[key] = Level(tokens - 1 if tokens >= 1 else tokens, now)
        if len(self._levels) > self._size:
            self._levels.popitem(last=False)
        return 0 if tokens >= 1 else (1 - tokens) / self._rate

    def demand(self, key: str, now: float) -> None:
        """Take one, or refuse with the time to wait."""
        if wait := self.take(key, now):
            raise Refused(429, wording.TOO_MANY.format(seconds=ceil(wait)), after=wait)


def per_minute(count: int) -> Buckets:
    """`count` a minute, all of them at once if need be."""
    return Buckets(burst=count, rate=count / 60)


def per_hour(count: int) -> Buckets:
    """`count` an hour, all of them at once if need be."""
    return Buckets(burst=count, rate=count / 3600)


class Slots:
    """How many things may be open at once for a key; only what is open takes up room."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()

    @contextmanager
    def hold(self, *wanted: tuple[str, int]) -> Iterator[None]:
        """Hold one slot of every (key, limit), or refuse and hold none."""
        if any(self._open[key] >= limit for key, limit in wanted):
            raise Refused(429, wording.TOO_MANY_PAGES, after=15)
        keys = tuple(key for key, _ in wanted)
        self._open.update(keys)
        try:
            yield
        finally:
            self._open.subtract(keys)
            self._open = +self._open  # forgets the keys that hold nothing

    def __len__(self) -> int:
        return self._open.total()


def neighbourhood(address: str) -> str:
    """Who counts as one address: an IPv4 address, or the /64 that one IPv6 household is given."""
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, IPv6Address) and not ip.ipv4_mapped:
        return str(ip_network((ip, 64), strict=False))
    return str(ip)

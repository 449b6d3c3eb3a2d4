"""What is counted and timed, and how a monitoring system reads it (Prometheus text).

Labels name queues, channels and states; never people, places or words.
"""

import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.process_collector import ProcessCollector

from store.transact import Store, bound
from store.unit import Unit
from store.upkeep import Standing
from store.work_queue import TABLES

P = ParamSpec("P")
T = TypeVar("T")

PREFIX = "firstline_"
_PART = ("queue", "channel")

SENDING = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)  # seconds, upper ends
WRITING = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5)


class Meter(Protocol):
    """What the loops tell. `queue` is inbox or outbox, `rows` how many of its rows it is about."""

    def accepted(self, channel: str) -> None:
        """A message of this channel is durable, perhaps long since; the sender may be told so."""
        ...

    def handled(self, queue: str, rows: int) -> None:
        """Rows are done."""
        ...

    def postponed(self, queue: str, rows: int) -> None:
        """Rows are tried again later."""
        ...

    def buried(self, queue: str, rows: int) -> None:
        """Rows were given up on."""
        ...

    def lost_lease(self, queue: str, rows: int) -> None:
        """Somebody else has taken rows over that we were working on."""
        ...

    def sent(self, channel: str, seconds: float) -> None:
        """A channel has taken a message; how long its `send` took."""
        ...

    def bounced(self, channel: str, *, known: bool) -> None:
        """A server reports on a message that it could not deliver; whether it is known as ours."""
        ...

    def transaction(self, seconds: float, runs: int) -> None:
        """A transaction is over; `runs` is 1 unless it lost a race or its connection."""
        ...


class Figures:
    """A Meter that remembers, for one desk."""

    def __init__(self) -> None:
        registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._registry = registry
        self._accepted = _counter(
            registry, "accepted", "Messages acknowledged, repetitions too.", "channel"
        )
        self._handled = _counter(registry, "handled", "Queue rows done.", "queue")
        self._postponed = _counter(registry, "postponed", "Queue rows put off.", "queue")
        self._buried = _counter(registry, "buried", "Queue rows given up on.", "queue")
        self._lost = _counter(registry, "lost_leases", "Rows taken over by others.", "queue")
        self._repeated = _counter(registry, "transactions_repeated", "Transactions run again.")
        self._bounced = _counter(
            registry, "bounced", "Reports of messages not delivered.", "channel", "known"
        )
        self._sending = _histogram(
            registry, "send_seconds", "How long a channel took to send.", SENDING, "channel"
        )
        self._writing = _histogram(
            registry, "transaction_seconds", "How long a transaction took.", WRITING
        )
        self._pending = _gauge(registry, "queue_pending", "Rows to be done.", *_PART)
        self._oldest = _gauge(registry, "queue_oldest_seconds", "Age of the oldest.", *_PART)
        self._dead = _gauge(registry, "queue_buried", "Rows that were given up on.", *_PART)
        self._kept = _gauge(registry, "queue_quarantined", "Rows kept in quarantine.", *_PART)
        self._tickets = _gauge(registry, "tickets_open", "Tickets not resolved.", "status")
        self._answers = _gauge(registry, "database_up", "Whether the database answers.")
        for counter in (self._handled, self._postponed, self._buried, self._lost):
            for queue in TABLES:  # a series that begins with its first row hides that row
                counter.labels(queue)

    def accepted(self, channel: str) -> None:
        """See Meter."""
        self._accepted.labels(channel).inc()

    def handled(self, queue: str, rows: int) -> None:
        """See Meter."""
        self._handled.labels(queue).inc(rows)

    def postponed(self, queue: str, rows: int) -> None:
        """See Meter."""
        self._postponed.labels(queue).inc(rows)

    def buried(self, queue: str, rows: int) -> None:
        """See Meter."""
        self._buried.labels(queue).inc(rows)

    def lost_lease(self, queue: str, rows: int) -> None:
        """See Meter."""
        self._lost.labels(queue).inc(rows)

    def sent(self, channel: str, seconds: float) -> None:
        """See Meter."""
        self._sending.labels(channel).observe(seconds)

    def bounced(self, channel: str, *, known: bool) -> None:
        """See Meter."""
        self._bounced.labels(channel, "yes" if known else "no").inc()

    def transaction(self, seconds: float, runs: int) -> None:
        """See Meter."""
        self._writing.observe(seconds)
        self._repeated.inc(max(runs - 1, 0))

    def page(self, standing: Standing | None) -> str:
        """All figures as Prometheus text; without a standing the database does not answer."""
        for gauge in (self._pending, self._oldest, self._dead, self._kept, self._tickets):
            gauge.clear()
        self._answers.set(standing is not None)
        if standing:
            self._show(standing)
        return generate_latest(self._registry).decode()

    def _show(self, standing: Standing) -> None:
        for depth in standing.depths:
            self._pending.labels(depth.queue, depth.channel).set(depth.pending)
            self._oldest.labels(depth.queue, depth.channel).set(depth.oldest)
            self._dead.labels(depth.queue, depth.channel).set(depth.buried)
            self._kept.labels(depth.queue, depth.channel).set(depth.kept)
        for status, count in standing.tickets.items():
            self._tickets.labels(status).set(count)


class Measured:
    """A Store whose transactions are timed, from the call until they are durable."""

    def __init__(self, store: Store, meter: Meter) -> None:
        self._store = store
        self._meter = meter
        self.clock = store.clock
        self.hints = store.hints

    @property
    def dialect(self) -> str:
        """See Store."""
        return self._store.dialect

    async def transact(
        self, fn: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """See Store."""
        return await self._timed(self._store.transact, bound(fn, *args, **kwargs))

    async def urgently(
        self, fn: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """See Store."""
        return await self._timed(self._store.urgently, bound(fn, *args, **kwargs))

    async def read(
        self, fn: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """See Store."""
        return await self._store.read(fn, *args, **kwargs)

    async def measure(self) -> timedelta:
        """See Store."""
        return await self._store.measure()

    def close(self) -> None:
        """See Store."""
        self._store.close()

    async def _timed(
        self, do: Callable[[Callable[[Unit], T]], Awaitable[T]], call: Callable[[Unit], T]
    ) -> T:
        runs = 0

        def counted(unit: Unit) -> T:
            nonlocal runs
            runs += 1
            return call(unit)

        began = time.perf_counter()
        try:
            return await do(counted)
        finally:
            self._meter.transaction(time.perf_counter() - began, runs)


def _counter(registry: CollectorRegistry, name: str, about: str, *labels: str) -> Counter:
    return Counter(f"{PREFIX}{name}", about, labels, registry=registry)


def _gauge(registry: CollectorRegistry, name: str, about: str, *labels: str) -> Gauge:
    return Gauge(f"{PREFIX}{name}", about, labels, registry=registry)


def _histogram(
    registry: CollectorRegistry, name: str, about: str, ends: tuple[float, ...], *labels: str
) -> Histogram:
    return Histogram(f"{PREFIX}{name}", about, labels, registry=registry, buckets=ends)

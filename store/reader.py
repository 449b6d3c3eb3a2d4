"""A store that only reads, beside a server that is running."""

from collections.abc import Callable
from datetime import timedelta
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Engine

from store.clock import SteadyClock
from store.errors import StoreUnavailable
from store.hints import Hints, NoHints
from store.transact import Begin, Threads, bound
from store.unit import Unit

P = ParamSpec("P")
T = TypeVar("T")


class Reader:
    """A Store whose `transact` is refused."""

    def __init__(self, engine: Engine, begin: Begin) -> None:
        """Takes the engine over; `begin` opens a transaction that cannot write."""
        self.clock = SteadyClock()
        self.hints: Hints = NoHints()
        self.dialect = engine.dialect.name
        self._engine = engine
        self._threads = Threads(begin, count=2, name="store-read")

    async def transact(
        self, fn: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Refused."""
        raise StoreUnavailable("this store was opened for reading only")

    async def urgently(
        self, fn: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Refused."""
        raise StoreUnavailable("this store was opened for reading only")

    async def read(
        self, fn: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """See Store."""
        return await self._threads.run(bound(fn, *args, **kwargs))

    async def measure(self) -> timedelta:
        """Refused."""
        raise StoreUnavailable("this store was opened for reading only")

    def close(self) -> None:
        """See Store."""
        self._threads.close()
        self._engine.dispose()

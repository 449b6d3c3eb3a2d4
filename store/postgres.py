"""PostgreSQL: a few threads, each with a connection; any number of processes."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from time import monotonic
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, text

from store.clock import SteadyClock, behind
from store.columns import written_json
from store.errors import StoreError
from store.hints import Hints, PgHints
from store.transact import Threads, bound
from store.unit import Unit

P = ParamSpec("P")
T = TypeVar("T")

WRITERS = 8
READERS = 4
PROMPT = 0.5  # seconds within which the server must say what time it is to be believed

# A replica cut off from the network must not keep its row locks: with these they are free again
# within seconds, and a call that hangs ends.
_CONNECT = {
    "connect_timeout": "3",
    "tcp_user_timeout": "3000",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
}
_SESSION = {
    "timezone": "UTC",
    "idle_in_transaction_session_timeout": "5s",
    "statement_timeout": "10s",
    "lock_timeout": "3s",
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
}
_MUST_BE_ON = ("fsync", "synchronous_commit", "full_page_writes")


def working(url: URL) -> Engine:
    """Connections for the daily work. What the URL says about one wins over what is said here."""
    return create_engine(
        _hardened(url),
        pool_size=WRITERS + READERS,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,  # they are people's words, and errors are logged
        json_serializer=written_json,
    )


def hints(engine: Engine) -> PgHints:
    """A way to tell the other replicas and to hear from them."""
    _, where = engine.dialect.create_connect_args(engine.url)
    return PgHints(where)


def _hardened(url: URL) -> URL:
    ours = " ".join(f"-c {name}={value}" for name, value in _SESSION.items())
    options = f"{ours} {url.query.get('options', '')}".strip()
    return url.set(query={**_CONNECT, **url.query, "options": options})


def server_time(connection: Connection) -> datetime:
    """What the server's clock says."""
    moment: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    return moment


def migrating(url: URL) -> Engine:
    """A connection that may take its time."""
    return create_engine(url.update_query_dict({"connect_timeout": "3"}), pool_size=1)


def check_durable(connection: Connection) -> None:
    """Refuse a server that may forget what it has acknowledged."""
    for setting in _MUST_BE_ON:
        if connection.scalar(text("SELECT current_setting(:name)"), {"name": setting}) == "off":
            raise StoreError(
                f"PostgreSQL runs with {setting}=off and would lose messages in a power cut: "
                f"set it to on."
            )


class PgStore:
    """A store on a server that others use as well."""

    dialect = "postgresql"

    def __init__(self, engine: Engine, clock: SteadyClock, hints: PgHints) -> None:
        """Takes the engine over. `clock` is set by the server's."""
        self.clock = clock
        self.hints: Hints = hints
        self._engine = engine
        self._writers = Threads(engine.begin, count=WRITERS, name="store-write")
        self._readers = Threads(lambda: snapshot(engine), count=READERS, name="store-read")

    async def transact(
        self, fn: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """See Store."""
        return await self._writers.run(bound(fn, *args, **kwargs))

    async def urgently(
        self, fn: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """See Store."""
        return await self._writers.urgently(bound(fn, *args, **kwargs))

    async def read(
        self, fn: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """See Store."""
        return await self._readers.run(bound(fn, *args, **kwargs))

    async def measure(self) -> timedelta:
        """See Store. A slow answer says nothing."""

        def ask(unit: Unit) -> timedelta:
            began = monotonic()
            step = behind(self.clock, server_time(unit.connection), began)
            return step if monotonic() - began < PROMPT else timedelta(0)

        return await self.read(ask)

    def close(self) -> None:
        """See Store."""
        self._writers.close()
        self._readers.close()
        self._engine.dispose()


def snapshot(engine: Engine) -> AbstractContextManager[Connection]:
    """A transaction that sees one moment and cannot write."""
    return engine.execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True
    ).begin()

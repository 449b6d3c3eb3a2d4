"""The HTTP server: a socket of ours, deadlines for slow senders, an end within two seconds."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from channels.web.settings import WebSettings

HEADERS_WITHIN = 10.0  # seconds from the first to the last byte of a request's headers
LONGEST_HEADERS = 16 * 1024
GRACE = 1  # seconds for answers under way when the site closes


class CannotListen(OSError):
    """The address cannot be listened on; the message says why and what to do."""


def bind(settings: WebSettings) -> socket.socket:
    """A listening socket. Raises CannotListen.

    What it accepts sends each answer at once: asyncio sees to that only for sockets of its own, and
    else the body of an answer waits up to 40 ms until its head is acknowledged.
    """
    host, port = settings.host, settings.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=512)
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise CannotListen(
            f"The web channel cannot listen on {host} port {port} ({reason}). "
            "Stop the program that uses it, or set another host or port under [web]."
        ) from problem


class Deadline(H11Protocol):
    """Closes a connection that is slow to say what it wants."""

    _due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the clock."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Take bytes; the clock runs while headers are incomplete."""
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._stop()
        super().connection_lost(exc)

    def _watch(self) -> None:
        if self.conn.their_state is not h11.IDLE:
            self._stop()
        elif self._due is None:
            self._due = self.loop.call_later(HEADERS_WITHIN, self.transport.close)

    def _stop(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None


class Server(uvicorn.Server):
    """A server that leaves signals to the program around it and tells when it is up."""

    def __init__(self, config: uvicorn.Config, *, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._tell = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell."""
        await super().startup(sockets)
        self._tell()

    def hang_up(self, listening: socket.socket) -> None:
        """Listen no more; after an orderly end there is nothing left to do."""
        for listener in getattr(self, "servers", ()):
            listener.close()
        listening.close()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take over none."""
        yield


def server(app: ASGIApp, settings: WebSettings, *, started: Callable[[], None]) -> Server:
    """The server of this site. It writes no access log: addresses hold people's links."""
    proxies: dict[str, Any] = {
        "proxy_headers": bool(settings.trusted_proxies),
        "forwarded_allow_ips": list(settings.trusted_proxies),
    }
    config = uvicorn.Config(
        app,
        http=Deadline,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        limit_concurrency=settings.connections,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=GRACE,
        h11_max_incomplete_event_size=LONGEST_HEADERS,
        **proxies,
    )
    return Server(config, started=started)

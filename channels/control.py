"""Commands for a running server, by a Unix socket that only its owner can open.

One order is one HTTP POST of a JSON object to /NAME; the answer is a JSON object. It is no way
around the rules: the server does what the order's function does and nothing else.
"""

import contextlib
import os
import socket
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from channels.base import NotNow

Order = Callable[[Mapping[str, Any]], Awaitable[Mapping[str, Any]]]

PATIENCE = 60.0  # seconds for an order; waiting for news is the longest of them
LONGEST_PATH = 100  # bytes that every system takes for the name of a Unix socket


class NotRunning(Exception):
    """No server listens on the socket."""


class Refused(Exception):
    """The server did not do it; the message is its sentence."""


class ControlServer:
    """Listens while it runs.

    An order that raises ValueError, LookupError or NotNow is answered with its sentence.
    """

    def __init__(self, path: Path, orders: Mapping[str, Order]) -> None:
        self._path = path
        routes = [
            Route(f"/{name}", _endpoint(order), methods=["POST"]) for name, order in orders.items()
        ]
        self._app = Starlette(routes=routes)

    async def run(self) -> None:
        """Serve until cancelled; the socket is gone afterwards."""
        config = uvicorn.Config(self._app, log_config=None, lifespan="off", access_log=False)
        server = uvicorn.Server(config)
        server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign, assignment]
        listening = _bind(self._path)
        try:
            await server.serve(sockets=[listening])
        finally:
            listening.close()
            self._path.unlink(missing_ok=True)


class ControlClient:
    """Gives orders to the server behind a socket."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def order(self, name: str, /, **what: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
        """Have it done. Raises NotRunning or Refused."""
        import httpx  # a server, which has no use for it, starts sooner

        transport = httpx.AsyncHTTPTransport(uds=str(self._path))
        try:
            async with httpx.AsyncClient(transport=transport, timeout=PATIENCE) as client:
                answer = await client.post(f"http://firstline/{name}", json=what)
        except (httpx.ConnectError, FileNotFoundError) as gone:
            raise NotRunning(str(self._path)) from gone
        except httpx.TransportError as slow:
            raise Refused("The server did not answer; look before you try again.") from slow
        if answer.status_code == httpx.codes.INTERNAL_SERVER_ERROR:
            raise Refused("The server could not do it; its log says why.")
        said: dict[str, Any] = answer.json()
        if answer.status_code != httpx.codes.OK:
            raise Refused(said["error"])
        return said


def _endpoint(order: Order) -> Callable[[Request], Awaitable[JSONResponse]]:
    async def endpoint(request: Request) -> JSONResponse:
        try:
            return JSONResponse(await order(await request.json()))
        except ClientDisconnect:  # the terminal was closed; nobody reads an answer
            return JSONResponse({})
        except (ValueError, LookupError) as wrong:
            return JSONResponse({"error": str(wrong)}, status_code=422)
        except NotNow as away:
            sentence = f"The server could not do it, try again later: {away}"
            return JSONResponse({"error": sentence}, status_code=503)

    return endpoint


def _somebody_listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as knock:
        return knock.connect_ex(str(path)) == 0


def _bind(path: Path) -> socket.socket:
    if len(os.fsencode(path)) > LONGEST_PATH:
        raise OSError(f"{path} is too long a name for a socket; choose a shorter data folder")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if _somebody_listens(path):
        raise OSError(f"another Firstline uses {path.parent}; give each a data folder of its own")
    path.unlink(missing_ok=True)  # left by a server that was killed
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)  # nobody but the owner, from the first moment on
    try:
        listening.bind(str(path))
    finally:
        os.umask(before)
    return listening

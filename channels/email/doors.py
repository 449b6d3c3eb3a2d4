"""Where mail servers come in, and how they are seen out."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path

from channels.email import answers
from channels.email.clerk import Take
from channels.email.gate import Gate
from channels.email.lmtp import LocalVisit
from channels.email.proxied import ProxiedVisit
from channels.email.room import Room
from channels.email.server import SmtpVisit
from channels.email.settings import EmailSettings
from channels.email.tls import Certificate
from channels.email.visit import Lobby, Visit, quiet_library

GOODBYE_SECONDS = 2.0
# Whoever may enter the folder may hand mail in, as on a port of this machine.
ANYBODY = 0o666


@asynccontextmanager
async def open_doors(settings: EmailSettings, take: Take) -> AsyncIterator[dict[str, int]]:
    """All that the settings name, until the block ends; gives the port of each, by its setting.

    Raises OSError if a door cannot be opened or the certificate cannot be read.
    """
    quiet_library()
    room = Room(settings.most_bytes_under_way)
    lobby = Lobby(settings, take, Gate(settings), room, _certificate(settings))
    async with AsyncExitStack() as doors:
        ports = {}
        for name, kind, host, port in _wanted(settings):
            server = await asyncio.get_running_loop().create_server(kind(lobby).another, host, port)
            doors.callback(server.close)
            ports[name] = server.sockets[0].getsockname()[1]
        if settings.lmtp_socket:
            doors.callback((await _socket(lobby)).close)
        try:
            yield ports
        finally:
            await doors.aclose()
            await _say_goodbye(lobby.visits)


def _wanted(settings: EmailSettings) -> Iterator[tuple[str, type[Visit], str, int]]:
    smtp = settings.port if settings.smtp else None
    rows: tuple[tuple[str, type[Visit], str, int | None], ...] = (
        ("port", SmtpVisit, settings.host, smtp),
        ("lmtp_port", LocalVisit, settings.lmtp_host, settings.lmtp_port),
        ("proxy_port", ProxiedVisit, settings.host, settings.proxy_port),
    )
    for name, kind, host, port in rows:
        if port is not None:
            yield name, kind, host, port


async def _socket(lobby: Lobby) -> asyncio.Server:
    path = lobby.settings.lmtp_socket
    visit = LocalVisit(lobby)
    with _named("lmtp_socket"):
        server = await asyncio.get_running_loop().create_unix_server(visit.another, path)
        os.chmod(path, ANYBODY)
    return server


def _certificate(settings: EmailSettings) -> Certificate | None:
    if not settings.tls_certificate:
        return None
    certificate = Path(settings.tls_certificate)
    with _named("tls_certificate"):
        return Certificate(certificate, Path(settings.tls_key or certificate))


@contextmanager
def _named(setting: str) -> Iterator[None]:
    """What went wrong, with the setting to look at."""
    try:
        yield
    except OSError as trouble:
        raise OSError(f"email.{setting}: {trouble}") from trouble


async def _say_goodbye(visits: set[Visit]) -> None:
    """Who waits between two mails is told; a mail under way may still be answered.

    Nobody who is cut off then has been told "taken", so they will come again.
    """
    for visit in list(visits):
        visit.retire(answers.CLOSING)
    await _wait_for(visits)
    for visit in list(visits):
        visit.abort()
    await _wait_for(visits)


async def _wait_for(visits: set[Visit]) -> None:
    tasks = [task for visit in visits if (task := visit.task())]
    if tasks:
        await asyncio.wait(tasks, timeout=GOODBYE_SECONDS)

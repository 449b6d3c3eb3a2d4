"""Files that people send: copied to the desk, or their link kept with the reason why not.

Slack answers a request without the scope files:read with its sign-in page instead of an error, so
what comes is looked at (docs.slack.dev/reference/objects/file-object, "Authentication").
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

import aiohttp

from channels.base import Blobs, BlobTooLarge, Undeliverable
from channels.messages import Attachment
from channels.slack import sentences
from channels.slack.payloads import Json
from channels.slack.said import FileRef, file_of

log = logging.getLogger("firstline")

SCOPE = "files:read"
CHUNK = 256 * 1024
PATIENCE = 8.0  # seconds for all files of a message
AT_ONCE = 4
HOSTS = ("slack.com", "slack-files.com", "slack-edge.com", "slack-gov.com")
NOT_HERE = {
    "external": sentences.ELSEWHERE,
    "tombstone": sentences.GONE,
    "hidden_by_limit": sentences.GONE,
}
HTML = "text/html"
OK = 200


class Calls(Protocol):
    """Slack's Web API; see `client.Slack`."""

    async def call(self, team: str, method: str, **arguments: Any) -> dict[str, Any]: ...  # noqa: ANN401


class NotCopied(Exception):
    """It stays where it is; the reason is one for the desk to read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What became of the files of a message: those we have, links to the others, and why."""

    attachments: tuple[Attachment, ...] = ()
    links: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


class Files:
    """Copies files. `missing` is told of a scope that we lack, by team and scope."""

    def __init__(
        self,
        slack: Calls,
        blobs: Blobs,
        *,
        token: Callable[[str], Awaitable[str]],
        missing: Callable[[str, str], Awaitable[None]],
        limit: int,
        base_url: str,
    ) -> None:
        self._slack = slack
        self._blobs = blobs
        self._token = token
        self._missing = missing
        self._limit = limit
        self._home = urlsplit(base_url).netloc

    async def copy(self, team: str, files: Sequence[FileRef]) -> Copied:
        """All that can be. Raises NotNow if they cannot be kept, TryLater."""
        if not files:
            return Copied()
        turns = asyncio.Semaphore(AT_ONCE)
        end = asyncio.get_running_loop().time() + PATIENCE
        async with aiohttp.ClientSession() as http:
            tries = (self._one(http, team, file, turns, end) for file in files)
            done = await asyncio.gather(*tries)
        return Copied(
            attachments=tuple(each for each in done if isinstance(each, Attachment)),
            links=tuple(_link(file) for file, each in _left(files, done) if file.page),
            remarks=tuple(sentences.not_copied(file.name, why) for file, why in _left(files, done)),
        )

    async def _one(
        self,
        http: aiohttp.ClientSession,
        team: str,
        file: FileRef,
        turns: asyncio.Semaphore,
        end: float,
    ) -> Attachment | str:
        """The copy, or why there is none."""
        try:
            async with asyncio.timeout_at(end), turns:
                seen = await self._seen(team, file) if file.unseen else file
                return await self._copied(http, team, seen)
        except NotCopied as no:
            return str(no)
        except BlobTooLarge:
            return sentences.TOO_LARGE
        except (TimeoutError, aiohttp.ClientError) as trouble:
            log.info("a file was not copied", extra={"trouble": type(trouble).__name__})
            return sentences.NO_ANSWER

    async def _seen(self, team: str, file: FileRef) -> FileRef:
        """A file of another organisation in full."""
        try:
            told = await self._slack.call(team, "files.info", file=file.id)
        except Undeliverable as no:
            raise NotCopied(sentences.NO_ANSWER) from no
        return file_of(Json(told).at("file"))

    async def _copied(self, http: aiohttp.ClientSession, team: str, file: FileRef) -> Attachment:
        self._check(file)
        headers = {"Authorization": f"Bearer {await self._token(team)}"}
        async with http.get(file.url, headers=headers, allow_redirects=False) as answer:
            if answer.status != OK or _is_sign_in(answer, file):
                await self._refused(team, answer, file)
            read = Counted(answer.content.iter_chunked(CHUNK))
            source = await self._blobs.put(read.chunks(), limit=self._limit)
        media_type = file.media_type or answer.content_type
        return Attachment(name=file.name, media_type=media_type, size=read.size, source=source)

    def _check(self, file: FileRef) -> None:
        """Raises NotCopied for what cannot or must not be fetched: only Slack sees our token."""
        why = NOT_HERE.get(file.lies, "")
        if not why and file.size > self._limit:
            why = sentences.TOO_LARGE
        if not why and not self._is_slack(file.url):
            why = sentences.ELSEWHERE
        if why:
            raise NotCopied(why)

    def _is_slack(self, url: str) -> bool:
        try:
            address = urlsplit(url)
        except ValueError:
            return False
        if address.netloc == self._home:
            return True
        host = address.hostname or ""
        ours = any(host == name or host.endswith(f".{name}") for name in HOSTS)
        return ours and address.scheme == "https"

    async def _refused(self, team: str, answer: aiohttp.ClientResponse, file: FileRef) -> None:
        is_leave = answer.status in (OK, 302, 401, 403)
        if is_leave:
            await self._missing(team, SCOPE)
        raise NotCopied(sentences.NO_LEAVE if is_leave else sentences.NO_ANSWER)


class Counted:
    """Chunks, and how much that was."""

    def __init__(self, source: AsyncIterator[bytes]) -> None:
        self._source = source
        self.size = 0

    async def chunks(self) -> AsyncIterator[bytes]:
        """The chunks."""
        async for chunk in self._source:
            self.size += len(chunk)
            yield chunk


def _is_sign_in(answer: aiohttp.ClientResponse, file: FileRef) -> bool:
    """A page where no page was sent."""
    return answer.content_type == HTML and HTML not in file.media_type


def _left(files: Sequence[FileRef], done: Sequence[Attachment | str]) -> list[tuple[FileRef, str]]:
    pairs = zip(files, done, strict=True)
    return [(file, why) for file, why in pairs if isinstance(why, str)]


def _link(file: FileRef) -> str:
    return f"{file.name}: {file.page}"

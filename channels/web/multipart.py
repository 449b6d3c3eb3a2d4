"""A multipart body as a stream of parts: nothing is held but the piece at hand."""

from collections import deque
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from channels.web import wording
from channels.web.refusals import Refused

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks


@dataclass(frozen=True, slots=True, kw_only=True)
class PartHead:
    """What a part says of itself. `filename` is "" for an ordinary field."""

    name: str
    filename: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes of the part begun last."""

    data: bytes


@dataclass(frozen=True, slots=True)
class PartEnd:
    """The part is complete."""


Event = PartHead | Piece | PartEnd


def boundary_of(content_type: str) -> bytes:
    """The boundary, b"" if this is no multipart form."""
    kind, options = parse_options_header(content_type)
    return options.get(b"boundary", b"") if kind == b"multipart/form-data" else b""


class Reader:
    """Turns the parser's callbacks into events in a queue."""

    def __init__(self, boundary: bytes) -> None:
        self.events: deque[Event] = deque()
        self.complete = False
        self._headers: dict[str, str] = {}
        self._name = b""
        self._value = b""
        self._parser = MultipartParser(boundary, self._callbacks())

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes of the body."""
        self._parser.write(chunk)

    def _callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._header_name,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._head,
            "on_part_data": self._data,
            "on_part_end": self._end,
            "on_end": self._finish,
        }

    def _begin(self) -> None:
        self._headers = {}

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        self._headers[self._name.decode("latin-1").lower()] = self._value.decode("latin-1")
        self._name = self._value = b""

    def _head(self) -> None:
        _, options = parse_options_header(self._headers.get("content-disposition"))
        self.events.append(
            PartHead(
                name=options.get(b"name", b"").decode(errors="replace"),
                filename=options.get(b"filename", b"").decode(errors="replace"),
                media_type=self._headers.get("content-type", ""),
            )
        )

    def _data(self, data: bytes, start: int, end: int) -> None:
        self.events.append(Piece(data[start:end]))

    def _end(self) -> None:
        self.events.append(PartEnd())

    def _finish(self) -> None:
        self.complete = True


async def events(request: Request, boundary: bytes) -> AsyncGenerator[Event, None]:
    """The parts of the body as they arrive. Refuses a body that is broken or breaks off."""
    try:
        reader = Reader(boundary)
        async with aclosing(request.stream()) as chunks:
            async for chunk in chunks:
                reader.feed(chunk)
                while reader.events:
                    yield reader.events.popleft()
    except FormParserError as broken:
        raise Refused(400, wording.BROKEN_FORM) from broken
    if not reader.complete:
        raise Refused(400, wording.BROKEN_FORM)

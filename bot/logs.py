"""Logs for operators: what happened to which key; never what people said.

An exception may quote anything, so only those whose sentences are our own, or the system's, are
written out; of the others the kind and the place.
"""

import json
import logging
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from traceback import extract_tb
from typing import Any

from bot.settings import LogSettings
from store.errors import StoreError

# What an entry may carry besides its message: identifiers and names of ours, no words of people.
CARRIED = ("key", "keys", "queue", "channel", "trouble", "seconds")
OURS = ("firstline", "channels")  # the loggers of our own
SPEAKABLE = (StoreError, OSError)  # exceptions whose sentence is written out

LEVELS = {name: getattr(logging, name.upper()) for name in ("debug", "info", "warning", "error")}
_QUOTES = {"asyncio": ("\n", "<", "(")}  # loggers that quote values, from one of these on


class Text(logging.Formatter):
    """A line an entry: time, level, message, then name=value for what it carries."""

    def format(self, record: logging.LogRecord) -> str:
        """The entry; an exception, where there is one, follows indented."""
        at = _moment(record).isoformat(sep=" ", timespec="milliseconds")
        carried = "".join(f" {name}={value}" for name, value in _carried(record).items())
        first = f"{at} {record.levelname} {record.name}: {_message(record)}{carried}"
        return "\n".join((first, *_lines(_exceptions(record))))


class Json(logging.Formatter):
    """A JSON object an entry, on one line."""

    def format(self, record: logging.LogRecord) -> str:
        """The entry, its exceptions as a list from the outermost to its cause."""
        entry = {
            "time": _moment(record).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
            **_carried(record),
        }
        exceptions = [*_exceptions(record)]
        told = {"exceptions": exceptions} if exceptions else {}
        return json.dumps({**entry, **told}, default=str)


FORMATS = {"text": Text, "json": Json}


def begin(chosen: LogSettings) -> None:
    """Write to standard error: our own from the chosen level on, others from warnings on."""
    level = LEVELS[chosen.level]
    handler = logging.StreamHandler()
    handler.setFormatter(FORMATS[chosen.format]())
    logging.basicConfig(level=max(level, logging.WARNING), handlers=[handler], force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(level)


def end(bug: BaseException) -> None:
    """The last entry: a bug has ended the server."""
    logging.getLogger("firstline").critical("ended by a bug", exc_info=bug)


def _moment(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)


def _carried(record: logging.LogRecord) -> dict[str, Any]:
    return {name: getattr(record, name) for name in CARRIED if hasattr(record, name)}


def _message(record: logging.LogRecord) -> str:
    message = record.getMessage()
    for mark in _QUOTES.get(record.name, ()):
        message = message.partition(mark)[0].rstrip()
    return message


def _exceptions(record: logging.LogRecord) -> Iterator[dict[str, Any]]:
    error = record.exc_info[1] if record.exc_info else None
    return _told(error, set()) if error else iter(())


def _told(error: BaseException, seen: set[int]) -> Iterator[dict[str, Any]]:
    """The exception, those in it, and what it came from."""
    seen.add(id(error))
    yield _in_short(error)
    inside = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    for other in (*inside, before):
        if other and id(other) not in seen:
            yield from _told(other, seen)


def _in_short(error: BaseException) -> dict[str, Any]:
    frames = [
        {"file": frame.filename, "line": frame.lineno, "function": frame.name}
        for frame in extract_tb(error.__traceback__)
    ]
    said = {"message": str(error)} if isinstance(error, SPEAKABLE) else {}
    return {"type": type(error).__qualname__, **said, "frames": frames}


def _lines(exceptions: Iterator[Mapping[str, Any]]) -> Iterator[str]:
    for each in exceptions:
        said = f": {each['message']}" if "message" in each else ""
        yield f"  Traceback: {each['type']}{said}"
        for frame in each["frames"]:
            yield f"    {frame['file']}:{frame['line']} {frame['function']}"

"""How values lie in a column: times, JSON, words, keys and links, the same on both databases."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.types import TypeDecorator

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_LONGEST_KEY = 2000  # bytes; PostgreSQL indexes no more than some 2,700

Number = BigInteger().with_variant(Integer, "sqlite")


class Unstorable(ValueError, DontWrapMixin):
    """A mistake of the caller's: this value belongs in no column."""


def storable(text: str) -> str:
    """Text that every database keeps: a NUL or half a surrogate pair becomes U+FFFD."""
    if text.isascii() and "\0" not in text:
        return text
    return _UNSTORABLE.sub("\ufffd", text)


def storable_json(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """A JSON value as plain lists and dicts, all its texts storable."""
    match value:
        case str():
            return storable(value)
        case None | bool() | int() | float():  # most values: to ask for a Mapping takes longer
            return value
        case Mapping():
            return {storable(str(name)): storable_json(item) for name, item in value.items()}
        case list() | tuple():
            return [storable_json(item) for item in value]
        case _:
            return value


def _is_storable(value: Any) -> bool:  # noqa: ANN401 - any JSON value
    """Whether it may be kept as it is. To write it and look takes less than to walk through it."""
    try:
        written = json.dumps(value)
    except TypeError:
        return False
    return "\\u0000" not in written and "\\ud" not in written


class Moment(TypeDecorator[datetime]):
    """An instant: aware UTC in Python. A naive time is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise Unstorable(f"a time without a zone cannot be stored: {value!r}")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """What people wrote."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


class Key(TypeDecorator[str]):
    """A text that is looked up. Refuses one too long to be indexed, on both databases alike."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if len(value.encode("utf-8", "replace")) > _LONGEST_KEY:
            raise Unstorable(f"a key has at most {_LONGEST_KEY} bytes; this one: {value[:60]}...")
        return storable(value)


class Json(TypeDecorator[Any]):
    """JSON values; JSONB on PostgreSQL."""

    impl = JSON().with_variant(JSONB(), "postgresql")
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:  # noqa: ANN401
        return value if _is_storable(value) else storable_json(value)


class Names(TypeDecorator[tuple[str, ...]]):
    """A few names in order."""

    impl = JSON().with_variant(JSONB(), "postgresql")
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> Any:  # noqa: ANN401
        return storable_json(value or ())

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[str, ...]:  # noqa: ANN401
        return tuple(value or ())


class Link(TypeDecorator[int]):
    """The id of another row. 0, which means "none", is NULL in the database."""

    impl = Number
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        return value or None

    def process_result_value(self, value: int | None, dialect: Dialect) -> int:
        return value or 0

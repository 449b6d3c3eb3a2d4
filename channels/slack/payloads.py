"""What Slack sends, read without ever failing: whatever is missing or odd is empty."""

from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_TEXT = 100_000  # characters; Slack cuts a message at 40,000
LONGEST_ID = 200
MOST_ITEMS = 200

_OF_IDS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")


@dataclass(frozen=True, slots=True)
class Json:
    """A value somewhere in a payload; one that is not there is as good as None."""

    value: object = None

    def at(self, *path: str) -> "Json":
        """What lies below, by the names of objects."""
        value = self.value
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        return Json(value)

    def each(self, *path: str) -> Iterator["Json"]:
        """The items of a list, as far as they are worth reading."""
        value = self.at(*path).value
        return (Json(item) for item in (value[:MOST_ITEMS] if isinstance(value, list) else ()))

    def items(self) -> Iterator[tuple[str, "Json"]]:
        """The names and values of an object."""
        value = self.value if isinstance(self.value, dict) else {}
        return ((str(name), Json(item)) for name, item in list(value.items())[:MOST_ITEMS])

    def text(self, *path: str) -> str:
        """Words, such that they can be stored."""
        value = self.at(*path).value
        if not isinstance(value, str):
            return ""
        return value[:LONGEST_TEXT].replace("\0", "").encode("utf-8", "replace").decode()

    def id(self, *path: str) -> str:
        """One of Slack's ids, times or codes; "" if it holds anything that none of them does."""
        value = self.at(*path).value
        if not isinstance(value, str) or len(value) > LONGEST_ID:
            return ""
        return value if _OF_IDS.issuperset(value) else ""

    def number(self, *path: str) -> int:
        """A whole number from 0 up."""
        value = self.at(*path).value
        return value if isinstance(value, int) and 0 <= value < 2**53 else 0

    def holds(self, *path: str) -> bool:
        """Whether something is there that is not empty."""
        return bool(self.at(*path).value)

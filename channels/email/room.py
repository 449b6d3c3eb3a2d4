"""How many bytes of mails may be under way at once, over all connections."""

from collections.abc import Iterator
from contextlib import contextmanager

from channels.email.settings import ROOM_TO_END


class Share:
    """What one mail takes up of the room."""

    def __init__(self, room: "Room") -> None:
        self._room = room
        self._size = 0

    def resize(self, size: int) -> bool:
        """Take up so many bytes; false, and nothing has changed, if that is more than there are."""
        fits = self._room.take(size - self._size)
        self._size = size if fits else self._size
        return fits


class Room:
    """Counts bytes. A mail is counted as it came, though it is copied once or twice at its end."""

    def __init__(self, most: int) -> None:
        self._free = most

    @property
    def is_used_up(self) -> bool:
        return self._free < ROOM_TO_END

    @contextmanager
    def share(self) -> Iterator[Share]:
        """For one mail; whatever becomes of it, its bytes are free again behind the block."""
        share = Share(self)
        try:
            yield share
        finally:
            share.resize(0)

    def take(self, size: int) -> bool:
        """Less than nothing gives back, which always can be done."""
        fits = size <= max(self._free, 0)
        self._free -= size if fits else 0
        return fits

"""What channels and our loops each call it when nothing can be kept or looked up just now."""

from collections.abc import Iterator
from contextlib import contextmanager

from channels.base import NotNow
from store.errors import StoreUnavailable


class Away(NotNow, StoreUnavailable):
    """The database is away: channels know it as the one, our loops as the other."""


@contextmanager
def in_their_words() -> Iterator[None]:
    """The trouble of database and disk, as channels know it."""
    try:
        yield
    except StoreUnavailable as away:
        raise Away(str(away)) from away
    except TimeoutError as nothing:
        raise Away("the database does not answer") from nothing
    except OSError as trouble:
        raise NotNow(str(trouble)) from trouble

"""What channels and our loops each call it when nothing can be kept or looked up just now."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from channels.base import NotNow
from store.errors import StoreDamaged, StoreUnavailable

log = logging.getLogger("firstline")


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


def tell(what: str, why: StoreUnavailable, **about: object) -> None:
    """In the log: an error if it will not pass before a person has mended it."""
    level = logging.ERROR if isinstance(why, StoreDamaged) else logging.WARNING
    log.log(level, "%s: %s", what, str(why).partition("\n")[0], extra=about)

"""What is large is worked on beside the loop, so that it holds up nobody; what is small is not."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

LARGE = 1024 * 1024  # bytes; for less a thread costs more than it saves
# The interpreter runs no other thread while one call looks at bytes, however many: so pieces.
PIECE = 512 * 1024


async def beside(do: Callable[[], T], *, size: int) -> T:
    """Do it, in a thread if it is about that many bytes."""
    return await asyncio.to_thread(do) if size > LARGE else do()

"""What is ordered about articles written at the desk: publish them, retire them."""

from collections.abc import Mapping
from typing import Any

from bot.parts import Firstline
from bot.runtime import drafts
from knowledge.article import PUBLISHED, RETIRED

Said = Mapping[str, Any]


async def publish(firstline: Firstline, said: Said) -> Said:
    """From now on it is suggested."""
    return await _move(firstline, said, PUBLISHED)


async def retire(firstline: Firstline, said: Said) -> Said:
    """It is kept, but never suggested again."""
    return await _move(firstline, said, RETIRED)


async def _move(firstline: Firstline, said: Said, state: str) -> Said:
    now = firstline.clock()
    title = await firstline.store.transact(drafts.move, said["article"], state, now=now)
    await firstline.library.refresh(firstline.store)
    firstline.news.spread()
    return {"title": title}

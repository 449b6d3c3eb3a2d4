"""What is ordered about articles written at the desk: publish, retire and restore them."""

from collections.abc import Callable, Mapping
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


async def restore(firstline: Firstline, said: Said) -> Said:
    """It says again what it said before."""
    which = {"number": int(said["version"]), "by": str(said.get("by", ""))}
    return await _done(firstline, drafts.restore, said["article"], **which)


async def _move(firstline: Firstline, said: Said, state: str) -> Said:
    return await _done(firstline, drafts.move, said["article"], state)


async def _done(
    firstline: Firstline, act: Callable[..., str], article_id: str, *what: str, **more: object
) -> Said:
    now = firstline.clock()
    title = await firstline.store.transact(act, article_id, *what, **more, now=now)
    await firstline.library.refresh(firstline.store)
    firstline.news.spread()
    return {"title": title}

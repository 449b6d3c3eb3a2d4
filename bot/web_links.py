"""Which links of articles lead nowhere in the web."""

import asyncio
from collections.abc import Sequence

import httpx

from knowledge import links
from knowledge.article import Article
from knowledge.audit import Complaint

AT_ONCE = 8  # links tried at the same time
PATIENCE = 10.0  # seconds for one


async def not_there(shelf: Sequence[Article]) -> list[Complaint]:
    """A complaint for each link that is not there (any more)."""
    gate = asyncio.Semaphore(AT_ONCE)
    where = {target: article for article in shelf for target in links.online(article)}
    async with httpx.AsyncClient(timeout=PATIENCE, follow_redirects=True) as client:
        troubles = await asyncio.gather(*(_trouble(client, gate, target) for target in where))
    told = zip(where.items(), troubles, strict=True)
    return [
        Complaint(article_id=article.id, text=f"Its link leads nowhere: {target} ({trouble}).")
        for (target, article), trouble in told
        if trouble
    ]


async def _trouble(client: httpx.AsyncClient, gate: asyncio.Semaphore, target: str) -> str:
    """Why a link leads nowhere; "" if it leads somewhere, or is only for those who signed in."""
    async with gate:
        try:
            async with client.stream("GET", target) as answer:
                return str(answer.status_code) if answer.status_code in (404, 410) else ""
        except (httpx.HTTPError, httpx.InvalidURL) as wrong:
            return type(wrong).__name__

"""Clockwork goes on after a bad tick."""

import asyncio
import logging

from bot.runtime.steadily import steadily
from store.errors import StoreUnavailable
from tests.fakes.patience import PATIENCE


async def test_what_goes_wrong_is_logged_and_tried_again(caplog):
    enough = asyncio.Event()
    outcomes = iter([ZeroDivisionError("a bug"), StoreUnavailable("away"), None])

    async def act():
        outcome = next(outcomes, None)
        if outcome is None:
            enough.set()
        else:
            raise outcome

    with caplog.at_level(logging.WARNING, logger="firstline"):
        running = asyncio.create_task(steadily(act, every=0))
        async with asyncio.timeout(PATIENCE):
            await enough.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    assert running.cancelled()
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]
    assert "a bug" in caplog.text

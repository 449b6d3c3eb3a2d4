"""An open server says where it is found, even if it can make no sign-in link just then."""

from io import StringIO

import pytest
from rich.console import Console

from bot import app, terminal
from bot.settings import Settings
from channels.web.settings import WebSettings


@pytest.fixture
def greeting(folder, sqlite_url):
    """What is printed at the start, with the database at hand or away."""

    async def greet(*, away):
        settings = Settings(database=sqlite_url, channels=("web",), web=WebSettings(port=0))
        firstline = app.build(settings)
        await app.prepare(firstline)
        firstline.channels["web"].ready.set()
        if away:
            firstline.close()
        out = StringIO()
        await terminal.greet(firstline, Console(file=out, width=200))
        firstline.close()
        return out.getvalue()

    return greet


async def test_the_first_agent_finds_a_link(greeting):
    said = await greeting(away=False)
    assert "/desk/in/" in said
    assert "in, once, within a day" in said


async def test_a_database_that_is_away_costs_only_the_link(greeting):
    said = await greeting(away=True)
    assert "Firstline is open." in said
    assert "desk      firstline agent link EMAIL prints a sign-in link\n" in said

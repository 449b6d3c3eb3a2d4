"""A whole help desk before a Slack: the real pipeline, a real database, the real channels."""

import asyncio
from contextlib import asynccontextmanager

from bot.app import build, run
from bot.settings import AgentSettings, DeskSettings, Settings
from channels.slack.settings import SlackSettings
from channels.web.settings import WebSettings
from store.engine import upgrade
from tests.fakes.patience import PATIENCE
from tests.fakes.ports import free_port

HELP, TRIAGE = "help", "triage"
AGENTS = ("sam", "mira")


def cast(slack):
    """Ann and Bob work here, Sam and Mira are at the desk."""
    for handle in ("ann", "bob", *AGENTS):
        slack.add_person(handle)
    slack.add_channel(HELP, "ann", "bob", *AGENTS)
    slack.add_channel(TRIAGE, *AGENTS)
    return slack


def settings_for(slack, folder, *, mode="socket", port=0, **more):
    """What an admin would set."""
    return Settings(
        data=folder,
        channels=("web", "slack"),
        agents=tuple(AgentSettings(name=n.title(), email=f"{n}@example.org") for n in AGENTS),
        desk=DeskSettings(settle=0.2),
        web=WebSettings(port=port, public_url="https://desk.example.org"),
        slack=SlackSettings(
            mode=mode,
            bot_token=slack.bot_token,
            app_token=slack.app_token,
            signing_secret=slack.signing_secret,
            base_url=slack.base_url,
            help_channels=(HELP,),
            triage_channel=TRIAGE,
            **more,
        ),
    )


@asynccontextmanager
async def opened(settings):
    """The desk, until the block ends; then it ends in order."""
    settings.data.mkdir(exist_ok=True)
    upgrade(settings.url)
    firstline, ending = build(settings), asyncio.Event()
    running = asyncio.create_task(run(firstline, ending=ending))
    try:
        async with asyncio.timeout(PATIENCE):
            for channel in firstline.running():
                await channel.ready.wait()
        yield firstline
    finally:
        ending.set()
        await asyncio.wait_for(running, PATIENCE)
        firstline.close()


@asynccontextmanager
async def by_socket(slack, folder, **more):
    async with slack, opened(settings_for(slack, folder, **more)) as firstline:
        yield firstline


@asynccontextmanager
async def by_http(slack, folder, *, tell):
    """`tell` lets Slack know where to post, before or after it was started."""
    port = free_port()
    url = f"http://127.0.0.1:{port}/slack/events"
    if tell == "before":
        slack.will_post_to(url)
    async with slack, opened(settings_for(slack, folder, mode="http", port=port)) as firstline:
        if tell == "after":
            await slack.post_to(url)
        yield firstline

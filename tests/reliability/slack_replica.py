"""The real server as a process of its own, before a Slack in this one."""

import asyncio
import signal
from contextlib import asynccontextmanager

from tests.emulators.help_desk import AGENTS, HELP, TRIAGE
from tests.reliability import slack_storm
from tests.reliability.doom import DOOM
from tests.reliability.replica import LOOK, Replica
from tests.reliability.slack_books import Outside

OPENS_WITHIN = 60.0  # seconds
RETRIES = (0.1, 2.0, 30.0)  # so that it is told again although it takes long to come back

SETTINGS = """\
channels = ["web", "slack"]

[desk]
settle = {settle}

[web]
port = {web}

[slack]
mode = "{mode}"
public_url = "https://desk.example.org"
bot_token = "{slack.bot_token}"
app_token = "{slack.app_token}"
signing_secret = "{slack.signing_secret}"
base_url = "{slack.base_url}"
help_channels = ["{help}"]
triage_channel = "{triage}"
"""


class SlackReplica(Outside, Replica):
    """A server that talks with this Slack, to be killed at the worst moments."""

    settings = SETTINGS

    def __init__(self, nursery, slack, *, mode="socket"):
        agents = tuple((name.title(), f"{name}@example.org") for name in AGENTS)
        super().__init__(nursery, agents=agents, extra={"FIRSTLINE_TEST_DOOM": "1"})
        self.slack, self.mode = slack, mode
        slack.postman.retries = RETRIES
        self.help, self.triage = HELP, TRIAGE

    async def open_again(self):
        """Start it; then Slack can reach it."""
        self.begin()
        async with asyncio.timeout(OPENS_WITHIN):
            while not await asyncio.to_thread(self.is_ready):
                assert not self.life.is_over(), self.log
                await asyncio.sleep(LOOK)
            if self.mode == "socket":
                await self.slack.connected(1)

    def doom(self):
        """The next thing from Slack that it keeps is its last: it cannot acknowledge it."""
        (self.folder / DOOM).touch()

    def kill_at_once(self):
        """kill -9, in the middle of whatever happens here."""
        self.life.send(signal.SIGKILL)


@asynccontextmanager
async def opened(nursery, slack, *, mode="socket"):
    """The server before this Slack, until the block ends."""
    slack_storm.cast(slack)
    async with slack:
        server = SlackReplica(nursery, slack, mode=mode)
        try:
            await server.open_again()
            if mode == "http":
                await slack.post_to(f"{server.url}/slack/events")
            yield server
        finally:
            await server.kill_now()
            server.leave()

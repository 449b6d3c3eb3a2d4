"""A workspace with people in it, and the Slack channel running before a desk in memory."""

import asyncio
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

from starlette.applications import Starlette

from channels.base import NotNow
from channels.messages import ConversationRef
from channels.slack.channel import SlackChannel
from channels.slack.settings import SlackSettings
from channels.views import BoardCard, TicketCard
from tests.contracts.house import ENDS_WITHIN
from tests.fakes.desk import NOON, FakeDesk
from tests.fakes.patience import PATIENCE
from tests.fakes.site import served
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.world import ANSWER_WITHIN
from tests.fakes.vault import MemoryVault


class Desk(FakeDesk):
    """Remembers what it was given, as the desk does: once each, and the raw bytes with it."""

    def __init__(self):
        super().__init__()
        self.vault = MemoryVault()
        self.asked = {}
        self.alarms = []
        self.raws = 0
        self.put_up = asyncio.Event()
        self.refused = asyncio.Event()
        self.alarmed = asyncio.Event()

    async def put_pin(self, board, reference, pin):
        await super().put_pin(board, reference, pin)
        if pin.external_id:
            self.put_up.set()

    async def recent_ids(self, conversation):
        self._be_there()
        return [each.id for each in self.heard if each.conversation == conversation]

    async def once(self, what: str, *, within: timedelta) -> bool:
        self._be_there()
        self.asked[what] = self.asked.get(what, 0) + 1
        return self.asked[what] == 1

    async def alarm(self, sentence):
        self.alarms.append(sentence)
        self.alarmed.set()

    async def hear(self, message, *, raw=b""):
        if self.failing:
            self.refused.set()
            raise NotNow("the database is away")
        if raw:
            self.blobs.kept[message.raw] = raw
            self.raws += 1
        await super().hear(message)


class Office:
    """Ann and Bob work here, Sam is at the desk; #help, #triage and #general are there."""

    def __init__(self, slack: FakeSlack, desk: Desk, channel: SlackChannel) -> None:
        self.slack = slack
        self.desk = desk
        self.channel = channel
        self.read = {}

    @property
    def team(self):
        return self.slack.team.id

    async def heard(self):
        """What the desk has to handle, read, in its order; seeds have grown and are left out."""
        await self.slack.settled()
        at = 0
        while at < len(self.desk.heard):
            message = self.desk.heard[at]
            if message.id not in self.read:
                whole = await self.channel.read(message) if message.raw else message
                self.read[message.id] = whole
            at += 1
        return [self.read[each.id] for each in self.desk.heard if "/seed" not in each.id]

    async def one(self):
        """The only thing that the desk has to handle."""
        (message,) = await self.heard()
        return message

    def place(self, name):
        return f"{self.team}/{self.slack.world.channel(name).id}"

    def address(self, user):
        return f"{self.team}/{self.slack.world.user(user).id}"

    async def put_up_a_card(self, reference):
        """The channel puts a ticket's card up in #triage; its ts."""
        self.desk.cards[reference] = board_card(reference)
        await self.desk.change()
        async with asyncio.timeout(PATIENCE):
            await self.desk.put_up.wait()
        (pin,) = self.desk.pins.values()
        return pin.external_id.rpartition("/")[2]


def board_card(reference):
    """A ticket of Ann's, asked for in the web chat."""
    card = TicketCard(
        reference=reference,
        subject="Printer",
        status="new",
        priority=3,
        service="",
        requester="Ann",
        assignee="",
        team="",
        opened_at=NOON,
        place=1,
    )
    home = ConversationRef(channel="web", place="ann")
    return BoardCard(card=card, version=1, text="It eats paper", home=home, open=True)


def cast(slack):
    """The people and channels."""
    for handle in ("ann", "bob", "sam"):
        slack.add_person(handle)
    slack.add_channel("help", "ann", "bob", "sam")
    slack.add_channel("triage", "sam")
    slack.add_channel("general", "ann", "bob", "sam")


def settings_of(slack, **more):
    """What an admin would set."""
    return SlackSettings(
        **{
            "bot_token": slack.bot_token,
            "app_token": slack.app_token,
            "signing_secret": slack.signing_secret,
            "base_url": slack.base_url,
            "help_channels": ("help",),
            "triage_channel": "triage",
            "public_url": "https://desk.example.org",
            **more,
        }
    )


@asynccontextmanager
async def office(*, begun=None, ack_within=ANSWER_WITHIN, **more):
    """Socket Mode, or with mode="http" signed posts; until the block ends."""
    async with FakeSlack(ack_within=ack_within) as slack:
        cast(slack)
        if begun:
            begun(slack)
        desk = Desk()
        channel = SlackChannel(settings_of(slack, **more), desk)
        async with running(channel, desk.hear):
            if more.get("mode") == "http":
                async with served(Starlette(routes=channel.routes())) as url:
                    await slack.post_to(f"{url}/slack/events")
                    yield Office(slack, desk, channel)
            else:
                yield Office(slack, desk, channel)


@asynccontextmanager
async def running(channel, receive):
    """The channel, until the block ends; it must end within seconds."""
    task = asyncio.create_task(channel.run(receive))
    try:
        async with asyncio.timeout(PATIENCE):
            await channel.ready.wait()
        yield channel
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.wait_for(task, ENDS_WITHIN)

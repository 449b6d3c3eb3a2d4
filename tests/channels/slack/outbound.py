"""The way out to the fake Slack: what a test needs to say something and see what came of it."""

from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from channels.messages import Attachment, ConversationRef, OutboundMessage
from channels.slack.alerts import Alerts
from channels.slack.client import Slack
from channels.slack.sending import Sending
from channels.slack.settings import SlackSettings
from channels.slack.tokens import open_tokens
from tests.fakes.desk import MemoryBlobs
from tests.fakes.slack import FakeSlack
from tests.fakes.vault import MemoryVault


@dataclass
class House:
    """`alarms` are what the house was told because Slack could not be."""

    blobs: MemoryBlobs = field(default_factory=MemoryBlobs)
    alarms: list[str] = field(default_factory=list)
    told: set[str] = field(default_factory=set)

    async def once(self, what, *, within):
        is_new = what not in self.told
        self.told.add(what)
        return is_new

    async def alarm(self, sentence):
        self.alarms.append(sentence)


@dataclass
class Out:
    """A workspace with Ann, who asks, Bob, who answers, and Eve, who is told of trouble."""

    fake: FakeSlack
    settings: SlackSettings
    house: House
    api: Slack
    sending: Sending
    ann: str
    bob: str
    eve: str
    help: str

    @property
    def team(self):
        return self.fake.team.id

    def place(self, channel, thread=""):
        return ConversationRef(channel="slack", place=f"{self.team}/{channel}", thread=thread)

    async def asked(self, channel="", words="my printer is offline"):
        """Ann asks something; the conversation that begins."""
        ts = await self.fake.say("ann", channel, words)
        return self.place(channel or self.fake.dm("ann"), ts)

    async def say(self, conversation, text="Turn it off and on.", key="", **more):
        """The receipt, taken apart: the channel and the ts."""
        return await self.send(said(conversation, text, key, **more))

    async def send(self, message):
        receipt = await self.sending.send(message)
        team, channel, ts = receipt.external_id.split("/")
        assert team == self.team
        return channel, ts

    def restarted(self):
        """Another process, that knows nothing of what this one did."""
        self.sending = Sending(self.api, self.house.blobs)

    def ours(self, channel):
        """What we posted there."""
        posted = self.fake.messages(channel)
        return [each for each in posted if each.get("bot_id") == self.fake.team.bot_id]

    def texts(self, channel):
        return [each["text"] for each in self.ours(channel)]

    def shared(self, channel):
        return [file["name"] for each in self.ours(channel) for file in each.get("files", ())]

    def alerts(self):
        """What Eve was told, and then the house."""
        return [*self.texts(self.fake.dm("eve")), *self.house.alarms]

    def file(self, name, content=b"some bytes"):
        source = f"blob of {name}"
        self.house.blobs.kept[source] = content
        return Attachment(name=name, media_type="text/plain", size=len(content), source=source)


def said(conversation, text="Turn it off and on.", key="", **more):
    return OutboundMessage(
        key=key or f"say/{text[:20]}", conversation=conversation, text=text, **more
    )


@asynccontextmanager
async def way_out(**changes):
    async with FakeSlack() as fake:
        ann, bob, eve = (fake.add_person(name) for name in ("ann", "bob", "eve"))
        help_channel = fake.add_channel("help", "ann", "bob")
        settings = SlackSettings(
            bot_token=fake.bot_token, base_url=fake.base_url, admins=(eve,), **changes
        )
        house, tokens = House(), open_tokens(settings, MemoryVault())
        api = Slack(settings, tokens, Alerts(settings, tokens, house))
        sending = Sending(api, house.blobs)
        async with api.at_work():
            yield Out(fake, settings, house, api, sending, ann, bob, eve, help_channel)
        assert fake.complaints == []

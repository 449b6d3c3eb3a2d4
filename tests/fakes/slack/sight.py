"""What there is to be seen in the fake: by people, and behind the scenes."""

from tests.fakes.slack.delivery import Delivery, Postman
from tests.fakes.slack.server import Logged, Server
from tests.fakes.slack.world import World


class Sight:
    """Looks, and changes nothing."""

    world: World
    postman: Postman
    server: Server

    def dm(self, user: str) -> str:
        """The id of a person's direct messages with the app."""
        return self.world.talk(self.world.user(user)).id

    def messages(self, channel: str) -> list[dict]:
        """Everything in a channel, replies too, the oldest first."""
        return sorted(self.world.channel(channel).messages.values(), key=lambda each: each["ts"])

    def thread(self, channel: str, ts: str) -> list[dict]:
        """A root and its replies."""
        return [
            each for each in self.messages(channel) if ts in (each["ts"], each.get("thread_ts"))
        ]

    def ephemerals(self, user: str) -> list[dict]:
        """What only this person was shown."""
        who = self.world.user(user)
        return [each for each in self.world.ephemerals if each["to"] == who.id]

    def views(self, user: str) -> list[dict]:
        """The modals open before this person, the topmost last."""
        who = self.world.user(user)
        return [each for each in self.world.views.values() if each["of"] == who.id]

    def home(self, user: str) -> dict | None:
        return self.world.homes.get(self.world.user(user).id)

    def status(self, channel: str, thread: str) -> str:
        """The line that says what the app is doing, such as "is searching ..."."""
        return self.world.channel(channel).status.get(thread, "")

    def prompts(self, user: str) -> list[str]:
        """The titles of what the app suggests to say."""
        return [each["title"] for each in self.world.channel(self.dm(user)).prompts]

    def alarms(self, channel: str) -> list[tuple[str, str]]:
        """Whom the messages of a channel alerted: (ts, `U123` or `!channel`)."""
        return self.world.channel(channel).alarms

    async def download(self, file: dict) -> bytes:
        """The bytes of a message's file."""
        return self.world.files[file["id"]].content

    @property
    def files(self) -> dict[str, bytes]:
        return {file.name: file.content for file in self.world.files.values() if file.complete}

    @property
    def calls(self) -> list[Logged]:
        return self.server.calls

    def called(self, method: str) -> list[Logged]:
        return [each for each in self.server.calls if each.method == method]

    @property
    def deliveries(self) -> list[Delivery]:
        return [*self.postman.deliveries.values()]

    @property
    def complaints(self) -> list[str]:
        """What the app did that no code of Slack's answers: a good app leaves this empty."""
        return self.world.complaints

"""What we call rooms and messages of Slack's: TEAM/CHANNEL and TEAM/CHANNEL/TS."""

from dataclasses import dataclass

from channels.messages import ConversationRef

SLACK = "slack"
PEOPLE = ("U", "W")  # how the ids of people begin; all others are rooms
DIRECT = "D"


@dataclass(frozen=True, slots=True)
class Room:
    """A channel of a workspace, or a person there, who is written to alone; and a thread."""

    team: str
    channel: str
    thread: str = ""

    @property
    def is_person(self) -> bool:
        """Whether it is no room yet: the direct messages with somebody are still to be opened."""
        return self.channel.startswith(PEOPLE)

    @property
    def is_direct(self) -> bool:
        """Whether nobody but one person reads there."""
        return self.is_person or self.channel.startswith(DIRECT)

    @property
    def threaded(self) -> dict[str, str]:
        """The argument that posts into the thread."""
        return {"thread_ts": self.thread} if self.thread else {}

    def called(self, ts: str) -> str:
        """What we call a message there."""
        return f"{self.team}/{self.channel}/{ts}"


def room_of(conversation: ConversationRef) -> Room:
    """Where a conversation takes place."""
    team, _, channel = conversation.place.partition("/")
    return Room(team, channel, conversation.thread)


def message_called(external_id: str) -> tuple[Room, str]:
    """The room and the ts of a message; the ts is "" if it is none of Slack's."""
    team, channel, ts = ([*external_id.split("/"), "", "", ""])[:3]
    return Room(team, channel), ts if ts.replace(".", "").isdigit() else ""


def user_of(address: str) -> str:
    """The user that an address TEAM/USER means."""
    return address.rpartition("/")[2]

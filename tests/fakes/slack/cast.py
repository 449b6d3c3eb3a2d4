"""Who is in the workspaces, and which channels there are."""

from tests.fakes.slack import talk
from tests.fakes.slack.api.installing import grant
from tests.fakes.slack.world import Channel, Team, User, World


class Cast:
    """People, bots, teams and channels, added as a story needs them."""

    world: World
    team: Team

    def add_team(self, name: str, *, installed: bool = True) -> Team:
        """A workspace with the app in it."""
        bot = User(id=self.world.new_id("U"), team="", handle="firstline", name="Firstline")
        bot.bot_id = self.world.new_id("B")
        team = Team(id=self.world.new_id("T"), name=name.title(), domain=name)
        team.bot, team.bot_id, bot.team, team.installed = bot.id, bot.bot_id, team.id, installed
        self.world.users[bot.id] = bot
        self.world.teams[team.id] = team
        return team

    def add_person(
        self,
        handle: str,
        name: str = "",
        *,
        email: str | None = None,
        team: str = "",
        **fields: object,
    ) -> str:
        """A person; their id. An address is made up unless given."""
        person = User(
            id=self.world.new_id("U"),
            team=team or self.team.id,
            handle=handle,
            name=name or handle.title(),
            email=f"{handle}@example.org" if email is None else email,
            **fields,
        )
        self.world.users[person.id] = person
        return person.id

    def add_bot(self, handle: str) -> str:
        """Another app's bot; its user id."""
        return self.add_person(handle, email="", bot_id=self.world.new_id("B"))

    def add_channel(self, name: str, *people: str, kind: str = "channel", bot: bool = True) -> str:
        """A channel with these people in it, and the app; its id."""
        members = {self.world.user(each).id for each in people}
        team = self.world.user(people[0]).team if people else self.team.id
        members |= {self.world.teams[team].bot} if bot else set()
        channel = Channel(
            id=self.world.new_id("C"), team=team, name=name, kind=kind, members=members
        )
        self.world.channels[channel.id] = channel
        return channel.id

    def token_of(self, team: str) -> str:
        """A bot token for this team."""
        return grant(self.world, self.world.teams[team]).value

    def code_for(self, team: str) -> str:
        """What an admin's browser brings back from Slack's page of consent."""
        code = self.world.new_id("code")
        self.world.codes[code] = team
        return code

    async def invite(self, user: str, channel: str) -> None:
        """Somebody, or the app itself, joins a channel."""
        who, place = self.world.user(user), self.world.channel(channel)
        place.members.add(who.id)
        said = {"subtype": "channel_join", "user": who.id, "text": f"<@{who.id}> has joined"}
        talk.post(self.world, place, said)
        event = {"type": "member_joined_channel", "user": who.id, "channel": place.id}
        event |= {"channel_type": "C", "team": who.team, "event_ts": self.world.stamps.next()}
        self.world.tell(who.team, event)

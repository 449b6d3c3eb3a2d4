"""Who people are is asked once an hour; where Slack does not say, soon again."""

from datetime import timedelta

from channels.slack.errors import Refused
from channels.slack.people import People
from tests.channels.slack.desk import NOON


class Slack:
    """Says who Sam is, once it may."""

    def __init__(self):
        self.may = True
        self.asked = 0

    async def call(self, team, method, **arguments):
        self.asked += 1
        if not self.may:
            raise Refused("missing_scope", method=method, needed="users:read")
        profile = {"real_name": "Sam", "email": "sam@example.org"}
        return {"user": {"id": arguments["user"], "team_id": team, "profile": profile}}


class Clock:
    now = NOON

    def __call__(self):
        return self.now


async def test_slack_is_asked_once_an_hour():
    slack, clock = Slack(), Clock()
    people = People(slack, clock=clock)
    for minutes in (0, 30, 59, 61):
        clock.now = NOON + timedelta(minutes=minutes)
        assert (await people.person("T1", "U1")).email == "sam@example.org"
    assert slack.asked == 2


async def test_an_agent_is_one_again_soon_after_a_lost_permission_is_given_back():
    slack, clock = Slack(), Clock()
    people = People(slack, clock=clock)
    slack.may = False
    for _ in range(5):
        assert (await people.person("T1", "U1")).email == ""
    assert slack.asked == 1
    slack.may, clock.now = True, NOON + timedelta(minutes=2)
    assert (await people.person("T1", "U1")).email == "sam@example.org"

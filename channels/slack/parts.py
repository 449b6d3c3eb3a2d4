"""The parts of the Slack channel, put together."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from channels.slack import scene as scenes
from channels.slack.alerts import Alerts, Trouble
from channels.slack.belonging import Belonging
from channels.slack.client import Slack
from channels.slack.errands import Errands
from channels.slack.files import Files
from channels.slack.home import Homes
from channels.slack.keeping import Door, Keeping
from channels.slack.overtaken import Overtaken
from channels.slack.payloads import Json
from channels.slack.people import People
from channels.slack.reading import Reading
from channels.slack.rooms import Directory
from channels.slack.scene import Scene
from channels.slack.seeds import Seeds
from channels.slack.sending import Sending
from channels.slack.settings import SlackSettings
from channels.slack.status import Status
from channels.slack.tokens import Tokens, open_tokens
from channels.views import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the channel is made of."""

    tokens: Tokens
    alerts: Alerts
    slack: Slack
    sending: Sending
    status: Status
    homes: Homes
    directory: Directory
    errands: Errands
    door: Door
    keeping: Keeping
    reading: Reading


def put_together(settings: SlackSettings, desk: Desk, clock: Callable[[], datetime]) -> Parts:
    """All of them, for this desk."""
    tokens = open_tokens(settings, desk.vault)
    alerts = Alerts(settings, tokens, desk)
    slack = Slack(settings, tokens, alerts)
    people, directory = People(slack, clock=clock), Directory(settings, slack, tokens)
    homes = Homes(slack, desk, people)
    errands = Errands(
        slack=slack,
        may_hint=partial(desk.once, within=timedelta(hours=settings.nudge_hours)),
        pinned=desk.pinned,
        helps=lambda team: sorted(directory.of(team).help),
        at_home=homes.opened,
        put_out=tokens.forget,
    )
    scene, belongs, door = SceneOf(settings, directory, clock), Belonging(desk), Door()
    sending = Sending(slack, desk.blobs, clock=clock)
    return Parts(
        tokens=tokens,
        alerts=alerts,
        slack=slack,
        sending=sending,
        status=Status(slack),
        homes=homes,
        directory=directory,
        errands=errands,
        door=door,
        keeping=Keeping(door, scene=scene, belongs=belongs, run=errands.run, clock=clock),
        reading=Reading(
            desk.blobs,
            scene=scene,
            belongs=belongs,
            people=people,
            files=_files(settings, slack, desk, tokens, alerts),
            seeds=Seeds(slack, people, sending.send),
            overtaken=Overtaken(slack, people),
            door=door,
        ),
    )


def _files(
    settings: SlackSettings, slack: Slack, desk: Desk, tokens: Tokens, alerts: Alerts
) -> Files:
    return Files(
        slack,
        desk.blobs,
        token=tokens.token,
        missing=lambda team, scope: alerts.report(team, Trouble.MISSING_SCOPE, scope),
        limit=settings.file_limit,
        base_url=settings.base_url,
    )


@dataclass(frozen=True, slots=True)
class SceneOf:
    """What surrounds a payload."""

    settings: SlackSettings
    directory: Directory
    clock: Callable[[], datetime]

    def __call__(self, body: Json) -> Scene:
        """Who we are there is what we were told, or what the payload says."""
        team = scenes.team_of(body)
        rooms = self.directory.of(team)
        return Scene(
            team=team,
            app=body.id("api_app_id"),
            rooms=rooms if rooms.me else replace(rooms, me=scenes.me_in(body)),
            now=self.clock(),
            reaction=self.settings.reaction,
            bots=frozenset(self.settings.bots),
        )

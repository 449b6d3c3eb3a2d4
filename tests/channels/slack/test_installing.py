"""A workspace is brought along by who was invited, once, and by nobody else."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from starlette.applications import Starlette

from channels.slack import installing
from channels.slack.installing import Installing, invite
from channels.slack.many_workspaces import ManyWorkspaces
from channels.slack.scopes import SCOPES
from channels.slack.settings import SlackSettings
from tests.fakes.vault import MemoryVault

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
SITE = "https://help.example.org"


class Office:
    """Our site, the desk's vault and an operator, with a clock wound by hand."""

    def __init__(self, slack):
        app = slack.world.app
        self.now = NOON
        self.vault = MemoryVault()
        self.settings = SlackSettings(
            client_id=app.client_id,
            client_secret=app.client_secret,
            base_url=slack.base_url,
            public_url=SITE,
        )
        self.workspaces = ManyWorkspaces(self.settings, self.vault)
        pages = Installing(self.settings, self.vault, self.workspaces, clock=lambda: self.now)
        self._app = Starlette(routes=pages.routes())

    def browser(self):
        return httpx.AsyncClient(transport=httpx.ASGITransport(self._app), base_url=SITE)

    async def invite(self):
        return await invite(self.settings, self.vault, now=self.now)


@pytest.fixture
def office(slack):
    return Office(slack)


def state_of(answer):
    """What Slack would bring back."""
    return parse_qs(urlsplit(answer.headers["location"]).query)["state"][0]


def _back(slack, state):
    """What an admin's browser brings from Slack's page of consent."""
    return {"code": slack.code_for(slack.team.id), "state": state}


async def test_an_invited_admin_brings_a_workspace_along(slack, office):
    link = await office.invite()
    assert link.startswith(f"{SITE}/slack/install?invitation=")
    async with office.browser() as browser:
        sent = await browser.get(link)
        there = urlsplit(sent.headers["location"])
        asked = parse_qs(there.query)
        assert (sent.status_code, there.path) == (303, "/oauth/v2/authorize")
        assert asked["scope"] == [",".join(SCOPES)]
        assert asked["redirect_uri"] == [f"{SITE}/slack/oauth"]
        assert asked["client_id"] == [slack.world.app.client_id]
        cookie = sent.headers["set-cookie"].lower()
        assert {"secure", "httponly", "samesite=lax", "path=/slack"} <= set(cookie.split("; "))
        back = _back(slack, state_of(sent))
        done = await browser.get("/slack/oauth", params=back)
    assert (done.status_code, "Acme" in done.text) == (200, True)
    ours = await office.workspaces.installation(slack.team.id)
    assert (ours.bot_user, ours.bot) == (slack.team.bot, slack.team.bot_id)
    assert await office.vault.names(installing.INVITATIONS) == ()


async def test_an_invitation_is_good_once_and_for_an_hour(slack, office):
    link = await office.invite()
    async with office.browser() as browser:
        state = state_of(await browser.get(link))
        first, second = [
            await browser.get("/slack/oauth", params=_back(slack, state)) for _ in "12"
        ]
        assert (first.status_code, second.status_code) == (200, 403)
        assert (await browser.get(link)).status_code == 403
        late = await office.invite()
        state = state_of(await browser.get(late))
        office.now += timedelta(hours=1)
        assert (await browser.get(late)).status_code == 403
        answer = await browser.get("/slack/oauth", params=_back(slack, state))
    assert answer.status_code == 403
    assert "firstline slack invite" in answer.text


async def test_who_was_not_invited_gets_nowhere_and_leaves_no_trace(slack, office):
    async with office.browser() as stranger:
        for path in (
            "/slack/install",
            "/slack/install?invitation=" + "x" * 5000,
            "/slack/oauth",
            f"/slack/oauth?code={slack.code_for(slack.team.id)}&state=",
            f"/slack/oauth?code={slack.code_for(slack.team.id)}&state=guessed",
        ):
            assert (await stranger.get(path)).status_code == 403
    assert office.vault.kept == {}
    assert slack.called("oauth.v2.access") == []


async def test_what_another_browser_began_is_not_ended_in_mine(slack, office):
    """Or an attacker could have an admin's browser bring the attacker's workspace along."""
    async with office.browser() as theirs, office.browser() as mine:
        state = state_of(await theirs.get(await office.invite()))
        await mine.get(await office.invite())
        answer = await mine.get("/slack/oauth", params=_back(slack, state))
    assert answer.status_code == 403
    assert await office.workspaces.teams() == ()


async def test_a_state_of_strange_letters_is_a_wrong_one(slack, office):
    async with office.browser() as mine:
        await mine.get(await office.invite())
        answer = await mine.get("/slack/oauth", params=_back(slack, "é\u2028"))
    assert answer.status_code == 403


async def test_the_database_does_not_show_the_invitation(office):
    link = await office.invite()
    secret = parse_qs(urlsplit(link).query)["invitation"][0]
    assert secret not in str(office.vault.kept)


async def test_old_invitations_are_swept_away(office):
    await office.invite()
    office.now += timedelta(hours=2)
    await office.invite()
    assert len(office.vault.kept) == 1


async def test_an_admin_who_thinks_better_of_it_may_open_the_link_again(slack, office):
    link = await office.invite()
    async with office.browser() as browser:
        state = state_of(await browser.get(link))
        declined = {"error": "access_denied", "state": state}
        assert (await browser.get("/slack/oauth", params=declined)).status_code == 400
        assert (await browser.get(link)).status_code == 303


@pytest.mark.parametrize(
    ("harm", "status"),
    [
        (lambda slack: slack.world.codes.clear(), 400),
        (lambda slack: slack.break_down("oauth.v2.access"), 503),
    ],
    ids=["a code that was spent", "Slack is away"],
)
async def test_what_goes_wrong_at_slack_is_told_in_a_sentence(slack, office, harm, status):
    async with office.browser() as browser:
        state = state_of(await browser.get(await office.invite()))
        back = _back(slack, state)
        harm(slack)
        answer = await browser.get("/slack/oauth", params=back)
    assert answer.status_code == status
    assert "new link" in answer.text
    assert await office.workspaces.teams() == ()


async def test_while_the_database_is_away_nobody_gets_an_error_page(office):
    link = await office.invite()
    office.vault.away = True
    async with office.browser() as browser:
        assert (await browser.get(link)).status_code == 503


async def test_who_we_are_as_a_bot_can_be_learnt_later(slack, office):
    slack.break_down("auth.test")
    async with office.browser() as browser:
        state = state_of(await browser.get(await office.invite()))
        back = _back(slack, state)
        assert (await browser.get("/slack/oauth", params=back)).status_code == 200
    ours = await office.workspaces.installation(slack.team.id)
    assert (ours.bot_user, ours.bot) == (slack.team.bot, "")

"""What an admin must mend is said once, clearly, and to somebody who can hear it."""

from datetime import timedelta

import pytest

from channels.base import NotNow
from channels.slack.alerts import COOLDOWN, SENTENCES, Alerts
from channels.slack.settings import SlackSettings
from channels.slack.tokens import open_tokens
from tests.fakes.vault import MemoryVault


class House:
    """What an alert needs of the house, shared by all servers."""

    def __init__(self):
        self.alarms = []
        self.told = set()
        self.away = False

    async def once(self, what, *, within):
        assert within == COOLDOWN
        if self.away:
            raise NotNow("the database is away")
        fresh = what not in self.told
        self.told.add(what)
        return fresh

    async def alarm(self, sentence):
        self.alarms.append(sentence)


@pytest.fixture
def house():
    return House()


@pytest.fixture
def time():
    return {"now": 0.0}


@pytest.fixture
def watch(slack, house, time):
    """Alerts, as one server gives them."""

    def watch_(**changes):
        settings = SlackSettings(bot_token=slack.bot_token, base_url=slack.base_url, **changes)
        tokens = open_tokens(settings, MemoryVault())
        return Alerts(settings, tokens, house, clock=lambda: time["now"])

    return watch_


def texts(slack, channel):
    return [each["text"] for each in slack.messages(channel)]


async def test_an_archived_help_channel_is_told_to_the_admins_directly(slack, watch, house):
    ann = slack.add_person("ann")
    gone = slack.add_channel("it-help")
    await watch(admins=(ann,)).report(slack.team.id, "is_archived", gone)
    (text,) = texts(slack, slack.dm(ann))
    assert text.startswith(f"The Slack channel <#{gone}> is archived")
    assert house.alarms == []


async def test_without_admins_the_triage_channel_is_told_by_its_name(slack, watch, house):
    triage = slack.add_channel("triage")
    await watch(triage_channel="triage").report(slack.team.id, "missing_scope", "files:read")
    (text,) = texts(slack, triage)
    assert "lacks the permission files:read" in text
    assert "OAuth &amp; Permissions" in text
    assert house.alarms == []


async def test_trouble_with_the_triage_channel_is_told_elsewhere(slack, watch, house):
    triage = slack.add_channel("triage")
    alerts = watch(triage_channel="triage")
    await alerts.report(slack.team.id, "not_in_channel", triage)
    assert texts(slack, triage) == []
    (sentence,) = house.alarms
    assert f"Firstline is not in the Slack channel {triage}" in sentence
    await alerts.report(slack.team.id, "channel_not_found", "triage")
    assert len(house.alarms) == 2


async def test_who_was_put_out_says_so_elsewhere(slack, watch, house):
    ann = slack.add_person("ann")
    slack.revoke(slack.bot_token)
    await watch(admins=(ann,)).report(slack.team.id, "token_revoked")
    (sentence,) = house.alarms
    assert "no longer lets Firstline into the workspace" in sentence
    assert slack.called("chat.postMessage") == []


@pytest.mark.parametrize(
    "harm",
    [
        lambda slack: slack.break_down("chat.postMessage"),
        lambda slack: slack.limit("chat.postMessage"),
        lambda slack: slack.drop_scope("im:write"),
        lambda slack: slack.revoke(slack.bot_token),
        lambda slack: slack.lose_call("auth.test"),
    ],
    ids=["broken", "too often", "no scope", "put out", "unreachable"],
)
async def test_what_slack_does_not_take_is_told_elsewhere(slack, watch, house, harm):
    ann = slack.add_person("ann")
    harm(slack)
    await watch(admins=(ann,)).report(slack.team.id, "is_archived", "C1")
    assert len(house.alarms) == 1


async def test_one_of_several_admins_is_enough(slack, watch, house):
    ann = slack.add_person("ann")
    await watch(admins=("U0NOBODY", ann)).report(slack.team.id, "is_archived", "C1")
    assert len(texts(slack, slack.dm(ann))) == 1
    assert house.alarms == []


async def test_it_is_said_once_in_a_while_by_all_servers_together(slack, watch, house, time):
    triage = slack.add_channel("triage")
    one, other = watch(triage_channel="triage"), watch(triage_channel="triage")
    for _ in range(3):
        await one.report(slack.team.id, "is_archived", "C1")
        await other.report(slack.team.id, "is_archived", "C1")
    await other.report(slack.team.id, "is_archived", "C2")
    assert len(texts(slack, triage)) == 2
    time["now"] += COOLDOWN.total_seconds()
    house.told.clear()
    await one.report(slack.team.id, "is_archived", "C1")
    assert len(texts(slack, triage)) == 3


async def test_while_the_database_is_away_each_server_decides_alone(slack, watch, house):
    triage = slack.add_channel("triage")
    house.away = True
    alerts = watch(triage_channel="triage")
    await alerts.report(slack.team.id, "is_archived", "C1")
    await alerts.report(slack.team.id, "is_archived", "C1")
    assert len(texts(slack, triage)) == 1


async def test_what_is_no_trouble_of_an_admins_is_let_pass(slack, watch, house):
    await watch().report(slack.team.id, "message_not_found", "C1")
    assert (house.alarms, house.told, slack.calls) == ([], set(), [])


def test_every_sentence_says_what_to_do():
    for sentence in SENTENCES.values():
        said = sentence.format(team="T1", kind="x", detail="C1")
        assert any(word in said for word in ("nstall", "/invite", "Bring it back"))
        assert said.endswith(".")
    assert timedelta(hours=1) <= COOLDOWN <= timedelta(days=1)

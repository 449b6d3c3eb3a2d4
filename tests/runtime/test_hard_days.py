"""Days on which something of ours was broken, late or in somebody else's hands."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot import app, commands, ticker
from bot.core import wording
from bot.core.lifecycle import Status
from bot.core.turn import Talk
from bot.runtime import carry_out
from channels.control import ControlClient, ControlServer, Refused
from store import work_queue
from store.work_queue import INBOX, OUTBOX
from tests.fakes.patience import PATIENCE
from tests.runtime.stories import ANN, BADGE, BO, MIRA, SAM, entry, happened
from tests.scenarios.stage import by_mail, by_terminal

VPN = "my vpn drops every few minutes"


async def test_an_outage_ends_also_for_those_who_cannot_be_told_at_once(stage, monkeypatch):
    monkeypatch.setattr(carry_out, "TOLD_AT_ONCE", 1)
    await stage.say(SAM, "outage vpn the gateway is down")
    for who in (ANN, BO):
        await stage.say(who, VPN)
    await stage.say(SAM, "outage over vpn a cable was loose")
    await stage.pass_time(timedelta(seconds=10))
    for who in (ANN, BO):
        assert "a cable was loose" in (await stage.heard(who))[-1]


async def test_who_answers_a_question_after_the_outage_is_not_forgotten(stage):
    await stage.say(SAM, "outage vpn the gateway is down")
    await stage.say(ANN, VPN)
    await stage.say(SAM, "ask FL-1001 Since when?")
    await stage.say(SAM, "outage over vpn a cable was loose")
    await stage.say(ANN, "since nine")
    await stage.pass_time(timedelta(seconds=10))
    assert (await stage.ticket("FL-1001")).status == Status.RESOLVED


async def test_a_second_outage_of_a_service_is_refused(stage):
    await stage.say(SAM, "outage vpn the gateway is down")
    assert "already" in (await stage.say(MIRA, "outage vpn nothing goes"))[0]


async def test_next_takes_the_first_that_is_still_there(stage):
    for name in ("Ann", "Bo", "Cy"):
        await stage.say(by_terminal(name), BADGE)
    for agent in (SAM, MIRA):
        await stage.accept(stage.message(agent, "next"))
    await stage.turn()
    held = [(await stage.ticket(f"FL-{number}")).assignee_id for number in (1001, 1002, 1003)]
    assert len({*held[:2]}) == 2
    assert all(held[:2])
    assert not held[2]


async def test_danger_comes_first_however_long_the_line(stage):
    for number in range(12):
        await stage.say(by_terminal(f"Person-{number}"), "I want to talk to a person")
    await stage.say(ANN, "there is smoke coming out of the printer")
    assert (await stage.line())[0] == "FL-1013"


async def test_a_bug_in_a_sentence_still_ends_as_a_plain_ticket(stage, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError("a bug in a sentence")

    monkeypatch.setattr(wording, "logged", broken)
    message = stage.message(ANN, BADGE)
    await stage.accept(message)
    await stage.pass_time(timedelta(minutes=5))
    assert (await entry(stage, message)).state == "buried"
    assert "I have logged this as **FL-1" in (await stage.heard(ANN))[-1]
    assert await stage.count() == 1


async def test_a_ticket_that_cannot_be_closed_keeps_no_other_open(stage, monkeypatch):
    for who in (ANN, BO):
        await stage.say(who, BADGE)
    for reference in ("FL-1001", "FL-1002"):
        await stage.say(SAM, f"resolve {reference} done")
    close = ticker.happen

    def broken(unit, ticket_id, *more, **others):
        if ticket_id == 1001:
            raise ZeroDivisionError("a bug that only this ticket meets")
        return close(unit, ticket_id, *more, **others)

    monkeypatch.setattr(ticker, "happen", broken)
    await stage.pass_time(timedelta(days=4))
    assert [(await stage.ticket(f"FL-{n}")).status for n in (1001, 1002)] == ["resolved", "closed"]


async def test_a_desk_on_the_terminal_leaves_other_channels_work_alone(stage, store):
    mail = stage.message(by_mail("Ann", "Badge"), BADGE)
    await stage.accept(mail)
    here = app.build(stage.firstline.settings, clock=stage.clock, store=store, only=("console",))
    said = stage.message(by_terminal("Bo"), "hello")
    await here.intake.accept(said)
    stage.clock.wind(timedelta(seconds=5))
    for loop in here.loops():
        await loop.drain()
    assert (await entry(stage, mail)).state == "pending"
    assert (await entry(stage, said)).state == "done"
    assert not await store.read(work_queue.is_waiting, INBOX, said.conversation.key)


async def test_what_a_dismissed_agent_held_goes_back_into_the_line(stage):
    await stage.say(ANN, BADGE)
    await stage.say(SAM, "claim FL-1001")
    assert await stage.line() == ()
    await commands.dismiss(stage.firstline, {"email": SAM.person.email})
    await stage.turn()
    assert await stage.line() == ("FL-1001",)
    assert "back in line" in (await stage.heard(ANN))[-1]


async def test_an_agent_who_works_nowhere_hears_of_an_assignment_by_mail(stage):
    await stage.say(ANN, BADGE)
    await stage.say(SAM, "assign FL-1001 mira")
    assert await happened(stage, "FL-1001") == ["opened", "announced", "assigned"]
    mails = [file.read_text() for file in (stage.outgoing / "new").iterdir()]
    assert [mail for mail in mails if f"To: {MIRA.person.email}" in mail and "FL-1001" in mail]


def test_a_talk_of_another_version_is_understood_as_far_as_it_goes():
    assert Talk.from_state({"of a later version": 1, "offered": ["x"]}) == Talk(offered=("x",))


@asynccontextmanager
async def at_the_socket(stage, path):
    """A client of the desk's control socket."""
    server = asyncio.create_task(ControlServer(path, commands.table(stage.firstline)).run())
    client = ControlClient(path)
    try:
        async with asyncio.timeout(PATIENCE):
            while not path.exists():  # noqa: ASYNC110 - a socket tells nobody
                await asyncio.sleep(0.01)
        yield client
    finally:
        server.cancel()
        await asyncio.gather(server, return_exceptions=True)


async def test_an_operator_is_told_that_the_database_is_away_and_no_bug_is_logged(
    stage, store, tmp_path, caplog
):
    everything = {"queue": OUTBOX, "keys": [], "all": True}
    async with at_the_socket(stage, tmp_path / "control.sock") as client:
        assert await client.order("retry", **everything) == {"done": []}
        store.close()
        for name in ("retry", "drop"):
            with pytest.raises(Refused, match="try again later: the store is closed"):
                await client.order(name, **everything)
    assert not [record for record in caplog.records if record.levelname == "ERROR"]

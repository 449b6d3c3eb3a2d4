"""Who is in quarantine: what is done all the same, what waits behind what, and who hears of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core import references
from bot.runtime.pressure import HEAP, Pressure
from store import correspondents, tickets, work_queue
from store.work_queue import INBOX
from tests.runtime.letters import ANN, mails_to, write
from tests.runtime.stories import BADGE, SAM, entry, fresh, happened, held, mailed
from tests.scenarios.stage import AUTHSERV, by_mail

FIRE = "There is fire and smoke in the server room, and somebody is still inside"
PROVED = f"{AUTHSERV}; dkim=pass header.d=desk.example; dmarc=pass header.from=desk.example"


async def hold(stage, address="bot@desk.example"):
    now = stage.clock()
    await stage.firstline.store.transact(correspondents.hold, "email", address, why="x", now=now)


async def kept(stage):
    return await stage.firstline.store.read(work_queue.buried, INBOX, 10)


async def newest(stage):
    """The ticket that was opened last: a turn that is undone may use up a number."""
    opened = await stage.firstline.store.read(tickets.with_status, ("new",))
    return max(opened, key=lambda ticket: ticket.id)


# --- what is never kept ---------------------------------------------------------------------------


async def test_danger_raises_its_alarm_and_only_our_answer_waits(stage):
    await stage.say(SAM, "queue")
    await hold(stage)
    heard = await stage.last(SAM)
    await stage.say(fresh("Bot", 1, "Fire"), FIRE)
    urgent = await newest(stage)
    assert urgent.priority == 1
    assert references.write(urgent.id) in "".join(await stage.heard(SAM, after=heard))
    assert mailed(stage, by_mail("Bot")) == ()
    assert await kept(stage) == ()
    await stage.say(SAM, "release bot@desk.example")
    assert len(mailed(stage, by_mail("Bot"))) == 1
    assert await stage.count() == 1


async def test_danger_does_not_wait_behind_what_is_kept(stage):
    await hold(stage)
    await stage.say(fresh("Bot", 1, "Badge reader"), BADGE)
    await stage.say(fresh("Bot", 1, "Badge reader"), FIRE)
    assert len(await kept(stage)) == 1
    assert (await newest(stage)).priority == 1


async def test_a_proved_sender_is_heard_though_others_wrote_in_her_name(stage):
    words = ("badge", "coffee", "door", "lamp", "chair", "sink", "blind", "plant", "roof", "mouse")
    for number in range(14):
        text = f"the {words[number % 10]} in the {words[-number % 7]} room squeaks and rattles"
        await write(stage, ANN, number, text, subject=f"The {words[number % 10]} {number}")
    assert (await stage.firstline.store.read(correspondents.get, "email", ANN)).held_at
    opened, waiting = await stage.count(), len(await kept(stage))
    mails = len(mails_to(stage, ANN))
    proved = {"Authentication_Results": PROVED}
    await write(stage, ANN, 90, "the projector in the hall stays dark", subject="Hall", **proved)
    assert await stage.count() == opened + 1
    assert len(await kept(stage)) == waiting > 0
    assert len(mails_to(stage, ANN)) == mails  # a machine may be proved as well
    await stage.say(SAM, f"release {ANN}")
    assert len(mails_to(stage, ANN)) == mails + waiting + 1


# --- what waits -----------------------------------------------------------------------------------


async def test_what_needs_no_answer_waits_behind_what_is_kept_of_its_conversation(stage):
    bot, other = fresh("Bot", 1, "Badge reader"), fresh("Bot", 2, "Lamp")
    await stage.say(bot, BADGE)
    await stage.say(other, "the lamp in the hall flickers")
    await hold(stage)
    await stage.say(bot, "something new: the coffee machine on floor 2 leaks")
    never_mind = stage.message(bot, "never mind, it is the one on the left")
    await stage.accept(never_mind)
    await stage.settle()
    await stage.say(other, "it is the one on the left")
    assert (await entry(stage, never_mind)).reason == "quarantine: bot@desk.example (email)"
    assert "said" not in await happened(stage, "FL-1001")
    assert (await happened(stage, "FL-1002"))[-1] == "said"
    await stage.say(SAM, "release bot@desk.example")
    assert (await entry(stage, never_mind)).state == "done"
    assert await stage.count() == 3
    coffee = references.write((await newest(stage)).id)
    assert (await happened(stage, coffee))[-1] == "said"


async def test_a_release_answers_as_many_as_it_handles(stage):
    await hold(stage)
    for number in range(1, 4):
        await stage.say(fresh("Bot", number), f"the {'abc'[number - 1] * 4} squeaks in the hall")
    assert len(await kept(stage)) == 3
    assert "handled now: 3 messages" in "".join(await stage.say(SAM, "release bot@desk.example"))
    assert (await held(stage)).answers == 0


# --- who hears of it ------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["kept", "given up"])
async def test_what_is_buried_waits_no_longer_and_is_news(stage, way):
    told, pressure = [], Pressure(lambda: 1000.0)
    intake = replace(
        stage.firstline.intake, pressure=pressure, changed=lambda: told.append("changed")
    )
    await hold(stage)
    await stage.accept(stage.message(fresh("Bot", 1), BADGE))
    lease = {"now": stage.clock(), "lease": timedelta(minutes=1)}
    (batch,) = await stage.firstline.store.transact(work_queue.claim, INBOX, **lease)
    pressure.arrived(["email"] * HEAP)
    assert pressure.resting() == ("email",)
    await (intake.handle(batch) if way == "kept" else intake.open_plainly(batch, "a bug"))
    assert len(await kept(stage)) == 1
    assert pressure.resting() == ()
    assert told == ["changed"]

"""What was given up on and is tried again: what then happens to the ticket it had become."""

from dataclasses import replace

from bot.core.playbook import PLAYBOOK
from bot.runtime.dispatch import DELAYS as SENDING
from bot.runtime.intake import DELAYS as HANDLING
from channels.base import Undeliverable
from store import dead_letters
from store.work_queue import INBOX, OUTBOX
from tests.runtime.stories import BADGE, SAM, by_bird, happened
from tests.scenarios.stage import by_web

ANN = by_bird("pigeon", "Ann")


async def release(stage, queue):
    done = await stage.firstline.store.transact(dead_letters.retry, queue, (), now=stage.clock())
    await stage.settle()
    return done


async def test_a_message_in_is_handled_like_a_new_one(stage):
    def fails(turn):
        raise ZeroDivisionError

    sound = stage.intake
    playbook = ((fails, PLAYBOOK[0][1]),)
    stage.intake = replace(stage.firstline.intake, playbook=playbook).loop()
    guest = by_web("Ann")
    await stage.say(guest, BADGE)
    for delay in HANDLING:
        await stage.pass_time(delay)
    assert await stage.count() == 1
    stage.intake = sound
    before = await stage.last(guest)
    assert len(await release(stage, INBOX)) == 1
    (answer,) = await stage.heard(guest, after=before)
    assert answer.startswith("I have added this to **FL-1001**.")
    assert await stage.count() == 1  # the plain ticket is still open, so it goes there
    assert await happened(stage, "FL-1001") == ["opened", "said"]
    assert await release(stage, INBOX) == ()


async def test_a_message_out_reaches_the_place_it_had_not(stage, open_channel):
    pigeon = open_channel("pigeon")
    pigeon.fail("ann", [Undeliverable("the pigeon was eaten")])
    await stage.say(ANN, BADGE)
    await stage.say(SAM, "claim FL-1001")
    (claimed,) = pigeon.said_to("ann")
    assert "Sam** is working on it" in claimed
    assert len(await release(stage, OUTBOX)) == 1
    _, logged = pigeon.said_to("ann")
    assert "FL-1001" in logged
    await stage.pass_time(SENDING[0])
    assert len(pigeon.said_to("ann")) == 2

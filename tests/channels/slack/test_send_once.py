"""Whatever goes wrong on the way to Slack: nothing is lost, and nothing is said twice."""

import asyncio
import random
from contextlib import suppress
from dataclasses import replace

import pytest

from channels.base import TryLater, Undeliverable
from channels.slack import traces
from tests.channels.slack import outbound


@pytest.fixture
async def out():
    async with outbound.way_out() as out:
        yield out


LIMITED = (
    "chat.postMessage",
    "chat.update",
    "chat.postEphemeral",
    "conversations.open",
    "files.getUploadURLExternal",
    "files.completeUploadExternal",
)


async def tried_again(out, message, *, tries=5):
    """As the desk does it, without its pauses; it says that it was tried before."""
    for _ in range(tries):
        with suppress(TryLater):
            return await out.send(replace(message, again=True))
    raise AssertionError("never sent")


async def until_sent(out, message):
    with suppress(TryLater):
        return await out.send(message)
    return await tried_again(out, message)


# --- limits --------------------------------------------------------------------------------------


async def test_a_short_pause_is_waited_for_whatever_it_is_that_slack_limits(out):
    here = await out.asked(out.help)
    channel, ts = await out.say(here, "first")
    for method in LIMITED:
        out.fake.limit(method, retry_after=1)
    direct = await out.asked()
    await asyncio.gather(
        out.say(here, "changed", replaces=f"{out.team}/{channel}/{ts}"),
        out.say(here, "whispered", only_for=f"{out.team}/{out.bob}"),
        out.say(out.place(out.eve), "news"),
        out.say(direct, "a file", attachments=(out.file("a.txt"),)),
    )
    assert out.texts(out.help) == ["changed"]
    assert [each["text"] for each in out.fake.ephemerals("bob")] == ["whispered"]
    assert out.texts(out.fake.dm("eve")) == ["news"]
    assert out.texts(out.fake.dm("ann")) == ["a file", ""]
    assert out.shared(out.fake.dm("ann")) == ["a.txt"]


@pytest.mark.parametrize("method", LIMITED)
async def test_a_long_pause_is_left_to_the_desk_which_does_not_knock_before(out, method):
    here = await out.asked(out.help)
    channel, ts = await out.say(here, "first")
    out.fake.limit(method, retry_after=600)
    messages = (
        outbound.said(here, "changed", "1", replaces=f"{out.team}/{channel}/{ts}"),
        outbound.said(here, "whispered", "2", only_for=f"{out.team}/{out.bob}"),
        outbound.said(out.place(out.eve), "news", "3", attachments=(out.file("a.txt"),)),
    )
    asked = [wait for wait in [await pause(out, each) for each in messages] if wait]
    assert [round(wait, -2) for wait in asked] == [600]
    knocked = [call for call in out.fake.called(method) if call.status == 429]
    assert len(knocked) == 1
    later = [wait for wait in [await pause(out, replace(m, again=True)) for m in messages] if wait]
    assert [round(wait, -2) for wait in later] == [600]
    assert [call for call in out.fake.called(method) if call.status == 429] == knocked


async def pause(out, message):
    """The seconds that the desk is asked to wait; 0 if it is sent."""
    try:
        await out.send(message)
    except TryLater as later:
        return later.after.total_seconds()
    return 0.0


async def test_the_limit_of_one_channel_holds_up_no_other(out):
    here, there = await out.asked(out.help), await out.asked()
    out.fake.limit("chat.postMessage", out.help, retry_after=600)
    with pytest.raises(TryLater):
        await out.say(here)
    await out.say(there)
    assert len(out.ours(out.fake.dm("ann"))) == 1


async def test_after_a_file_had_to_wait_the_words_are_not_said_again(out):
    here = await out.asked()
    out.fake.limit("files.completeUploadExternal", retry_after=600)
    message = outbound.said(here, "See this.", attachments=(out.file("a.txt"),))
    with pytest.raises(TryLater):
        await out.send(message)
    out.sending._slack._limits._paces.clear()  # the minute is over
    await out.send(message)
    assert out.texts(out.fake.dm("ann")) == ["See this.", ""]
    assert out.shared(out.fake.dm("ann")) == ["a.txt"]


# --- nobody knows --------------------------------------------------------------------------------


async def test_when_the_answer_is_lost_the_message_is_found_and_not_said_again(out):
    here = await out.asked()
    out.fake.lose_answer("chat.postMessage")
    channel, ts = await out.say(here)
    assert [each["ts"] for each in out.ours(channel)] == [ts]


@pytest.mark.parametrize("fail", ["lose_call", "break_down", "lose_answer"])
@pytest.mark.parametrize("restart", [True, False])
@pytest.mark.parametrize("where", ["thread", "direct"])
async def test_a_message_of_unknown_fate_is_said_once(out, fail, restart, where):
    here = await out.asked() if where == "thread" else out.place(out.ann)
    getattr(out.fake, fail)("chat.postMessage")
    out.fake.break_down("conversations.replies")
    out.fake.break_down("conversations.history")
    message = outbound.said(here, "Turn it off.", "say/1")
    with pytest.raises(TryLater):
        await out.send(message)
    if restart:
        out.restarted()
    channel, ts = await tried_again(out, message)
    assert [each["ts"] for each in out.ours(channel)] == [ts]


@pytest.mark.parametrize("code", ["internal_error", "fatal_error", "service_unavailable"])
async def test_slacks_own_trouble_is_waited_out(out, code):
    here = await out.asked()
    out.fake.refuse("chat.postMessage", code, times=3)
    channel, _ = await until_sent(out, outbound.said(here))
    assert len(out.ours(channel)) == 1
    assert out.alerts() == []


async def test_a_killed_process_leaves_traces(out):
    """It was posted, and then the lights went out before anybody knew."""
    here = await out.asked()
    message = outbound.said(here, "word " * 6000, "say/1", attachments=(out.file("a.txt"),))
    out.fake.lose_answer("files.completeUploadExternal")
    with pytest.raises(TryLater):
        await out.send(message)
    before = out.ours(out.fake.dm("ann"))
    out.restarted()
    channel, ts = await tried_again(out, message, tries=1)
    assert out.ours(channel) == before
    assert ts == before[-2]["ts"]
    assert out.shared(channel) == ["a.txt"]


async def test_a_receipt_that_was_not_kept_is_given_again(out):
    """The database was away just then: the desk knows nothing of it, and asks anew."""
    here = await out.asked()
    message = outbound.said(here, "Turn it off.", attachments=(out.file("a.txt"),))
    first = await out.send(message)
    calls = len(out.fake.calls)
    assert await out.send(message) == first
    assert len(out.fake.calls) == calls


async def test_only_what_is_missing_is_said_later(out):
    here = await out.asked()
    files = (out.file("a.txt"), out.file("b.txt"))
    message = outbound.said(here, "word " * 6000, "say/1", attachments=files)
    out.fake.lose_call("files.completeUploadExternal")
    with pytest.raises(TryLater):
        await out.send(message)
    words = out.ours(out.fake.dm("ann"))
    out.restarted()
    channel, _ = await tried_again(out, message, tries=1)
    assert out.shared(channel) == ["a.txt", "b.txt"]
    assert [each for each in out.ours(channel) if "files" not in each] == words


async def test_two_files_alike_are_both_shared(out):
    here = await out.asked()
    files = (out.file("a.txt"), out.file("a.txt"))
    out.fake.lose_answer("files.completeUploadExternal")
    message = outbound.said(here, "See.", "say/1", attachments=files)
    channel, _ = await until_sent(out, message)
    assert out.shared(channel) == ["a.txt", "a.txt"]


async def test_what_others_claim_to_be_ours_is_not(out):
    here = await out.asked(out.help)
    mallory = out.fake.add_bot("mallory")
    out.fake.world.channel(out.help).members.add(mallory)
    await out.fake.say("mallory", out.help, "hi", here.thread, metadata=traces.metadata("say/1"))
    await out.say(here, "Turn it off.", "say/1", again=True)
    assert out.texts(out.help) == ["Turn it off."]


async def test_a_repeat_in_a_long_thread_is_found(out):
    here = await out.asked(out.help)
    await out.say(here, "The first.", "say/1")
    for number in range(450):
        await out.fake.say("ann", out.help, f"more {number}", here.thread)
    await out.say(here, "The last.", "say/2")
    for text, key in (("The first.", "say/1"), ("The last.", "say/2")):
        out.restarted()
        await out.say(here, text, key, again=True)
    assert out.texts(out.help) == ["The first.", "The last."]


async def test_writing_over_may_be_done_twice(out):
    here = await out.asked()
    channel, ts = await out.say(here, "Does it help?", "ask/1")
    out.fake.lose_answer("chat.update")
    message = outbound.said(here, "Solved.", "done/1", replaces=f"{out.team}/{channel}/{ts}")
    assert await until_sent(out, message) == (channel, ts)
    assert out.texts(channel) == ["Solved."]


async def test_without_a_slack_the_desk_tries_later(out):
    here = await out.asked()
    await out.say(here, "first")
    await out.fake._runner.cleanup()
    with pytest.raises(TryLater):
        await out.say(here, "second")


FAULTS = ("lose_call", "lose_answer", "break_down", "internal_error", "service_unavailable")
FRAIL = (
    "chat.postMessage",
    "chat.postMessage",
    "conversations.replies",
    "chat.update",
    "files.getUploadURLExternal",
    "files.completeUploadExternal",
)


def go_wrong(out, dice):
    """Something or other will, with the next call or a later one."""
    fault, method = dice.choice(FAULTS), dice.choice(FRAIL)
    if fault.endswith(("error", "unavailable")):
        out.fake.refuse(method, fault)
    else:
        getattr(out.fake, fault)(method)


@pytest.mark.parametrize("seed", range(3))
async def test_through_all_trouble_each_thing_is_said_once_and_in_order(out, seed):
    dice = random.Random(seed)  # noqa: S311
    threads = [await out.asked(out.help, f"question {number}") for number in range(3)]

    async def talk(here):
        for number in range(12):
            if dice.random() < 0.5:
                go_wrong(out, dice)
            if dice.random() < 0.2:
                out.restarted()
            files = (out.file(f"{number}.txt"),) if number % 4 == 0 else ()
            key = f"{here.thread}/{number}"
            text = f"answer {number}"
            await persistently(out, outbound.said(here, text, key, attachments=files))

    await asyncio.gather(*(talk(here) for here in threads))
    for here in threads:
        ours = out.fake.thread(out.help, here.thread)[1:]
        assert [each["text"] for each in ours if each["text"]] == [
            f"answer {number}" for number in range(12)
        ]
        files = [file["name"] for each in ours for file in each.get("files", ())]
        assert files == ["0.txt", "4.txt", "8.txt"]


async def persistently(out, message):
    for attempt in range(60):
        with suppress(TryLater):
            return await out.send(replace(message, again=attempt > 0))
    raise AssertionError("never sent")


# --- what it answers is gone ---------------------------------------------------------------------


async def test_an_answer_to_a_deleted_message_does_not_stand_in_the_channel(out):
    """Slack takes it, and puts it into the channel for all to see: it is taken back."""
    here = await out.asked(out.help)
    await out.fake.delete("ann", out.help, here.thread)
    for key in ("say/1", "say/2"):
        with pytest.raises(Undeliverable):
            await out.say(here, "Your account was locked.", key, attachments=(out.file("a.txt"),))
    assert out.fake.messages(out.help) == []
    assert len(out.fake.called("chat.postMessage")) == 1


async def test_an_answer_to_a_deleted_message_is_taken_back_however_often_it_was_posted(out):
    here = await out.asked(out.help)
    await out.fake.delete("ann", out.help, here.thread)
    message = outbound.said(here, "Your account was locked.", "say/1")
    out.fake.lose_answer("chat.postMessage")
    with pytest.raises(TryLater):
        await out.send(message)
    assert len(out.ours(out.help)) == 1
    with pytest.raises(Undeliverable):
        await out.send(replace(message, again=True))
    assert out.fake.messages(out.help) == []


async def test_a_deleted_message_that_was_answered_still_has_its_thread(out):
    here = await out.asked(out.help)
    await out.say(here, "Turn it off.", "say/1")
    await out.fake.delete("ann", out.help, here.thread)
    await out.say(here, "And on.", "say/2")
    assert out.texts(out.help) == ["Turn it off.", "And on."]

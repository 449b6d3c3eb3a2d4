"""Updates come in once each, in order, and are confirmed only when they are kept."""

import asyncio
import json
from datetime import UTC, datetime

import pytest

from channels.telegram import connect, polling
from channels.telegram.channel import TelegramChannel
from channels.telegram.client import Client
from channels.telegram.payloads import Unreadable
from channels.telegram.polling import Stopped
from tests.channels.telegram.conftest import settings_for, until
from tests.contracts.house import running


def texts(inbox):
    return [message.text for message in inbox.messages]


async def test_a_message_comes_in_with_who_said_it_and_where(telegram, channel, inbox, house):
    ann = telegram.person("Ann", last_name="Archer", language_code="de")
    sent = await telegram.say(ann, "my printer is offline")
    (message,) = await until(lambda: inbox.messages)
    assert message.id == f"{ann.id}/{sent['message_id']}"
    assert message.conversation.key == f"telegram|{ann.id}|"
    assert (message.person.address, message.person.name) == (str(ann.id), "Ann Archer")
    assert message.person.language == "de"
    assert message.text == "my printer is offline"
    assert message.at == datetime.fromtimestamp(sent["date"], UTC)
    assert not message.private
    kept = json.loads(house.blobs.kept[message.raw])
    assert kept["message"]["text"] == "my printer is offline"
    read = await channel.read(message)
    assert (read.text, read.raw) == ("my printer is offline", "")


async def test_only_what_is_kept_is_confirmed(telegram, channel, inbox):
    inbox.failing = True
    await telegram.say(telegram.person("Ann"), "one")
    await until(lambda: telegram.pending.polls > 1)
    assert len(telegram.pending.waiting) == 1
    inbox.failing = False
    await until(lambda: not telegram.pending.waiting)
    assert texts(inbox) == ["one"]


class AnyTrouble(Exception):
    """Of the database, of which a channel knows nothing."""


async def test_whatever_keeps_the_desk_from_keeping_it_it_comes_again(
    telegram, settings, house, inbox
):
    troubles = [AnyTrouble(), ConnectionError()]

    async def receive(message, *, raw):
        if troubles:
            raise troubles.pop()
        await inbox(message, raw=raw)

    async with running(connect(settings, house), receive):
        await telegram.say(telegram.person("Ann"), "one")
        await until(lambda: inbox.messages)
    assert texts(inbox) == ["one"]


async def test_what_nobody_can_keep_is_put_aside(telegram, settings, house, inbox):
    async def receive(message, *, raw):
        if message.text == "poison":
            raise UnicodeEncodeError("utf-8", "x", 0, 1, "no")
        await inbox(message, raw=raw)

    async with running(connect(settings, house), receive) as channel:
        ann = telegram.person("Ann")
        await telegram.say(ann, "poison")
        await telegram.say(ann, "good")
        await until(lambda: len(inbox.messages) == 2)
        (lost,) = [m for m in inbox.messages if m.conversation.place == "unreadable"]
        with pytest.raises(Unreadable):
            await channel.read(lost)
        assert "poison" in (await channel.undecoded(lost)).text


@pytest.mark.parametrize("answer", [b"{}", b"[]", b"null", b"<html>", b""])
async def test_answers_that_make_no_sense_are_asked_again(telegram, channel, inbox, answer):
    telegram.answer_with(answer)
    await telegram.say(telegram.person("Ann"), "one")
    await until(lambda: inbox.messages)


async def test_added_to_a_group_it_says_what_it_hears(telegram, channel):
    ann, room = telegram.person("Ann"), telegram.group("Office")
    await telegram.add_bot(ann, room)
    await until(lambda: telegram.told(room))
    assert "@firstline_bot" in telegram.texts(room)[0]
    assert "/setprivacy" in telegram.texts(room)[0]


async def test_each_chat_keeps_its_order_and_what_comes_again_has_the_same_id(
    telegram, settings, house, inbox
):
    people = [telegram.person(f"P{n}") for n in range(5)]
    for number in range(60):
        await telegram.say(people[number % 5], str(number))
    async with running(connect(settings, house), inbox):
        await until(lambda: len(inbox.messages) == 60)
    for person in people:
        mine = [int(m.text) for m in inbox.messages if m.person.address == str(person.id)]
        assert mine == sorted(mine)
    assert len(set(inbox.ids)) == 60


POISON = {
    "a chat without an id": {"message": {"message_id": 1, "chat": {"type": "private"}}},
    "a number for a text": {"message": {"message_id": 1, "chat": {"id": 1}, "text": {"a": 1}}},
    "a list for a message": {"message": []},
    "a press without a presser": {"callback_query": {"id": "1", "data": "x"}},
    "a membership without a member": {"my_chat_member": {"chat": {"id": 1}}},
    "no update at all": "hello",
    "nothing": None,
    "half characters for an id": {"message": {"message_id": "\ud800", "chat": {"id": 1}}},
}


@pytest.mark.parametrize("name", POISON)
async def test_poison_is_kept_aside_and_the_next_update_taken(telegram, channel, inbox, name):
    ann = telegram.person("Ann")
    await telegram.say(ann, "before")
    await telegram.pending.put(POISON[name])
    await telegram.say(ann, "after")
    await until(lambda: not telegram.pending.waiting)
    assert sorted(texts(inbox)) == ["", "after", "before"]
    poison = next(m for m in inbox.messages if m.conversation.place == "unreadable")
    with pytest.raises(Unreadable):
        await channel.read(poison)
    shown = await channel.undecoded(poison)
    assert "could not be read" in shown.text
    assert shown.raw == ""


# What other libraries take for poison, and we do not need.
SPARSE = {
    "a document without a second id": {"document": {"file_id": "x"}},
    "a sender who may be a bot": {"from": {"id": 101, "first_name": "A"}, "text": "hi"},
    "a poll of another time": {"poll": {"id": "1"}},
    "fields of tomorrow": {"text": "hi", "telepathy": {"strength": 9}},
    "half characters and nothing": {"text": "hi \ud83d\u0000"},
}


@pytest.mark.parametrize("name", SPARSE)
async def test_what_we_can_do_without_may_be_missing(telegram, channel, inbox, name):
    message = {"message_id": 1, "chat": {"id": 101, "type": "private"}, "date": 1}
    sender = {"from": {"id": 101, "is_bot": False, "first_name": "Ann"}}
    await telegram.pending.put({"message": {**message, **sender, **SPARSE[name]}})
    (heard,) = await until(lambda: inbox.messages)
    assert heard.id == "101/1"
    assert heard.text
    heard.text.encode()
    assert "\0" not in heard.text


IGNORED = {
    "somebody joined": {"new_chat_members": [{"id": 5, "first_name": "B"}]},
    "something was pinned": {"pinned_message": {"message_id": 3}},
    "another bot": {"from": {"id": 9, "is_bot": True, "first_name": "B"}, "text": "hi"},
    "a channel": {"from": None, "sender_chat": {"id": -5, "type": "channel"}, "text": "hi"},
}


@pytest.mark.parametrize("name", IGNORED)
async def test_what_nobody_said_is_nothing(telegram, channel, inbox, name):
    message = {"message_id": 1, "chat": {"id": 101, "type": "private"}, "date": 1}
    sender = {"from": {"id": 101, "is_bot": False, "first_name": "Ann"}}
    said = {n: v for n, v in {**message, **sender, **IGNORED[name]}.items() if v is not None}
    await telegram.pending.put({"message": said})
    await until(lambda: not telegram.pending.waiting)
    assert inbox.messages == []


async def test_numbers_that_begin_anew_lower_lose_nothing(telegram, channel, inbox):
    ann = telegram.person("Ann")
    await telegram.say(ann, "before the quiet week")
    await until(lambda: not telegram.pending.waiting)
    telegram.pending.next_id = 17
    for number in range(3):
        await telegram.say(ann, f"after {number}")
        await until(lambda: not telegram.pending.waiting)
    assert texts(inbox) == ["before the quiet week", "after 0", "after 1", "after 2"]


async def test_two_changes_in_one_second_are_two(telegram, channel, inbox):
    ann = telegram.person("Ann")
    said = await telegram.say(ann, "one")
    for text in ("two", "three", "three"):
        changed = {**said, "text": text, "edit_date": 5}
        await telegram.pending.put({"edited_message": changed})
    await until(lambda: len(inbox.messages) == 4)
    _, two, three, again = inbox.messages
    assert {two.edits, three.edits} == {inbox.messages[0].id}
    assert two.id != three.id == again.id


async def test_contacts_places_and_stickers_are_words(telegram, channel, inbox):
    ann = telegram.person("Ann")
    await telegram.say(ann, contact={"phone_number": "+49 30 1", "first_name": "Bo"})
    await telegram.say(ann, location={"latitude": 52.5, "longitude": 13.4})
    place = {"location": {"latitude": 1, "longitude": 2}, "title": "Lab", "address": "Floor 3"}
    await telegram.say(ann, location=place["location"], venue=place)
    await telegram.say(ann, sticker={"file_id": "s", "emoji": "👍"})
    await until(lambda: len(inbox.messages) == 4)
    assert texts(inbox) == [
        "Contact: Bo, +49 30 1",
        "Location: 52.50000, 13.40000",
        "Location: Lab, Floor 3 (1.00000, 2.00000)",
        "👍",
    ]


@pytest.mark.parametrize("kind", ["photo", "document", "voice", "video", "video_note", "audio"])
async def test_files_are_fetched_when_the_message_is_read(telegram, channel, inbox, house, kind):
    file = telegram.file(b"the bytes", kind=kind, name="x.bin" if kind == "document" else "")
    await telegram.say(telegram.person("Ann"), caption="look", **file)
    (heard,) = await until(lambda: inbox.messages)
    assert telegram.calls("getFile") == []
    read = await channel.read(heard)
    (kept,) = read.attachments
    assert (read.text, kept.size) == ("look", 9)
    assert await house.blobs.get(kept.source) == b"the bytes"


async def test_a_file_that_is_gone_is_told_to_both(telegram, channel, inbox):
    ann = telegram.person("Ann")
    await telegram.say(ann, document={"file_id": "gone", "file_name": "a.pdf"})
    (heard,) = await until(lambda: inbox.messages)
    read = await channel.read(heard)
    assert read.attachments == ()
    assert "a.pdf" in read.remark
    assert "could not fetch a.pdf" in telegram.texts(ann)[0]


async def test_while_files_cannot_be_fetched_it_is_tried_later(telegram, channel, inbox):
    from channels.base import TryLater

    await telegram.say(telegram.person("Ann"), **telegram.file(b"x"))
    (heard,) = await until(lambda: inbox.messages)
    telegram.refuse("getFile", 500, "Internal Server Error")
    with pytest.raises(TryLater):
        await channel.read(heard)
    telegram.lose_answer("getFile")
    with pytest.raises(TryLater):
        await channel.read(heard)
    assert (await channel.read(heard)).attachments


# --- who else fetches ----------------------------------------------------------------------------


async def _no_time(_):
    await asyncio.sleep(0)


async def _nothing(_):
    return None


async def test_a_second_poller_stops_us_with_a_sentence(telegram, settings):
    telegram.pending.somebody_else = True
    client = Client(settings)
    with pytest.raises(Stopped, match="same token"):
        await polling.poll(client, _nothing, seconds=1, sleep=_no_time)
    assert len(telegram.calls("getUpdates")) == len(polling.PATIENCE) + 1
    await client.close()


async def test_a_token_that_is_none_stops_us_with_a_sentence(telegram, house, inbox):
    settings = settings_for(telegram, token="4711:another")
    channel = connect(settings, house)
    running_ = asyncio.create_task(channel.run(inbox))
    await until(lambda: channel.trouble)
    assert "token" in channel.trouble
    running_.cancel()
    await asyncio.gather(running_, return_exceptions=True)


async def test_what_stopped_us_is_looked_at_again(telegram, settings, house, inbox):
    telegram.pending.webhook = "https://other.example/hook"
    channel = TelegramChannel(settings, house, look_again=0.1)
    running_ = asyncio.create_task(channel.run(inbox))
    await until(lambda: channel.trouble)
    telegram.pending.webhook = ""
    await telegram.say(telegram.person("Ann"), "hello")
    await until(lambda: inbox.messages)
    assert channel.trouble == ""
    assert channel.ready.is_set()
    running_.cancel()
    await asyncio.gather(running_, return_exceptions=True)


async def test_a_webhook_of_somebody_else_stops_us_and_one_of_ours_is_taken_back(
    telegram, settings, house, inbox
):
    telegram.pending.webhook = "https://other.example/hook"
    channel = connect(settings, house)
    running_ = asyncio.create_task(channel.run(inbox))
    await until(lambda: channel.trouble)
    assert "webhook" in channel.trouble
    running_.cancel()
    await asyncio.gather(running_, return_exceptions=True)
    telegram.pending.webhook = "https://help.example.org/telegram/webhook"
    async with running(connect(settings, house), inbox):
        await telegram.say(telegram.person("Ann"), "hello")
        await until(lambda: inbox.messages)


async def test_without_a_token_the_desk_runs_on(house, inbox):
    channel = connect(settings_for_nobody(), house)
    running_ = asyncio.create_task(channel.run(inbox))
    await until(lambda: channel.trouble)
    assert "@BotFather" in channel.trouble
    assert house.alarms == [f"Telegram: {channel.trouble}"]
    running_.cancel()
    await asyncio.gather(running_, return_exceptions=True)


def settings_for_nobody():
    from channels.telegram import TelegramSettings

    return TelegramSettings()


async def test_commands_are_offered_by_audience_and_language(telegram, house, inbox):
    settings = settings_for(telegram, agents_chat=-100555)
    telegram.group("Desk", id=-100555)
    house.changes = house.stale = _never
    async with running(connect(settings, house), inbox):
        await until(lambda: len(telegram.world.commands) == 9)
    offered = {key: [c["command"] for c in menu] for key, menu in telegram.world.commands.items()}
    assert "claim" in offered["chat/-100555/de"]
    assert "claim" not in offered["all_private_chats//"]
    assert "status" in offered["all_group_chats//fr"]


async def _never(*_, **__):
    await asyncio.Event().wait()

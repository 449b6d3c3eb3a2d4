"""What the desk says, on a Telegram that is strict and has bad days."""

import asyncio
import heapq
import itertools
import os
import time
from datetime import timedelta

import pytest

from channels.base import TryLater, Undeliverable
from channels.messages import (
    Attachment,
    Choice,
    ConversationRef,
    OutboundMessage,
    Urgency,
    Weight,
)
from channels.telegram.channel import TelegramChannel
from channels.telegram.limits import Limiter
from tests.channels.telegram.conftest import settings_for
from tests.fakes.telegram import FakeTelegram

CHATS = int(os.environ.get("FIRSTLINE_TEST_TELEGRAM_CHATS", "100"))


def to(chat, text="Hello.", *, key="k/1", thread="", **more):
    conversation = ConversationRef(channel="telegram", place=str(chat), thread=thread)
    return OutboundMessage(key=key, conversation=conversation, text=text, **more)


@pytest.fixture
async def channel(settings, house):
    channel = TelegramChannel(settings, house)
    yield channel
    await channel._client.close()


@pytest.fixture
def ann(telegram):
    return telegram.person("Ann", has_begun=True)


@pytest.fixture
def room(telegram):
    return telegram.group("Lab", id=-1001234, is_forum=True)


async def test_a_message_with_choices_has_buttons_that_send_their_tokens_back(
    telegram, channel, ann
):
    choices = (
        Choice(token="worked/vpn", label="This fixed it", weight=Weight.MAIN),
        Choice(token="failed/vpn", label="Still need help"),
        Choice(token="x" * 64, label="Delete", weight=Weight.DANGER),
    )
    receipt = await channel.send(to(ann.id, "**Try** this & that", choices=choices))
    (told,) = telegram.told(ann)
    assert receipt.external_id == f"{ann.id}/{told['message_id']}"
    assert told["text"] == "Try this & that"
    rows = told["reply_markup"]["inline_keyboard"]
    assert [button["callback_data"] for (button,) in rows] == [c.token for c in choices]
    assert [button.get("style") for (button,) in rows] == ["success", None, "danger"]


async def test_the_number_of_a_new_ticket_can_be_copied(telegram, channel, ann):
    await channel.send(to(ann.id, "I have logged **FL-1042**.", key="opened/FL-1042/requester"))
    (button,) = telegram.told(ann)[0]["reply_markup"]["inline_keyboard"][0]
    assert button == {"text": "Copy FL-1042", "copy_text": {"text": "FL-1042"}}


async def test_a_long_text_takes_several_messages_and_the_last_has_the_buttons(
    telegram, channel, ann
):
    choices = (Choice(token="a/b", label="Yes"),)
    text = "**" + "A sentence of words. " * 500 + "**"
    receipt = await channel.send(to(ann.id, text, choices=choices))
    told = telegram.told(ann)
    assert len(told) == 3
    assert receipt.external_id == f"{ann.id}/{told[-1]['message_id']}"
    assert ["reply_markup" in each for each in told] == [False, False, True]


async def test_what_was_sent_of_a_long_text_is_not_sent_again(telegram, channel, ann):
    text = "word " * 2000
    telegram.lose_answer("sendMessage", 0)
    telegram.refuse("sendMessage", 429, "Too Many Requests: retry after 1", retry_after=1)
    with pytest.raises(TryLater) as later:
        await channel.send(to(ann.id, text))
    assert later.value.after == timedelta(seconds=1)
    channel._limiter._chats.clear()
    await channel.send(to(ann.id, text))
    assert len(telegram.told(ann)) == 3
    assert "".join(telegram.texts(ann)).replace(" ", "") == text.replace(" ", "")


async def test_a_file_goes_out_with_its_name(telegram, channel, ann, house):
    async def chunks():
        yield b"%PDF-"

    source = await house.blobs.put(chunks(), limit=100)
    file = Attachment(name="Anleitung.pdf", media_type="application/pdf", size=5, source=source)
    await channel.send(to(ann.id, "See the file.", attachments=(file,)))
    words, document = telegram.told(ann)
    assert words["text"] == "See the file."
    assert document["document"]["file_name"] == "Anleitung.pdf"
    assert telegram.world.files[document["document"]["file_id"]] == b"%PDF-"


# --- changes -------------------------------------------------------------------------------------


async def test_what_replaces_a_message_changes_it_in_place(telegram, channel, ann):
    first = await channel.send(to(ann.id, "Place 3"))
    again = await channel.send(to(ann.id, "Place 2", key="k/2", replaces=first.external_id))
    assert again == first
    assert telegram.texts(ann) == ["Place 2"]


async def test_a_change_that_changes_nothing_is_a_success(telegram, channel, ann):
    first = await channel.send(to(ann.id, "Place 3"))
    again = await channel.send(to(ann.id, "Place 3", key="k/2", replaces=first.external_id))
    assert again == first


async def test_what_replaces_a_message_that_is_gone_is_said_anew(telegram, channel, ann):
    first = await channel.send(to(ann.id, "Place 3"))
    telegram.world.messages.clear()
    again = await channel.send(to(ann.id, "Place 2", key="k/2", replaces=first.external_id))
    assert again != first
    assert telegram.texts(ann) == ["Place 2"]


# --- bad days ------------------------------------------------------------------------------------


async def test_whoever_blocked_us_or_never_began_is_not_reached(telegram, channel):
    ann, ben = telegram.person("Ann", has_begun=True, blocks=True), telegram.person("Ben")
    for each in (ann, ben):
        with pytest.raises(Undeliverable, match="Forbidden"):
            await channel.send(to(each.id))
    with pytest.raises(Undeliverable, match=r"[Cc]hat not found"):
        await channel.send(to(99999))
    ann.blocks = False
    assert await channel.send(to(ann.id))


async def test_one_chats_pause_of_30_seconds_delays_no_other(telegram, channel, ann):
    ben = telegram.person("Ben", has_begun=True)
    telegram.pace.pause(ann.id, 30)
    with pytest.raises(TryLater) as later:
        await channel.send(to(ann.id))
    assert 28 <= later.value.after.total_seconds() <= 30
    calls = len(telegram.server.calls)
    with pytest.raises(TryLater):
        await channel.send(to(ann.id))
    assert len(telegram.server.calls) == calls  # it is not asked again
    assert await channel.send(to(ben.id, key="k/2"))


LANES = 8  # at a time, as the desk sends


class Together:
    """Time that passes only while all lanes sleep: however busy the machine, a call takes none."""

    def __init__(self):
        self.now = 0.0
        self._awake = LANES
        self._asleep = []
        self._numbers = itertools.count()

    def clock(self):
        return self.now

    async def sleep(self, seconds):
        woken = asyncio.Event()
        heapq.heappush(self._asleep, (self.now + seconds, next(self._numbers), woken))
        self.leave()
        await woken.wait()

    def leave(self):
        """One lane less is awake."""
        self._awake -= 1
        if not self._awake and self._asleep:
            self.now, _, woken = heapq.heappop(self._asleep)
            self._awake += 1
            woken.set()


class Life:
    """Time as it is."""

    clock = staticmethod(time.monotonic)
    sleep = staticmethod(asyncio.sleep)

    def leave(self):
        pass


async def test_news_for_many_chats_keeps_to_the_limits_as_telegram_counts_them(house):
    """Over real HTTP, eight at a time; more than 100 of them at life's own speed."""
    life = Together() if CHATS <= 100 else Life()
    async with FakeTelegram(clock=life.clock) as telegram:
        limiter = Limiter(clock=life.clock, sleep=life.sleep)
        channel = TelegramChannel(settings_for(telegram), house, limiter=limiter)
        everybody = [telegram.person(f"P{n}", has_begun=True) for n in range(CHATS)]
        waiting = iter(everybody)

        async def lane():
            for person in waiting:
                news = to(person.id, "The VPN is back.", key=f"n/{person.id}", urgency=Urgency.NEWS)
                await channel.send(news)
            life.leave()

        began = life.clock()
        await asyncio.gather(*(lane() for _ in range(LANES)))
        took = life.clock() - began
        await channel._client.close()
        refused = [call for call in telegram.calls("sendMessage") if call.refusal]
        most = telegram.pace.most["everybody"]
        print(f"\n{CHATS} chats in {took:.1f} s, at most {most} in a second")
        assert refused == []
        assert all(len(telegram.told(each)) == 1 for each in everybody)
        assert 20 <= most <= 30


async def test_what_nobody_knows_to_have_arrived_is_sent_once_more_and_says_so(
    telegram, channel, ann
):
    telegram.lose_answer("sendMessage")
    with pytest.raises(TryLater):
        await channel.send(to(ann.id, "Your place is 2."))
    await channel.send(to(ann.id, "Your place is 2."))
    first, second = telegram.texts(ann)
    assert first == "Your place is 2."
    assert second == "Your place is 2.\n\n(You may have had this already.)"


async def test_what_nobody_knows_to_have_arrived_twice_goes_elsewhere(telegram, channel, ann):
    telegram.lose_answer("sendMessage", 2)
    with pytest.raises(TryLater):
        await channel.send(to(ann.id))
    with pytest.raises(Undeliverable):
        await channel.send(to(ann.id))
    assert len(telegram.told(ann)) == 2


async def test_where_nobody_listens_nothing_is_doubted(house, ann):
    settings = settings_for(
        type("Nobody", (), {"token": "1:a", "base_url": "http://127.0.0.1:9/bot",
                            "base_file_url": "http://127.0.0.1:9/file/bot"})
    )  # fmt: skip
    channel = TelegramChannel(settings, house)
    for _ in range(3):
        with pytest.raises(TryLater):
            await channel.send(to(ann.id))
    await channel._client.close()


async def test_words_that_telegram_cannot_parse_are_sent_plain(telegram, channel, ann):
    told = "Bad Request: can't parse entities: Unsupported start tag"
    telegram.refuse("sendMessage", 400, told)
    await channel.send(to(ann.id, "**Hi**"))
    assert telegram.texts(ann) == ["Hi"]
    assert "parse_mode" not in telegram.calls("sendMessage")[-1].said


async def test_a_topic_that_is_gone_does_not_keep_the_message_back(telegram, channel, room):
    await channel.send(to(room.id, thread="77/5"))
    first, second = telegram.calls("sendMessage")
    assert first.said["message_thread_id"] == 77
    assert "message_thread_id" not in second.said
    assert len(telegram.told(room)) == 1


async def test_a_group_that_moved_is_written_to_under_its_new_id(telegram, channel, house):
    group = telegram.group("Help")
    new = await telegram.migrate(group, -1009999, told=False)
    await channel.send(to(group.id, thread="5"))
    assert [len(telegram.told(each)) for each in (group, new)] == [0, 1]
    other = TelegramChannel(channel._settings, house)  # another server, or after a restart
    await other.send(to(group.id, key="k/2", thread="5"))
    assert len(telegram.told(new)) == 2
    assert len([c for c in telegram.calls("sendMessage") if c.said["chat_id"] == group.id]) == 1
    await other._client.close()


async def test_neither_the_token_nor_anybodys_words_get_into_the_log(
    telegram, channel, ann, caplog
):
    caplog.set_level("DEBUG")
    secret = telegram.token.partition(":")[2]
    telegram.refuse("sendMessage", 502, "Bad Gateway")
    telegram.lose_answer("sendMessage")
    for _ in range(2):
        with pytest.raises(TryLater) as later:
            await channel.send(to(ann.id, "my password is rosebud"))
        assert secret not in str(later.value)
    await channel.send(to(ann.id, "my password is rosebud"))
    assert telegram.told(ann)
    ours = [r.getMessage() for r in caplog.records if not r.name.startswith("uvicorn")]
    assert not any(secret in each or "rosebud" in each for each in ours)


async def test_in_a_group_it_answers_what_was_said(telegram, channel, room):
    ann = telegram.person("Ann")
    said = telegram.message(ann, "help", to=room)
    number = said["message_id"]
    await channel.send(to(room.id, thread=str(number), answers=f"{room.id}/{number}"))
    (told,) = telegram.told(room)
    assert told["reply_to_message"]["message_id"] == number
    assert told["text"] == "\u200bHello."


async def test_a_whisper_goes_to_the_private_chat(telegram, channel, room, ann):
    await channel.send(to(room.id, thread="5", only_for=str(ann.id)))
    assert telegram.told(room) == []
    assert telegram.texts(ann) == ["Hello."]


async def test_what_could_not_be_read_is_answered_nowhere(channel):
    with pytest.raises(Undeliverable):
        await channel.send(to("unreadable"))

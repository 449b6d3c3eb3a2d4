"""A chat in a terminal, played line by line against a small desk."""

import asyncio
from collections import defaultdict
from datetime import UTC, datetime

import pytest

from channels import console
from channels.console import ConsoleChannel, Persona, chat
from channels.messages import Choice, ConversationRef, OutboundMessage
from channels.views import Line, Transcript
from tests.contracts.house import Inbox, running
from tests.fakes.patience import PATIENCE

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
ANN = Persona("Ann", "ann", "ann@example.org")
SAM = Persona("Sam", "sam")


class SmallDesk:
    """Answers every message when told to: at once, or (slow) only when somebody waits for it."""

    def __init__(self, *, slow=False):
        self.heard = []
        self.lines = defaultdict(list)
        self.owed = []
        self.slow = slow
        self.dead = False
        self.number = 0
        self.news = asyncio.Condition()
        self.choices = ()

    async def say(self, message):
        if self.dead:
            raise ConnectionRefusedError("the desk is not open")
        self.heard.append(message)
        await self.add(message.conversation, message.text, mine=True)
        self.owed.append(message)
        if not self.slow:
            await self.answer()

    async def answer(self):
        for message in self.owed:
            await self.add(message.conversation, f"Heard: {message.text}", choices=self.choices)
        self.owed.clear()

    async def add(self, where, text, *, mine=False, choices=()):
        lines = self.lines[where.place]
        author = "Ann" if mine else "Firstline"
        seq = len(lines) + 1
        lines.append(Line(seq=seq, at=NOON, mine=mine, author=author, text=text, choices=choices))
        async with self.news:
            self.number += 1
            self.news.notify_all()

    async def transcript(self, conversation, *, after):
        lines = [line for line in self.lines[conversation.place] if line.seq > after]
        busy = any(owed.conversation == conversation for owed in self.owed)
        return Transcript(lines=tuple(lines), busy=busy)

    async def changes(self, seen, *, within):
        try:
            async with asyncio.timeout(within), self.news:
                await self.news.wait_for(lambda: self.number != seen)
        except TimeoutError:
            return seen
        return self.number


class Screen:
    """What was written, and a keyboard that types when the awaited words are on the screen."""

    def __init__(self, *typed):
        self.typed = list(typed)
        self.written = []
        self.prompts = []
        self.changed = asyncio.Event()

    def write(self, words):
        self.written.append(words)
        self.changed.set()

    async def read_line(self, prompt):
        self.prompts.append(prompt)
        if not self.typed:
            return None
        line = self.typed.pop(0)
        if isinstance(line, tuple):
            awaited, line = line
            await asyncio.wait_for(self.until(awaited), PATIENCE)
        return line

    async def until(self, words):
        while words not in self.text:
            self.changed.clear()
            await self.changed.wait()

    @property
    def text(self):
        return "\n".join(self.written)


async def play(desk, *typed):
    screen = Screen(*typed)
    await chat(desk, (ANN, SAM), read_line=screen.read_line, write=screen.write, clock=lambda: NOON)
    return screen


async def test_a_line_is_said_and_its_answer_shown():
    desk = SmallDesk()
    screen = await play(desk, "my printer is offline")
    (message,) = desk.heard
    assert message.text == "my printer is offline"
    assert message.at == NOON
    assert message.conversation == ConversationRef(channel="console", place="ann")
    assert (message.person.address, message.person.name) == ("ann", "Ann")
    assert message.person.email == "ann@example.org"
    assert "Firstline:\n  Heard: my printer is offline" in screen.text
    assert screen.text.count("my printer is offline") == 1  # one's own words are not echoed


async def test_ids_are_unique():
    desk = SmallDesk()
    await play(desk, "hello", "hello")
    first, second = (message.id for message in desk.heard)
    assert first != second
    assert first.startswith("ann-")


async def test_a_slow_answer_is_waited_for_at_the_end_of_input():
    desk = SmallDesk(slow=True)
    playing = asyncio.create_task(play(desk, "my printer is offline"))
    async with asyncio.timeout(PATIENCE), desk.news:
        await desk.news.wait_for(lambda: desk.owed)
    await desk.answer()
    assert "Heard: my printer is offline" in (await playing).text


async def test_an_answer_that_never_comes_is_not_waited_for_for_ever(monkeypatch):
    monkeypatch.setattr(console, "LAST_WORDS_SECONDS", 0.05)
    screen = await asyncio.wait_for(play(SmallDesk(slow=True), "hello"), PATIENCE)
    assert "Its answer waits for your next visit" in screen.text


async def test_a_number_presses_a_choice():
    desk = SmallDesk()
    desk.choices = (Choice(token="yes", label="It worked"), Choice(token="no", label="It did not"))
    screen = await play(desk, "vpn drops", ("2) It did not", "2"), "7")
    assert "  1) It worked\n  2) It did not" in screen.text
    assert [(said.text, said.choice) for said in desk.heard] == [
        ("vpn drops", ""),
        ("It did not", "no"),
        ("7", ""),
    ]


async def test_a_number_without_choices_is_only_a_number():
    desk = SmallDesk()
    await play(desk, "1")
    assert (desk.heard[0].text, desk.heard[0].choice) == ("1", "")


async def test_several_people_at_one_terminal():
    desk = SmallDesk()
    screen = await play(desk, "/as SAM", "queue", "/who", "/as ann", "hi", "/as bob")
    assert [message.person.address for message in desk.heard] == ["sam", "ann"]
    assert screen.prompts[:3] == ["Ann> ", "Sam> ", "Sam> "]
    assert "You are Sam. Here: Ann, Sam." in screen.text
    assert "There is no bob here." in screen.text


async def test_news_for_somebody_in_the_back_is_shown_with_their_name():
    desk = SmallDesk()
    await desk.add(SAM.conversation, "said before", mine=False)

    async def read_line(_prompt):
        await desk.add(SAM.conversation, "FL-1 was claimed")

    written = []
    await chat(desk, (ANN, SAM), read_line=read_line, write=written.append, clock=lambda: NOON)
    shown = "\n".join(written)
    assert "Firstline (to Sam):\n  FL-1 was claimed" in shown
    assert "said before" not in shown


async def test_help_quit_and_what_is_no_command():
    desk = SmallDesk(slow=True)
    screen = await play(desk, "/help", "/dance", "", "hello", "/quit", "never read")
    assert "/as NAME" in screen.text
    assert "no such command" in screen.text
    assert [message.text for message in desk.heard] == ["hello"]
    assert screen.typed == ["never read"]


async def test_a_closed_desk_is_said_plainly():
    desk = SmallDesk()
    desk.dead = True
    screen = await play(desk, "hello")
    assert "could not be sent: the desk is not open" in screen.text


async def test_a_desk_that_goes_away_is_said_plainly():
    desk = SmallDesk(slow=True)

    async def gone(_seen, *, within):
        raise ConnectionResetError("the server has stopped")

    desk.changes = gone
    screen = await play(desk, "hello")
    assert "cannot be reached any more: the server has stopped" in screen.text


async def test_long_answers_are_wrapped_and_cannot_steer_the_terminal():
    desk = SmallDesk()
    await play(desk)
    screen = await play(desk, "\x1b[2J **word** " + "long " * 40)
    assert "\x1b" not in screen.text
    assert "**" not in screen.text
    assert max(len(line) for line in screen.text.split("\n")) <= 78


async def test_the_channel_hands_in_only_while_it_runs():
    channel, inbox = ConsoleChannel(), Inbox()
    message = console.Terminal(SmallDesk(), (ANN,), print, lambda: NOON)._message("hi", "")
    with pytest.raises(OSError, match="not open"):
        await channel.say(message)
    async with running(channel, inbox):
        await channel.say(message)
    assert inbox.messages == [message]
    with pytest.raises(OSError, match="not open"):
        await channel.say(message)


async def test_sending_is_left_to_the_transcript():
    message = OutboundMessage(key="ack/1", conversation=ANN.conversation, text="Logged.")
    assert (await ConsoleChannel().send(message)).external_id == "ack/1"

"""A large mail holds up nobody; a small one is worked on where it is."""

import asyncio
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.email import EmailSettings, addressed, beside, connect, head, letter, mime
from channels.email.cover import Delivery
from channels.email.letter import LONGEST_LINE, Letter
from tests.channels.email.conftest import MAIL, OURS, Client
from tests.contracts.house import running
from tests.fakes.stopwatch import in_time

MIB = 1024 * 1024
LARGE = MAIL + b"It is still off, and so it goes on and on.\r\n" * (24 * MIB // 44)


class Ticker:
    """Measures the longest work in one go of the loop's own thread, however busy the machine is."""

    async def __aenter__(self):
        self.worst = 0.0
        self._task = asyncio.create_task(self._tick())
        await asyncio.sleep(0)
        return self

    async def _tick(self):
        last = time.thread_time()
        while True:
            await asyncio.sleep(0.001)
            now = time.thread_time()
            self.worst, last = max(self.worst, now - last), now

    async def __aexit__(self, *_):
        self._task.cancel()


async def test_a_large_mail_does_not_stop_the_loop(house):
    taken = []

    async def receive(message, *, raw):
        taken.append(raw.endswith(LARGE))

    settings = EmailSettings(addresses=(OURS,), port=0)
    async with running(connect(settings, house), receive) as channel, Ticker() as ticker:
        assert await Client(channel.port).deliver(LARGE) == 250
    assert taken == [True]
    assert ticker.worst < 0.1  # seconds


@pytest.mark.parametrize(("raw", "is_beside"), [(MAIL, False), (MAIL * 20_000, True)])
async def test_only_what_is_large_is_worked_on_in_a_thread(house, monkeypatch, raw, is_beside):
    seen = []

    def spy(owner, name):
        plain = getattr(owner, name)

        def spied(*args):
            seen.append((name, threading.current_thread() is not threading.main_thread()))
            return plain(*args)

        monkeypatch.setattr(owner, name, spied)

    async def receive(_message, *, raw):
        pass

    for owner, name in (
        (Letter, "refusal"),
        (Letter, "text"),
        (mime, "complaint"),
        (Delivery, "stamped"),
        (mime, "head"),
    ):
        spy(owner, name)
    settings = EmailSettings(addresses=(OURS,), port=0)
    async with running(connect(settings, house), receive) as channel:
        assert await Client(channel.port).deliver(raw) == 250
    names = ("refusal", "text", "complaint", "stamped", "head")
    assert seen == [(name, is_beside) for name in names]


# --- in pieces, and yet as a whole ------------------------------------------------------------

SIGNS = st.sampled_from([b"\r\n", b"\r\n.", b"\r", b"\n", b".", b"xyz", b"\r\n..\r\n"])
WIRES = st.lists(SIGNS, max_size=40).map(b"".join)


def heard(wire, cut, piece, longest):
    """Refusal, text and rest, with pieces of that size."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(letter, "PIECE", piece)
        patch.setattr(letter, "LONGEST_LINE", longest)
        one = Letter(limit=1000)
        for start in range(0, len(wire), cut):
            rest = one.feed(wire[start : start + cut])
            if rest is not None:
                return one.refusal(), one.text(), rest + wire[start + cut :], one.size
    raise AssertionError("it never ended")


@given(WIRES, st.integers(1, 9), st.integers(12, 20))
def test_a_letter_in_pieces_is_the_letter(wire, cut, piece):
    wire += b"\r\n.\r\nNOOP\r\n"
    assert heard(wire, cut, piece, 8) == heard(wire, len(wire), MIB, 8)


@given(WIRES)
def test_a_line_is_too_long_or_not(wire):
    wire += b"\r\n"
    lines = (b"\r\n" + wire).split(b"\r\n")
    is_long = max(map(len, lines)) + 2 > 8
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(letter, "LONGEST_LINE", 8)
        assert letter._is_long(bytearray(b"\r\n" + wire)) == is_long


def test_the_longest_line_behind_many_others():
    for more, refusal in ((0, ""), (1, letter.TOO_LONG)):
        one = Letter(limit=10 * MIB)
        for line in (*[b"x" * 70] * 20_000, b"y" * (LONGEST_LINE - 2 + more), b"z"):
            assert one.feed(line + b"\r\n") is None
        assert one.feed(b".\r\n") == b""
        assert one.refusal() == refusal


def test_an_endless_line_is_refused_in_linear_time():
    assert in_time(_endless, limit=1).refusal() == letter.TOO_LONG


def _endless():
    one = Letter(limit=24 * MIB)
    for _ in range(23 * 16):
        one.feed(b"x" * (64 * 1024))
    one.feed(b"\r\n.\r\n")
    return one


@given(st.lists(st.sampled_from([b"\r\n", b"\r", b"\n", b"x", b"\r\r\n"])).map(b"".join))
def test_line_ends_in_pieces_are_the_same_line_ends(raw):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(addressed, "PIECE", 3)
        assert addressed.whole_line_ends(raw) == naively_whole(raw)


def naively_whole(raw):
    before = b"x" + raw
    return b"".join(
        b"\r\n" if sign == 10 and before[at] != 13 else bytes([sign]) for at, sign in enumerate(raw)
    )


def test_line_ends_of_a_file_cost_little():
    raw = MAIL.replace(b"\r\n", b"\n") * 300_000
    assert in_time(addressed.whole_line_ends, raw, limit=0.6) == MAIL * 300_000


@pytest.mark.parametrize("end", head.ENDS)
@pytest.mark.parametrize("more", [-2, -1, 0, 1])
def test_a_head_may_be_just_so_long(end, more):
    line = b"X: " + b"x" * 996 + b"\n"
    length = head.LONGEST_HEAD + more
    written = (line * 300)[: length - 1].rstrip(b"\n")
    raw = written + b"y" * (length - len(written)) + end + b"body"
    told = "The headers are too long." if more >= 0 else ""
    assert mime.complaint(raw) == told


async def test_what_is_small_needs_no_thread():
    here = threading.current_thread()
    assert await beside.beside(threading.current_thread, size=beside.LARGE) is here
    assert await beside.beside(threading.current_thread, size=beside.LARGE + 1) is not here

"""Mails read within limits: the process that reads them, and what ends it."""

import asyncio
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from channels.email import connect, reader
from channels.email.body import body
from channels.email.ours import Ours
from channels.email.reader import Reader, Unreadable
from channels.email.settings import EmailSettings
from channels.messages import ConversationRef, InboundMessage, Person
from tests.contracts.house import House
from tests.fakes.patience import PATIENCE

OURS = Ours(("helpdesk@example.org",))
LARGE = b"Subject: x\r\n\r\n" + b"hello again\r\n" * 10_000
SMALL = b"Subject: x\r\n\r\nhello\r\n"
ATTACHED = (
    b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nsee below\r\n"
    b"--x\r\nContent-Type: a/b; name=a.bin\r\n\r\n" + bytes(range(256)) * 400 + b"\r\n--x--\r\n"
)


@pytest.fixture
def reading():
    made = Reader(OURS)
    yield made
    made.close()


def pid_of(reading):
    return reading._process.pid if reading._process else 0


def is_gone(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def ends(pid):
    """Wait for a process to end, anybody's child."""
    try:
        watched = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    with os.fdopen(watched, closefd=True) as watching:
        return bool(select.select([watching], [], [], PATIENCE)[0])


needs_linux = pytest.mark.skipif(
    not hasattr(os, "pidfd_open"), reason="only Linux lets us watch another's child"
)


async def test_a_small_mail_needs_no_process(reading):
    assert (await reading.read(SMALL)).text == "hello"
    assert pid_of(reading) == 0


@pytest.mark.parametrize("raw", [LARGE, ATTACHED, ATTACHED * 2])
async def test_a_large_mail_is_read_just_as_well(reading, raw):
    assert await reading.read(raw) == body(raw, OURS)
    assert pid_of(reading)


async def test_one_process_reads_one_mail_after_another(reading):
    first = await reading.read(LARGE)
    pid = pid_of(reading)
    assert await asyncio.gather(*(reading.read(LARGE) for _ in range(5))) == [first] * 5
    assert pid_of(reading) == pid


async def test_a_mail_that_kills_the_process_costs_that_mail_alone(reading):
    await reading.read(LARGE)
    killed = pid_of(reading)
    os.kill(killed, signal.SIGKILL)
    with pytest.raises(Unreadable):
        await reading.read(LARGE)
    assert (await reading.read(LARGE)).text
    assert is_gone(killed)


async def test_a_mail_that_takes_too_long_is_given_up(reading):
    await reading.read(LARGE)
    stalled = pid_of(reading)
    reading._seconds = 0.2
    os.kill(stalled, signal.SIGSTOP)
    with pytest.raises(Unreadable, match="too long"):
        await reading.read(LARGE)
    assert is_gone(stalled)
    reading._seconds = PATIENCE
    assert (await reading.read(LARGE)).text


async def test_whoever_stops_waiting_ends_the_process(reading):
    await reading.read(LARGE)
    pid = pid_of(reading)
    os.kill(pid, signal.SIGSTOP)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(reading.read(LARGE), 0.2)
    assert is_gone(pid)


@needs_linux
async def test_a_process_that_nobody_needs_ends(monkeypatch):
    monkeypatch.setattr(reader, "IDLE_SECONDS", 0.05)
    reading = Reader(OURS)
    await reading.read(LARGE)
    assert await asyncio.to_thread(ends, pid_of(reading))
    assert pid_of(reading) == 0


START = """
import sys
from channels.email import worker
from channels.email.body import Body
def {name}(raw, ours):
    {body}
worker.body = {name}
sys.argv = ["-"]
worker.CPU_SECONDS = 0
worker.main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
@pytest.mark.parametrize(
    ("hurt", "answer"),
    [
        ("while True: pass", b""),
        ("return bytearray(10 ** 10)", b'{"trouble": "MemoryError"}'),
        ("raise RuntimeError(raw)", b'{"trouble": "RuntimeError"}'),
    ],
)
def test_the_system_ends_what_needs_too_much(hurt, answer):
    code = START.format(name="hurt", body=hurt)
    frames = (b'["a@b.example"]', b"mail")
    raw = b"".join(len(frame).to_bytes(8, "big") + frame for frame in frames)
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=raw,
        capture_output=True,
        cwd=Path(__file__).parents[3],
        timeout=30,
        check=False,
    )
    assert done.stdout[8:] == answer
    assert (done.returncode == 0) is bool(answer)


LEFT_BEHIND = """
import asyncio, os
from channels.email.ours import Ours
from channels.email.reader import Reader
async def main():
    reading = Reader(Ours(("help@desk.example",)), small=0)
    await reading.read(b"hello")
    print(reading._process.pid, flush=True)
    await asyncio.sleep(60)
asyncio.run(main())
"""


@needs_linux
def test_a_killed_server_leaves_no_process_behind():
    with subprocess.Popen(
        [sys.executable, "-c", LEFT_BEHIND],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    ) as server:
        pid = int(server.stdout.readline())
        assert not is_gone(pid)
        server.kill()
    assert ends(pid)


async def test_the_channel_reads_a_mail_within_limits(tmp_path):
    house = House()
    house.blobs.kept["blob"] = ATTACHED
    channel = connect(EmailSettings(maildir=str(tmp_path)), house)
    message = InboundMessage(
        id="1",
        conversation=ConversationRef(channel="email", place="a>b"),
        person=Person(address="b"),
        at=channel._clock(),
        raw="blob",
    )
    read = await channel.read(message)
    assert (read.text, read.raw) == ("see below", "")
    assert [file.name for file in read.attachments] == ["a.bin"]

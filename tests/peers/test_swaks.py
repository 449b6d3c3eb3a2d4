"""swaks says to our doors what mail programs and people with bad intentions say."""

import asyncio
import re
import shutil

import pytest

from channels.email import EmailSettings, answers, connect
from tests.channels.email.conftest import OURS
from tests.channels.email.wire import make_certificate
from tests.contracts.house import House, Inbox, running
from tests.fakes.patience import PATIENCE

TOO = "it@example.org"
ANN = "ann@example.org"
ANSWER = re.compile(r"^<[-~*]\*? +(\d{3}[ -].*?)\r?$", re.MULTILINE)


@pytest.fixture
def house():
    return House()


@pytest.fixture
def inbox(house):
    return Inbox(house.blobs)


@pytest.fixture
def settings(tmp_path):
    if not shutil.which("swaks"):
        pytest.skip("no swaks: apt-get install swaks")
    make_certificate(tmp_path / "mail.pem")
    return EmailSettings(
        addresses=(OURS, TOO),
        port=0,
        lmtp_port=0,
        lmtp_socket=str(tmp_path / "lmtp"),
        proxy_port=0,
        tls_certificate=str(tmp_path / "mail.pem"),
        size_limit=100_000,
        most_connections_per_address=1,
    )


@pytest.fixture
async def channel(settings, house, inbox):
    async with running(connect(settings, house), inbox) as channel:
        yield channel


async def swaks(channel, *words, door="port", to=(OURS,)):
    """Have it say this to a door of ours; gives our answers, a line each."""
    server = ("--server", f"127.0.0.1:{channel.ports[door]}") if door in channel.ports else ()
    told = ("--from", ANN, "--to", ",".join(to), "--helo", "client.test", "--timeout", "10")
    process = await asyncio.create_subprocess_exec(
        *("swaks", *server, *told, *words),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    shown, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
    return ANSWER.findall(shown.decode(errors="replace"))


def codes(answers):
    return [answer[:3] for answer in answers if answer[3:4] == " "]


TAKEN = ["220", "250", "250", "250", "354", "250", "221"]
BY_TLS = ["220", "250", "220", *TAKEN[1:]]


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ((), TAKEN),
        (("--protocol", "SMTP"), TAKEN),
        (("--pipeline",), TAKEN),
        (("-tls",), BY_TLS),
        (("-tls", "--pipeline"), BY_TLS),
        (("-tls", "--tls-protocol", "tlsv1_2"), BY_TLS),
    ],
)
async def test_a_mail(channel, inbox, how, said):
    words = (
        "--header",
        "Subject: Dr\u00fccker \u041f\u0440\u0438\u0432\u0435\u0442",
        "--body",
        "Er spr\u00fcht.",
    )
    assert codes(await swaks(channel, *words, *how)) == said
    (message,) = inbox.messages
    assert message.subject == "Dr\u00fccker \u041f\u0440\u0438\u0432\u0435\u0442"
    assert message.person.address == ANN
    assert (await channel.read(message)).text == "Er spr\u00fcht."


async def test_old_tls_is_not_spoken(channel, inbox):
    said = await swaks(channel, "-tls", "--tls-protocol", "tlsv1")
    assert "354" not in codes(said)
    assert inbox.messages == []


@pytest.mark.parametrize("how", [(), ("--pipeline",), ("-tls",)])
async def test_of_several_recipients_one_is_refused(channel, inbox, how):
    said = await swaks(channel, *how, to=(OURS, "nobody@example.org", TOO, "x@elsewhere.example"))
    assert codes(said)[-8:] == ["250", "250", "550", "250", "550", "354", "250", "221"]
    assert len(inbox.messages) == 1


@pytest.mark.parametrize("door", ["lmtp_port", "lmtp_socket"])
@pytest.mark.parametrize("tls", [(), ("-tls",)])
async def test_by_lmtp_each_recipient_is_answered(channel, settings, inbox, door, tls):
    socket = ("--socket", settings.lmtp_socket) if door == "lmtp_socket" else ()
    how = ("--protocol", "LMTP", *socket, *tls)
    said = await swaks(channel, *how, door=door, to=(OURS, "nobody@example.org", TOO))
    assert codes(said)[-8:] == ["250", "250", "550", "250", "354", "250", "250", "221"]
    assert len(inbox.messages) == 1


@pytest.mark.parametrize("how", [(), ("-tls",), ("--pipeline",)])
async def test_what_is_too_large_is_refused_at_its_end(channel, inbox, tmp_path, how):
    (tmp_path / "long").write_text("many words " * 8 + "\n" + ("more of them " * 6 + "\n") * 2000)
    said = await swaks(channel, "--body", f"@{tmp_path / 'long'}", *how)
    assert said[-2:] == [answers.TOO_MUCH, "221 2.0.0 Bye"]
    assert inbox.messages == []


@pytest.mark.parametrize(
    "content",
    [
        b"Subject: x\r\n\r\nbare\nline\r\n.",
        b"Subject: x\r\n\r\none\n.\nMAIL FROM:<evil@x.example>\r\n.",
        b"Subject: x\r\n\r\none\r.\rMAIL FROM:<evil@x.example>\r\n.",
        b"Subject: x\r\n\r\none\n.\r\nMAIL FROM:<evil@x.example>\r\n.",
        b"Subject: x\r\n\r\none\r\n.\nMAIL FROM:<evil@x.example>\r\n.",
    ],
)
async def test_bare_line_ends_are_refused(channel, inbox, tmp_path, content):
    (tmp_path / "raw").write_bytes(content)
    said = await swaks(channel, "--no-data-fixup", "--data", f"@{tmp_path / 'raw'}")
    assert said[-2:] == [answers.BARE_LINE_END, "221 2.0.0 Bye"]
    assert inbox.messages == []


async def test_a_failure_of_ours_is_for_now(channel, inbox):
    inbox.failing = True
    assert answers.FAILED in await swaks(channel)
    inbox.failing = False
    assert answers.TAKEN in await swaks(channel)


PROXY = {
    "1": ("--proxy-version", "1", "--proxy-family", "TCP4"),
    "2": ("--proxy-version", "2", "--proxy-family", "AF_INET"),
}
CLIENT = ("--proxy-source", "192.0.2.7", "--proxy-source-port", "40000")
PLACE = ("--proxy-dest", "198.51.100.1", "--proxy-dest-port", "25")


@pytest.mark.parametrize("version", PROXY)
async def test_a_mail_by_a_proxy(channel, inbox, version):
    how = (*PROXY[version], *CLIENT, *PLACE)
    assert codes(await swaks(channel, *how, "-tls", door="proxy_port")) == BY_TLS
    assert len(inbox.messages) == 1


async def test_a_proxy_at_the_wrong_door(channel, inbox):
    how = (*PROXY["1"], *CLIENT, *PLACE)
    assert answers.NO_PROXY in await swaks(channel, *how)
    assert "250" not in codes(
        await swaks(channel, "--proxy", "UNKNOWN x", "--proxy-version", "2", door="proxy_port")
    )
    assert inbox.messages == []

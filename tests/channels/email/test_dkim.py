"""Where a key is set, our domain signs what leaves; what was changed on the way is not believed."""

import subprocess
import sys
from shutil import which

import dkim
import pytest

from channels.base import TryLater
from channels.email import EmailSettings, connect
from channels.email import dkim as signing
from channels.messages import Attachment, Choice, ConversationRef, OutboundMessage
from tests.channels.email.conftest import OURS
from tests.contracts.house import House
from tests.fakes.smtp import smarthost

TALK = ConversationRef(
    channel="email", place=f"{OURS}>ann@example.org", thread="<question@example.org>"
)


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    if which("openssl") is None:
        pytest.skip("there is no openssl to make a key with")
    file = tmp_path_factory.mktemp("dkim") / "key.pem"
    _openssl("genrsa", "-out", file, "2048")
    return file


@pytest.fixture(scope="module")
def record(key):
    """What stands in the DNS."""
    lines = _openssl("rsa", "-in", key, "-pubout").decode().split("\n")[1:-2]
    return f"v=DKIM1; k=rsa; p={''.join(lines)}".encode()


def _openssl(*words):
    return subprocess.run(["openssl", *words], check=True, capture_output=True).stdout


@pytest.fixture
def settings(key, tmp_path):
    return EmailSettings(
        addresses=(OURS,), port=0, maildir=str(tmp_path), dkim_key=str(key), dkim_selector="mail26"
    )


async def sent(settings):
    """A mail as the smarthost got it, with all we have to offer."""
    house = House()
    house.pages = "https://help.example.org"

    async def chunks():
        yield bytes(range(256)) * 20

    source = await house.blobs.put(chunks(), limit=10_000)
    file = Attachment(name="Übersicht.pdf", media_type="application/pdf", size=5120, source=source)
    message = OutboundMessage(
        key="ack/FL-7",
        conversation=TALK,
        subject="Drucker geht nicht äöü [FL-7]",
        text="Grüße.\n.\n..\nFrom here\n\n" + "lange Zeile " * 100,
        choices=(Choice(token="y", label="Ja"),),
        attachments=(file,),
    )
    async with smarthost() as host:
        through = settings.model_copy(update={"smarthost": host.address})
        await connect(through, house).send(message)
        ((_, _, raw),) = host.taken
    return raw


def is_good(raw, record):
    asked = []

    def dns(name, timeout=5):
        asked.append(name)
        return record

    return dkim.verify(raw, dnsfunc=dns) and asked == [b"mail26._domainkey.example.org."]


async def test_what_arrives_is_signed_by_our_domain(settings, record):
    raw = await sent(settings)
    assert raw.startswith(b"DKIM-Signature:")
    assert is_good(raw, record)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Subject: ", b"Subject: Re:"),
        (b"From: IT", b"From: evil@x.example\r\nFrom: IT"),
        (b"From: IT", b"From: CEO"),
        (b"Reply-To: IT", b"Reply-To: evil@x.example\r\nX: IT"),
        (b"In-Reply-To: <q", b"In-Reply-To: <r"),
        (b"References: <q", b"References: <r"),
        (b"Auto-Submitted: auto-replied", b"Auto-Submitted: no"),
        (b"To: ann", b"To: bob"),
        (b"Message-ID: <f", b"Message-ID: <g"),
        (b"Content-Type: multipart/mixed", b"Content-Type: text/plain"),
        (b"Gr=C3=BC", b"gr=C3=BC"),
    ],
)
async def test_what_was_changed_on_the_way_is_not_believed(settings, record, old, new):
    raw = await sent(settings)
    assert old in raw
    assert not is_good(raw.replace(old, new, 1), record)


async def test_what_relays_do_to_every_mail_does_no_harm(settings, record):
    raw = await sent(settings)
    folded = raw.replace(b"Subject: ", b"subject:   ").replace(b"\r\n <helpdesk", b" <helpdesk")
    assert is_good(b"Received: from us\r\n" + folded + b"\r\n\r\n", record)


async def test_without_a_key_nothing_is_signed(settings):
    plain = settings.model_copy(update={"dkim_key": "", "dkim_selector": ""})
    assert b"DKIM" not in await sent(plain)


def test_a_key_without_a_selector_is_no_setting():
    with pytest.raises(ValueError, match="set together"):
        EmailSettings(dkim_key="key.pem")
    with pytest.raises(ValueError, match="set together"):
        EmailSettings(dkim_selector="mail26")
    with pytest.raises(ValueError, match="part of a host name"):
        EmailSettings(dkim_key="key.pem", dkim_selector="a b")


def test_a_good_key_gives_no_complaint(settings):
    assert signing.complaint(settings) == ""


async def test_a_key_that_is_not_there_means_later(settings, tmp_path):
    lost = settings.model_copy(update={"dkim_key": str(tmp_path / "lost.pem")})
    assert "No such file" in signing.complaint(lost)
    with pytest.raises(TryLater, match=r"lost\.pem"):
        await sent(lost)


@pytest.mark.parametrize("content", ["", "secret words", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n"])
async def test_a_broken_key_means_later_and_nothing_of_it_is_told(settings, tmp_path, content):
    (tmp_path / "broken.pem").write_text(content)
    broken = settings.model_copy(update={"dkim_key": str(tmp_path / "broken.pem")})
    told = signing.complaint(broken)
    assert "no RSA key in PEM" in told
    assert "secret words" not in told
    with pytest.raises(TryLater):
        await sent(broken)


async def test_the_library_is_asked_for_where_it_is_needed(settings, monkeypatch):
    monkeypatch.setitem(sys.modules, "dkim", None)
    assert "firstline[dkim]" in signing.complaint(settings)
    with pytest.raises(TryLater, match="not installed"):
        await sent(settings)

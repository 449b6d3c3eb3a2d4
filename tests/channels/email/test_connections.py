"""Connections to the smarthost: few, used again, given up when they are old, closed at the end."""

import asyncio
import ssl
import subprocess
from shutil import which

import pytest
from pydantic import SecretStr

from channels.base import TryLater, Undeliverable
from channels.email import connections
from channels.email.carriers import Outgoing, Smarthost
from channels.email.settings import EmailSettings
from tests.fakes.patience import PATIENCE
from tests.fakes.smtp import smarthost


def outgoing(number=1):
    raw = f"From: helpdesk@example.org\r\nSubject: {number}\r\n\r\nHello\r\n".encode()
    return Outgoing(
        raw=raw, id=f"<{number}@x>", sender="helpdesk@example.org", recipient="ann@example.org"
    )


def carrier_to(host, **changes):
    told = {"smarthost": host.address, "smarthost_timeout": 20} | changes
    return Smarthost(EmailSettings(addresses=("helpdesk@example.org",), **told))


async def closed(host):
    """Wait until the smarthost has seen the last of us."""
    await asyncio.wait_for(host.alone.wait(), PATIENCE)


async def test_mail_after_mail_goes_by_one_connection_which_is_closed_in_the_end():
    async with smarthost() as host:
        carrier = carrier_to(host)
        async with carrier.at_work():
            for number in range(5):
                await carrier.carry(outgoing(number))
            assert (host.met, len(host.here)) == (1, 1)
        await closed(host)
        assert len(host.taken) == 5


async def test_outside_of_work_each_mail_has_its_own():
    async with smarthost() as host:
        carrier = carrier_to(host)
        async with carrier.at_work():
            await carrier.carry(outgoing(1))
        await carrier.carry(outgoing(2))
        await carrier.carry(outgoing(3))
        await closed(host)
        assert host.met == 3


async def test_many_at_once_share_a_few():
    async with smarthost() as host:
        carrier = carrier_to(host, smarthost_connections=3)
        async with carrier.at_work():
            await asyncio.gather(*(carrier.carry(outgoing(number)) for number in range(20)))
        assert host.met <= 3
        assert len(host.taken) == 20


async def test_after_many_mails_a_new_one_is_opened(monkeypatch):
    monkeypatch.setattr(connections, "MOST_MAILS", 3)
    async with smarthost() as host:
        carrier = carrier_to(host)
        async with carrier.at_work():
            for number in range(7):
                await carrier.carry(outgoing(number))
        assert (host.met, len(host.taken)) == (3, 7)


async def test_a_kept_one_that_the_server_has_ended_costs_no_mail():
    async with smarthost() as host:
        carrier = carrier_to(host)
        async with carrier.at_work():
            await carrier.carry(outgoing(1))
            host.hang_up()
            await carrier.carry(outgoing(2))
            host.once["MAIL"] = "421 4.4.2 Idle for too long"
            await carrier.carry(outgoing(3))
        assert (host.met, len(host.taken)) == (3, 3)


async def test_a_new_one_that_is_ended_at_once_means_later():
    async with smarthost(MAIL="421 4.3.2 Going down") as host:
        with pytest.raises(TryLater, match="421"):
            await carrier_to(host).carry(outgoing())
        assert host.met == 1


async def test_what_falls_idle_is_closed(monkeypatch):
    monkeypatch.setattr(connections, "IDLE", 0.05)
    async with smarthost() as host:
        carrier = carrier_to(host)
        async with carrier.at_work():
            await carrier.carry(outgoing(1))
            await closed(host)
            await carrier.carry(outgoing(2))
        assert (host.met, len(host.taken)) == (2, 2)


@pytest.mark.parametrize(
    ("command", "answer", "outcome", "met"),
    [
        ("RCPT", "550 5.1.1 No such user", Undeliverable, 1),
        ("RCPT", "450 4.2.1 Mailbox busy", TryLater, 1),
        ("RCPT", "421 4.3.2 Going down", TryLater, 2),
        ("DATA", "554 5.7.1 Spam", Undeliverable, 1),
        ("DATA", "452 4.3.1 Disk full", TryLater, 1),
        ("DATA", "421 4.3.2 Going down", TryLater, 2),
        ("DATA", "hang up", TryLater, 2),
        ("DATA", "250-never\r\n251 mind", TryLater, 2),
        ("MAIL", "552 5.3.4 Too large", Undeliverable, 1),
        ("MAIL", "550 5.7.60 Not your address", TryLater, 1),
        ("MAIL", "451 4.3.0 Not now", TryLater, 1),
    ],
)
async def test_one_mail_that_is_refused_is_no_trouble_for_the_next(command, answer, outcome, met):
    async with smarthost() as host:
        carrier = carrier_to(host)
        async with carrier.at_work():
            host.once[command] = answer
            with pytest.raises(outcome):
                await carrier.carry(outgoing(1))
            await carrier.carry(outgoing(2))
        assert (host.met, len(host.taken)) == (met, 1)


async def test_a_server_that_falls_silent_means_later_and_a_new_connection():
    async with smarthost() as host:
        host.once["DATA"] = "say nothing"
        carrier = carrier_to(host, smarthost_timeout=1)
        async with carrier.at_work():
            with pytest.raises(TryLater, match="TimeoutError"):
                await carrier.carry(outgoing(1))
            await carrier.carry(outgoing(2))
        assert host.met == 2


async def test_who_waits_for_a_connection_has_not_failed():
    """However long the one before may hang: the time is that of the mail itself."""
    async with smarthost() as host:
        host.once["DATA"] = "say nothing"
        carrier = carrier_to(host, smarthost_timeout=1, smarthost_connections=1)
        async with carrier.at_work():
            hanging = asyncio.create_task(carrier.carry(outgoing(1)))
            await asyncio.sleep(0)  # it takes the only connection
            await carrier.carry(outgoing(2))
            with pytest.raises(TryLater):
                await hanging
        assert len(host.taken) == 1


async def test_a_mail_that_was_taken_without_our_hearing_of_it_goes_again_under_its_id():
    async with smarthost() as host:
        host.once["DATA"] = "take it and hang up"
        carrier = carrier_to(host)
        with pytest.raises(TryLater):
            await carrier.carry(outgoing(1))
        await carrier.carry(outgoing(1))
        first, again = (content for _, _, content in host.taken)
        assert first == again


async def test_a_parting_that_takes_long_does_not_undo_what_was_done(monkeypatch):
    monkeypatch.setattr(connections, "GOODBYE", 1.2)
    async with smarthost(QUIT="say nothing") as host:
        await carrier_to(host, smarthost_timeout=1).carry(outgoing(1))
        await closed(host)
        assert len(host.taken) == 1


# --- TLS and a password ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    if which("openssl") is None:
        pytest.skip("there is no openssl to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    command_line = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=smarthost.test", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", key, "-out", cert]
    subprocess.run([*command_line, *names, *files], check=True, capture_output=True)
    return cert, key


@pytest.fixture
def tls(certificate, monkeypatch):
    cert, key = certificate
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context


def signing_in(host, password):
    return carrier_to(host, smarthost_user="desk", smarthost_password=SecretStr(password))


async def test_starttls_and_sign_in_once_for_all_mails(tls):
    async with smarthost(tls=tls) as host:
        carrier = signing_in(host, "secret")
        async with carrier.at_work():
            for number in range(3):
                await carrier.carry(outgoing(number))
        await closed(host)
        assert (host.starts, host.signed_in, len(host.taken)) == (1, [b"desk"], 3)


async def test_a_wrong_password_means_later(tls):
    async with smarthost(tls=tls) as host:
        with pytest.raises(TryLater, match="535"):
            await signing_in(host, "wrong").carry(outgoing())
        await closed(host)
        assert host.taken == []


async def test_a_stranger_with_a_certificate_of_his_own_gets_no_password(tls, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    async with smarthost(tls=tls) as host:
        with pytest.raises(TryLater):
            await signing_in(host, "secret").carry(outgoing())
        assert (host.signed_in, host.taken) == ([], [])

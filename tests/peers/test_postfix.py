"""Postfix brings us mail by SMTP and LMTP, and our answers to people's Maildirs."""

import re
import smtplib
import subprocess
from email import policy
from email.message import EmailMessage

import pytest

from tests.fakes.patience import PATIENCE
from tests.peers import postfix
from tests.peers.office import LMTP, SMTP, SOCKET, Office
from tests.process.mail import words
from tests.process.server import until

pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def office():
    postfix.require()
    made = Office()
    try:
        yield made.open()
        made.desk.close()
    finally:
        made.leave()


def reference(mail):
    return re.search(r"\[(FL-\d+)\]", mail["Subject"])[1]


@pytest.mark.parametrize(("domain", "name"), [(SMTP, "anna"), (LMTP, "bea"), (SOCKET, "carl")])
def test_a_mail_becomes_a_ticket_and_the_answer_lies_in_the_senders_maildir(office, domain, name):
    first = office.write(
        name, [f"help@{domain}"], "The franking machine eats our stamps.", subject="Stamps"
    )
    logged = office.postfix.mail(name, 1)
    assert logged["In-Reply-To"] == first["Message-ID"]
    assert logged["From"].addresses[0].addr_spec == f"help@{domain}"
    assert "Next: a colleague reads it and writes to you here." in words(logged)

    office.write(name, [f"help@{domain}"], "It ate another one.", answering=logged)
    told = until(lambda: _told(office, reference(logged), "It ate another one."))
    assert "The franking machine eats our stamps." in told


def _told(office, ticket, wanted):
    story = office.desk.command("ticket", "show", ticket)
    return story if wanted in story else ""


@pytest.mark.parametrize(("domain", "name"), [(SMTP, "dora"), (LMTP, "emil"), (SOCKET, "fritz")])
def test_of_several_recipients_one_is_refused_and_the_others_are_one_ticket(office, domain, name):
    to = [f"help@{domain}", f"nobody@{domain}", f"it@{domain}"]
    before = office.desk.count("SELECT count(*) FROM tickets")
    office.write(name, to, "The beamer hums.", subject="Beamer")
    both = [office.postfix.mail(name, 1), office.postfix.mail(name, 2)]
    (refusal,) = [mail for mail in both if mail.get_content_type() == "multipart/report"]
    (logged,) = [mail for mail in both if mail is not refusal]
    said = refusal.as_string()
    assert f"nobody@{domain}" in said
    assert "We take no mail for this address" in said
    assert f"help@{domain}" not in said.partition("message/rfc822")[0]
    assert reference(logged)
    until(office.desk.is_at_rest)
    assert office.desk.count("SELECT count(*) FROM tickets") == before + 1


def test_what_is_too_large_comes_back_to_its_sender(office):
    seen = len(office.postfix.box("anna"))
    office.write("anna", [f"help@{SMTP}"], "x" * 70 + "\n" + ("y" * 70 + "\n") * 6000)
    refusal = office.postfix.mail("anna", seen + 1)
    assert refusal.get_content_type() == "multipart/report"
    assert "size" in refusal.as_string()


@pytest.mark.parametrize(("domain", "name"), [(SMTP, "bea"), (SOCKET, "carl")])
def test_eight_bits_and_utf8_in_the_header(office, domain, name):
    seen = len(office.postfix.box(name))
    mail = EmailMessage()
    mail["From"] = f"J\u00f6rg <{name}@example.net>"
    mail["Subject"] = "Der Dr\u00fccker klemmt"
    mail["Message-ID"] = f"<utf8.{name}@example.net>"
    mail.set_content("Er spr\u00fcht \u0438 \u0448\u0443\u043c\u0438\u0442.", cte="8bit")
    raw = mail.as_bytes(policy=policy.SMTPUTF8)
    assert b"Dr\xc3\xbccker" in raw
    to = [f"help@{domain}"]
    office.submit(name, to, raw, options=("SMTPUTF8", "BODY=8BITMIME"))
    logged = office.postfix.mail(name, seen + 1)
    assert "Der Dr\u00fccker klemmt" in logged["Subject"]
    wanted = "Er spr\u00fcht \u0438 \u0448\u0443\u043c\u0438\u0442."
    assert wanted in office.desk.command("ticket", "show", reference(logged))


def test_many_mails_by_few_connections_and_none_has_to_wait(office):
    before = office.desk.count("SELECT count(*) FROM inbox")
    logged = len(office.postfix.log)
    how = ("-s", "5", "-m", "250", "-f", "<>", "-t", f"help@{SOCKET}")
    subprocess.run(["smtp-source", *how, f"127.0.0.1:{office.postfix.port}"], check=True)
    until(lambda: office.desk.count("SELECT count(*) FROM inbox") == before + 250, within=60)
    assert "status=deferred" not in office.postfix.log[logged:]


def test_while_we_are_closed_the_mail_waits(office):
    seen = len(office.postfix.box("dora"))
    with smtplib.SMTP("127.0.0.1", office.desk.smtp, timeout=PATIENCE) as idle:
        office.desk.close()
        assert idle.getreply() == (421, b"4.3.2 We close for a moment, please come back later.")
        idle.close()
    try:
        office.write("dora", [f"help@{LMTP}"], "The door is shut.", subject="Door")
        office.postfix.until_logged(f"to=<help@{LMTP}>, relay=none")
    finally:
        office.desk.open()
    assert len(office.postfix.box("dora")) == seen
    office.postfix.hurry()
    assert "Door" in office.postfix.mail("dora", seen + 1)["Subject"]

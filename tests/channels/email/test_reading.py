"""What a mail says: recorded mails, machines told from people, and mails made to hurt."""

from dataclasses import fields
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from channels.email import EmailSettings, mime, reading
from channels.email.body import body
from channels.email.cover import Delivery, cover
from channels.email.new_text import reply
from tests.channels.email import corpus
from tests.contracts.house import House
from tests.fakes.stopwatch import in_time

SETTINGS = EmailSettings(addresses=("helpdesk@example.org", "it@example.org"))


def read(raw, *, mail_from="envelope@example.org", ours="helpdesk@example.org"):
    """Cover, head and body as one."""
    delivery = Delivery(raw=raw, mail_from=mail_from, ours=ours)
    raw = delivery.stamped()
    said = body(raw, SETTINGS.ours)
    parts = (cover(delivery, SETTINGS), reading.head(raw, SETTINGS, House().signer), said)
    known = {"automatic": bool(said.judgement.not_automated)}
    return SimpleNamespace(
        **{f.name: getattr(p, f.name) for p in parts for f in fields(p)}, **known
    )


def facts(mail):
    return {
        "subject": mail.subject,
        "text": mail.text,
        "name": mail.sender.name,
        "address": mail.sender.address,
        "root": mail.root,
        "answers": mail.answers,
        "automatic": mail.automatic,
        "files": tuple((file.name, file.media_type, len(file.content)) for file in mail.files),
    }


def test_every_recorded_mail_has_an_expectation():
    assert set(corpus.NAMES) == set(corpus.EXPECTED)
    assert len(corpus.NAMES) >= 30


@pytest.mark.parametrize("name", corpus.NAMES)
def test_what_a_recorded_mail_says(name):
    expected = {"automatic": False} | corpus.EXPECTED[name]
    found = facts(read(corpus.raw(name)))
    assert {key: found[key] for key in expected} == expected


# --- ids ---------------------------------------------------------------------------------------

BASE = b"From: a@b.example\r\nDate: today\r\nMessage-ID: <1@b>\r\n\r\nhello\r\n"


def test_a_relay_that_adds_a_header_does_not_change_the_id():
    again = b"Received: from x by y\r\nDKIM-Signature: v=1\r\n" + BASE
    assert read(again).id == read(BASE).id


@pytest.mark.parametrize(
    "other",
    [
        BASE.replace(b"hello", b"hullo"),
        BASE.replace(b"today", b"later"),
        BASE.replace(b"a@b", b"c@b"),
        BASE.replace(b"<1@b>", b"<2@b>"),
    ],
)
def test_another_mail_has_another_id(other):
    assert read(other).id != read(BASE).id


def test_one_mail_to_two_of_our_addresses_is_two_things():
    assert read(BASE, ours="it@example.org").id != read(BASE).id


def test_without_message_id_the_whole_mail_is_the_id():
    bare = BASE.replace(b"Message-ID: <1@b>\r\n", b"")
    assert read(bare).id == read(bare).id
    assert read(bare).id != read(b"X: y\r\n" + bare).id
    assert read(bare).root == f"<{read(bare).id}@example.org>"


def test_ids_are_bounded():
    long = b"<" + b"x" * 5000 + b"@y>"
    mail = read(b"Message-ID: " + long + b"\r\nReferences: " + long + b"\r\n\r\nhi")
    assert len(mail.id) <= 232
    assert len(mail.root) <= 200


def test_where_the_header_cannot_be_read_the_envelope_has_to_do(monkeypatch):
    def broken(_raw):
        raise RuntimeError("a bug")

    monkeypatch.setattr(mime, "head", broken)
    delivery = Delivery(raw=BASE, mail_from="envelope@example.org", ours="helpdesk@example.org")
    seen = cover(delivery, SETTINGS)
    assert cover(delivery, SETTINGS).id == seen.id
    assert seen.sender.address == "envelope@example.org"


# --- machines ----------------------------------------------------------------------------------

AUTOMATIC = {
    b"Auto-Submitted: auto-replied": True,
    b"Auto-Submitted: auto-generated; owner=x": False,
    b"In-Reply-To: <1@x>\r\nAuto-Submitted: auto-generated": True,
    b"Auto-Submitted: no": False,
    b"Auto-Submitted: No": False,
    b"Auto-Submitted: auto-forwarded": False,
    b"Precedence: bulk": True,
    b"Precedence: JUNK": True,
    b"Precedence: list": False,
    b"Precedence: normal": False,
    b"List-Id: <x.example.org>": False,
    b"X-Autoreply: yes": True,
    b"X-Autorespond: vacation": True,
    b"Content-Type: multipart/report; boundary=x": True,
    b"Message-ID: <firstline.0123456789abcdef0123456789abcdef@example.org>": True,
    b"Message-ID: <firstline.0123456789abcdef0123456789abcdef@other.example>": False,
    b"Message-ID: <somebody@example.org>": False,
    b"X-Priority: 1": False,
}


@pytest.mark.parametrize("header", AUTOMATIC)
def test_machines_are_told_from_people(header):
    mail = read(b"From: ann@example.org\r\n" + header + b"\r\n\r\nhi\r\n")
    assert mail.automatic is AUTOMATIC[header]


@pytest.mark.parametrize("ours", [b"helpdesk@example.org", b"IT@example.org", b"it+x@example.org"])
def test_mail_from_our_own_address_is_a_loop(ours):
    assert read(b"From: " + ours + b"\r\n\r\nhi\r\n").automatic


def test_nobody_to_answer():
    assert read(BASE, mail_from="<>").automatic
    mail = read(b"Subject: x\r\n\r\nhi", mail_from="<>")
    assert (mail.automatic, mail.sender.address) == (True, "nobody@invalid")


# --- mails made to hurt ------------------------------------------------------------------------


def _nested(depth):
    opening = (
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level)
        for level in range(depth)
    )
    return b"".join(opening) + b"\r\ndeep words\r\n"


MULTIPART = b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
HTML = b"Content-Type: text/html\r\n\r\n"
HOSTILE = {
    "nested 3000 deep": _nested(3000),
    "nested in one boundary": (b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n") * 3000,
    "rfc822 in rfc822": b"Content-Type: message/rfc822\r\n\r\n" * 3000 + b"hi",
    "50k parameters": b"Content-Type: text/plain" + b"; a=b" * 50_000 + b"\r\n\r\nhi",
    "open quotes": b"Content-Type: text/plain" + b';a="\\' * 10_000 + b"\r\n\r\nhi",
    "20k sections": b"Content-Disposition: attachment"
    + b"".join(b"; filename*%d=x" % n for n in range(20_000))
    + b"\r\n\r\nhi",
    "many senders": b"From: " + b"a@b.c, " * 100_000 + b"\r\n\r\nhi",
    "open quote in From": b"From: " + b'"\\' * 30_000 + b"\r\n\r\nhi",
    "1 MB of encoded words": b"Subject: " + b"=?utf-8?q?=41?= " * 60_000 + b"\r\n\r\nhi",
    "half encoded words": b"Subject: " + b"=?utf-8?q?" * 100_000 + b"\r\n\r\nhi",
    "many ids": b"References: " + b"<a@b> " * 100_000 + b"\r\n\r\nhi",
    "200k parts": MULTIPART + b"--x\r\n\r\n" * 200_000,
    "boundaries without lines": MULTIPART + b"--x" * 300_000,
    "folded for ever": b"Subject: x\r\n" + b" y\r\n" * 100_000 + b"\r\nhi",
    "parts with long heads": MULTIPART + (b"--x\r\nA: b\r\n" + b" y\r\n" * 500 + b"\r\n\r\n") * 500,
    "base64 noise": b"Content-Transfer-Encoding: base64\r\n\r\n" + b"=*" * 500_000,
    "comments": HTML + b"<!--" * 200_000,
    "open tags": HTML + b"<" * 500_000,
    "open heads": HTML + b"<head" * 200_000,
    "nested divs": HTML + b"<div>" * 100_000,
    "nested quotes": HTML + b"<blockquote>x" * 100_000,
    "scripts": HTML + b"<script>" * 100_000,
    "many bodies": MULTIPART + (b"--x\r\n" + HTML + b"<" * 100_000 + b"\r\n") * 60,
    "entities": HTML + b"&#" + b"9" * 100_000 + b";" + b"&amp" * 100_000,
    "spaces": b"\r\n" + b" " * 300_000 + b"x",
    "new lines": b"\r\n" + b"\r\n" * 300_000 + b"x",
    "On On On": b"\r\n" + b"On " * 100_000,
    "attributions": b"\r\n" + b"On Mon, Jan 1 Ann wrote:\r\n> x\r\ny\r\n" * 20_000,
    "headers of old mails": b"\r\n" + b"From: x\r\n" * 50_000,
    "dashes": b"\r\n" + b"-" * 300_000,
    "quotes": b"\r\n" + b">" * 300_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_mails_made_to_hurt_are_read_quickly(name):
    mail = in_time(read, HOSTILE[name], limit=1.5)
    in_time(reply, HOSTILE[name].decode("latin-1").replace("\r\n", "\n"), limit=1.5)
    assert len(mail.files) <= 20


def test_words_below_the_deepest_part_are_kept():
    assert "deep words" in read(_nested(60)).text


@pytest.mark.parametrize("charset", [b"idna", b"punycode", b"hex", b"rot13", b"utf-7", b"\0", b"."])
def test_strange_charsets_do_no_harm(charset):
    head = b'Content-Type: text/plain; charset="' + charset + b'"\r\nSubject: =?' + charset
    assert read(head + b"?q?abc?=\r\n\r\nhello world\r\n").text == "hello world"


PIECES = (
    *(b"From: ", b"Subject: ", b"Content-Type: ", b"multipart/mixed; boundary=x", b"--x", b"--x--"),
    *(b"text/html", b"Content-Transfer-Encoding: base64", b"message/rfc822", b"<a@b>"),
    *(b"=?utf-8?", b"q?=ff?=", b"\r\n", b"\r\n\r\n", b'"', b"<", b">", b"\xff"),
    *(b"\xe2\x80\xa8", b"\0", b"; a*0*=", b"filename=", b"Content-Disposition: attachment; "),
)
MADE = st.lists(st.sampled_from(PIECES), max_size=40).map(b"".join)


@hypothesis_settings(max_examples=300)
@given(st.one_of(st.binary(max_size=400), MADE))
def test_reading_is_total(raw):
    tree = mime.parse(raw)
    assert all(0 <= leaf.start <= leaf.end <= len(raw) for leaf in tree.leaves())
    mail = read(raw)
    said = mail.text + mail.subject + mail.sender.name + "".join(file.name for file in mail.files)
    said.encode()  # no half letters slip in
    assert "\0" not in said
    assert "\n" not in mail.subject
    assert all(file.name and not set(file.name) & set('/\\\n\0"') for file in mail.files)

"""Header fields, parameters, mailboxes and message ids as mailers really write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.email import addresses, headers, mime
from channels.email.addresses import Mailbox


@pytest.mark.parametrize(
    ("value", "name", "address"),
    [
        ("Ann Larsen <ann@example.org>", "Ann Larsen", "ann@example.org"),
        ('"Larsen, Ann" <Ann@Example.ORG>', "Larsen, Ann", "ann@example.org"),
        ("Larsen, Ann <ann@example.org>", "Larsen, Ann", "ann@example.org"),
        ("ann@example.org (Ann (IT) Larsen)", "Ann (IT) Larsen", "ann@example.org"),
        ("ann(home)@example.org", "home", "ann@example.org"),
        ("<@relay.example,@b.example:ann@example.org>", "", "ann@example.org"),
        ("< ann @ example.org >", "", "ann@example.org"),
        ("Help: Desk <ann@example.org>", "Help: Desk", "ann@example.org"),
        ("Team: Ann <ann@example.org>, Bo <bo@example.org>;", "Ann", "ann@example.org"),
        ("=?utf-8?q?Ann_=3Cann@example.org=3E?=", "Ann", "ann@example.org"),
        ("=?utf-8?q?Z=C3=B6e?= <zoe@example.org>", "Zöe", "zoe@example.org"),
        ('"boss@example.org" <rob@elsewhere.example>', "boss@example.org", "rob@elsewhere.example"),
        ('"<ann@example.org>"', "", "ann@example.org"),
        ("<ann@example.org", "", "ann@example.org"),
        ("jörg@bücher.example", "", "jörg@bücher.example"),
        ("Ann Larsen <ann@example.org.>", "Ann Larsen", "ann@example.org"),
        ("Ann <'ann@example.org'>", "Ann", "ann@example.org"),
        ('Ann <"ann@example.org">', "Ann", "ann@example.org"),
        ('"ann..larsen."@example.org', "", '"ann..larsen."@example.org'),
        ("Ann [ann@example.org]", "Ann", "ann@example.org"),
        ("Ann [mailto:ann@example.org]", "Ann", "ann@example.org"),
        ("mailto:ann@example.org", "", "ann@example.org"),
        ("ann@[127.0.0.1]", "", "ann@[127.0.0.1]"),
        ("Ann <=?utf-8?q?ann=40example.org?=>", "Ann", "ann@example.org"),
        ("Ann <ann at example.org>", "Ann", ""),
        ("Ann; IT <ann@example.org>", "Ann; IT", "ann@example.org"),
        ("Nobody:; Ann <ann@example.org>", "Ann", "ann@example.org"),
        ("root", "", "root"),
        ("Undisclosed recipients:;", "", ""),
        ("", "", ""),
    ],
)
def test_who_wrote(value, name, address):
    assert addresses.as_written(value) == Mailbox(name, address)


@pytest.mark.parametrize("value", ["jörg@bücher.example", "root", "Ann", '"a b"@example.org'])
def test_what_we_would_not_write_to_is_no_address(value):
    assert addresses.mailbox(value).address == ""


def test_several_mailboxes():
    value = 'a@x.example, "B, C" <b@x.example>; c@x.example (C)'
    assert [each.address for each in addresses.mailboxes(value)] == [
        "a@x.example",
        "b@x.example",
        "c@x.example",
    ]


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        ("<a@b> <c@d>", ["<a@b>", "<c@d>"]),
        ("<a@b>\r\n <c@d>", ["<a@b>", "<c@d>"]),
        ("Your message of Monday <a@b>", ["<a@b>"]),
        ("<12 34  @ host (comment) .example>", ["<1234@host.example>"]),
        ("<a|b@c> nothing", []),
        ("<" * 50, []),
        ("a@b", ["<a@b>"]),
        ("a@b, c@d\r\n e@f", ["<a@b>", "<c@d>", "<e@f>"]),
        ("<a@b", ["<a@b>"]),
        ("c@d <a@b>", ["<a@b>"]),
        ("a@b@c nothing@ @nothing", []),
    ],
)
def test_message_ids(value, ids):
    assert addresses.message_ids(value) == ids


def test_an_id_without_brackets_is_one_too():
    assert addresses.own_id(" abc@example.org ") == "<abc@example.org>"
    assert addresses.own_id("nothing of the kind") == ""


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ('a/b; name="x y.txt"', "x y.txt"),
        ("a/b; name=x y.txt", "x y.txt"),
        ("a/b; NAME = x.txt ; other=1", "x.txt"),
        ("a/b name=x.txt", "x.txt"),
        ('a/b; name="say \\"hi\\".txt"', 'say "hi".txt'),
        ('a/b; name="never closed.txt', "never closed.txt"),
        ('a/b; name="=?utf-8?B?w7xiZXIudHh0?="', "über.txt"),
        ("a/b; name==?iso-8859-1?Q?=FCber=2Etxt?=", "über.txt"),
        ("a/b; name*=utf-8''%C3%BCber.txt", "über.txt"),
        ("a/b; name*=%C3%BCber.txt", "über.txt"),
        ("a/b; name=plain.txt; name*=utf-8'de'%C3%BCber.txt", "über.txt"),
        ("a/b; name*0=one; name*1=two; name*2=.txt", "onetwo.txt"),
        ("a/b; name*2=.txt; name*1=two; name*0=one", "onetwo.txt"),
        ("a/b; name*0*=utf-8''%C3; name*1*=%BC; name*2=\"ber %41.txt\"", "über %41.txt"),
        ("a/b; name=first; name=second", "first"),
    ],
)
def test_names_in_parameters(value, name):
    assert headers.parameters(value)[1]["name"] == name


@pytest.mark.parametrize("charset", ["utf-8", "cp1252"])
def test_names_that_nobody_encoded(charset):
    raw = 'Content-Type: a/b; name="Prüfung.txt"\r\n\r\n'.encode(charset)
    part = mime.parse(raw)
    assert part.parameters["name"] == "Prüfung.txt"


@pytest.mark.parametrize(
    "raw",
    [
        b"Subject: yes\r\n\r\nbody",
        b"Subject: yes\n\nbody",
        b"\r\n\r\nSubject: yes\r\n\r\nbody",
        b" \t \r\nSubject: yes\r\n\r\nbody",
        b"\xef\xbb\xbfSubject: yes\r\n\r\nbody",
        b"From x Mon Nov  2\nSubject: yes\n\nbody",
        b"Subject : yes\r\n\r\nbody",
        b"From : a@b\r\nSubject: yes\r\n\r\nbody",
        b"From: a@b\r\nno header at all\r\nSubject: yes\r\n\r\nbody",
        b"Subject:\r\n yes\r\n\r\nbody",
    ],
)
def test_heads_as_they_come(raw):
    fields, start = mime.head(raw)
    assert fields.get("subject").strip() == "yes"
    assert raw[start:] == b"body"


@pytest.mark.parametrize("value", ["name=x.txt", "; name=x.txt", "NAME=x.txt; a=b"])
def test_the_first_word_may_be_missing(value):
    assert headers.parameters(value)[0] == ""
    assert headers.parameters(value)[1]["name"] == "x.txt"


def test_text_without_a_head_is_a_body():
    assert mime.head(b"\r\nhelp: my screen is black\r\n")[1] == 2
    assert mime.head(b"my screen is black\r\n")[1] == 0


@given(st.text(max_size=300))
def test_headers_are_total(value):
    addresses.mailboxes(value)
    addresses.message_ids(value)
    addresses.own_id(value)
    kind, found = headers.parameters(value)
    "".join([kind, *found.values()]).encode()

"""Mails, pages and files made to hurt: each is read within a second, and none raises."""

import struct

import pytest

from channels.email import rtf, telling, tnef
from tests.channels.email.winmail import (
    BINARY,
    FILE_BEGINS,
    PROPERTIES,
    attribute,
    properties,
    property_,
    winmail,
)
from tests.fakes.stopwatch import in_time

SECONDS = 1.0

MULTIPART = b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
HTML = b"Content-Type: text/html\r\n\r\n"
EVENT = b"Content-Type: text/calendar\r\n\r\nBEGIN:VEVENT\r\n"
TNEF = b"Content-Type: application/ms-tnef\r\n\r\n"
SEALED = b"Content-Type: application/pkcs7-mime; smime-type=signed-data\r\n\r\n"
CODED = b"Content-Transfer-Encoding: %b\r\n\r\n"
NOISE = bytes(128 + (at * 7919 + at // 7) % 128 for at in range(2000))
NOISY_NAME = NOISE[:900].replace(b'"', b"")
NO_FILES = winmail(attribute(FILE_BEGINS, b"", level=2) * 100_000)


def nested(depth):
    opening = (
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level)
        for level in range(depth)
    )
    return b"".join(opening) + b"\r\ndeep words\r\n"


def many(part, count):
    return MULTIPART + (b"--x\r\n" + part + b"\r\n") * count + b"--x--\r\n"


MAILS = {
    "nesting": nested(10_000),
    "the same boundary within itself": (MULTIPART + b"--x\r\n") * 3000,
    "1000 parts": many(b"\r\nhello", 1000),
    "1000 files": many(b"Content-Type: a/b; name=x\r\n\r\nhello", 1000),
    "1000 mails": many(b"Content-Type: message/rfc822\r\n\r\nSubject: =?x?q?=ff?=\r\n\r\nx", 1000),
    "1000 noisy texts": many(b"\r\n" + NOISE, 1000),
    "1000 noisy names": many(b'Content-Type: a/b; name="' + NOISY_NAME + b'"\r\n\r\nx', 1000),
    "500 calendars": many(EVENT + b"SUMMARY:\\n\r\n" * 5000, 500),
    "100 files of Outlook": many(TNEF + NO_FILES[:200_000], 100),
    "200k empty parts": MULTIPART + b"--x\r\n\r\n" * 200_000,
    "boundaries without lines": MULTIPART + b"--x" * 300_000,
    "a line of 50 MB": b"\r\n" + b"x" * 50_000_000,
    "a header of 50 MB": b"Subject: " + b"x" * 50_000_000,
    "a page of 50 MB": HTML + b"x <" * 16_000_000,
    "50 MB of base64": CODED % b"base64" + b"QUJD" * 12_500_000,
    "50 MB of ends in base64": CODED % b"base64" + b"QQ==\r\n" * 8_000_000,
    "50 MB of quoted-printable": CODED % b"quoted-printable" + b"=41=" * 12_500_000,
    "50k parameters": b"Content-Type: text/plain" + b"; a=b" * 50_000 + b"\r\n\r\nhi",
    "20k sections": b"Content-Disposition: attachment"
    + b"".join(b"; filename*%d*=%%ff" % number for number in range(20_000))
    + b"\r\n\r\nhi",
    "senders": b"From: " + b"a@b.c, " * 100_000 + b"\r\n\r\nhi",
    "comments of senders": b"From: " + b"(" * 60_000 + b"\r\n\r\nhi",
    "quotes of senders": b"From: " + b'"\\' * 30_000 + b"\r\n\r\nhi",
    "ids": b"References: " + b"<a@b> " * 100_000 + b"\r\n\r\nhi",
    "half ids": b"Message-ID: " + b"<(((((a@b" * 10_000 + b"\r\n\r\nhi",
    "1 MB of encoded words": b"Subject: " + b"=?utf-8?q?=41?= " * 60_000 + b"\r\n\r\nhi",
    "encoded noise": b"Subject: "
    + b"=?big5?q?=ff=fe?= =?gbk?b?/////w==?= " * 30_000
    + b"\r\n\r\nhi",
    "half encoded words": b"Subject: " + b"=?utf-8?q?" * 100_000 + b"\r\n\r\nhi",
    "noise": b"Subject: " + NOISE * 10 + b"\r\n\r\n" + NOISE * 500,
    "headers without end": b"A: b\r\n" * 200_000,
    "folded for ever": b"Subject: x\r\n" + b" y\r\n" * 100_000 + b"\r\nhi",
    "blank lines": b" \r\n" * 200_000,
    "spaces": b"\r\n" + b" " * 300_000 + b"x",
    "new lines": b"\r\n" + b"\r\n" * 300_000 + b"x",
    "On On On": b"\r\n" + b"On " * 100_000,
    "surrogates": b"Content-Type: text/plain; charset=utf-16\r\n\r\n" + b"\xd8\x00" * 500_000,
    "shifts": b"Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n" + b"\x1b$B" * 300_000,
    "seals": b"\r\n" + b"-----BEGIN PGP SIGNED MESSAGE-----\n" * 30_000,
    "sealed for ever": SEALED + b"\x30\x80" * 100_000,
    "sealed in pieces": SEALED + b"\x30\x80\x06\x01*\xa0\x80\x30\x80" + b"\x02\x01\x01" * 300_000,
    "begin begin begin": b"\r\n" + b"begin 644 x\r\n" * 100_000 + b"\r\nend\r\n",
    "empty files in the text": b"\r\n" + b"begin 644 x\r\n`\r\nend\r\n" * 50_000,
    "attendees": EVENT + b'ATTENDEE;CN="a:\r\n' * 100_000,
    "an event folded for ever": EVENT + b"SUMMARY:" + b"\r\n x" * 300_000,
    "events in events": EVENT + b"BEGIN:VEVENT\r\n" * 100_000,
    "files of Outlook": TNEF + NO_FILES,
}


@pytest.mark.parametrize("name", MAILS)
def test_a_mail_made_to_hurt(name):
    told = in_time(telling.told, "eml", MAILS[name], limit=SECONDS)
    assert len(told["attachments"]) <= 200


PAGES = {
    "divs": b"<div>" * 100_000,
    "quotes": b"<blockquote>x" * 100_000,
    "comments": b"<!--" * 200_000,
    "open tags": b"<" * 1_000_000,
    "open values": b'<a ="' * 200_000,
    "crossed values": b"<a ='x\"" * 150_000,
    "equal signs": b"<a " + b"= " * 400_000,
    "paragraphs": b"<p>" * 350_000,
    "lists": b"<li>" * 250_000,
    "scripts": b"<script>" * 100_000,
    "numbers": b"&#" + b"9" * 500_000 + b";",
    "pictures": b"<img src=cid:x>" * 70_000,
    "half pictures": b"src = " * 170_000,
    "12 million letters": b"<p>x" * 12_500_000,
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_made_to_hurt(name):
    in_time(telling.told, "html", PAGES[name], limit=SECONDS)


def packed(tokens):
    return struct.pack("<4I", 0, 2**30, 0x75465A4C, 0) + b"\x00{\\rtf1\\n" + tokens


RICH = {
    "one stretch again and again": packed(b"\xff" + b"\x0f\xff" * 1_000_000),
    "stretches from before the beginning": packed((b"\xff" + b"\xff\xf0" * 8) * 100_000),
    "groups": packed(b"\x00" + b"{{{{{{{{" * 100_000),
    "letters": packed(b"\x00" + b"\\u1 \\u2 " * 100_000),
}


@pytest.mark.parametrize("name", RICH)
def test_rich_text_made_to_hurt(name):
    said = properties(*[property_(BINARY, 0x1009, RICH[name])])
    found = in_time(tnef.read, winmail(attribute(PROPERTIES, said)), limit=SECONDS)
    assert len(found.text) <= rtf.MOST_BYTES

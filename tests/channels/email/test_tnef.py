"""winmail.dat: the words, the files and their names, and what is damaged."""

import struct

import pytest

from channels.email import rtf, tnef
from tests.channels.email.winmail import (
    BINARY,
    BODY,
    CODE_PAGE,
    LONG,
    OBJECT,
    PROPERTIES,
    SEVERAL_LONG,
    SUBJECT,
    TEXT,
    WIDE,
    attribute,
    file,
    properties,
    property_,
    rich,
    winmail,
)

RUSSIAN = "Принтер не работает"


def test_the_words_of_an_old_outlook():
    page = attribute(CODE_PAGE, struct.pack("<II", 1251, 0))
    said = attribute(BODY, RUSSIAN.encode("cp1251") + b"\0")
    title = attribute(SUBJECT, "Тема".encode("cp1251") + b"\0")
    read = tnef.read(winmail(page, title, said))
    assert (read.subject, read.text, read.is_whole) == ("Тема", RUSSIAN, True)


def test_wide_text_goes_before_narrow():
    said = properties(
        property_(LONG, 0x0017, 1),
        property_(SEVERAL_LONG, 0x8001, [1, 2, 3], own_name="Keywords"),
        property_(WIDE, 0x1000, "日本語です\0".encode("utf-16-le")),
    )
    read = tnef.read(winmail(attribute(BODY, b"?????\0"), attribute(PROPERTIES, said)))
    assert read.text == "日本語です"


def test_html_is_kept_and_read():
    html = b"<p>Hello</p><p>again</p>"
    read = tnef.read(winmail(attribute(PROPERTIES, properties(property_(BINARY, 0x1013, html)))))
    assert (read.text, read.html) == ("Hello\n\nagain", html.decode())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (rb"{\rtf1\ansi\ansicpg1251 \'cf\'f0\'e8\'e2\'e5\'f2\par ok}", "Привет\nok"),
        (
            rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}Gr\u252 ?\u223 ?e{\*\secret x}\tab\{1\}}",
            "Grüße\t{1}",
        ),
        (rb"{\rtf1\ansi\ansicpg932 \'93\'fa\'96\'7b}", "日本"),
        (b"no rich text", ""),
    ],
)
def test_rich_text_is_read(text, words):
    said = properties(property_(BINARY, 0x1009, rich(text)))
    assert tnef.read(winmail(attribute(PROPERTIES, said))).text == words


def test_html_wrapped_in_rich_text_is_unwrapped():
    wrapped = (
        rb"{\rtf1\ansi\ansicpg1252\fromhtml1 {\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 "
        rb"It works\htmlrtf }\htmlrtf0 {\*\htmltag72 </p>}}"
    )
    said = properties(property_(BINARY, 0x1009, rich(wrapped)))
    read = tnef.read(winmail(attribute(PROPERTIES, said)))
    assert (read.html, read.text) == ("<p>It works</p>", "It works")


def test_rich_text_is_unpacked():
    # "{\rtf1" from the dictionary, a blank and three letters, then those again, twice over.
    tokens = bytes([0b00100001]) + b"\x00\x04" + b" abc" + b"\x0d\x64" + b"}!!"
    packed = struct.pack("<4I", 0, 17, 0x75465A4C, 0) + tokens
    assert rtf.unpacked(packed) == b"{\\rtf1 abcabcabc}"


def test_names_and_contents_of_files():
    long_name = property_(WIDE, 0x3707, "Übersicht für März.xlsx\0".encode("utf-16-le"))
    kind = property_(TEXT, 0x370E, b"application/vnd.ms-excel\0")
    inner = property_(OBJECT, 0x3701, bytes(16) + b"inner")
    read = tnef.read(
        winmail(
            file("UEBERS~1.XLS", b"cells", long_name, kind),
            file("note.txt", b"hello"),
            file("mail", b"", inner),
        )
    )
    assert [(each.name, each.media_type, each.content) for each in read.files] == [
        ("Übersicht für März.xlsx", "application/vnd.ms-excel", b"cells"),
        ("note.txt", "", b"hello"),
        ("mail", "", b"inner"),
    ]


def test_what_is_damaged_ends_the_reading_and_is_told():
    whole = winmail(attribute(BODY, b"read\0"), file("a.txt", b"x" * 500))
    read = tnef.read(whole[:-100])
    assert (read.text, read.is_whole, len(read.files)) == ("read", False, 1)
    assert not tnef.read(b"something else").is_whole


def test_noise_behind_the_end_does_no_harm():
    assert tnef.read(winmail(file("a.txt", b"x")) + b"\0garbage").is_whole


@pytest.mark.parametrize("count", [0xFFFFFFFF, 1_000_000, 7])
def test_counts_that_lie_are_not_believed(count):
    said = struct.pack("<I", count) + property_(TEXT, 0x1000, b"hi\0")
    read = tnef.read(winmail(attribute(PROPERTIES, said)))
    assert not read.is_whole

"""Mails made to keep a reader busy take no longer than their length."""

import pytest

from channels.email.forwarded import forwarded
from channels.email.new_text import reply, reply_of_html, unsigned
from tests.fakes.stopwatch import in_time

ENOUGH = 3.0  # seconds of the processor on a busy machine; what grows with the square takes minutes

TEXTS = {
    "blanks": " " * 300_000,
    "line ends": "\n" * 300_000,
    "On": "On " * 100_000,
    "dates": "On Mon, Jan 1\n" * 20_000,
    "dates with a colon": "On Mon, Jan 1 2020:\n" * 20_000,
    "names": "Ann <a@b.c> wrote:\n" * 20_000,
    "dashes": "-" * 300_000,
    "rules": "-----\n" * 50_000,
    "marks": "> " * 100_000,
    "deep quotes": "\n".join(">" * (depth % 400) + " x" for depth in range(5000)),
    "answers": "> a\nb\n" * 50_000,
    "senders": "From: a@b.c, " * 100_000,
    "headers": "From: a@b.c\nSent: b\n" * 20_000,
    "copies": "Cc: a@b.c\n" * 50_000,
    "headers in a line": ("-- From: To: Cc: Subject: Date: Sent: " * 50 + "\n") * 130,
    "forwards": "---------- Forwarded message ----------\n" * 20_000,
    "originals": "-----Original Message-----\n" * 9000,
    "signatures": "-- \na\n" * 5000,
    "closings": "regards\n" * 50_000,
    "disclaimers": "This e-mail is x\n\n" * 10_000,
    "colons": ":" * 300_000,
    "ats": "@" * 300_000,
    "digits": "1" * 300_000,
    "accents": "a" + "\u0301\u0323" * 150_000,
    "ligatures": "\ufdfa" * 260_000,
    "unseen": "\u200b" * 300_000,
}
HTML = {
    "div": "<div>" * 100_000,
    "comments": "<!--" * 200_000,
    "blockquotes": "<blockquote>" * 10_000 + "x" + "</blockquote>" * 10_000,
    "quotes in quotes": "<blockquote type=cite>x" * 10_000,
    "brackets": "<" * 300_000,
    "open quotes": '<a "' * 100_000,
    "open values": "<a b='" * 100_000,
    "values that hold tags": '<a ">"' * 80_000,
    "a hundred values": ("<a " + "'>' " * 99 + '"') * 1000,
    "scripts": "<script>a</style>" * 30_000,
    "a long comment": "<!--" + "-" * 300_000,
    "declarations": "</ " * 150_000,
    "ampersands": "&" * 300_000,
    "digits": "&#" + "9" * 300_000,
    "breaks": "<br>" * 100_000,
    "styles": "<style>" * 60_000,
    "attributes": "<div " + "a=b " * 60_000 + ">",
    "many attributes": ("<div " + "a=b " * 400 + ">") * 300,
    "classes": ('<div class="' + "a " * 900 + '">') * 250,
    "prefixes": '<div id="' + "x_" * 900 + '">',
    "closing": "</div>" * 80_000,
    "crossed": "<div><span class=gmail_signature>" * 20_000 + "</div>" * 20_000,
    "cells": "<td>" * 100_000,
    "lines": "<pre>" + "\n" * 200_000,
    "frames": "<div style='border-top:solid 1px'>a: b<br>" * 10_000,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("read", [reply, unsigned, forwarded])
def test_text(read, text):
    in_time(read, text, limit=ENOUGH)


@pytest.mark.parametrize("html", HTML.values(), ids=HTML)
def test_html(html):
    in_time(reply_of_html, html, limit=ENOUGH)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_what_says_anything_is_shown(text):
    assert bool(reply(text).text.strip()) == bool(text.strip())

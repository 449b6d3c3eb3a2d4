"""What stands between the tags of a page, however the tags were written."""

import pytest

from channels.email import html_words
from channels.email.html_tokens import LONGEST_VALUE, MOST_VALUES, tokens

LONG = "x" * (LONGEST_VALUE + 1)
MANY = "x=''" * MOST_VALUES

PAGES = {
    "a>b</a>c": "a>bc",
    "1 < 2 <3": "1 < 2 <3",
    "a<b title='>'>b": "ab",
    'a<b title=">" lang=\'">\'>b': "ab",
    "a<b title='>b": "ab",
    f'a<b title=">{LONG}">b': f'a{LONG}">b',
    f"a<b {MANY} title='>'>b": "a'>b",
    "a<br": "a",
    "a<!-- <p> -->b": "ab",
    "a<!-->b<!--->c": "abc",
    "a<!--b": "a",
    "a<!-- b --!>c-->d": "ad",
    "a<!doctype html><?xml version='1.0'?>b": "ab",
    "a</>b</ p>c": "abc",
    "a<script>if (1 < 2) '</p>'</SCRIPT >b": "ab",
    "a<style>b": "a",
    "a<title>b</title>c<scripted>d": "acd",
    "&lt;p&gt; &amp;amp; &#8364;&#99999999999;": "<p> &amp; €\ufffd",
}


@pytest.mark.parametrize(("page", "words"), PAGES.items())
def test_words(page, words):
    assert "".join(token[0] for token in tokens(page)) == words


def test_a_tag_has_a_name_and_attributes():
    page = "<P Class='a>b'>x</P\n><br/>y<o:p>"
    assert [token[1:] for token in tokens(page)] == [
        ("", "p", " Class='a>b'"),
        ("/", "p", "\n"),
        ("", "br", "/"),
        ("", "o:p", ""),
        ("", "", ""),
    ]


def test_both_ways_of_reading_a_page_know_the_same_tags():
    assert html_words.words("a<div>b<blockquote>c</blockquote></div>") == "a\nb\n\n> c"

"""What people see of our Markdown in Slack, and that foreign words mean nothing there."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.slack import mrkdwn
from channels.text import as_plain, escape
from tests.channels.slack import hostile
from tests.fakes.stopwatch import in_time

SHOWN = {
    "plain words": "plain words",
    "one\ntwo": "one\ntwo",
    "one\n\ntwo": "one\n\ntwo",
    "**Bold** and *soft*": "*Bold* and _soft_",
    "***both***": "_*both*_",
    "**two\nlines**": "*two*\n*lines*",
    "**田中**さん": "*田中*\u200bさん",
    "run `a < b` now": "run `a &lt; b` now",
    "```\nif x < 1:\n    go()\n```": "```\nif x &lt; 1:\n    go()\n```",
    "- one\n- two\n  - three": "• one\n• two\n    • three",
    "1. one\n2. two": "1. one\n2. two",
    "> said\n> so": "> said\n> so",
    "[help](https://x.org/?a=1&b=2)": "<https://x.org/?a=1&amp;b=2|help>",
    "[](https://x.org)": "<https://x.org>",
    "[a|b](https://x.org/|)": "<https://x.org/%7C|a|b>",
    "[mail](mailto:a@b.org)": "<mailto:a@b.org|mail>",
    "see https://x.org/a.": "see <https://x.org/a>.",
    "(https://x.org/?q=1&r=2)": "(<https://x.org/?q=1&amp;r=2>)",
    "[x](javascript:alert)": "[x](javascript:alert)",
    "<!channel> & <@U1>": "&lt;!channel&gt; &amp; &lt;@U1&gt;",
    escape("5*3 <!here> `x`"): "5*3 &lt;!here&gt; `x`",
    "": "",
}


@pytest.mark.parametrize("source", SHOWN)
def test_what_people_see(source):
    assert "\n\n".join(mrkdwn.parts(source, 3000)) == SHOWN[source]


@given(hostile.sources)
def test_no_foreign_words_become_a_mention_or_a_link_of_theirs(source):
    for part in mrkdwn.parts(source, 3000):
        assert hostile.mentions(part) == []
        assert hostile.loose(part) == []
        assert len(part) <= 3000


def visible(shown):
    """The letters and digits that somebody reads, in order."""
    bare = re.sub(r"<(?:https?|mailto):[^|>]*\|?", " ", shown)
    bare = re.sub(r"&(?:amp|lt|gt);", "", bare)
    return re.sub(r"[\W_]", "", bare)


@given(hostile.words.map(escape))
def test_nothing_that_was_said_gets_lost(source):
    shown = "\n".join(mrkdwn.parts(source, 3000))
    said = re.sub(r"https?://\S*", "", as_plain(source))
    got = visible(re.sub(r"<?https?://\S*", "", shown))
    assert got == re.sub(r"[\W_]", "", re.sub("[\ud800-\udfff]", "", said))


@pytest.mark.parametrize("unit", ["&", "word ", "a&b ", "<!channel> ", "**bold** ", "`code` ", "x"])
def test_long_text_is_cut_between_words_and_whole_in_each_part(unit):
    source = unit * (20_000 // len(unit))
    parts = mrkdwn.parts(source, 3000)
    assert len(parts) > 1
    assert all(len(part) <= 3000 for part in parts)
    assert all(part.count("*") % 2 == 0 and part.count("`") % 2 == 0 for part in parts)
    assert visible("".join(parts)) == visible(mrkdwn.escape(source))


def test_long_code_stays_code_in_every_part():
    code = "\n".join(f"line {number} = <{number}>" for number in range(2000))
    parts = mrkdwn.parts(f"```\n{code}\n```", 3000)
    assert all(part.startswith("```\n") and part.endswith("\n```") for part in parts)
    lines = [line for part in parts for line in part.split("\n") if line != "```"]
    assert lines == [mrkdwn.escape(line) for line in code.split("\n")]


def test_paragraphs_are_kept_whole_where_they_can_be():
    paragraph = "word " * 300
    parts = mrkdwn.parts("\n\n".join([paragraph.strip()] * 5), 3000)
    assert [part.split("\n\n") for part in parts] == [[paragraph.strip()] * n for n in (2, 2, 1)]


@given(hostile.words, st.integers(2, 200))
def test_what_is_cut_fits_and_is_inert(words, longest):
    shown = mrkdwn.cut(words, longest)
    assert len(shown) <= longest
    assert hostile.mentions(shown) == []
    assert hostile.loose(shown) == []


@given(hostile.words, st.integers(2, 200))
def test_a_label_is_one_short_line(words, longest):
    shown = mrkdwn.plain(words, longest)
    assert len(shown) <= longest
    assert "\n" not in shown
    assert "<" not in shown


@pytest.mark.parametrize("source", ["*" * 60_000, "<" * 60_000, "[" * 30_000, "https://" * 8000])
def test_drawing_takes_time_in_step_with_the_length(source):
    in_time(mrkdwn.parts, source, 3000, limit=3)

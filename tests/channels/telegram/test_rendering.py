"""Our Markdown as Telegram's HTML: always taken, cut without breaking, nothing lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels import text as words
from channels.telegram import rendering
from tests.fakes.telegram import markup

PIECES = st.sampled_from(
    [
        "**bold** ", "*it* ", "`co<de>` ", "[a & b](https://example.org/?a=1&b=2) ",
        "> quote\n> > in\n", "\n\n", "- item\n", "1. one\n", "```\nfenced <b>\n```\n",
        "<script> & ", "plain words. ", "🙂👩‍👩‍👧 ", "**a `b` c** ", "__init__ ", "\n", "x" * 50,
        "\u200b", "ß 日本語 ",
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("**Hi** & *you*", "<b>Hi</b> &amp; <i>you</i>"),
        ("a <b>", "a &lt;b&gt;"),
        ("`x < y`", "<code>x &lt; y</code>"),
        ("```\na\nb\n```", "<pre>a\nb</pre>"),
        ("[here](https://x.example/?a=1&b=2)", '<a href="https://x.example/?a=1&amp;b=2">here</a>'),
        ("- one\n- two", "• one\n• two"),
        ("1. one\n2. two", "1. one\n2. two"),
        ("> said\n> > before", "<blockquote>said\n\nbefore</blockquote>"),
        ("**a `b` c**", "<b>a </b><code>b</code><b> c</b>"),
        ("[x](tg://user?id=1)", "[x](tg://user?id=1)"),
    ],
)
def test_each_mark(typed, html):
    (part,) = rendering.as_parts(typed)
    assert part.html == html
    assert markup.read(part.html)[0] == part.plain


@given(st.lists(PIECES, max_size=30).map("".join), st.integers(20, 300))
def test_every_part_is_taken_by_telegram_and_nothing_is_lost(typed, longest):
    parts = rendering.as_parts(typed, longest)
    for part in parts:
        shown, _ = markup.read(part.html)
        assert shown == part.plain
        assert 0 < markup.units(shown) <= longest
    whole = "".join(run.text for run in rendering.laid_out(typed))
    assert "".join("".join(p.plain for p in parts).split()) == "".join(whole.split())


@given(st.text(max_size=300))
def test_any_words_are_taken(typed):
    for part in rendering.as_parts(words.escape(typed)):
        assert markup.read(part.html)[0] == part.plain


def test_a_bold_text_that_is_cut_is_bold_in_both_parts():
    parts = rendering.as_parts(f"**{'word ' * 1000}end**")
    assert [markup.units(part.plain) <= rendering.LONGEST for part in parts] == [True, True]
    assert all(part.html.startswith("<b>") and part.html.endswith("</b>") for part in parts)


def test_characters_that_count_for_two_are_counted_so():
    parts = rendering.as_parts("🙂" * 4000)
    assert len(parts) == 2
    assert all(markup.units(part.plain) <= rendering.LONGEST for part in parts)

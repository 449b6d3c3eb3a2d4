"""What people see of our Markdown, and that foreign words never become part of it."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels import text
from tests.fakes.stopwatch import in_time

anything = st.text(max_size=200)
markup = st.text(alphabet="*_`[]()<>!#+-.|~{}&@:\\/ \nab1h", max_size=80)
a_line = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=120)

SHOWN = {
    "plain words": ("<p>plain words</p>", "plain words"),
    "one\ntwo": ("<p>one<br>\ntwo</p>", "one\ntwo"),
    "one\n\ntwo": ("<p>one</p>\n<p>two</p>", "one\n\ntwo"),
    "**Bold** and *soft*": ("<p><strong>Bold</strong> and <em>soft</em></p>", "Bold and soft"),
    "run `a < b`": ("<p>run <code>a &lt; b</code></p>", "run a < b"),
    "```\nx = 1 < 2\n```": ("<pre><code>x = 1 &lt; 2\n</code></pre>", "x = 1 < 2"),
    "- one\n- two": ("<ul>\n<li>one</li>\n<li>two</li>\n</ul>", "- one\n- two"),
    "1. one\n2. two": ("<ol>\n<li>one</li>\n<li>two</li>\n</ol>", "1. one\n2. two"),
    "> said\n> so": (
        "<blockquote>\n<p>said<br>\nso</p>\n</blockquote>",
        "> said\n> so",
    ),
    "[help](https://x.org/?a=1&b=2)": (
        '<p><a href="https://x.org/?a=1&amp;b=2" rel="noopener noreferrer nofollow">help</a></p>',
        "help (https://x.org/?a=1&b=2)",
    ),
    "[a@b.org](mailto:a@b.org)": (
        '<p><a href="mailto:a@b.org" rel="noopener noreferrer nofollow">a@b.org</a></p>',
        "a@b.org",
    ),
    "[x](javascript:alert)": ("<p>[x](javascript:alert)</p>", "[x](javascript:alert)"),
    "[x](//evil.org)": ("<p>[x](//evil.org)</p>", "[x](//evil.org)"),
    "__init__ some_name_here": (
        "<p>__init__ some_name_here</p>",
        "__init__ some_name_here",
    ),
    "<b>hi</b> &amp; # no": (
        "<p>&lt;b&gt;hi&lt;/b&gt; &amp;amp; # no</p>",
        "<b>hi</b> &amp; # no",
    ),
    "": ("", ""),
}


@pytest.mark.parametrize("source", SHOWN)
def test_what_people_see(source):
    assert (text.as_html(source), text.as_plain(source)) == SHOWN[source]


def test_lists_in_lists_and_quotes_keep_their_shape():
    assert text.as_plain("- a\n  - b\n  - c\n- d") == "- a\n  - b\n  - c\n- d"
    assert text.as_plain("> one\n>\n> two\n> - x") == "> one\n>\n> two\n>\n> - x"
    assert '<ol start="3">' in text.as_html("3. three")


@pytest.mark.parametrize("mark", ["> ", "- ", "1. "])
def test_words_too_deep_to_draw_are_still_shown(mark):
    assert "treasure" in text.as_plain(mark * 60 + "treasure")
    assert "treasure" in text.as_html(mark * 60 + "treasure")


class Page(HTMLParser):
    """What a browser would make of a fragment."""

    def __init__(self, fragment):
        super().__init__(convert_charrefs=True)
        self.tags, self.links, self.words = [], [], ""
        self.feed(fragment)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name == "href"]

    def handle_data(self, data):
        self.words += data


ALLOWED = {"p", "br", "strong", "em", "code", "pre", "ul", "ol", "li", "blockquote", "a"}


@given(st.one_of(anything, markup))
def test_html_holds_only_our_tags_and_safe_links(source):
    page = Page(text.as_html(source))
    assert set(page.tags) <= ALLOWED
    assert all(re.match(r"https?://|mailto:", link, re.I) for link in page.links)


@given(st.one_of(a_line, markup.map(lambda raw: raw.replace("\n", " "))))
def test_escaped_words_are_shown_literally(raw):
    assert text.as_plain(text.escape(raw)).strip() == raw.strip()
    page = Page(text.as_html(text.escape(raw)))
    assert page.words.strip() == raw.strip()
    assert set(page.tags) <= {"p"}


@given(st.one_of(anything, markup))
def test_escaped_lines_never_become_markup(raw):
    assert set(Page(text.as_html(text.escape(raw))).tags) <= {"p", "br"}


def test_escaped_words_stay_words_inside_our_sentences():
    said = text.escape("**[free](https://evil.org)** <!channel> @all `rm`")
    shown = text.as_html(f"**Ann** wrote: {said}")
    assert shown.count("<a") == 0
    assert shown.count("<strong>") == 1
    assert text.as_plain(f"> {said}") == "> **[free](https://evil.org)** <!channel> @all `rm`"


HOSTILE = ["*", "[", "> ", ">", "`", "**a ", "[](", "[[]", "- ", "\n- ", "*`[", "](", "a\n", " "]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_takes_linear_time(piece):
    source = (piece * 30_000)[:30_000]
    for draw in (text.as_html, text.as_plain, text.escape, lambda raw: text.split(raw, 4000)):
        in_time(draw, source, limit=1)


# --- splitting ---------------------------------------------------------------------------------

PIECES = st.lists(
    st.sampled_from(["word", "a", " ", "\n", "\n\n", ". ", "e\u0301", "👩‍💻", "🇩🇪", "👍🏽", "한"]),
    max_size=60,
).map("".join)


def without_space(raw):
    return "".join(raw.split())


@given(st.one_of(anything, PIECES), st.integers(1, 50))
def test_split_loses_only_white_space(raw, longest):
    parts = text.split(raw, longest)
    assert without_space("".join(parts)) == without_space(raw)
    assert all(part.strip() and len(part) <= longest for part in parts)


@given(PIECES, st.integers(8, 50))
def test_split_never_cuts_what_is_drawn_as_one(raw, longest):
    whole = {"e\u0301", "👩‍💻", "🇩🇪", "👍🏽"}
    seen = sum("".join(text.split(raw, longest)).count(sign) for sign in whole)
    kept = sum(sum(part.count(sign) for sign in whole) for part in text.split(raw, longest))
    assert kept == seen


@pytest.mark.parametrize(
    ("raw", "parts"),
    [
        ("first part.\n\nsecond part here", ("first part.", "second part here")),
        ("line number one\nline number two", ("line number one", "line number two")),
        ("It is off. It was on before it", ("It is off.", "It was on before it")),
        ("several words without an end", ("several words", "without an end")),
        ("x" * 45, ("x" * 20, "x" * 20, "x" * 5)),
        ("  \n ", ()),
    ],
)
def test_split_prefers_good_borders(raw, parts):
    assert text.split(raw, 20) == parts


def test_a_mark_longer_than_a_part_is_cut_all_the_same():
    assert text.split("a" + "\u0301" * 25, 10)[0] == "a" + "\u0301" * 9


@settings(max_examples=30)
@given(anything)
def test_short_text_is_one_part(raw):
    assert text.split(raw, 1000) == ((raw.strip(),) if raw.strip() else ())

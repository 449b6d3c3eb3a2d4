"""An article is read, kept and read again; a bad one is refused with a sentence."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.article import STATES, Article, BadArticle, from_row_fields, parse, to_row_fields

VPN = """---
id: vpn-drops
title: VPN drops
symptoms:
  - my vpn  drops
  - "vpn: gone"
steps: [Restart the router.]
services: [vpn]
language: en
owner: Network
review: 2030-01-31
---

A weak line is the usual reason.

**When to contact the desk:** it drops on a hotspot too.
"""


def test_everything_in_the_file_is_in_the_article():
    assert parse(VPN, name="vpn.md") == Article(
        id="vpn-drops",
        title="VPN drops",
        symptoms=("my vpn drops", "vpn: gone"),
        steps=("Restart the router.",),
        services=("vpn",),
        language="en",
        owner="Network",
        review=date(2030, 1, 31),
        body="A weak line is the usual reason.\n\n"
        "**When to contact the desk:** it drops on a hotspot too.",
    )


def test_the_summary_is_the_first_paragraph():
    assert parse(VPN, name="vpn.md").summary == "A weak line is the usual reason."


def test_only_id_and_title_are_needed():
    article = parse("---\nid: a\ntitle: A\n---\n", name="a.md")
    assert article == Article(id="a", title="A")


def test_a_byte_order_mark_and_windows_lines_do_no_harm():
    windows = "\ufeff" + VPN.replace("\n", "\r\n")
    assert parse(windows, name="vpn.md").id == "vpn-drops"
    assert parse(windows, name="vpn.md").review == date(2030, 1, 31)


@pytest.mark.parametrize(
    ("old", "new", "key", "says"),
    [
        ("id: vpn-drops", "id: ''", "'id'", "missing"),
        ("id: vpn-drops\n", "", "'id'", "missing"),
        ("id: vpn-drops", "id: VPN drops!", "'id'", "lower-case"),
        ("id: vpn-drops", "id: " + "x" * 41, "'id'", "at most 40"),
        ("id: vpn-drops", "id: 365", "'id'", "must be a text"),
        ("title: VPN drops", "title: [VPN]", "'title'", "must be a text"),
        ("title: VPN drops", "title: yes", "'title'", "quotes"),
        ("steps: [Restart the router.]", "steps: Restart it.", "'steps'", "must be a list"),
        ("services: [vpn]", "services: [vpn, no]", "'services'", "every item"),
        ("services: [vpn]", "services: [' ']", "'services'", "every item"),
        ("language: en", "language: no", "'language'", "quotes"),
        ("owner: Network", "owner: {team: Network}", "'owner'", "must be a text"),
        ("title: VPN drops", "title: " + "[" * 3000 + "]" * 3000, "'title'", "not a list"),
        ("title: VPN drops", "title: 0x" + "f" * 6000, "'title'", "a number that long"),
        ("review: 2030-01-31", "review: soon", "'review'", "a date"),
        ("review: 2030-01-31", "review: 2030-01-31 10:00:00", "'review'", "a date"),
        ("symptoms:", "symptom:", "'symptom'", "Did you mean 'symptoms'?"),
        ("owner: Network", "state: live", "'state'", "draft, review, published or retired"),
        ("owner: Network", "colour: red", "'colour'", "no key"),
    ],
)
def test_a_wrong_key_is_named_with_its_file(old, new, key, says):
    assert old in VPN
    with pytest.raises(BadArticle) as refused:
        parse(VPN.replace(old, new, 1), name="vpn.md")
    sentence = str(refused.value)
    assert re.match(r"vpn\.md:\d+: ", sentence)
    assert key in sentence
    assert says in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no front matter",
        "---\n---\nbody",
        "---\njust a text\n---\nbody",
        "---\nid: [unclosed\n---\n",
        "---\nid: a\ntitle: b\nreview: 2030-13-45\n---\n",
        "---\nid: !!python/object/apply:os.getcwd []\ntitle: b\n---\n",
        "---\nid: a: b\n---\n",
        "---\nx: " + "[" * 5000 + "\n---\n",
    ],
)
def test_what_is_no_article_is_refused_by_name(text):
    with pytest.raises(BadArticle, match=r"^odd\.md:\d+: "):
        parse(text, name="odd.md")


words = st.text(min_size=1, max_size=30)
articles = st.builds(
    Article,
    id=st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8})?", fullmatch=True),
    title=words,
    symptoms=st.lists(words, max_size=3).map(tuple),
    steps=st.lists(words, max_size=3).map(tuple),
    services=st.lists(words, max_size=2).map(tuple),
    language=st.sampled_from(["en", "de"]),
    owner=words,
    review=st.none() | st.dates(),
    state=st.sampled_from(STATES),
    workaround=st.sampled_from(["", "Use the web."]),
    body=st.text(max_size=60),
)


@given(articles)
def test_an_article_comes_back_from_the_store_as_it_was(article):
    row = to_row_fields(article)
    row["front"] = json.loads(json.dumps(row["front"]))
    assert from_row_fields(**row) == article


@given(articles, articles)
def test_the_digest_is_the_same_if_and_only_if_the_article_is(one, other):
    same = to_row_fields(one)["digest"] == to_row_fields(other)["digest"]
    assert same == (one == other)


def test_a_changed_step_changes_the_digest():
    article = parse(VPN, name="vpn.md")
    changed = replace(article, steps=("Restart the computer.",))
    assert to_row_fields(changed)["digest"] != to_row_fields(article)["digest"]


def test_a_row_that_lacks_front_matter_is_still_an_article():
    bare = from_row_fields(id="a", language="en", title="A", body="", front={})
    assert bare == Article(id="a", title="A")


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("services: [vpn]", "services: vpn", 8),
        ("review: 2030-01-31", "review: soon", 11),
        ("owner: Network", "colour: red", 10),
        ("services: [vpn]", "services: [vpn", 9),
        ("id: vpn-drops\n", "", 1),
    ],
)
def test_the_line_of_a_mistake_is_told(old, new, line):
    with pytest.raises(BadArticle, match=rf"^vpn\.md:{line}: "):
        parse(VPN.replace(old, new, 1), name="vpn.md")


def test_an_article_may_be_a_known_error_and_a_draft():
    more = "state: draft\nworkaround: Use the web.\nproblem: https://tracker.example/7\n"
    article = parse(VPN.replace("owner:", f"{more}owner:", 1), name="vpn.md")
    assert (article.state, article.workaround) == ("draft", "Use the web.")
    assert article.problem == "https://tracker.example/7"


def test_front_matter_has_an_end():
    with pytest.raises(BadArticle, match="longer than 50,000"):
        parse("---\ntitle: " + "1:" * 100_000 + "1\n---\nText", name="a.md")

"""A shelf changed step by step is the same as one built at once."""

import string

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import index, shelf
from knowledge.article import Article

WORDS = ("printer", "tunnel", "paper", "laptop", "mailbox", "badge", "router", "cable")
some_words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
an_article = st.builds(
    Article,
    id=st.text(alphabet=string.ascii_lowercase[:6], min_size=1, max_size=1),
    title=some_words,
    symptoms=st.lists(some_words, max_size=2).map(tuple),
    body=some_words,
)
some_articles = st.lists(an_article, max_size=6, unique_by=lambda one: one.id)


@pytest.fixture
def patient(monkeypatch):
    """A shelf that never lays everything out anew."""
    monkeypatch.setattr(shelf, "FEW", 0)
    monkeypatch.setattr(shelf, "FRESH", 10.0)


@settings(max_examples=60)
@given(before=some_articles, between=some_articles, after=some_articles, question=some_words)
def test_step_by_step_is_the_same_as_at_once(before, between, after, question):
    few, fresh = shelf.FEW, shelf.FRESH
    shelf.FEW, shelf.FRESH = 0, 10.0
    try:
        stepped = index.build(before).with_articles(between).with_articles(after)
    finally:
        shelf.FEW, shelf.FRESH = few, fresh
    at_once = index.build(after)
    assert {one.article_id: one.confidence for one in stepped.suggest(question, limit=9)} == {
        one.article_id: pytest.approx(one.confidence, abs=1e-4)
        for one in at_once.suggest(question, limit=9)
    }
    assert {one.id for one in stepped.articles} == {one.id for one in after}
    assert stepped.shelf.speller.uses.keys() == at_once.shelf.speller.uses.keys()


def test_a_changed_article_is_used_and_the_old_one_is_not(patient):
    first = index.build([Article(id="a", title="Badge reader"), Article(id="b", title="Router")])
    second = first.with_articles([Article(id="a", title="Lift stuck"), *first.articles[1:]])
    assert [one.article_id for one in second.suggest("lift")] == ["a"]
    assert second.suggest("badge reader") == ()
    assert [one.article_id for one in first.suggest("badge reader")] == ["a"]


def test_nothing_is_laid_out_anew_for_one_change_among_many():
    many = [Article(id=f"a{at}", title=f"Thing {at} broken") for at in range(2 * shelf.FEW)]
    before = index.build(many)
    after = before.with_articles([*many[:-1], Article(id="new", title="Zebra crossing")])
    assert after.shelf.terms.old is before.shelf.terms.old
    assert after.suggest("zebra")[0].article_id == "new"


def test_articles_in_several_languages_lose_their_own_endings():
    library = index.build(
        [
            Article(id="en", title="Connections drop", language="en"),
            Article(id="de", title="Verbindungen brechen ab", language="de"),
        ]
    )
    assert library.suggest("connection dropped")[0].article_id == "en"
    assert library.suggest("Verbindung bricht")[0].article_id == "de"


def test_what_is_written_without_spaces_is_found():
    library = index.build([Article(id="ja", title="パスワードを忘れた", language="ja")])
    assert library.suggest("パスワード忘れました")[0].article_id == "ja"


def test_rare_terms_are_read_first_when_there_is_too_much(monkeypatch):
    monkeypatch.setattr("knowledge.postings.MOST_READ", 3)
    library = index.build(
        [Article(id=f"p{at}", title="printer") for at in range(9)]
        + [Article(id="z", title="zebra printer")]
    )
    assert library.suggest("printer zebra")[0].article_id == "z"


def test_no_row_is_read_twice_for_a_key():
    postings = index.build([Article(id="a", title="x y x")]).shelf.terms.old
    assert np.all(np.diff(postings.keys) > 0)

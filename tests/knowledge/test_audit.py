"""The audit finds gaps, articles past their review and titles that are nearly the same."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from knowledge.article import Article
from knowledge.audit import audit

TODAY = date(2030, 6, 1)
GOOD = Article(
    id="good",
    title="VPN drops",
    symptoms=("vpn drops", "vpn gone", "tunnel lost"),
    steps=("Restart the router.",),
    services=("vpn",),
    owner="Network",
    review=date(2030, 6, 1),
    body="A weak line.",
)


def said(*articles, **more):
    return [(one.article_id, one.text) for one in audit(articles, today=TODAY, **more)]


def test_nothing_is_said_about_a_good_article():
    assert said(GOOD) == []


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"symptoms": ("one", "two")}, "It has fewer than 3 symptoms."),
        ({"steps": ()}, "It has no steps."),
        ({"services": ()}, "It has no service."),
        ({"owner": ""}, "It has no owner."),
        ({"review": None}, "It has no review date."),
        ({"body": " \n"}, "It has no text."),
        ({"review": date(2030, 5, 31)}, "Network should have reviewed it by 2030-05-31."),
    ],
)
def test_each_gap_is_a_sentence(changes, text):
    assert said(replace(GOOD, **changes)) == [("good", text)]


def test_an_old_article_without_owner_is_somebodys():
    old = replace(GOOD, owner="", review=date(2029, 1, 1))
    assert ("good", "Somebody should have reviewed it by 2029-01-01.") in said(old)


def test_two_titles_that_say_the_same_are_told_once():
    twin = replace(GOOD, id="twin", title="The VPN is dropping")
    assert said(twin, GOOD) == [
        ("good", "Its title is nearly that of 'twin': The VPN is dropping.")
    ]


def test_the_same_title_in_two_languages_is_no_duplicate():
    assert said(GOOD, replace(GOOD, id="gut", language="de")) == []


def test_titles_of_stop_words_alone_are_compared_as_written():
    assert (
        said(replace(GOOD, id="a", title="What now"), replace(GOOD, id="b", title="How so")) == []
    )


def test_complaints_come_by_article():
    first, second = (
        replace(GOOD, id="a", steps=()),
        replace(GOOD, id="b", title="Printer", steps=()),
    )
    assert [id for id, _ in said(second, first)] == ["a", "b"]


def test_two_that_say_the_same_under_titles_of_their_own_are_told():
    twin = replace(GOOD, id="twin", title="VPN lost again")
    assert said(GOOD, twin) == [("good", "It says nearly the same as 'twin': VPN lost again.")]


def test_a_link_to_no_article_is_dead():
    body = (
        "[a](good) [b](good.md#top) [c](gone.md) [d](/files/x.pdf) [e](https://a.example) [f](#x)"
    )
    assert said(replace(GOOD, body=body)) == [
        ("good", "Its link leads nowhere: gone.md."),
        ("good", "Its link leads nowhere: /files/x.pdf."),
    ]


def test_a_long_shelf_takes_no_longer_than_it_is_long():
    shelf = [
        replace(GOOD, id=f"a{n}", title=f"Gate {n} jams", body=f"Word{n}") for n in range(5000)
    ]
    assert {one.article_id for one in audit(shelf, today=TODAY)} <= {one.id for one in shelf}


GUT = replace(GOOD, id="gut", title="Der Tunnel bricht ab", language="de", translates="good")


def test_a_translation_older_than_its_original_is_told():
    may, june = (datetime(2030, month, 1, tzinfo=UTC) for month in (5, 6))
    assert said(GOOD, GUT, written={"good": may, "gut": june}) == []
    assert said(GOOD, GUT, written={"good": may, "gut": may}) == []
    assert said(GOOD, GUT) == []
    assert said(GOOD, GUT, written={"good": june, "gut": may}) == [
        ("gut", "'good' was changed on 2030-06-01, and its translation is older.")
    ]


def test_a_translation_of_nothing_or_into_the_same_language_is_told():
    assert said(GUT) == [("gut", "It translates 'good', and there is no such published article.")]
    told = said(GOOD, replace(GUT, language="en-GB"))
    assert told == [("gut", "It is in the same language as 'good', which it translates.")]

"""What speaks for an article that was found: shares that mean the same wherever it is found."""

import pytest

from knowledge import index
from knowledge.article import Article
from knowledge.evidence import evidence, held_by
from knowledge.suggest import NOTHING_KNOWN

STRIPES = Article(id="stripes", title="Stripes on paper", body="Clean the drum of the scanner.")
TWIN = Article(id="twin", title="Stripes on paper again", body="Clean the drum of the scanner.")
PROXY = Article(id="proxy", title="Proxy settings", body="Set the proxy of the scanner.")


def found(*articles, question="stripes on paper", at=0):
    library = index.build(articles)
    asked, ranked, _ = library.look(question, NOTHING_KNOWN)
    shares = [asked.share(held) for held in held_by(library.shelf, asked, ranked.places[: at + 2])]
    return evidence(library.shelf, asked, ranked, shares, at)


def test_a_title_said_word_for_word():
    only = found(STRIPES, PROXY)
    assert (only.covered, only.both) == pytest.approx((1, 1))
    assert only.ahead == pytest.approx(1)
    assert only.first > 0.9


def test_one_more_that_fits_as_well_makes_us_doubt():
    one, two = found(STRIPES, PROXY), found(STRIPES, TWIN, PROXY)
    assert two.first < one.first
    assert two.ahead == pytest.approx(0)
    alone, beside = (
        index.build(each).suggest("stripes on paper")[0].confidence
        for each in ((STRIPES, PROXY), (STRIPES, TWIN, PROXY))
    )
    assert beside < alone


def test_what_the_title_does_not_say_and_the_question_does_not_ask_for():
    more = found(STRIPES, PROXY, question="stripes on paper of the scanner")
    less = found(STRIPES, PROXY, question="stripes")
    assert more.both < 1
    assert less.both < 1
    assert less.single > 0 == more.single


def test_the_second_is_behind_the_first():
    second = found(STRIPES, PROXY, question="stripes on paper of the scanner", at=1)
    assert second.ahead < 0
    assert second.first < 0.5

"""What is dictated in chat is an article by the same rules as a file."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.article import Article, BadArticle, parse
from knowledge.dictated import dictate
from knowledge.writing import to_markdown

GATE = """The gate hums
people say: the gate hums; strange noise at gate 4
1. Hold both buttons.
2) Wait.
- Listen.
Owner: Facilities
review: 2027-06-30
service: access
It hums when it is warm.
Come to the desk if it sings."""
KEPT = Article(id="gate", title="The gate hums", steps=("Kick it.",), state="published")


def test_a_whole_article():
    assert dictate("gate", GATE, None) == Article(
        id="gate",
        title="The gate hums",
        symptoms=("the gate hums", "strange noise at gate 4"),
        steps=("Hold both buttons.", "Wait.", "Listen."),
        services=("access",),
        owner="Facilities",
        review=date(2027, 6, 30),
        state="review",
        body="It hums when it is warm.\nCome to the desk if it sings.",
    )


def test_what_is_not_said_stays():
    made = dictate("gate", "1. Hold both buttons.", KEPT)
    assert made == replace(KEPT, steps=("Hold both buttons.",))
    assert dictate("gate", "title: The gate sings", KEPT).steps == KEPT.steps


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("The gate", "draft"),
        ("The gate\npeople say: it hums", "draft"),
        ("The gate\n1. Wait.", "review"),
        ("The gate\nworkaround: use gate 3\nproblem: https://tracker.example/7", "review"),
    ],
)
def test_it_waits_for_review_once_it_says_what_to_do(text, state):
    assert dictate("gate", text, None).state == state


@pytest.mark.parametrize(
    ("article_id", "text"),
    [("gate", ""), ("gate", "1. Wait."), ("Gate!", "The gate"), ("gate", "Gate\nreview: soon")],
)
def test_what_breaks_a_rule_is_refused_with_a_sentence(article_id, text):
    with pytest.raises(BadArticle) as refused:
        dictate(article_id, text, None)
    assert str(refused.value).endswith(".") or "'" in str(refused.value)


@given(st.text(max_size=300))
def test_whatever_is_dictated_is_an_article_or_refused(text):
    try:
        made = dictate("gate", text, KEPT)
    except BadArticle:
        return
    assert parse(to_markdown(made), name="gate") == made

"""The articles that come with Firstline are complete, useful and found by their own symptoms."""

import re
from datetime import date

import pytest

from knowledge.article import from_row_fields, to_row_fields
from knowledge.audit import audit
from knowledge.folder import builtin_folder, read_folder

ARTICLES = read_folder(builtin_folder()).articles
each = pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.id)


def test_there_are_many_and_nothing_is_wrong_with_them():
    assert len(ARTICLES) >= 36
    assert audit(ARTICLES, today=date(2026, 12, 1)) == ()


@each
def test_the_file_is_named_after_the_article(article):
    assert (builtin_folder() / f"{article.id}.md").is_file()


@each
def test_it_has_enough_to_go_by(article):
    assert 5 <= len(article.symptoms) <= 10
    assert 4 <= len(article.steps) <= 8
    assert "**When to contact the desk:**" in article.body
    assert article.summary
    assert not article.summary.startswith("**When")


@each
def test_steps_are_sentences_and_symptoms_are_words_of_people(article):
    for step in article.steps:
        assert step[0].isupper(), step
        assert step.endswith("."), step
        assert len(step.split()) >= 4, step
    assert all(symptom == symptom.lower() for symptom in article.symptoms)


@each
def test_it_holds_no_address_or_number_of_a_real_or_invented_place(article):
    text = " ".join((article.body, *article.steps, *article.symptoms))
    assert not re.search(r"https?://|www\.|\S@\S+\.\S|\d{5,}", text)


@each
def test_it_goes_to_the_store_and_back(article):
    assert from_row_fields(**to_row_fields(article)) == article


@each
def test_its_own_symptoms_find_it(article, library):
    for symptom in (article.title, *article.symptoms):
        found = [one.article_id for one in library.suggest(symptom)]
        assert article.id in found, symptom


def test_its_own_symptoms_nearly_always_find_it_first(library):
    asked = [(symptom, article.id) for article in ARTICLES for symptom in article.symptoms]
    first = [library.suggest(symptom)[0].article_id == id for symptom, id in asked]
    assert sum(first) / len(first) >= 0.97

"""Meaning beside words: found without a shared word, never fetched, never made twice."""

import numpy as np
import pytest

from knowledge import encoder, index
from knowledge.article import Article
from knowledge.encoder import NoEncoder
from knowledge.meaning import Memory
from knowledge.solved import Solved

ABOUT = {"car": 0, "automobile": 0, "vehicle": 0, "tea": 1, "kettle": 1, "brew": 1}
ARTICLES = [
    Article(id="car", title="Automobile", body="Book a vehicle."),
    Article(id="tea", title="Kettle", body="How to brew."),
]


class Topics:
    """An encoder that knows two topics: texts on the same one are near."""

    name = "topics"

    def __init__(self):
        self.texts = []

    def encode(self, texts, *, tokens=96):
        self.texts += texts
        rows = np.full((len(texts), 3), 0.01, np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().replace(".", " ").split():
                row[ABOUT.get(word, 2)] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_an_article_is_found_without_a_shared_word():
    library = index.build(ARTICLES)
    assert library.suggest("car") == ()
    with_meaning = library.with_memory(Memory(Topics()))
    assert with_meaning.suggest("car")[0].article_id == "car"


def test_a_solved_question_is_found_by_its_meaning():
    told = Solved(key="FL-1", question="my brew is cold", article_ids=("car",))
    library = index.build(ARTICLES).with_solved([told]).with_memory(Memory(Topics()))
    assert library.experience.vectors.shape == (1, 3)
    more = library.with_solved([Solved(key="FL-2", question="tea", article_ids=("tea",))])
    assert more.experience.vectors.shape == (2, 3)


def test_no_vector_is_made_twice_not_even_after_a_restart():
    maker = Topics()
    memory = Memory(maker)
    library = index.build(ARTICLES).with_memory(memory)
    made = len(maker.texts)
    library.with_articles([*ARTICLES, Article(id="new", title="Tea", body="")])
    assert len(maker.texts) == made + 1
    again = Topics()
    index.build(ARTICLES).with_memory(Memory(again, memory.fresh.items()))
    assert again.texts == []


def test_an_empty_library_and_an_empty_question_harm_nobody():
    assert index.build([]).with_memory(Memory(Topics())).suggest("car") == ()
    assert index.build(ARTICLES).with_memory(Memory(Topics())).suggest(" ") == ()


def test_what_is_missing_is_named(tmp_path):
    with pytest.raises(NoEncoder, match=r"There is no model\.onnx in "):
        encoder.load(tmp_path)


def test_the_real_encoder_where_it_is_installed():
    try:
        found = encoder.load()
    except NoEncoder as missing:
        pytest.skip(str(missing))
    car, auto, tea = found.encode(["my car broke down", "the automobile stopped", "a cup of tea"])
    assert car @ auto > car @ tea
    assert np.linalg.norm(car) == pytest.approx(1, abs=1e-4)

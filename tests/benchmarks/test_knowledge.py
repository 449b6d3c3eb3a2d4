"""How well and how fast questions are answered, beside the plain way to do it, in the same run.

The baseline is rapidfuzz: the title with the best `token_set_ratio`. Absolute times differ from
machine to machine, so only the two are compared.
"""

import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from time import process_time

import pytest
from rapidfuzz import fuzz, process

from knowledge import index
from knowledge.article import Article
from knowledge.folder import builtin_folder, read_folder
from tests.knowledge.questions import HELD_OUT, Asked

SHIPPED = read_folder(builtin_folder()).articles
LARGE = 2_000

Answer = Callable[[str], str]


def ours(articles: Iterable[Article]) -> Answer:
    library = index.build(articles)

    def answer(question: str) -> str:
        found = library.suggest(question)
        return found[0].article_id if found else ""

    return answer


def token_set(articles: Iterable[Article]) -> Answer:
    titles = {article.id: article.title.lower() for article in articles}

    def answer(question: str) -> str:
        found = process.extractOne(question.lower(), titles, scorer=fuzz.token_set_ratio)
        return found[2] if found else ""

    return answer


def many() -> list[Article]:
    """A large knowledge base: the shipped articles, and more with their sentences mixed anew."""
    chance = random.Random(3)  # noqa: S311 - a shuffle, no secret
    steps = [step for article in SHIPPED for step in article.steps]
    extra = [
        replace(
            SHIPPED[0],
            id=f"extra-{number}",
            title=" ".join(chance.sample(chance.choice(steps).split(), 3)),
            symptoms=(),
            steps=tuple(chance.sample(steps, 5)),
        )
        for number in range(LARGE - len(SHIPPED))
    ]
    return [*SHIPPED, *extra]


def ask_all(answer: Answer, asked: Iterable[Asked] = HELD_OUT) -> float:
    hits = [answer(one.text) in one.right for one in asked]
    return sum(hits) / len(hits)


def seconds(answer: Answer) -> float:
    start = process_time()
    ask_all(answer)
    return process_time() - start


@pytest.mark.benchmark(group="first answer right, shipped articles")
@pytest.mark.parametrize("way", [ours, token_set])
def test_time_to_answer(benchmark, way):
    answer = way(SHIPPED)
    benchmark.extra_info["right at first"] = benchmark(ask_all, answer)


@pytest.mark.benchmark(group="build")
def test_time_to_build(benchmark):
    assert benchmark(index.build, SHIPPED).articles == SHIPPED


@pytest.mark.benchmark(group="against the baseline")
def test_right_twice_as_often_as_the_best_title(benchmark):
    right = benchmark.pedantic(ask_all, (ours(SHIPPED),), rounds=1)
    plain = ask_all(token_set(SHIPPED))
    benchmark.extra_info.update({"right at first": right, "best title": plain})
    print(f"\nright at first: ours {right:.3f}, best title {plain:.3f}")
    assert right >= 2 * plain


@pytest.mark.benchmark(group="against the baseline")
def test_keeps_up_with_the_best_title_when_there_are_many_articles(benchmark):
    articles = many()
    answer, plain = ours(articles), token_set(articles)
    benchmark.pedantic(ask_all, (answer,), rounds=1)
    ratio = min(map(seconds, [answer] * 3)) / min(map(seconds, [plain] * 3))
    benchmark.extra_info["time beside best title"] = ratio
    print(f"\n{LARGE} articles: {ratio:.2f} times the time of the best title")
    assert ratio <= 3

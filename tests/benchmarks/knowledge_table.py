"""The table of what knowledge finds, and how fast, beside two plain ways: `make bench-knowledge`.

Baselines, measured in the same run: rapidfuzz `token_set_ratio` over titles, and SQLite FTS5
(porter, bm25). With `--semantic`, an encoder too. `--sample N` asks every Nth question only.
"""

import argparse
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from statistics import fmean, quantiles
from time import perf_counter

from rapidfuzz import fuzz, process

from knowledge import encoder, index
from knowledge.article import Article
from knowledge.evaluation import Answered, hit, ndcg
from knowledge.index import Index
from knowledge.meaning import Memory
from tests.knowledge import learn_weights, public_data, streams
from tests.knowledge.public_data import Asked, answer

Ask = Callable[[str], Sequence[str]]
SIZES = (10_000, 100_000)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: what is asked of what, with which experience, and what is hoped for."""

    name: str
    base: str
    questions: str
    how: str
    figure: Callable[[Answered], float]
    goal: float
    semantic: float
    experience: tuple[str, ...] = ()


SOLVED, ABROAD = ("sumo_tb/solved",), ("sumo_tb/solved_intl",)
DEV, TYPO, INTL = "queries_en_dev", "queries_en_dev_typo25", "queries_intl_dev"


def hit_at_1(one: Answered) -> float:
    return hit(one, 1)


def hit_at_3(one: Answered) -> float:
    return hit(one, 3)


ROWS = (
    Row("sumo_tb, chat, solved: nDCG@10", "sumo_tb", DEV, "chat", ndcg, 0.49, 0.55, SOLVED),
    Row("sumo_tb, e-mail, solved: nDCG@10", "sumo_tb", DEV, "mail", ndcg, 0.58, 0.64, SOLVED),
    Row("sumo_tb, typos, solved: nDCG@10", "sumo_tb", TYPO, "chat", ndcg, 0.48, 0.52, SOLVED),
    Row("stackfaq, chat: nDCG@10", "stackfaq", DEV, "chat", ndcg, 0.90, 0.975),
    Row("stackfaq, typos: nDCG@10", "stackfaq", TYPO, "chat", ndcg, 0.89, 0.955),
    Row("ms_symptoms, e-mail: nDCG@10", "ms_symptoms", DEV, "mail", ndcg, 0.87, 0.89),
    Row("other languages, solved: hit@1", "sumo_tb", INTL, "mail", hit_at_1, 0.41, 0.41, ABROAD),
    Row("other languages, solved: hit@3", "sumo_tb", INTL, "mail", hit_at_3, 0.57, 0.57, ABROAD),
    Row("cold start, e-mail: hit@3", "sumo_tb", DEV, "mail", hit_at_3, 0.46, 0.54),
)


def by_titles(articles: Sequence[Article]) -> Ask:
    titles = {article.id: article.title.lower() for article in articles}

    def ask(text: str) -> Sequence[str]:
        found = process.extract(text.lower(), titles, scorer=fuzz.token_set_ratio, limit=10)
        return [id for _, _, id in found]

    return ask


def by_fts5(articles: Sequence[Article]) -> Ask:
    database = sqlite3.connect(":memory:")
    database.execute(
        "CREATE VIRTUAL TABLE shelf USING fts5(id UNINDEXED, title, body, tokenize='porter')"
    )
    rows = ((one.id, one.title, " ".join([*one.symptoms, one.body])) for one in articles)
    database.executemany("INSERT INTO shelf VALUES (?, ?, ?)", rows)
    query = "SELECT id FROM shelf WHERE shelf MATCH ? ORDER BY bm25(shelf) LIMIT 10"

    def ask(text: str) -> Sequence[str]:
        words = dict.fromkeys(re.findall(r"\w+", text.lower()))
        terms = " OR ".join(f'"{word}"' for word in words)
        return [id for (id,) in database.execute(query, (terms,))] if terms else []

    return ask


def judged(row: Row, ask: Ask, asked: Sequence[Asked]) -> float:
    answers = (
        Answered(id=one.id, ranked=tuple(ask(getattr(one, row.how))), confidence=0, ms=0,
                 right=one.right)
        for one in asked
    )  # fmt: skip
    return fmean(map(row.figure, answers))


def quality(memory: Memory | None, sample: int) -> Iterator[str]:
    yield "| measure | token_set | FTS5 | ours | goal |"
    yield "|---|---|---|---|---|"
    for row in ROWS:
        articles = public_data.articles(row.base)
        asked = public_data.questions(f"{row.base}/{row.questions}")[::sample]
        library = _with(public_data.library(row.base, *row.experience), memory)
        ours = fmean(
            row.figure(answer(library, one.id, getattr(one, row.how), one.right)) for one in asked
        )
        plain = [judged(row, way(articles), asked) for way in (by_titles, by_fts5)]
        goal = row.semantic if memory else row.goal
        yield f"| {row.name} | {plain[0]:.3f} | {plain[1]:.3f} | **{ours:.3f}** | {goal} |"


def many(size: int) -> list[Article]:
    """Real articles, and others laid together from their sentences to fill up."""
    chance = Random(1)  # noqa: S311 - a draw, no secret
    names = ("sumo_tb", "stackfaq", "ms_symptoms")
    real = list({one.id: one for name in names for one in public_data.articles(name)}.values())
    filler = [*public_data.articles("arch_wiki"), *real]
    bodies = [one.body.split() for one in filler]
    titles = [one.title.split() for one in filler]
    return [*real, *(_mixed(at, bodies, titles, chance) for at in range(size - len(real)))]


def _mixed(at: int, bodies: list[list[str]], titles: list[list[str]], chance: Random) -> Article:
    told: list[str] = []
    for body in chance.choices(bodies, k=3):
        begin = chance.randrange(max(len(body) - 90, 1))
        told += body[begin : begin + 90]
    title = [word for words in chance.choices(titles, k=2) for word in words[:4]]
    return Article(id=f"extra-{at}", title=" ".join(title), body=" ".join(told))


def speed(size: int, memory: Memory | None) -> Iterator[str]:
    articles = many(size)
    before = resident()
    start = perf_counter()
    library = _with(index.build(articles), memory)
    built, memory_used = perf_counter() - start, resident() - before
    asked = public_data.questions("sumo_tb/queries_en_dev")[::5]
    ways: dict[str, Callable[[str], object]] = {
        "ours": library.suggest,
        "token_set": by_titles(articles),
        "FTS5": by_fts5(articles),
    }
    for name, ask in ways.items():
        chat, mail = (p95(ask, [getattr(one, how) for one in asked]) for how in ("chat", "mail"))
        yield f"| {size:,} articles, {name}: p95 ms, chat / e-mail | {chat:.1f} / {mail:.1f} |"
    yield f"| {size:,} articles: built in s, MB in memory | {built:.0f} / {memory_used:.0f} |"


def p95(ask: Callable[[str], object], texts: Sequence[str]) -> float:
    for text in texts[:5]:
        ask(text)
    times = []
    for text in texts:
        start = perf_counter()
        ask(text)
        times.append((perf_counter() - start) * 1000)
    return quantiles(times, n=20)[18]


def resident() -> float:
    """Megabytes of this process in memory; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * 4096 / 2**20
    except OSError:
        return 0.0


def _with(library: Index, memory: Memory | None) -> Index:
    return library.with_memory(memory) if memory else library


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--semantic", action="store_true")
    parser.add_argument("--sample", type=int, default=1)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    chosen = parser.parse_args()
    if not public_data.DATA.is_dir():
        raise SystemExit(public_data.ABSENT)
    memory = Memory(encoder.load()) if chosen.semantic else None
    for line in quality(memory, chosen.sample):
        print(line, flush=True)
    learn_weights.judge(list(streams.iterate(memory)))
    for size in chosen.sizes:
        for line in speed(size, memory):
            print(line, flush=True)


if __name__ == "__main__":
    main()

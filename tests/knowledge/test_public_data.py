"""Real questions against other people's knowledge bases, where the data is at hand.

Nothing here is shipped: the test looks for ../shared/data/knowledge and is skipped without it. It
prints nDCG@10 beside the baseline (rapidfuzz `token_set_ratio` over titles) on the same questions.
"""

from statistics import fmean

import pytest

from knowledge.evaluation import ndcg
from tests.benchmarks.knowledge_table import ROWS, by_titles, judged
from tests.knowledge import public_data
from tests.knowledge.public_data import answer

EVERY = 6  # only so many questions are asked here

# The line of the benchmark, and how far above the baseline we want to be at the least.
BETTER = {
    "sumo_tb, chat, solved: nDCG@10": 2.4,
    "sumo_tb, typos, solved: nDCG@10": 2.6,
    "stackfaq, chat: nDCG@10": 1.2,
    "stackfaq, typos: nDCG@10": 1.2,
    "other languages, solved: hit@1": 2.5,
}

pytestmark = pytest.mark.skipif(not public_data.DATA.is_dir(), reason=public_data.ABSENT)


@pytest.mark.parametrize("row", [row for row in ROWS if row.name in BETTER], ids=lambda r: r.name)
def test_ranks_better_than_titles_alone(row):
    library = public_data.library(row.base, *row.experience)
    asked = public_data.questions(f"{row.base}/{row.questions}")[::EVERY]
    good = fmean(
        row.figure(answer(library, one.id, getattr(one, row.how), one.right)) for one in asked
    )
    base = judged(row, by_titles(library.articles), asked)
    print(f"\n{row.name}: ours {good:.3f}, token_set on titles {base:.3f}")
    assert good >= BETTER[row.name] * base


def test_ndcg_is_one_if_all_that_is_right_comes_first():
    library = public_data.library("stackfaq")
    [title] = [one.title for one in library.articles if one.id == "faq0"]
    assert ndcg(answer(library, "q", title, frozenset({"faq0"}))) == 1

"""What many solved questions teach together, beyond the vote of each."""

import numpy as np
import pytest

from knowledge import index, lessons
from knowledge.article import Article
from knowledge.solved import Solved

LIBRARY = index.build(
    [
        Article(id="driver", title="Install a driver", body="Run the installer."),
        Article(id="toner", title="Change the cartridge", body="Open the flap."),
    ]
)
def solve(key: str, question: str, article: str) -> Solved:
    return Solved(key=key, question=question, article_ids=(article,))


MANY = [solve(f"1{at}", f"scanner offline {at}", "driver") for at in range(8)]
FEW = [solve(f"2{at}", f"scanner stripes {at}", "toner") for at in range(2)]
ASKED = "scanner offline, stripes"


@pytest.fixture
def soon(monkeypatch):
    monkeypatch.setattr(lessons, "STEP", 10)


def test_many_that_say_the_same_share_one_say():
    same = np.zeros((5, 5), np.float32)
    same[:4, :4], same[4, 4] = 1, 1
    learnt = lessons.learn("12345", [["a"]] * 4 + [["b"]], lambda at: same[at])
    said = dict(zip(learnt.article_ids, learnt.taught(np.full(5, 0.6, np.float32)), strict=True))
    assert said["a"] < 1.5 * said["b"]


def test_there_are_none_before_there_are_enough():
    library = LIBRARY.with_solved([*MANY, *FEW])
    assert library.experience.lessons == lessons.NO_LESSONS


def test_what_is_solved_later_has_its_vote_and_the_lessons_stay(soon):
    before = LIBRARY.with_solved([*MANY, *FEW])
    later = before.with_solved([solve("30", "a smell of burnt rubber", "driver")])
    assert later.experience.lessons is before.experience.lessons
    assert later.suggest("it has a smell of rubber")[0].article_id == "driver"


def test_replicas_agree_whatever_they_knew_before(soon):
    at_once, stepped = LIBRARY.with_solved([*MANY, *FEW]), LIBRARY
    for one in [*MANY, *FEW]:
        stepped = stepped.with_solved([one])
    assert stepped.suggest(ASKED) == at_once.suggest(ASKED)


def test_only_the_newest_are_learnt_from():
    assert lessons.span(lessons.STEP - 1) == slice(0, 0)
    assert lessons.span(2 * lessons.STEP + 3) == slice(0, 2 * lessons.STEP)
    end = lessons.MOST_TAUGHT + 3 * lessons.STEP
    assert lessons.span(end + 1) == slice(end - lessons.MOST_TAUGHT, end)


def test_questions_that_are_alike_in_no_way_speak_for_their_own_article_only():
    learnt = lessons.learn(["1", "2"], [["a"], ["b"]], lambda at: np.eye(2, dtype=np.float32)[at])
    assert learnt.taught(np.array([0.7, 0.0], np.float32)).tolist() == [1.0, 0.0]

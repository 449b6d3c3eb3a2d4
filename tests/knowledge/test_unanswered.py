"""What no article answers is grouped, counted, and told without the people who asked."""

from hypothesis import given
from hypothesis import strategies as st

from knowledge.unanswered import group

GATES = ["the zeppelin gate jams", "zeppelin gate jams again", "my zeppelin gate jams, call Bo"]
SCALES = ["coffee scale shows nonsense", "the coffee scale is wrong, mail bo@example.org"]


def test_what_is_alike_is_one_group_and_the_largest_comes_first():
    gates, scales = group([*SCALES, *GATES])
    assert (gates.count, scales.count) == (3, 2)
    assert {"zeppelin", "gate"} <= set(gates.terms)
    assert gates.examples == tuple(GATES)
    assert scales.examples[1] == "the coffee scale is wrong, mail …"


def test_single_questions_may_be_left_out():
    assert [gap.count for gap in group([*GATES, "quite another elephant"], least=2)] == [3]


def test_nothing_asked_is_nothing_to_write():
    assert group([]) == group(["", "the of and", "?!"]) == ()


@given(st.lists(st.text(max_size=60), max_size=12))
def test_every_question_is_in_one_group_at_most(questions):
    assert sum(gap.count for gap in group(questions)) <= len(questions)


def test_many_of_one_kind_take_no_longer_than_they_are_many():
    many = [f"the zeppelin gate number {number} jams" for number in range(5000)]
    assert sum(gap.count for gap in group(many)) == 5000

"""Distinct values are those that numpy finds."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as s

from knowledge.distinct import distinct, numbered, tallied

VALUES = s.lists(s.integers(-5, 5) | s.integers(-(2**63), 2**63 - 1), max_size=30)


@given(VALUES)
def test_distinct_values_are_those_of_numpy(values):
    given_values = np.array(values, np.int64)
    found, at, counts = np.unique(given_values, return_inverse=True, return_counts=True)
    assert distinct(given_values).tolist() == found.tolist()
    assert [part.tolist() for part in tallied(given_values)] == [found.tolist(), counts.tolist()]
    assert [part.tolist() for part in numbered(given_values)] == [found.tolist(), at.tolist()]

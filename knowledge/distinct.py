"""The distinct values of an array, in order.

What numpy's `unique` does, without `numpy.ma`, which that brings along and nobody here needs.
"""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Kind = TypeVar("Kind", bound=np.generic)


def distinct(values: NDArray[Kind]) -> NDArray[Kind]:
    """Each value once."""
    ordered = np.sort(values)
    return ordered[_begins(ordered)]


def tallied(values: NDArray[Kind]) -> tuple[NDArray[Kind], NDArray[np.int64]]:
    """Each value once, and how often it is there."""
    ordered = np.sort(values)
    firsts = np.flatnonzero(_begins(ordered))
    return ordered[firsts], np.diff(firsts, append=len(ordered))


def numbered(values: NDArray[Kind]) -> tuple[NDArray[Kind], NDArray[np.int64]]:
    """Each value once, and where among them each of the given ones is."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    begins = _begins(ordered)
    at = np.empty(len(values), np.int64)
    at[order] = np.cumsum(begins) - 1
    return ordered[begins], at


def _begins(ordered: NDArray[Kind]) -> NDArray[np.bool_]:
    """True where a value is not the one before it."""
    begins = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=begins[1:])
    return begins

"""Conversations are played on a desk of their own each."""

import pytest


@pytest.fixture(autouse=True)
def opened_often(one_index):
    """Many desks, one index."""

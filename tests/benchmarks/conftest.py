"""Benchmarks are measured by `make bench` alone: on a machine that does something else they lie."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
ALWAYS = ("test_knowledge.py",)  # what it finds out does not depend on the machine


def pytest_collection_modifyitems(config, items):
    if config.getoption("benchmark_enable"):
        return
    for item in items:
        if item.path.parent == HERE and item.path.name not in ALWAYS:
            item.add_marker(pytest.mark.skip(reason="measured by `make bench`"))

"""The shipped articles, read and indexed once for all tests of this folder."""

import pytest

from knowledge import index
from knowledge.article import Article
from knowledge.folder import builtin_folder, read_folder
from knowledge.index import Index


@pytest.fixture(scope="session")
def shipped() -> tuple[Article, ...]:
    reading = read_folder(builtin_folder())
    assert reading.complaints == ()
    return reading.articles


@pytest.fixture(scope="session")
def library(shipped) -> Index:
    return index.build(shipped)

"""The same articles make the same index, which never changes: once for all desks of a process."""

from functools import cache

from knowledge import index

_build = index.build


def build(articles):
    """What knowledge.index.build makes of them, and has perhaps made before."""
    return _built(tuple(articles))


@cache
def _built(articles):
    return _build(articles)

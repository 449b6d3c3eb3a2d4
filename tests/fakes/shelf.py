"""What never changes is made once for all desks of a process: the same articles, laid out once."""

from functools import lru_cache

from knowledge import article, index, shelf, watching

_parse, _shelf = article.parse, shelf.shelf


def made_once(patch):
    """Until the patch is undone, desks share what they would each make of the same articles."""
    patch.setattr(watching, "parse", parse)
    patch.setattr(shelf, "shelf", laid_out)
    patch.setattr(index, "shelf", laid_out)


@lru_cache(500)
def parse(text, *, name):
    """What knowledge.article.parse makes of it, and has perhaps made before."""
    return _parse(text, name=name)


def laid_out(articles):
    """What knowledge.shelf.shelf makes of them, and has perhaps made before."""
    return _laid_out(tuple(articles))


@lru_cache(32)
def _laid_out(articles):
    return _shelf(articles)

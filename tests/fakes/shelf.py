"""What never changes is made once for all desks of a process: the same articles, laid out once."""

from functools import cache, lru_cache

from bot import library
from knowledge import folder, index, shelf

_read_folder, _shelf = folder.read_folder, shelf.shelf


def made_once(patch):
    """Until the patch is undone, desks share what they would each make of the same articles."""
    patch.setattr(library, "read_folder", read_folder)
    patch.setattr(shelf, "shelf", laid_out)
    patch.setattr(index, "shelf", laid_out)


def read_folder(path):
    """What knowledge.folder.read_folder finds; the shipped articles are read once."""
    return _shipped() if path == folder.builtin_folder() else _read_folder(path)


@cache
def _shipped():
    return _read_folder(folder.builtin_folder())


def laid_out(articles):
    """What knowledge.shelf.shelf makes of them, and has perhaps made before."""
    return _laid_out(tuple(articles))


@lru_cache(32)
def _laid_out(articles):
    return _shelf(articles)

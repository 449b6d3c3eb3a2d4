"""Which articles from elsewhere are one article in several languages, and so are linked.

A help centre lays them out alike: `en/vpn.html` and `de/vpn.html`, `vpn.md` and `vpn.de.md`; a
table gives them one id and two languages.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from knowledge.article import LONGEST_ID, Article
from knowledge.translations import plain

ORIGINAL = "en"  # of several, the one that the others translate; else the first


@dataclass(frozen=True, slots=True)
class Twin:
    """An article, and what it has in common with its other languages; "" if that is unknown."""

    article: Article
    family: str = ""


def path_family(place: str, language: str) -> str:
    """A path without what says the language, which the article is known to be in."""
    path = PurePosixPath(place)
    stem, dot, end = path.stem.rpartition(".")
    name = stem if dot and plain(end) == language else path.stem
    return "/".join([*(part for part in path.parent.parts if plain(part) != language), name])


def linked(found: Sequence[Twin]) -> list[Article]:
    """The articles, each translation with the id of its original and an id of its own."""
    families: dict[str, list[Twin]] = {}
    for one in found:
        if one.family:
            families.setdefault(one.family, []).append(one)
    original = {family: _original(members) for family, members in families.items()}
    return [_linked(one.article, original.get(one.family, one.article)) for one in found]


def _original(members: Iterable[Twin]) -> Article:
    listed = [one.article for one in members]
    return next((one for one in listed if one.language == ORIGINAL), listed[0])


def _linked(article: Article, original: Article) -> Article:
    if article.language == original.language or article.translates:
        return article
    end = f"-{article.language}"
    own = f"{article.id[: LONGEST_ID - len(end)].rstrip('-')}{end}"
    id = own if article.id == original.id else article.id
    return replace(article, id=id, translates=original.id)

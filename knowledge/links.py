"""Links of an article: to other articles, to files, to the web."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from knowledge.article import ID, Article

ONLINE = ("http://", "https://")
OTHERS = ("mailto:", "tel:", "#")
_LINK = re.compile(r"\]\(([^()\s]{1,500})\)")


def targets(article: Article) -> tuple[str, ...]:
    """Where its links lead, in order, each once."""
    texts = (article.body, *article.steps, article.workaround)
    found = (target for text in texts for target in _LINK.findall(text))
    problem = [article.problem] if article.problem.startswith(ONLINE) else []
    return tuple(dict.fromkeys([*found, *problem]))


def online(article: Article) -> tuple[str, ...]:
    """Those that lead into the web."""
    return tuple(target for target in targets(article) if target.startswith(ONLINE))


def dead(article: Article, known: frozenset[str]) -> Iterator[str]:
    """Those that lead to an article that is not there: [so](vpn-drops), or to its file.

    Anything else on this machine is out of people's reach, so it is dead, too.
    """
    for target in targets(article):
        if not target.startswith((*ONLINE, *OTHERS)) and _name(target) not in known:
            yield target


def _name(target: str) -> str:
    path = PurePosixPath(target.partition("#")[0])
    name = path.stem if path.suffix in (".md", "") else ""
    return name if ID.fullmatch(name) else ""

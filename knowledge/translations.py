"""Which articles say the same in another language, and which of them somebody can read.

An article names the one that it translates; that may be a translation, too, and it need not be
published. All that are linked so are one article in several languages: what helped with one speaks
for all of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from knowledge.article import Article

FARTHEST = 10  # translations of translations

_NOTHING: Mapping[str, str] = MappingProxyType({})
_NOBODY: Mapping[str, Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Translations:
    """`family` names for every article with translations what they all are called together, and
    `members` are those by language.
    """

    family: Mapping[str, str] = field(default_factory=lambda: _NOTHING, repr=False)
    members: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: _NOBODY, repr=False)

    def of(self, id: str) -> str:
        """What an article and its translations are called together: an id that does not change
        with what is published at the moment.
        """
        return self.family.get(id, id)

    def one_of(self, family: str) -> str:
        """The original, or where that is not published the first of its translations."""
        known = self.members.get(family, _NOTHING).values()
        return family if family in known else next(iter(known), family)

    def others(self, id: str) -> tuple[str, ...]:
        """The same article in other languages."""
        known = self.members.get(self.of(id), _NOTHING).values()
        return tuple(one for one in known if one != id)

    def readable(self, id: str, language: str) -> str:
        """The same article in this language, if there is one; else the one that was named."""
        return self.members.get(self.of(id), _NOTHING).get(plain(language), id)


NONE = Translations()


def translations(articles: Iterable[Article]) -> Translations:
    """How these articles are linked. Of two in one language the one with the first id counts."""
    listed = tuple(articles)
    above = {one.id: one.translates for one in listed if one.translates}
    if not above:
        return NONE
    family = {id: _top(id, above) for link in above.items() for id in link}
    members: dict[str, dict[str, str]] = {}
    for one in sorted((one for one in listed if one.id in family), key=lambda one: one.id):
        members.setdefault(family[one.id], {}).setdefault(plain(one.language), one.id)
    return Translations(family, members)


def plain(language: str) -> str:
    """de of de-AT."""
    return language.replace("_", "-").partition("-")[0].lower()


def _top(id: str, above: Mapping[str, str]) -> str:
    """The original of an original ...; where they name one another, the first of all."""
    passed = [id]
    while passed[-1] in above and len(passed) < FARTHEST:
        following = above[passed[-1]]
        if following in passed:
            return min(passed[passed.index(following) :])
        passed.append(following)
    return passed[-1]

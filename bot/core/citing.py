"""Which articles an agent names: "resolve FL-1042 with vpn-drops", or an id among other words.

With `with` in front the article itself is said; an id among other words only says what helped.
"""

from collections.abc import Sequence

from bot.core.fix_wording import plain
from bot.core.turn import Fix
from knowledge.article import ID, LONGEST_ID

VERBS = frozenset({"reply", "resolve"})
WITH = "with"
MOST_WORDS = 400  # of an agent's text that are looked at
MOST_NAMED = 20  # words that may be ids, of one text
_AROUND = ".,:;!?()[]{}<>\"'`*“”„«»"


def candidates(text: str) -> tuple[str, ...]:
    """The words that may be ids: those with a hyphen, and whatever follows `with` in front."""
    split = text.split(maxsplit=MOST_WORDS)[:MOST_WORDS]
    words = [word.strip(_AROUND).lower() for word in split]
    meant = words[1:2] if words[:1] == [WITH] else []
    among = [word for word in words if "-" in word]
    ids = filter(_may_be_id, dict.fromkeys((*meant, *among)))
    return tuple(ids)[:MOST_NAMED]


def missing(text: str, cited: Sequence[Fix]) -> str:
    """What stands after `with`, if there is nothing else and no such article; else "".

    By itself "with" says nothing to anybody, whatever one word follows.
    """
    first, *rest = text.split(maxsplit=2) or [""]
    if cited or first.lower() != WITH or len(rest) > 1:
        return ""
    return next(iter(candidates(text)), "") or (rest or [WITH])[0]


def said(text: str, cited: Sequence[Fix]) -> str:
    """The words that are sent: with the article in place of `with` and its id."""
    first, *rest = text.split(maxsplit=2) or [""]
    if first.lower() != WITH or not rest or not cited:
        return text
    if rest[0].strip(_AROUND).lower() != cited[0].article_id:
        return text
    return "\n\n".join((*rest[1:], plain(cited[0])))


def _may_be_id(word: str) -> bool:
    return len(word) <= LONGEST_ID and bool(ID.fullmatch(word))

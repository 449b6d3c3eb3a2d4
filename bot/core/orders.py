"""What an agent's words order: "note FL-1042 rang her" -> note, 1042, "rang her"."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from bot.core import labels, references
from bot.core.turn import Order

VERBS = (
    "queue",
    "mine",
    "show",
    "next",
    "claim",
    "assign",
    "note",
    "reply",
    "ask",
    "resolve",
    "reopen",
    "priority",
    *labels.FIELDS,
    "article",
    "articles",
    "outage",
    "release",
    "help",
)
# What may be ordered of an article: "article publish gate-hums".
ARTICLE_VERBS = frozenset({"read", "write", "publish", "return", "retire"})
_ARTICLE_ALIASES = {"show": "read", "edit": "write", "approve": "publish", "reject": "return"}
TEXT_VERBS = frozenset({"note", "reply", "ask", "resolve", "reopen"})
ALIASES = {
    "take": "claim",
    "grab": "claim",
    "view": "show",
    "list": "queue",
    "solve": "resolve",
    "close": "resolve",
    "dispatch": "assign",
    "comment": "note",
    "prio": "priority",
    "answer": "reply",
    "?": "help",
    "commands": "help",
}
_KNOWN = {**{verb: verb for verb in VERBS}, **ALIASES}


def parse(text: str) -> Order:
    """The order in a text; its verb is "" where the first word is none we know.

    The ticket may be named in the second word; everything after it is the rest.
    """
    first, after = _split(text)
    typed = first.lower().lstrip("/#!").rstrip(":,")
    verb = _KNOWN.get(typed, "")
    if verb in labels.FIELDS and not _labels(verb, first, after):
        verb = ""
    ticket_id, rest = references.meant(after)
    # "note 2024 was a good year" is about no ticket 2024: before a text, a number needs its FL-.
    if after[:1].isdigit() and verb in TEXT_VERBS:
        ticket_id, rest = 0, after
    return Order(verb=verb, ticket_id=ticket_id, rest=rest, typed=typed)


@dataclass(frozen=True, slots=True)
class OfArticle:
    """What is to be done with which article; `verb` is "" where it is only named."""

    verb: str
    id: str
    rest: str


def of_an_article(rest: str) -> OfArticle | None:
    """The order on an article in what stands after "article": "publish gate-hums"."""
    first, after = _split(rest)
    verb = _ARTICLE_ALIASES.get(first.lower(), first.lower())
    if verb not in ARTICLE_VERBS:
        return OfArticle("", _article_id(first), "") if first and not after else None
    named, more = _split(after)
    # "article write this up, please" is a remark: what is dictated stands in lines of its own.
    is_one = verb == "return" or not after.partition("\n")[0].strip().removeprefix(named)
    return OfArticle(verb, _article_id(named), more) if is_one else None


def _article_id(word: str) -> str:
    ticket = references.read(word)
    return references.write(ticket).lower() if ticket else word.lower().strip("*_`.,:")


def pressed(choice: str) -> str:
    """The order that a press stands for; "" if for none."""
    verb, _, thing = choice.partition("/")
    article_id, _, mark = thing.partition("/")
    return f"article {verb} {article_id}\n{mark}".strip() if verb in ARTICLE_VERBS else ""


def _labels(verb: str, first: str, after: str) -> bool:
    """Whether this is meant as a label: "Service portal is down" is somebody's request."""
    is_marked = first.startswith(("/", "#", "!")) or references.meant(after)[0] > 0
    return is_marked or not after or bool(labels.typed(verb, after))


def address(rest: str) -> str:
    """The address that an order names; "" if none."""
    named = rest.strip().strip("<>*_`.,").lower().removeprefix("mailto:")
    return named if "@" in named and len(named.split()) == 1 else ""


def is_order(text: str) -> bool:
    """Whether the first word is one of the desk's verbs."""
    return bool(parse(text).verb)


def is_explicit(text: str) -> bool:
    """Whether words among people are surely meant for us: "/note ...", "note FL-1042 ...", "claim".

    Many a sentence that somebody says to somebody else begins with one of our verbs.
    """
    order = parse(text)
    is_marked = text.startswith(("/", "#", "!"))
    return bool(order.verb) and (is_marked or order.ticket_id > 0 or not order.rest)


def nearest(typed: str, verbs: Iterable[str] = VERBS) -> str:
    """The verb most like a mistyped one, "" if none is near."""
    return next(iter(get_close_matches(typed, list(verbs), n=1, cutoff=0.6)), "")


def _split(text: str) -> tuple[str, str]:
    """The first word, and the rest with its line breaks."""
    word, *rest = text.split(maxsplit=1) or [""]
    return word, rest[0].strip() if rest else ""

"""Words as Slack sends them, read as words: mentions, links and entities in plain text.

Slack writes `&`, `<` and `>` as entities and everything that means something as `<...>`
(docs.slack.dev, "Formatting message text").
"""

from collections.abc import Callable, Mapping

from channels.messages import Person

Known = Mapping[str, Person]  # people by their user id

MOST_NAMED = 20  # people looked up for one message
ASSIGNS = frozenset({"assign", "dispatch"})


def plain(text: str, known: Known, *, me: str = "") -> str:
    """The text without markup. We ourselves are left out: to name us is only to call us.

    People are called by name; where somebody is assigned, by what tells them apart.
    """
    begins_with_us = bool(me) and text.lstrip().startswith(f"<@{me}")
    said = _read(text, known, me, _name).strip()
    said = said.lstrip(" ,:;") if begins_with_us else said
    if said.lstrip("/#!").split(maxsplit=1)[:1] and _verb(said) in ASSIGNS:
        said = _read(text, known, me, _address).strip().lstrip(" ,:;")
    return said


def names(text: str, user: str) -> bool:
    """Whether somebody is mentioned."""
    return bool(user) and (f"<@{user}>" in text or f"<@{user}|" in text)


def mentioned(text: str) -> tuple[str, ...]:
    """The user ids of those who are, each once."""
    pieces = (piece.partition(">") for piece in text.split("<@")[1:])
    found = (inside.partition("|")[0] for inside, closed, _ in pieces if closed)
    return tuple(dict.fromkeys(each for each in found if _is_id(each)))[:MOST_NAMED]


def unescaped(text: str) -> str:
    """The three entities that Slack writes, undone; nothing else is one."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _is_id(text: str) -> bool:
    return bool(text) and len(text) <= 40 and text.isascii() and text.isalnum()


def _verb(said: str) -> str:
    return said.split(maxsplit=1)[0].lower().lstrip("/#!").rstrip(":,")


def _read(text: str, known: Known, me: str, call: "Call") -> str:
    first, *pieces = text.split("<")
    return unescaped(first) + "".join(_piece(piece, known, me, call) for piece in pieces)


def _piece(piece: str, known: Known, me: str, call: "Call") -> str:
    """What follows a `<`: a token up to the next `>`, and the words after it."""
    inside, closed, after = piece.partition(">")
    if not closed:
        return "<" + unescaped(piece)
    return _token(inside, known, me, call) + unescaped(after)


def _token(inside: str, known: Known, me: str, call: "Call") -> str:
    target, _, label = inside.partition("|")
    if target.startswith("@"):
        user = target[1:]
        return "" if me and user == me else call(known.get(user), unescaped(label) or user)
    if target.startswith("#"):
        return "#" + (unescaped(label) or target[1:])
    if target.startswith("!"):
        return unescaped(label) or "@" + target[1:].partition("^")[0]
    return _link(unescaped(target), unescaped(label))


def _link(target: str, label: str) -> str:
    """An address; with its label where that says more than the address does."""
    bare = target.removeprefix("mailto:").removeprefix("tel:")
    says_the_same = not label or label in bare or bare in label
    return bare if says_the_same else f"{label} ({bare})"


Call = Callable[[Person | None, str], str]


def _name(person: Person | None, fallback: str) -> str:
    return "@" + ((person and person.name) or fallback.lstrip("@"))


def _address(person: Person | None, fallback: str) -> str:
    return (person and (person.email or person.name)) or fallback.lstrip("@")

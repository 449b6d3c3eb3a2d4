"""Words without the people in them: no names, no addresses, no numbers to call.

For texts that leave a ticket, such as the draft of an article. Somebody reads it again before it is
published: what looks like a person is taken out, even if now and then it is not one.
"""

import re
from collections.abc import Iterable

from knowledge.words import stop_words

GAP = "…"  # where something was taken out
FEWEST_LETTERS = 3  # of a part of an address that counts as a name
FEWEST_DIGITS = 7  # of a number to call

_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?>(?:\.[\w-]++)*)")
_CALL = re.compile(r"[+\d(][\d ()/-]*+")
_WORD = re.compile(r"[^\W\d_]++(?>(?:['’-][^\W\d_]++)*)")
_PARTS = re.compile(r"[\s.,@_+-]+")
# What is said to be a password looks like one: "your password is Hunter2!", not "is wrong".
_SECRET = re.compile(
    r"(\b(?:pass(?:word|code|phrase)|passwor[dt]|kennwort|mot de passe|contraseña|pin|puk)\b\W{0,3}"
    r"(?:(?:is|was|ist|lautet|est|es|to)\b)?[\s:=\"'“„]{0,4})(?=\S{0,40}[\d!@#$%^&*_+=])\S{4,80}",
    re.IGNORECASE,
)
_GAPS = re.compile(rf"{GAP}(?>(?:[\s,]*{GAP})+)")
_COURTESIES = frozenset({
    "hi", "hello", "hey", "dear", "good", "morning", "afternoon", "evening", "regards", "best",
    "kind", "thanks", "thank", "you", "cheers", "hallo", "liebe", "lieber", "guten", "tag",
    "morgen", "gruss", "gruß", "danke", "bonjour", "merci", "cordialement", "hola", "gracias",
    "saludos", "ciao", "grazie",
})  # fmt: skip


def without_people(text: str, names: Iterable[str] = ()) -> str:
    """The text with a gap for every address, number to call, password and part of these names.

    A part that is an everyday word, such as Will, is a name only where it is written like one.
    """
    parts = {part for name in names for part in _PARTS.split(name) if len(part) > 1}
    plain = {part.lower() for part in parts} - stop_words()
    bare = _CALL.sub(_call, _ADDRESS.sub(GAP, _SECRET.sub(rf"\1{GAP}", text)))
    bare = _WORD.sub(lambda found: GAP if _is_name(found[0], parts, plain) else found[0], bare)
    return _GAPS.sub(GAP, bare)


def names_in(address: str) -> tuple[str, ...]:
    """What in an address looks like a name: anna and berg in anna.berg@example.org."""
    parts = _PARTS.split(address.partition("@")[0])
    return tuple(part for part in parts if len(part) >= FEWEST_LETTERS and part.isalpha())


def says_something(sentence: str) -> bool:
    """Whether more is left than a greeting, a signature or a gap."""
    words = [word for word in _WORD.findall(sentence.lower()) if word not in _COURTESIES]
    return len(words) > 1


def _is_name(word: str, parts: set[str], plain: set[str]) -> bool:
    pieces = {word, word.removesuffix("'s").removesuffix("’s"), *re.split("['’-]", word)}
    written_so = bool(pieces & parts) and word[:1].isupper()
    return written_so or any(piece.lower() in plain for piece in pieces)


def _call(found: re.Match[str]) -> str:
    """Written like a number to call: with a +, a 0 or signs between; a code of an error is not."""
    run = found[0].rstrip(" (/-")
    start, end = found.start(), found.start() + len(run)
    around = found.string[max(0, start - 1) : start] + found.string[end : end + 1]
    looks_so = run[:1] in ("+", "0") or not run.isdigit()
    if around.strip().isalnum() or not looks_so or sum(map(str.isdigit, run)) < FEWEST_DIGITS:
        return found[0]
    return GAP + found[0][len(run) :]

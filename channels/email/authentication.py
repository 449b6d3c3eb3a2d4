"""What one Authentication-Results field says (RFC 8601), read strictly and in linear time.

A field whose quotes and comments do not close says nothing: better doubt a good mail than believe
a forged one. Comments may nest, strings may be quoted; both are read once, from left to right.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from channels.email.headers import LONGEST_VALUE

MOST_RESULTS = 50
MOST_TOKENS = 2000
VERSION = "1"

TOKEN = re.compile(r'\s++|"((?>(?:[^"\\]|\\.)*))"|([;=])|([^\s\x00;="()\\]++)', re.DOTALL)
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
# In a comment a quote is a sign like any other.
OUTSIDE = re.compile(r'"(?>(?:[^"\\]|\\.)*)"|\\.|[^"\\()]++', re.DOTALL)
INSIDE = re.compile(r"\\.|[^\\()]++", re.DOTALL)
NESTING = {"(": 1, ")": -1}
METHOD = re.compile(r"([a-z][a-z0-9-]{0,40})(?:/([0-9]{1,5}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """`dkim=pass header.d=example.org` is a method, its result, and properties by name."""

    method: str
    result: str
    properties: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """Who vouches, and for what. `server` is "" where the field cannot be read at all."""

    server: str = ""
    results: tuple[Result, ...] = ()


UNREADABLE = Results()


class _Malformed(ValueError):
    """The field does not follow the grammar."""


def read(value: str) -> Results:
    """The results in a field. Never raises; what is damaged or too long has no `server`."""
    if len(value) >= LONGEST_VALUE:
        return UNREADABLE
    try:
        first, *rest = _statements(value)
        results = tuple(result for words in rest for result in _result(words))
        return Results(server=_server(first), results=results)
    except _Malformed:
        return UNREADABLE


# --- words -------------------------------------------------------------------------------------


def _statements(value: str) -> list[list[str]]:
    """The words between semicolons; "=" is a word of its own."""
    statements: list[list[str]] = [[]]
    for word in _words(_without_comments(value)):
        if word == ";":
            statements.append([])
        else:
            statements[-1].append(word)
    if len(statements) > MOST_RESULTS + 1:
        raise _Malformed
    return statements


def _words(value: str) -> Iterator[str]:
    """Words, "=" and ";". What is written without a blank is one word: `"ann lee"@example.org`."""
    at, count, pending = 0, 0, ""
    while at < len(value):
        found = TOKEN.match(value, at)
        at, count = found.end() if found else at, count + 1
        if found is None or count > MOST_TOKENS:
            raise _Malformed
        quoted, sign, bare = found.groups()
        if quoted is None and bare is None:
            yield from filter(None, (pending, sign))
            pending = ""
        else:
            pending += _unquoted(quoted) if bare is None else bare
    yield from filter(None, (pending,))


def _unquoted(quoted: str) -> str:
    """Without signs of the grammar: what is quoted is a word, whatever it looks like."""
    said = ESCAPED.sub(r"\1", quoted)
    return re.sub(r"[;=\s]", "_", said) or "_"


def _without_comments(value: str) -> str:
    """The value with a blank for each comment, however deep they nest."""
    kept: list[str] = []
    depth, at = 0, 0
    while at < len(value):
        found = (INSIDE if depth else OUTSIDE).match(value, at)
        piece = found[0] if found else value[at]
        depth += NESTING.get(piece, 0)
        if depth < 0:
            raise _Malformed
        if depth == 0:
            kept.append(" " if piece == ")" else piece)
        at += len(piece)
    if depth:
        raise _Malformed
    return "".join(kept)


# --- meaning -----------------------------------------------------------------------------------


def _server(words: list[str]) -> str:
    """The authserv-id; a version that we do not know makes the field unreadable."""
    if not 1 <= len(words) <= 2 or "=" in words or words[1:] not in ([], [VERSION]):
        raise _Malformed
    return words[0].lower().rstrip(".")


def _result(words: list[str]) -> list[Result]:
    """The result in a statement; none if it is no such statement, or of a version yet to come."""
    pairs = _pairs(words)
    method = METHOD.fullmatch(pairs[0][0]) if pairs else None
    if method is None or (method[2] or VERSION) != VERSION:
        return []
    properties = _properties(pairs[1:])
    return [Result(method=method[1], result=pairs[0][1].lower(), properties=properties)]


def _pairs(words: list[str]) -> list[tuple[str, str]]:
    """`name = value` over and over, names in small letters. Nothing else may stand there."""
    names, signs, values = words[0::3], words[1::3], words[2::3]
    if not len(names) == len(signs) == len(values) or set(signs) != {"="}:
        return []
    return [(name.lower(), value) for name, value in zip(names, values, strict=True)]


def _properties(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """A property that is given twice is none: which of the two would count?"""
    names = [name for name, _ in pairs]
    return {name: value.lower() for name, value in pairs if names.count(name) == 1}

"""The words of an HTML mail, in linear time.

Not the standard library's parser: on hostile input it looks again and again for an end that never
comes. Here every search either moves forward or ends the reading.
"""

import re
from collections.abc import Iterator
from html import unescape
from itertools import islice
from urllib.parse import unquote

# A tag, as a whole if there are no values in it; or the beginning of something else.
MARKUP = re.compile(r"<(?:(/?)([a-zA-Z][a-zA-Z0-9:]{0,30})(?:[^<>=]{0,100}+>)?+|!--|[!?/])")
SPACE = re.compile(r"[ \t\r\n\f\v]+")
TOO_MANY_DIGITS = re.compile(r"&#[xX]?[0-9a-fA-F]{9,}")
VALUE_OR_END = re.compile(r">|=[ \t\r\n]*+([\"'])")

ASCII_LOWER = str.maketrans({chr(upper): chr(upper + 32) for upper in range(65, 91)})
UNSEEN = frozenset({"script", "style", "title", "template", "noscript"})
ROWS = (
    "address article aside div dd dl dt footer form header hr li main ol pre section table tbody"
    " tr ul br"
)
BLOCKS = "p h1 h2 h3 h4 h5 h6"
BREAKS = {"td": " ", "th": " "}
BREAKS |= {name: "\n" for name in ROWS.split()} | {name: "\n\n" for name in BLOCKS.split()}
QUOTE = "blockquote"
# What a tag comes to where it opens, and where it closes.
DRAWN = {name: (("text", space), ("text", space)) for name, space in BREAKS.items()}
DRAWN["li"] = (("text", "\n- "), ("text", "\n"))
DRAWN[QUOTE] = ((QUOTE, "in"), (QUOTE, ""))

MOST_SOURCES = 1000
SOURCE = re.compile(
    r"\b(?:src|background)[ \t\r\n]*+=[ \t\r\n]*+[\"']?([^\"'\s>]{1,300})"
    r"|\bcid:([^\"'\s>)]{1,300})",
    re.IGNORECASE,
)


def words(html: str) -> str:
    """The text a reader would see. Quotes have "> " before each line; list items a "-"."""
    lines: list[str] = []
    said: list[str] = []
    depth = 0
    for kind, value in _Pieces(html):
        if kind == QUOTE:
            lines += _lines(said, depth)
            said = []
            depth = max(0, depth + (1 if value else -1))
        else:
            said.append(value)
    return re.sub(r"\n{3,}", "\n\n", "\n".join([*lines, *_lines(said, depth)])).strip()


def sources(html: str) -> frozenset[str]:
    """What the pictures of a page are called: content ids, or names where `cid:` is missing."""
    found = (match[1] or match[2] for match in islice(SOURCE.finditer(html), MOST_SOURCES))
    return frozenset(unquote(unescape(each)).lower().removeprefix("cid:") for each in found)


def _lines(said: list[str], depth: int) -> list[str]:
    mark = "> " if depth else ""
    tidy = [" ".join(line.split()) for line in "".join(said).strip().split("\n")]
    return ["", *(mark + line for line in tidy), ""] if any(tidy) else []


class _Pieces:
    """Pairs of "text" and words, or QUOTE and "in" or ""."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._lowered = html.translate(ASCII_LOWER)
        self._unclosed: set[str] = set()  # quote marks that never come again

    def __iter__(self) -> Iterator[tuple[str, str]]:
        at, html, as_typed = 0, self._html, False
        while found := MARKUP.search(html, at):
            if found.start() > at:
                yield "text", _plain(html[at : found.start()], as_typed=as_typed)
            name = (found[2] or "").lower()
            if name in DRAWN:
                yield DRAWN[name][bool(found[1])]
            as_typed = not found[1] if name == "pre" else as_typed
            at = self._after(found, name)
        yield "text", _plain(html[at:], as_typed=as_typed)

    def _after(self, found: re.Match[str], name: str) -> int:
        """Behind a tag, a comment, or a declaration."""
        if not name:
            return _after(self._html, found.start(), "-->" if found[0] == "<!--" else ">")
        at = found.end() if found[0][-1] == ">" else self._after_values(found.end())
        if name in UNSEEN and not found[1]:
            at = _after(self._html, _after(self._lowered, at, f"</{name}"), ">")
        return at

    def _after_values(self, at: int) -> int:
        """Behind the ">" of a tag, not that in a quoted value."""
        found = VALUE_OR_END.search(self._html, at)
        while found and found[1] and found[1] not in self._unclosed:
            end = self._html.find(found[1], found.end())
            if end < 0:
                self._unclosed.add(found[1])
                return _after(self._html, found.end(), ">")
            found = VALUE_OR_END.search(self._html, end + 1)
        return _after(self._html, found.start(), ">") if found else len(self._html)


def _after(html: str, start: int, mark: str) -> int:
    """Behind the mark; the end if it never comes, so that nobody looks for it twice."""
    end = html.find(mark, start)
    return end + len(mark) if end >= 0 else len(html)


def _plain(source: str, *, as_typed: bool) -> str:
    told = source.replace("\r\n", "\n") if as_typed else SPACE.sub(" ", source)
    return unescape(TOO_MANY_DIGITS.sub("&#xfffd", told)).replace("\u00a0", " ")

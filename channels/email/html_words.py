"""The words of an HTML mail, in linear time."""

import re
from html import unescape
from itertools import islice
from urllib.parse import unquote

from channels.email.html_tokens import tokens

ROWS = (
    "address article aside div dd dl dt footer form header hr li main ol pre section table tbody"
    " tr ul br"
)
BLOCKS = "p h1 h2 h3 h4 h5 h6"
QUOTE = "blockquote"
# What a tag is drawn as where it opens, and where it closes.
OPENED = {name: "\n" for name in ROWS.split()} | {name: "\n\n" for name in BLOCKS.split()}
OPENED |= {"td": " ", "th": " "}
CLOSED = dict(OPENED)
OPENED["li"] = "\n- "

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
    depth, as_typed = 0, False
    for words, closing, name, _ in tokens(html):
        said.append(words if as_typed else words.replace("\n", " "))
        said.append((CLOSED if closing else OPENED).get(name, ""))
        if name == QUOTE:
            lines += _lines(said, depth)
            said = []
            depth = max(0, depth + (-1 if closing else 1))
        elif name == "pre":
            as_typed = not closing
    return re.sub(r"\n{3,}", "\n\n", "\n".join([*lines, *_lines(said, depth)])).strip()


def sources(html: str) -> frozenset[str]:
    """What the pictures of a page are called: content ids, or names where `cid:` is missing."""
    found = (match[1] or match[2] for match in islice(SOURCE.finditer(html), MOST_SOURCES))
    return frozenset(unquote(unescape(each)).lower().removeprefix("cid:") for each in found)


def _lines(said: list[str], depth: int) -> list[str]:
    mark = "> " if depth else ""
    tidy = [" ".join(line.split()) for line in "".join(said).strip().split("\n")]
    return ["", *(mark + line for line in tidy), ""] if any(tidy) else []

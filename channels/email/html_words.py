"""The words of an HTML mail, in linear time.

Not the standard library's parser: on hostile input it looks again and again for an end that never
comes. Here every search either moves forward or ends the reading.
"""

import re
from collections.abc import Iterator
from html import unescape

TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]{0,30})")
SPACE = re.compile(r"[ \t\r\n\f\v]+")
TOO_MANY_DIGITS = re.compile(r"&#[xX]?[0-9a-fA-F]{9,}")

ASCII_LOWER = str.maketrans({chr(upper): chr(upper + 32) for upper in range(65, 91)})
UNSEEN = frozenset({"script", "style", "title", "template", "noscript"})
ROWS = (
    "address article aside div dd dl dt footer form header hr li main ol pre section table tbody"
    " tr ul br"
)
BLOCKS = "p h1 h2 h3 h4 h5 h6 blockquote"
BREAKS = {"td": " ", "th": " "}
BREAKS |= {name: "\n" for name in ROWS.split()} | {name: "\n\n" for name in BLOCKS.split()}
QUOTE = "blockquote"


def words(html: str) -> str:
    """The text a reader would see. Quotes have "> " before each line; list items a "-"."""
    lines: list[str] = []
    said: list[str] = []
    depth = 0
    for kind, value in _pieces(html):
        if kind == QUOTE:
            lines += _lines(said, depth)
            said = []
            depth = max(0, depth + (1 if value else -1))
        else:
            said.append(value)
    return re.sub(r"\n{3,}", "\n\n", "\n".join([*lines, *_lines(said, depth)])).strip()


def _lines(said: list[str], depth: int) -> list[str]:
    mark = "> " if depth else ""
    tidy = [" ".join(line.split()) for line in "".join(said).strip().split("\n")]
    return ["", *(mark + line for line in tidy), ""] if any(tidy) else []


def _pieces(html: str) -> Iterator[tuple[str, str]]:
    """Pairs of "text" and words, or QUOTE and "in" or ""."""
    at = 0
    lowered = html.translate(ASCII_LOWER)
    while at < len(html):
        start = html.find("<", at)
        yield "text", _plain(html[at : start if start >= 0 else len(html)])
        if start < 0:
            return
        tag = TAG.match(html, start)
        if tag:
            yield from _drawn(tag[2].lower(), closing=bool(tag[1]))
            at = _after(html, start, ">")
            if tag[2].lower() in UNSEEN and not tag[1]:
                at = _after(html, _after(lowered, at, f"</{tag[2].lower()}"), ">")
        elif html.startswith(("<!", "<?"), start):
            at = _after(html, start, "-->" if html.startswith("<!--", start) else ">")
        else:
            yield "text", "<"
            at = start + 1


def _after(html: str, start: int, mark: str) -> int:
    """Behind the mark; the end if it never comes, so that nobody looks for it twice."""
    end = html.find(mark, start)
    return end + len(mark) if end >= 0 else len(html)


def _drawn(name: str, *, closing: bool) -> Iterator[tuple[str, str]]:
    if name in BREAKS:
        yield "text", BREAKS[name]
    if name == "li" and not closing:
        yield "text", "- "
    if name == QUOTE:
        yield QUOTE, "" if closing else "in"


def _plain(source: str) -> str:
    collapsed = SPACE.sub(" ", TOO_MANY_DIGITS.sub("&#xfffd", source))
    return unescape(collapsed).replace("\u00a0", " ")

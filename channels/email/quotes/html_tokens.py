"""HTML as tags and words, in linear time, whatever its writer did to it.

Not the standard library's parser: on hostile input it looks again and again for an end that never
comes. Here every search moves forward, is short, or ends the reading.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

LONGEST_HTML = 512 * 1024
MOST_TAGS = 30_000
LONGEST_TAG = 2000  # of those whose attributes are read
MOST_BROKEN = 200

TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]{0,30})")
TAG_END = re.compile(r"""(?:[^>"']++|"[^"]*+"|'[^']*+')*+>""")
ATTRIBUTE = re.compile(r"""([a-z][a-z_:-]{0,40})\s{0,5}=\s{0,5}("[^"]*+"?|'[^']*+'?|[^\s"'>]++)""")
TOO_MANY_DIGITS = re.compile(r"&#[xX]?[0-9a-fA-F]{9,}")
ASCII_LOWER = str.maketrans({chr(upper): chr(upper + 32) for upper in range(65, 91)})
UNSEEN = frozenset({"script", "style", "title", "template", "noscript"})


class Tag(NamedTuple):
    """An opening or closing tag; `attributes` as they stand there, in small letters."""

    name: str
    is_closing: bool
    attributes: str

    def values(self) -> dict[str, str]:
        """The attributes by name."""
        return {name: value.strip("\"'") for name, value in ATTRIBUTE.findall(self.attributes)}


def tokens(html: str) -> Iterator[Tag | str]:
    """The tags and the words between them, in order; what is beyond the bounds is left out."""
    yield from _Reader(html[:LONGEST_HTML]).tokens()


class _Reader:
    """One pass over one document. It counts what is broken, so that it need not look again."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._lowered = html.translate(ASCII_LOWER)
        self._broken = 0

    def tokens(self) -> Iterator[Tag | str]:
        at = 0
        for _ in range(MOST_TAGS):
            start = self._html.find("<", at)
            yield _plain(self._html[at : start if start >= 0 else len(self._html)])
            if start < 0:
                return
            tag = TAG.match(self._html, start)
            if tag:
                at = self._behind(tag)
                yield self._tag(tag, at)
            else:
                at = self._skipped(start)
                yield "<" if at == start + 1 else ""

    def _tag(self, tag: re.Match[str], end: int) -> Tag:
        attributes = self._lowered[tag.end() : min(end, tag.end() + LONGEST_TAG)]
        return Tag(tag[2].lower(), bool(tag[1]), attributes)

    def _behind(self, tag: re.Match[str]) -> int:
        """Where the tag ends; of what is never seen, where its closing tag ends."""
        end = self._end_of_tag(tag.end())
        name = tag[2].lower()
        if name in UNSEEN and not tag[1]:
            end = self._after(f"</{name}", end)
            return self._after(">", end)
        return end

    def _end_of_tag(self, at: int) -> int:
        """Behind the ">" that is in no quoted value; if quotes are broken, behind the next."""
        if self._broken < MOST_BROKEN:
            found = TAG_END.match(self._html, at, at + LONGEST_TAG)
            if found:
                return found.end()
            self._broken += 1
        return self._after(">", at)

    def _skipped(self, start: int) -> int:
        """Behind a comment or a declaration; behind the "<" if it is just that."""
        if self._html.startswith("<!--", start):
            return self._after("-->", start)
        return self._after(">", start) if self._html.startswith(("<!", "<?"), start) else start + 1

    def _after(self, mark: str, start: int) -> int:
        """Behind the mark; the end if it never comes, so that nobody looks for it twice."""
        end = self._lowered.find(mark, start)
        return end + len(mark) if end >= 0 else len(self._html)


def _plain(source: str) -> str:
    return unescape(TOO_MANY_DIGITS.sub("&#xfffd", source)) if "&" in source else source

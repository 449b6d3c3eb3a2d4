"""A page of HTML -> its title and its text as our Markdown.

Navigation, scripts and forms are left out; where a page marks its article, only that is read.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

SKIPPED = frozenset(
    {"script", "style", "nav", "header", "footer", "aside", "form", "button", "svg", "template",
     "iframe", "noscript", "select", "head"}
)  # fmt: skip
ARTICLE = ("article", "main", "body")
BLOCKS = frozenset(
    {"p", "div", "section", "article", "main", "body", "table", "tr", "blockquote", "figure", "dl",
     "dt", "dd", "hr", "header"}
)  # fmt: skip
MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "code": "`"}
HEADINGS = {f"h{number}": number for number in range(1, 7)}
DEEPEST = 6  # lists in lists that are still set in
WELL_KNOWN = ("http://", "https://", "mailto:", "#", "/", ".")
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a page says."""

    title: str = ""
    body: str = ""
    language: str = ""


def read_page(text: str) -> Page:
    """Read any HTML, however broken: what is not closed is closed at the end."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    body = next((reader.parts[name].text() for name in ARTICLE if name in reader.parts), "")
    title = reader.heading or reader.title.partition(" | ")[0]
    return Page(
        title=" ".join(title.split()), body=body or reader.all.text(), language=reader.language
    )


@dataclass(slots=True)
class _Part:
    """The lines of a part of the page, written as they come."""

    pieces: list[str] = field(default_factory=list)

    def text(self) -> str:
        lines = (line.rstrip() for line in "".join(self.pieces).splitlines())
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    """Writes Markdown while it reads."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.all, self.parts = _Part(), dict[str, _Part]()
        self.open_parts: list[str] = []
        self.title, self.heading, self.language = "", "", ""
        self.lists: list[int] = []  # the number of the next item; 0 where there are bullets
        self.skipping: list[str] = []
        self.links: list[str] = []
        self.catching = ""  # the element whose words are a title
        self.verbatim = False

    # --- what HTMLParser calls -----------------------------------------------------------
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "html":
            self.language = dict(attrs).get("lang") or ""
        if self._skips(tag):
            return
        if tag in ARTICLE and tag not in self.parts:
            self.parts[tag] = _Part()
            self.open_parts.append(tag)
        act = _OPENS.get(tag)
        if act:
            act(self, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if self.catching == tag:
            self.catching = ""
            return
        if self.skipping:
            self._unskip(tag)
            return
        act = _CLOSES.get(tag)
        if act:
            act(self)
        if tag in self.open_parts:
            self.open_parts.remove(tag)

    def handle_data(self, data: str) -> None:
        if self.catching == "title":
            self.title += data
        elif self.skipping:
            return
        elif self.catching:
            self.heading += data
        else:
            self.write(data if self.verbatim else _SPACES.sub(" ", data), words=True)

    # --- writing -------------------------------------------------------------------------
    def write(self, text: str, *, words: bool = False) -> None:
        for part in (self.all, *(self.parts[name] for name in self.open_parts)):
            last = part.pieces[-1] if part.pieces else "\n"
            fresh = last.endswith(("\n", " ")) and words and not self.verbatim
            part.pieces.append(text.lstrip(" ") if fresh else text)

    def _skips(self, tag: str) -> bool:
        """Whether this is beside the text; a title is in the head all the same."""
        if tag == "title" and not self.title and "svg" not in self.skipping:
            self.catching = "title"
            return True
        if tag == "body" and self.skipping == ["head"]:
            self.skipping.clear()
        inside = "article" in self.open_parts or "main" in self.open_parts
        if self.skipping or (tag in SKIPPED and not (tag == "header" and inside)):
            if tag in SKIPPED:
                self.skipping.append(tag)
            return True
        return False

    def _unskip(self, tag: str) -> None:
        if tag in self.skipping:
            del self.skipping[self.skipping.index(tag) :]


def _heading(level: int) -> Callable[[_Reader, dict[str, str | None]], None]:
    def begin(reader: _Reader, _: dict[str, str | None]) -> None:
        if level == 1 and not reader.heading:
            reader.catching = "h1"
        else:
            reader.write(f"\n\n{'#' * max(2, level)} ")

    return begin


def _list(first: int) -> Callable[[_Reader, dict[str, str | None]], None]:
    def begin(reader: _Reader, _: dict[str, str | None]) -> None:
        reader.write("" if reader.lists else "\n\n")
        reader.lists.append(first)

    return begin


def _end_list(reader: _Reader) -> None:
    if reader.lists:
        reader.lists.pop()
    reader.write("" if reader.lists else "\n\n")


def _item(reader: _Reader, _: dict[str, str | None]) -> None:
    number = reader.lists[-1] if reader.lists else 0
    if number:
        reader.lists[-1] += 1
    indent = "   " * min(len(reader.lists) - 1, DEEPEST)
    reader.write(f"\n{indent}{number}. " if number else f"\n{indent}- ")


def _link(reader: _Reader, attributes: dict[str, str | None]) -> None:
    target = (attributes.get("href") or "").strip()
    is_safe = target.startswith(WELL_KNOWN) or ":" not in target
    reader.links.append(target if is_safe and not any(sign in target for sign in " ()<>") else "")
    reader.write("[" if reader.links[-1] else "")


def _end_link(reader: _Reader) -> None:
    target = reader.links.pop() if reader.links else ""
    reader.write(f"]({target})" if target else "")


def _image(reader: _Reader, attributes: dict[str, str | None]) -> None:
    reader.write((attributes.get("alt") or "").strip(), words=True)


def _verbatim(reader: _Reader, _: dict[str, str | None]) -> None:
    reader.write("\n\n```\n")
    reader.verbatim = True


def _end_verbatim(reader: _Reader) -> None:
    reader.verbatim = False
    reader.write("\n```\n\n")


def _mark(sign: str) -> Callable[..., None]:
    return lambda reader, *_: reader.write(sign)


def _part_again(reader: _Reader, *_: object) -> None:
    """A new paragraph; in a list an item stays one."""
    reader.write("" if reader.lists else "\n\n")


_OPENS: dict[str, Callable[[_Reader, dict[str, str | None]], None]] = {
    **dict.fromkeys(BLOCKS, _part_again),
    **{name: _mark(sign) for name, sign in MARKS.items()},
    **{name: _heading(level) for name, level in HEADINGS.items()},
    "ol": _list(1),
    "ul": _list(0),
    "li": _item,
    "a": _link,
    "img": _image,
    "pre": _verbatim,
    "br": lambda reader, _: reader.write("\n"),
    "td": lambda reader, _: reader.write(" | "),
    "th": lambda reader, _: reader.write(" | "),
}
_CLOSES: dict[str, Callable[[_Reader], None]] = {
    **dict.fromkeys((*BLOCKS, *HEADINGS), _part_again),
    **{name: _mark(sign) for name, sign in MARKS.items()},
    "ol": _end_list,
    "ul": _end_list,
    "a": _end_link,
    "pre": _end_verbatim,
}

"""Our Markdown subset as Telegram's HTML, in parts that each stand alone.

A text is first laid out as runs of plain characters, each with the tags around it. The parts are
cut from the plain characters, and every part opens and closes its own tags: no cut breaks any.
Telegram counts the characters after it has read the tags, in UTF-16.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape

from markdown_it.token import Token

from channels import text as words

LONGEST = 4096
BULLET = "• "
QUOTE = "<blockquote>"


@dataclass(frozen=True, slots=True)
class Part:
    """One message: its HTML, and what is read."""

    html: str
    plain: str


@dataclass(frozen=True, slots=True)
class Run:
    """Characters with the same tags around them, the outermost first."""

    text: str
    tags: tuple[str, ...] = ()


Runs = list[Run]


def as_parts(text: str, longest: int = LONGEST) -> tuple[Part, ...]:
    """A text as the messages it takes."""
    return cut(laid_out(text), longest)


def units(text: str) -> int:
    """How long Telegram finds it."""
    return len(text) + sum(char > "\uffff" for char in text)


# --- parts ---------------------------------------------------------------------------------------


def cut(runs: Sequence[Run], longest: int = LONGEST) -> tuple[Part, ...]:
    """The runs in parts of at most `longest` UTF-16 units; only white space is lost."""
    plain = "".join(run.text for run in runs)
    parts, start = [], 0
    for piece in _pieces(plain, longest):
        start = plain.index(piece, start)
        parts.append(Part(_html(_between(runs, start, start + len(piece))), piece))
        start += len(piece)
    return tuple(parts)


def _pieces(plain: str, longest: int) -> Iterator[str]:
    for piece in words.split(plain, longest):
        if units(piece) <= longest:
            yield piece
        else:  # every character may count for two
            yield from words.split(piece, max(longest // 2, 1))


def _between(runs: Iterable[Run], start: int, end: int) -> Iterator[Run]:
    at = 0
    for run in runs:
        piece = run.text[max(start - at, 0) : max(end - at, 0)]
        at += len(run.text)
        if piece:
            yield replace(run, text=piece)


def _html(runs: Iterable[Run]) -> str:
    written: list[str] = []
    opened: tuple[str, ...] = ()
    for run in runs:
        same = _shared(opened, run.tags)
        written += map(_closing, reversed(opened[same:]))
        written += run.tags[same:]
        written.append(escape(run.text, quote=False))
        opened = run.tags
    return "".join([*written, *map(_closing, reversed(opened))])


def _shared(some: Sequence[str], others: Sequence[str]) -> int:
    """How many of the outermost tags are the same."""
    same = 0
    while same < min(len(some), len(others)) and some[same] == others[same]:
        same += 1
    return same


def _closing(tag: str) -> str:
    return f"</{tag[1:].rstrip('>').split(' ', 1)[0]}>"


# --- layout --------------------------------------------------------------------------------------


def laid_out(text: str) -> Runs:
    """The text as runs."""
    return _joined(_blocks(iter(words.SUBSET.parse(text))), "\n\n")


def _blocks(tokens: Iterator[Token]) -> list[Runs]:
    """The blocks up to the end of the container we are in."""
    blocks: list[Runs] = []
    for token in tokens:
        if token.type in words.CONTAINERS:
            blocks.append(_container(token, _blocks(tokens)))
        elif token.type == "inline":
            blocks.append(_line(token.children or ()))
        elif token.type == "fence":
            blocks.append([Run(token.content.rstrip("\n"), ("<pre>",))])
        elif token.type.endswith("_close") and token.type != "paragraph_close":
            break
    return blocks


def _container(opening: Token, blocks: list[Runs]) -> Runs:
    if opening.type == "blockquote_open":
        return _quoted(_joined(blocks, "\n\n"))
    if opening.type == "list_item_open":
        mark = f"{opening.info}{opening.markup} " if opening.info else BULLET
        return _hung(_joined(blocks, "\n"), mark)
    return _joined(blocks, "\n")


def _quoted(runs: Runs) -> Runs:
    """In a quote. Telegram knows no quote in a quote: the inner one is not marked."""
    plain = (replace(run, tags=tuple(tag for tag in run.tags if tag != QUOTE)) for run in runs)
    return [replace(run, tags=(QUOTE, *run.tags)) for run in plain]


def _hung(runs: Runs, mark: str) -> Runs:
    """Behind a mark, with the other lines under the first."""
    indent = "\n" + " " * len(mark)
    return [Run(mark), *(replace(run, text=run.text.replace("\n", indent)) for run in runs)]


def _joined(blocks: Sequence[Runs], between: str) -> Runs:
    joined: Runs = []
    for number, block in enumerate(blocks):
        joined += [Run(between), *block] if number else block
    return joined


_PLAIN: dict[str, Callable[[Token], str]] = {
    "text": lambda token: token.content,
    "text_special": lambda token: token.content,
    "softbreak": lambda _: "\n",
    "hardbreak": lambda _: "\n",
}
_OPENS: dict[str, Callable[[Token], str]] = {
    "strong_open": lambda _: "<b>",
    "em_open": lambda _: "<i>",
    "link_open": lambda token: f'<a href="{escape(str(token.attrGet("href")))}">',
}


def _line(tokens: Sequence[Token]) -> Runs:
    runs: Runs = []
    tags: tuple[str, ...] = ()
    for token in tokens:
        if token.type in _OPENS:
            tags = (*tags, _OPENS[token.type](token))
        elif token.type.endswith("_close"):
            tags = tags[:-1]
        elif token.type == "code_inline":  # code may hold no other tag, nor stand in one
            runs.append(Run(token.content, ("<code>",)))
        elif token.type in _PLAIN:
            runs.append(Run(_PLAIN[token.type](token), tags))
    return runs

"""Our Markdown subset as Slack's mrkdwn, in parts of any length, with everything foreign inert.

mrkdwn (docs.slack.dev/messaging/formatting-message-text) has no escape but for & < >; that is what
keeps <!channel>, <@U...> and <#C...> from meaning anything. Marks of emphasis in foreign words are
left alone: at worst a word is bold.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import Any

from markdown_it.token import Token

from channels import text
from channels.text import CONTAINERS, CONTROL, SUBSET

LONGEST_LINE = 2500  # shown, without what a list or quote puts before it
LONGEST_WORD = 400  # as written; escaped it may be five times as long
LONGEST_LABEL = 200
LONGEST_URL = 1000
NOT_ABOVE = 0.6  # of the room: a part that full is not filled with the beginning of a block

BULLET = "• "
THIN = "\u200b"  # lets a mark stand beside a letter
SURROGATES = re.compile("[\ud800-\udfff]")
WORDS = re.compile(r"\s+|\S+")
URL = re.compile(r"https?://[^\s<>|\"`]+", re.IGNORECASE)
AFTER_URL = ".,;:!?)]}'*_~"
WIDTHS = {"&": 5, "<": 4, ">": 4}


def escape(words: str) -> str:
    """Foreign words, shown as they are; lines stay lines."""
    clean = SURROGATES.sub("\ufffd", CONTROL.sub(" ", words))
    return clean.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cut(words: str, longest: int) -> str:
    """Foreign words, escaped, of which as many are shown as fit."""
    if sum(_widths(words)) <= longest:
        return escape(words)
    fits = bisect_right(list(accumulate(_widths(words))), longest - 1)
    return escape(words[:fits].rstrip()) + "…"


def _widths(words: str) -> Iterator[int]:
    return (WIDTHS.get(char, 1) for char in words)


def plain(words: str, longest: int) -> str:
    """Foreign words for a label, a title or a name, where nothing is escaped and nothing is parsed;
    they cannot be taken for a mention all the same."""
    one_line = " ".join(SURROGATES.sub("\ufffd", CONTROL.sub(" ", words)).split())
    tame = one_line.replace("<", "‹").replace(">", "›")
    return tame if len(tame) <= longest else tame[: longest - 1].rstrip() + "…"


def fallback(source: str, longest: int) -> str:
    """Our Markdown without its markup, for notifications and readers without blocks."""
    return cut(text.as_plain(source), longest)


def parts(source: str, longest: int) -> tuple[str, ...]:
    """Our Markdown as mrkdwn, each part at most `longest` (not below 3000), whole by itself."""
    done: list[str] = []
    for block in _blocks(iter(SUBSET.parse(source))):
        _fill(done, block, longest)
    return tuple(part for part in done if part.strip())


def _fill(done: list[str], block: Sequence[str], longest: int) -> None:
    """Add a block: whole, if it fits into the last part or into one of its own."""
    whole = "\n".join(block)
    last = len(done[-1]) if done else longest
    if last + 2 + len(whole) <= longest:
        done[-1] += "\n\n" + whole
    elif len(whole) <= longest:
        done.append(whole)
    else:
        _fill_by_line(done, block, longest)


def _fill_by_line(done: list[str], block: Sequence[str], longest: int) -> None:
    joint = "\n\n" if done and len(done[-1]) < longest * NOT_ABOVE else ""
    for line in block:
        if joint and len(done[-1]) + len(joint) + len(line) <= longest:
            done[-1] += joint + line
        else:
            done.append(line)
        joint = "\n"


# --- blocks: each is lines, and each line is whole by itself -----------------------------------


def _blocks(tokens: Iterator[Token]) -> list[list[str]]:
    """The blocks up to the end of the container that we are in."""
    blocks: list[list[str]] = []
    for token in tokens:
        if token.type in CONTAINERS:
            blocks.append(_container(token, _blocks(tokens)))
        elif token.type == "inline":
            blocks.append(_lines(token.children or ()))
        elif token.type == "fence":
            blocks.append(_code(token.content))
        elif token.type.endswith("_close") and token.type != "paragraph_close":
            break
    return blocks


def _container(opening: Token, blocks: list[list[str]]) -> list[str]:
    lines = [line for block in blocks for line in block]
    if opening.type == "blockquote_open":
        return [line if _is_code(line) else f"> {line}" for line in lines]
    if opening.type == "list_item_open":
        mark = f"{opening.info}{opening.markup} " if opening.info else BULLET
        return _hang(mark, lines)
    return lines


def _hang(mark: str, lines: Sequence[str]) -> list[str]:
    first, *rest = lines or [""]
    room = "    "
    return [mark + first, *(line if _is_code(line) else room + line for line in rest)]


def _is_code(line: str) -> bool:
    """Several lines in a fence, which would show what is put before them."""
    return line.startswith("```")


def _code(content: str) -> list[str]:
    """As many lines in one fence as fit there."""
    fences: list[str] = []
    for line in _short_lines(content.rstrip("\n").replace("```", f"``{THIN}`")):
        if fences and len(fences[-1]) + 1 + len(line) <= LONGEST_LINE:
            fences[-1] += "\n" + line
        else:
            fences.append(line)
    return [f"```\n{fence}\n```" for fence in fences]


def _short_lines(content: str) -> Iterator[str]:
    for line in content.split("\n"):
        for start in range(0, len(line) or 1, LONGEST_WORD):
            yield escape(line[start : start + LONGEST_WORD])


# --- lines -------------------------------------------------------------------------------------


def _lines(tokens: Sequence[Token]) -> list[str]:
    page = _Page()
    rest = iter(tokens)
    for token in rest:
        if token.type == "link_open":
            _link(page, str(token.attrGet("href")), _label(rest))
        else:
            WRITERS.get(token.type, _nothing)(page, token)
    page.end()
    return page.lines


class _Page:
    """Words put one after another; a line that would grow too long goes on as the next one."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._line = ""
        self._wanted: list[str] = []  # the marks that the next word stands between
        self._open: list[str] = []  # those that stand in the line already
        self._just_closed = False

    def word(self, shown: str) -> None:
        """Something that must not be cut."""
        if len(self._line) + len(shown) > LONGEST_LINE:
            self.end()
        if shown.isspace():
            self._just_closed = False
        else:
            self._set_marks(shown)
        self._line += shown

    def mark(self, mark: str) -> None:
        """From here on words stand between these marks."""
        self._wanted.append(mark)

    def unmark(self) -> None:
        """From here on they do not."""
        self._wanted.pop()
        self._close_down_to(self._distinct())

    def end(self) -> None:
        """The line is over; marks are closed, and opened again by the next word."""
        self._close_down_to([])
        self.lines.append(self._line.rstrip())
        self._line, self._just_closed = "", False

    def _distinct(self) -> list[str]:
        return list(dict.fromkeys(self._wanted))

    def _set_marks(self, shown: str) -> None:
        """Open what is to be open. A mark counts only where no letter is on its outer side."""
        fresh = self._distinct()[len(self._open) :]
        beside = self._line[-1:].isalnum() if fresh else self._just_closed and shown[0].isalnum()
        self._line += (THIN if beside else "") + "".join(fresh)
        self._open += fresh
        self._just_closed = False

    def _close_down_to(self, kept: list[str]) -> None:
        while len(self._open) > len(kept):
            line, mark = self._line.rstrip(), self._open.pop()
            self._line = line + mark + self._line[len(line) :]
            self._just_closed = True


def _nothing(_page: _Page, _token: Token) -> None:
    return None


def _words(page: _Page, token: Token) -> None:
    _write(page, token.content)


def _write(page: _Page, words: str) -> None:
    for word in WORDS.findall(words):
        url = URL.search(word)
        if url and len(word) <= LONGEST_WORD:
            _write_url(page, word, url)
        else:
            _write_pieces(page, word)


def _write_pieces(page: _Page, word: str) -> None:
    for start in range(0, len(word), LONGEST_WORD):
        page.word(escape(word[start : start + LONGEST_WORD]))


def _write_url(page: _Page, word: str, found: re.Match[str]) -> None:
    url = found[0].rstrip(AFTER_URL)
    before, after = word[: found.start()], word[found.start() + len(url) :]
    page.word(f"{escape(before)}<{escape(url)}>{escape(after)}")


def _write_code(page: _Page, token: Token) -> None:
    content = token.content
    if "`" in content or len(content) > LONGEST_WORD or not content.strip():
        _write(page, content)
    else:
        page.word(f"`{escape(content)}`")


def _label(tokens: Iterator[Token]) -> str:
    """The words up to the end of the link."""
    words: list[str] = []
    for token in tokens:
        if token.type == "link_close":
            break
        words.append(" " if token.type.endswith("break") else token.content)
    return "".join(words)


def _link(page: _Page, href: str, label: str) -> None:
    url = escape(href).replace("|", "%7C")
    if len(url) > LONGEST_URL:
        _write(page, f"{label} ({href})")
        return
    if len(label) > LONGEST_LABEL:
        _write(page, f"{label} ")
        label = ""
    shown = escape(label).replace("\n", " ").strip()
    page.word(f"<{url}|{shown}>" if shown else f"<{url}>")


WRITERS: dict[str, Callable[[_Page, Any], None]] = {
    "text": _words,
    "text_special": _words,
    "code_inline": _write_code,
    "softbreak": lambda page, _: page.end(),
    "hardbreak": lambda page, _: page.end(),
    "strong_open": lambda page, _: page.mark("*"),
    "em_open": lambda page, _: page.mark("_"),
    "strong_close": lambda page, _: page.unmark(),
    "em_close": lambda page, _: page.unmark(),
}

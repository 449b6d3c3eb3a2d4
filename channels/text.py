"""Our Markdown subset, shown as plain text or HTML; long text cut at good places.

The subset: paragraphs, line breaks (kept as typed), **bold**, *italic*, `code`, fenced code, lists
with "-" and "1.", [label](https://...), and quotes with ">". Everything else is shown as it stands.
All of it is linear in the length of the text, whoever wrote it.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from html import escape as escape_html

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote, list_block
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.emphasis import tokenize as emphasis
from markdown_it.token import Token

BlockRule = Callable[[StateBlock, int, int, bool], bool]

DEEPEST = 8
SAFE_LINK = re.compile(r"(?:https?://|mailto:)[^\s]", re.IGNORECASE)
PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def _stars(state: StateInline, silent: bool) -> bool:
    """Emphasis with stars only: people write __init__ and some_name and mean it."""
    return state.src[state.pos] == "*" and emphasis(state, silent)


def _shallow(rule: BlockRule) -> BlockRule:
    """The rule, down to a depth; deeper, its marks are shown. (The parser would drop the text.)"""

    def bounded(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        return state.level < DEEPEST and rule(state, start, end, silent)

    return bounded


def _build() -> MarkdownIt:
    subset = MarkdownIt("zero", {"maxNesting": DEEPEST + 4}).enable(
        ["fence", "blockquote", "list", "newline", "escape", "backticks", "link", "emphasis"]
    )
    breaks = ["paragraph", "blockquote", "list"]
    subset.block.ruler.at("blockquote", _shallow(blockquote), {"alt": breaks})
    subset.block.ruler.at("list", _shallow(list_block), {"alt": breaks[:2]})
    subset.inline.ruler.at("emphasis", _stars)
    subset.inline.ruler2.enable(["balance_pairs", "emphasis", "fragments_join"])
    subset.validateLink = lambda url: bool(SAFE_LINK.match(url))  # type: ignore[method-assign]
    return subset


SUBSET = _build()


def escape(user_text: str) -> str:
    """Foreign words, made safe to stand in our Markdown (not inside `code`): shown literally.

    Control characters become spaces; lines stay lines.
    """
    return PUNCTUATION.sub(r"\\\1", CONTROL.sub(" ", user_text))


# --- HTML --------------------------------------------------------------------------------------

TAGS = {
    "paragraph_open": "<p>",
    "paragraph_close": "</p>\n",
    "blockquote_open": "<blockquote>\n",
    "blockquote_close": "</blockquote>\n",
    "bullet_list_open": "<ul>\n",
    "bullet_list_close": "</ul>\n",
    "ordered_list_close": "</ol>\n",
    "list_item_open": "<li>",
    "list_item_close": "</li>\n",
    "strong_open": "<strong>",
    "strong_close": "</strong>",
    "em_open": "<em>",
    "em_close": "</em>",
    "link_close": "</a>",
    "softbreak": "<br>\n",
    "hardbreak": "<br>\n",
}


def _ordered_html(token: Token) -> str:
    start = token.attrGet("start")
    return f'<ol start="{int(start)}">\n' if start is not None else "<ol>\n"


def _link_html(token: Token) -> str:
    href = escape_html(str(token.attrGet("href")))
    return f'<a href="{href}" rel="noopener noreferrer nofollow">'


HTML: dict[str, Callable[[Token], str]] = {
    "text": lambda token: escape_html(token.content),
    "text_special": lambda token: escape_html(token.content),
    "code_inline": lambda token: f"<code>{escape_html(token.content)}</code>",
    "fence": lambda token: f"<pre><code>{escape_html(token.content)}</code></pre>\n",
    "ordered_list_open": _ordered_html,
    "link_open": _link_html,
}


def _html(token: Token) -> str:
    if token.hidden:  # the paragraphs of a tight list
        return ""
    return TAGS.get(token.type) or HTML[token.type](token)


def as_html(text: str) -> str:
    """A safe HTML fragment: all text escaped, no images, links only http, https and mailto."""
    return "".join(_html(token) for token in _flat(SUBSET.parse(text))).strip()


def _flat(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type == "inline":
            yield from token.children or ()
        else:
            yield token


# --- plain text --------------------------------------------------------------------------------

CONTAINERS = frozenset(
    {"blockquote_open", "list_item_open", "bullet_list_open", "ordered_list_open"}
)


def as_plain(text: str) -> str:
    """The text without its markup; a link is its label with the address in brackets."""
    return "\n\n".join(_blocks(iter(SUBSET.parse(text))))


def _blocks(tokens: Iterator[Token]) -> list[str]:
    """The blocks up to the end of the container we are in; never more than DEEPEST deep."""
    blocks: list[str] = []
    for token in tokens:
        if token.type in CONTAINERS:
            blocks.append(_container(token, _blocks(tokens)))
        elif token.type == "inline":
            blocks.append(_line(token.children or ()))
        elif token.type == "fence":
            blocks.append(token.content.rstrip("\n"))
        elif token.type.endswith("_close") and token.type != "paragraph_close":
            break
    return blocks


def _container(opening: Token, blocks: list[str]) -> str:
    if opening.type == "blockquote_open":
        return _hang("\n\n".join(blocks), first="> ", rest="> ")
    if opening.type == "list_item_open":
        mark = f"{opening.info}{opening.markup} " if opening.info else "- "
        return _hang("\n".join(blocks), first=mark, rest=" " * len(mark))
    return "\n".join(blocks)


def _hang(text: str, *, first: str, rest: str) -> str:
    head, *tail = text.split("\n")
    return "\n".join([first + head, *((rest + line).rstrip() for line in tail)])


PLAIN: dict[str, Callable[[Token], str]] = {
    "text": lambda token: token.content,
    "text_special": lambda token: token.content,
    "code_inline": lambda token: token.content,
    "softbreak": lambda token: "\n",
    "hardbreak": lambda token: "\n",
}


def _line(tokens: Sequence[Token]) -> str:
    parts: list[str] = []
    label_from, href = 0, ""
    for token in tokens:
        if token.type == "link_open":
            label_from, href = len(parts), str(token.attrGet("href"))
        elif token.type == "link_close":
            parts.append(_address("".join(parts[label_from:]), href))
        elif token.type in PLAIN:
            parts.append(PLAIN[token.type](token))
    return "".join(parts)


def _address(label: str, href: str) -> str:
    """What stands behind a link's label: nothing if the label says it already."""
    return "" if label == href.removeprefix("mailto:") else f" ({href})"


# --- splitting ---------------------------------------------------------------------------------

# Best first: the border, and the part of `longest` that must lie before it to be worth the cut.
BORDERS = (
    (re.compile(r"\n[^\S\n]*\n\s*"), 0.3),
    (re.compile(r"\n\s*"), 0.3),
    (re.compile(r"(?<=[.!?…:;])\s+|(?<=[。！？])"), 0.3),
    (re.compile(r"\s+"), 0.0),
)
JOINER = "\u200d"


def split(text: str, longest: int) -> tuple[str, ...]:
    """Cut text into parts of at most `longest` characters; only white space is lost.

    Prefers the end of a paragraph, a line, a sentence, a word, and keeps what is drawn as one
    character in one part, unless that alone is longer than `longest`.
    """
    parts: list[str] = []
    rest = text.strip()
    start = 0
    while start < len(rest):
        end = _cut(rest, start, longest)
        parts.append(rest[start:end].rstrip())
        start = _skip_space(rest, end)
    return tuple(parts)


def _skip_space(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _cut(text: str, start: int, longest: int) -> int:
    if len(text) - start <= longest:
        return len(text)
    window = text[start : start + longest + 1]
    for border, share in BORDERS:
        found = [m.start() for m in border.finditer(window) if _good(text, start, m, longest)]
        if found and found[-1] >= longest * share:
            return start + found[-1]
    return _cut_anywhere(text, start, longest)


def _good(text: str, start: int, border: re.Match[str], longest: int) -> bool:
    return 0 < border.start() <= longest and not _continues(text, start + border.end())


def _cut_anywhere(text: str, start: int, longest: int) -> int:
    for end in range(start + longest, start, -1):
        if not _continues(text, end):
            return end
    return start + longest


def _continues(text: str, at: int) -> bool:
    """Whether the character there is drawn together with the one before it."""
    if not 0 < at < len(text):
        return False
    before, here = text[at - 1], text[at]
    return _extends(here) or before == JOINER or _is_pair(before, here) or _halves_flag(text, at)


def _extends(char: str) -> bool:
    return (
        unicodedata.category(char).startswith("M")
        or char == JOINER
        or "\U0001f3fb" <= char <= "\U0001f3ff"  # skin tones
        or "\U000e0020" <= char <= "\U000e007f"  # tags, in the flags of Scotland and Wales
        or "\u1160" <= char <= "\u11ff"  # Hangul vowels and finals
    )


def _is_pair(before: str, here: str) -> bool:
    """Surrogates, should any have slipped in."""
    return "\ud800" <= before <= "\udbff" and "\udc00" <= here <= "\udfff"


def _halves_flag(text: str, at: int) -> bool:
    """A flag is two letters; a cut inside has an odd number of them before it."""
    first = at
    while first > 0 and _is_flag_letter(text[first - 1]):
        first -= 1
    return _is_flag_letter(text[at]) and (at - first) % 2 == 1


def _is_flag_letter(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"

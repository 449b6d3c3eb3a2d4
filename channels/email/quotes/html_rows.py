"""The rows of words that a reader of an HTML mail would see, and what they stand in."""

from collections import Counter
from dataclasses import dataclass

from channels.email.quotes import html_marks
from channels.email.quotes.html_marks import Effect
from channels.email.quotes.html_tokens import Tag, tokens
from channels.email.quotes.lines import MOST_LINES, Mark

VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "body",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "header",
        "li",
        "main",
        "nav",
        "ol",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
PARAGRAPHS = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "hr"])
UNSURE = (Effect.MAYBE_QUOTE, Effect.INDENT)


@dataclass(slots=True)
class Row:
    """A line of words. `box` is the number of the blockquote around it that may be no quote."""

    text: str
    depth: int = 0
    mark: Mark = Mark.NONE
    box: int = 0


@dataclass(frozen=True, slots=True)
class _Element:
    """An element that is open."""

    name: str
    effect: Effect | None
    is_gmail_box: bool


def rows(html: str) -> tuple[list[Row], frozenset[int]]:
    """The rows, and the boxes that look like a mere indentation."""
    page = _Page()
    for token in tokens(html):
        if isinstance(token, Tag):
            page.turn(token)
        elif token:
            page.say(token)
        if len(page.rows) >= MOST_LINES:
            break
    page.end_row()
    return page.rows, frozenset(page.indents)


class _Page:
    """What has been drawn so far and which elements are open."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.indents: set[int] = set()
        self._row: Row | None = None
        self._words: list[str] = []
        self._open: list[_Element] = []
        self._names: Counter[str] = Counter()
        self._effects: Counter[Effect | None] = Counter()
        self._marks: list[Mark] = []
        self._gmail_boxes = 0
        self._boxes = 0
        self._is_old = False

    # words

    def say(self, text: str) -> None:
        if self._names["pre"]:
            self._say_as_it_is(text)
            return
        tidy = " ".join(text.split())
        before = " " if text[0].isspace() and self._words else ""
        after = " " if tidy and text[-1].isspace() else ""
        if tidy:
            self._row = self._row or self._new_row()
        self._words.append(before + tidy + after)

    def _say_as_it_is(self, text: str) -> None:
        for number, each in enumerate(text.split("\n", MOST_LINES)):
            if number:
                self.end_row(or_blank=True)
            if each.strip():
                self._row = self._row or self._new_row()
                self._words.append(each)

    def _new_row(self) -> Row:
        mark = Mark.OLD if self._is_old else (self._marks or [Mark.NONE])[-1]
        self._is_old = False
        is_unsure = any(self._effects[effect] for effect in UNSURE)
        return Row("", self._effects[Effect.QUOTE], mark, self._boxes if is_unsure else 0)

    def end_row(self, *, or_blank: bool = False) -> None:
        """End the line; `or_blank` if an empty one is a line as well."""
        if self._row:
            text = "".join(self._words)
            self._row.text = text.rstrip() if self._names["pre"] else " ".join(text.split())
            self.rows.append(self._row)
        elif or_blank and self.rows:
            last = self.rows[-1]
            self.rows.append(Row("", last.depth, Mark.NONE, last.box))
        self._row = None
        self._words.clear()

    def _end_paragraph(self) -> None:
        self.end_row()
        self.end_row(or_blank=bool(self.rows and self.rows[-1].text))

    # elements

    def turn(self, tag: Tag) -> None:
        self._draw(tag)
        if tag.is_closing:
            self._leave(tag.name)
        else:
            self._enter(tag)

    def _draw(self, tag: Tag) -> None:
        if tag.name == "hr":
            self._sign()
        if tag.name in PARAGRAPHS:
            self._end_paragraph()
        elif tag.name in BLOCKS:
            self.end_row()
        elif tag.name == "br":
            self.end_row(or_blank=True)
        elif tag.name in ("td", "th"):
            self.say(" ")

    def _sign(self) -> None:
        """A name that stands right on a rule, in one block with it, signs what is above."""
        said = "".join(self._words).split()
        if self._row and self.rows and 0 < len(said) <= 3 and all(map(_is_of_a_name, said)):
            self._row.mark = Mark.SIGNATURE

    def _enter(self, tag: Tag) -> None:
        effect = html_marks.effect(tag, in_gmail_box=self._gmail_boxes > 0)
        if effect is Effect.OLD_FROM_HERE:
            self._is_old, effect = True, None
        is_kept = tag.name in BLOCKS or tag.name in PARAGRAPHS or effect or self._names[tag.name]
        if is_kept and tag.name not in VOID:
            self._push(_Element(tag.name, effect, html_marks.is_gmail_box(tag)))
        if tag.name == "li":
            self.say("- ")

    def _push(self, element: _Element) -> None:
        self._number(element.effect)
        self._open.append(element)
        self._names[element.name] += 1
        self._effects[element.effect] += 1
        self._gmail_boxes += element.is_gmail_box
        if element.effect in html_marks.MARKS:
            self._marks.append(html_marks.MARKS[element.effect])

    def _number(self, effect: Effect | None) -> None:
        """A number for each outermost blockquote that may be no quote."""
        if effect in UNSURE and not any(self._effects[each] for each in UNSURE):
            self._boxes += 1
            self.indents |= {self._boxes} if effect is Effect.INDENT else set()

    def _leave(self, name: str) -> None:
        """Close the element and what is still open in it; nothing if it is not open."""
        is_open = self._names[name] > 0
        while is_open:
            element = self._open.pop()
            is_open = element.name != name
            self._names[element.name] -= 1
            self._effects[element.effect] -= 1
            self._gmail_boxes -= element.is_gmail_box
            if element.effect in html_marks.MARKS:
                self._marks.pop()


def _is_of_a_name(word: str) -> bool:
    return word[0].isupper() and word.rstrip(".").replace("-", "").isalpha()

"""The rows of words that a reader of an HTML mail would see, and what they stand in."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from channels.email.html_tokens import tokens
from channels.email.quotes import html_marks
from channels.email.quotes.html_marks import Effect
from channels.email.quotes.lines import MOST_LINES, Mark

LONGEST_HTML = 512 * 1024
MOST_TAGS = 30_000

ROWS = (
    "address article aside body center dd div dl dt fieldset figure footer form header li main"
    " nav ol pre section table tbody tfoot thead tr ul"
)
BLOCKS = "p h1 h2 h3 h4 h5 h6 blockquote"
KEPT = frozenset([*ROWS.split(), *BLOCKS.split()])  # elements, though nothing is known of them
VOID = ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr")
UNSURE = (Effect.MAYBE_QUOTE, Effect.INDENT)


@dataclass(slots=True)
class Row:
    """A line of words. `box` is the number of the blockquote around it that may be no quote."""

    text: str
    depth: int = 0
    mark: Mark = Mark.NONE
    box: int = 0


class _Element(NamedTuple):
    """An element that is open."""

    name: str
    effect: Effect | None
    is_gmail_box: bool


def rows(html: str) -> tuple[list[Row], frozenset[int]]:
    """The rows, and the boxes that look like a mere indentation."""
    page = _Page()
    for words, closing, name, attributes in islice(tokens(html[:LONGEST_HTML]), MOST_TAGS):
        if words:
            page.say(words)
        if name:
            page.turn(name, closing, attributes)
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
        self._names: defaultdict[str, int] = defaultdict(int)
        self._marks: list[Mark] = [Mark.NONE]
        self._quotes = 0
        self._unsure = 0
        self._gmail_boxes = 0
        self._boxes = 0
        self._is_old = False

    # words

    def say(self, text: str) -> None:
        if self._names["pre"]:
            self._say_as_it_is(text)
            return
        if not self._row and not text.isspace():
            self._row = self._new_row()
        self._words.append(text)

    def _say_as_it_is(self, text: str) -> None:
        for number, each in enumerate(text.split("\n", MOST_LINES)):
            if number:
                self.end_line()
            if each.strip():
                self._row = self._row or self._new_row()
                self._words.append(each)

    def _new_row(self) -> Row:
        mark = Mark.OLD if self._is_old else self._marks[-1]
        self._is_old = False
        return Row("", self._quotes, mark, self._boxes if self._unsure else 0)

    def end_row(self) -> None:
        """End the line if there is something on it."""
        if self._row:
            text = "".join(self._words)
            self._row.text = text.rstrip() if self._names["pre"] else " ".join(text.split())
            self.rows.append(self._row)
        self._row = None
        self._words.clear()

    def end_line(self) -> None:
        """End the line; an empty one is a line as well."""
        if not self._row and self.rows:
            last = self.rows[-1]
            self.rows.append(Row("", last.depth, Mark.NONE, last.box))
        self.end_row()

    def end_paragraph(self) -> None:
        self.end_row()
        if self.rows and self.rows[-1].text:
            self.end_line()

    def end_cell(self) -> None:
        self.say(" ")

    def end_at_rule(self) -> None:
        """A name that stands right on a rule, in one block with it, signs what is above."""
        said = "".join(self._words).split()
        if self._row and self.rows and 0 < len(said) <= 3 and all(map(_is_of_a_name, said)):
            self._row.mark = Mark.SIGNATURE
        self.end_paragraph()

    # elements

    def turn(self, name: str, closing: str, attributes: str) -> None:
        if name in DRAWN:
            DRAWN[name](self)
        if closing:
            self._leave(name)
        else:
            self._enter(name, attributes)

    def _enter(self, name: str, attributes: str) -> None:
        effect = None
        if attributes or name == "blockquote":
            effect = html_marks.effect(name, attributes, in_gmail_box=self._gmail_boxes > 0)
        if effect is Effect.OLD_FROM_HERE:
            self._is_old, effect = True, None
        if name not in VOID and (name in KEPT or effect or self._names[name]):
            self._push(_Element(name, effect, html_marks.is_gmail_box(name, attributes)))
        if name == "li":
            self.say("- ")

    def _push(self, element: _Element) -> None:
        self._open.append(element)
        self._names[element.name] += 1
        if element.effect:
            self._begin(element.effect)
        self._gmail_boxes += element.is_gmail_box

    def _begin(self, effect: Effect) -> None:
        """Each outermost blockquote that may be no quote gets a number."""
        if effect in UNSURE and not self._unsure:
            self._boxes += 1
            self.indents |= {self._boxes} if effect is Effect.INDENT else set()
        self._quotes += effect is Effect.QUOTE
        self._unsure += effect in UNSURE
        if effect in html_marks.MARKS:
            self._marks.append(html_marks.MARKS[effect])

    def _end(self, effect: Effect) -> None:
        self._quotes -= effect is Effect.QUOTE
        self._unsure -= effect in UNSURE
        if effect in html_marks.MARKS:
            self._marks.pop()

    def _leave(self, name: str) -> None:
        """Close the element and what is still open in it; nothing if it is not open."""
        is_open = self._names[name] > 0
        while is_open:
            element = self._open.pop()
            is_open = element.name != name
            self._names[element.name] -= 1
            self._gmail_boxes -= element.is_gmail_box
            if element.effect:
                self._end(element.effect)


def _is_of_a_name(word: str) -> bool:
    return word[0].isupper() and word.rstrip(".").replace("-", "").isalpha()


DRAWN: Mapping[str, Callable[[_Page], None]] = {
    **dict.fromkeys(ROWS.split(), _Page.end_row),
    **dict.fromkeys(BLOCKS.split(), _Page.end_paragraph),
    **dict.fromkeys(("td", "th"), _Page.end_cell),
    "br": _Page.end_line,
    "hr": _Page.end_at_rule,
}

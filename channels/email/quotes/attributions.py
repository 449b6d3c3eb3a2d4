"""Which lines say who wrote what follows: "On Monday, Ann wrote:", as mailers word it.

Words decide less than form does: a date at the beginning, an address, a verb, a colon at the end,
over at most a few lines. So it holds for mailers and languages that no table knows.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from channels.email.quotes import lines as mail_lines
from channels.email.quotes.lines import Line, Mark
from channels.email.quotes.wrote import FIRST_WORDS, PREFIXES, STARTS_MIDWAY, STEMS, VERBS

MOST_LINES = 5
LONGEST = 400
LONGEST_SENTENCE = 30  # words
LONGEST_NAME = 6  # words
LONGEST_VERB = 5  # words
LONGEST_WORD = 20
DATE_WITHIN = 6  # words from the beginning

# A date in digits; a year, a time; a day of a month.
YEARS = mail_lines.fold("年년")
HOURS = mail_lines.fold("時时點点시")
FULL_DATE = re.compile(rf"(?<!\d)\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{1,4}}(?!\d)|\d{{4}} ?[{YEARS}]")
YEAR_OR_TIME = re.compile(
    rf"(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)\d{{1,2}}[:.h]\d\d(?!\d)|\d{{1,2}}[{HOURS}]"
)
TIME = re.compile(r"(?<!\d)\d{1,2}:\d\d(?!\d)")
DAY = re.compile(r"\(?\d{1,2}(?:st|nd|rd|th|er|º|°|ter)?[.,)]{0,2}|\d{1,2}-\w{1,10}\.?-\d{2,4},?")
ADDRESS = re.compile(r"[^\s@<>()\[\]]@[\w-]")
PAST_A_WORD = re.compile(r"[^\w()/-]+")
LEADING = "-–—*_=#|~ "
STEM, STEM_ENDS = mail_lines.any_of(STEMS), tuple(STEMS)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Lines from `start` to before `end`. A plain one only counts above a quote."""

    start: int
    end: int
    is_plain: bool


def find(lines: Sequence[Line]) -> dict[int, Attribution]:
    """All of them, by their first line."""
    found: dict[int, Attribution] = {}
    for at, line in enumerate(lines):
        if line.said and (line.mark is Mark.ATTRIBUTION or _may_end(line)):
            alone = Attribution(at, at + 1, is_plain=False)
            one = alone if _is_whole(line) else _ending(lines, at)
            one = alone if not one and line.mark is Mark.ATTRIBUTION else one
            if one:
                found[one.start] = one
    return found


def split_midway(lines: Sequence[Line]) -> list[Line]:
    """The lines, those cut in two on which an attribution stands behind other words.

    "> wrote:" is no quote but the end of an address that was wrapped.
    """
    cut: list[Line] = []
    for at, line in enumerate(lines):
        place = _midway(line) if _is_above_a_quote(lines, at) else 0
        if line.depth == 1 and line.low.rstrip(": ") in VERBS:
            cut.append(mail_lines.line(line.shown))
        else:
            cut += [line] if not place else _halves(line, place)
    return cut


def _halves(line: Line, place: int) -> list[Line]:
    return [mail_lines.line(line.shown[:place].rstrip(" -")), mail_lines.line(line.shown[place:])]


def _is_above_a_quote(lines: Sequence[Line], at: int) -> bool:
    if lines[at].depth or not lines[at].low.endswith(":"):
        return False
    after = mail_lines.next_said(lines, at + 1)
    return after < len(lines) and lines[after].depth > 0


def _midway(line: Line) -> int:
    """Where on the line an attribution starts; 0 if it starts with it or has none."""
    if len(line.shown) > LONGEST or not _has_verb(line.low) or _starts_dated(line.low):
        return 0
    places = (line.shown.rfind(start, 1) for start in STARTS_MIDWAY)
    return next((place for place in places if place > 0 and _is_start(line.shown, place)), 0)


def _is_start(shown: str, place: int) -> bool:
    return shown[place - 1] in " -" and _starts_dated(mail_lines.fold(shown[place:]))


# --- one attribution ---------------------------------------------------------------------------


def _may_end(line: Line) -> bool:
    low = line.low
    if low.endswith((":", ">")) or _ends_with_verb(low) or _is_date_and_name(low):
        return True
    return _is_whole(line) or (low.startswith("--") and low.endswith("--") and _has_verb(low))


def _is_date_and_name(low: str) -> bool:
    """ "2026-05-05 16:15 GMT+02:00 Ann Larsen", no more words."""
    is_dated = low[:1].isdigit() and FULL_DATE.match(low) and TIME.search(low)
    return bool(is_dated) and len(low.split(" ")) <= LONGEST_NAME


def _is_whole(line: Line) -> bool:
    """ ">>> Ann 5/5/26 4:15 PM >>>"; "On <date>, Ann <address> wrote: Hello", all on one line."""
    if line.shown.startswith(">>>") and line.said.endswith(">>>"):
        return bool(YEAR_OR_TIME.search(line.low))
    head, colon, _ = line.low.partition(": ")
    return bool(colon) and "@" in head and _ends_with_verb(head) and _starts_dated(head)


def _ending(lines: Sequence[Line], last: int) -> Attribution | None:
    """The attribution that ends here: if one begins with a date, that; else the shortest."""
    shortest: Attribution | None = None
    for first, joined in _upwards(lines, last):
        if _starts_dated(lines[first].low):
            return _dated(first, last + 1, joined) or shortest
        shortest = shortest or _undated(lines, first, last + 1, joined)
    return shortest


def _upwards(lines: Sequence[Line], last: int) -> Iterator[tuple[int, str]]:
    """Each line it may begin with, and the words from there on."""
    joined = ""
    for first in range(last, max(-1, last - MOST_LINES), -1):
        if first < last and _ends_before(lines, first, last):
            return
        joined = f"{lines[first].low} {joined}".strip()
        if len(joined) > LONGEST:
            return
        if lines[first].said:
            yield first, joined


def _ends_before(lines: Sequence[Line], first: int, last: int) -> bool:
    """Whether the lines above cannot belong to it: another sentence, another writer."""
    line = lines[first]
    if not line.said:  # empty lines only inside an address
        return "<" not in lines[first + 1].shown and ">" not in lines[first + 1].shown
    return line.low.endswith((":", ".", "?", "!")) or line.depth != lines[last].depth


def _dated(first: int, end: int, joined: str) -> Attribution | None:
    """ "On <date>, Ann <address> wrote:" with two of verb, address and colon."""
    has_colon = joined.endswith(":")
    has_address = bool(ADDRESS.search(joined))
    if (has_colon and _has_verb(joined) and has_address) or _ends_with_verb(joined):
        return Attribution(first, end, is_plain=False)
    if has_colon and _ends_with_name(joined):
        return Attribution(first, end, is_plain=False)
    if not has_address:
        is_bare = _is_date_and_name(joined)
        return Attribution(first, end, is_plain=True) if is_bare else None
    bare = joined.rstrip(": ")
    if has_colon and bare.endswith((">", ")", '"')):
        return Attribution(first, end, is_plain=False)
    is_at_end = bare.endswith(">") or "@" in bare.rpartition(" ")[2]
    return Attribution(first, end, is_plain=True) if is_at_end else None


def _ends_with_name(joined: str) -> bool:
    """Whether a verb and then at most a name stand at the end: "schrieb Ann Larsen:"."""
    return _has_verb(" ".join(joined.split(" ")[-LONGEST_NAME - 1 :]))


def _undated(lines: Sequence[Line], first: int, end: int, joined: str) -> Attribution | None:
    """ "Ann <address> wrote:", also with a date behind; "---- Ann wrote ----"; "Ann wrote:"."""
    words = len(joined.split(" "))
    if words > LONGEST_SENTENCE or not joined.endswith((":", "--")):
        return None
    if joined.startswith(PREFIXES) and ADDRESS.search(joined):
        return Attribution(first, end, is_plain=False)
    if not _has_verb(joined):
        is_addressed = joined.endswith(":") and ADDRESS.search(joined)
        return Attribution(first, end, is_plain=True) if is_addressed else None
    if joined.endswith("--"):
        return Attribution(first, end, is_plain=False) if joined.startswith("--") else None
    if not _is_named(joined):
        return Attribution(first, end, is_plain=True) if _ends_with_verb(joined) else None
    return Attribution(_with_name_above(lines, first, joined), end, is_plain=False)


def _is_named(joined: str) -> bool:
    """A name of a few words, maybe an address, then the verb or a date, or both."""
    address = ADDRESS.search(joined)
    if not address:
        return _is_name_and_date(joined)
    if len(joined[: address.start()].split(" ")) > LONGEST_NAME:
        return False
    return _ends_after_address(joined, address.end()) or bool(YEAR_OR_TIME.search(joined))


def _is_name_and_date(joined: str) -> bool:
    """ "Ann Larsen kirjoitti 5.5.2026 klo 16.15:"."""
    words = joined.split(" ")
    is_short = len(words) <= 2 * LONGEST_NAME and _has_verb(" ".join(words[:LONGEST_NAME]))
    return is_short and bool(FULL_DATE.search(joined) and YEAR_OR_TIME.search(joined))


def _ends_after_address(joined: str, at: int) -> bool:
    between = joined[at:].partition(" ")[2]
    return len(between.split(" ")) <= LONGEST_VERB and _ends_with_verb(between)


def _with_name_above(lines: Sequence[Line], first: int, joined: str) -> int:
    """A name that was wrapped before its address."""
    if not first or not joined.startswith("<"):
        return first
    above = lines[first - 1]
    is_name = above.said[-1:].isalnum() and len(above.said.split(" ")) <= LONGEST_NAME
    return first - 1 if is_name and above.depth == lines[first].depth else first


# --- evidence ----------------------------------------------------------------------------------


def _starts_dated(low: str) -> bool:
    """Whether it begins with a date, or with a few words and then one."""
    words = low.lstrip(LEADING).split(" ")[:DATE_WITHIN]
    begins = words[0] in FIRST_WORDS or any(_has_digit(word) for word in words[:2])
    if not begins:
        return False
    near = " ".join(words)
    if FULL_DATE.search(near):
        return True
    return any(DAY.fullmatch(word) for word in words) and bool(YEAR_OR_TIME.search(low[:LONGEST]))


def _has_digit(word: str) -> bool:
    return any(char.isdigit() for char in word)


def _has_verb(low: str) -> bool:
    words = PAST_A_WORD.sub(" ", low).split(" ")
    return not VERBS.isdisjoint(words) or bool(STEM.search(low))


def _ends_with_verb(low: str) -> bool:
    bare = low.rstrip(": -*")
    last = bare[-LONGEST_WORD:].rpartition(" ")[2]
    if not last.isalnum():
        last = PAST_A_WORD.sub(" ", last).rpartition(" ")[2]
    return last in VERBS or (not bare.isascii() and bare.endswith(STEM_ENDS))

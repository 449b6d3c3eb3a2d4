"""Where what a person wrote ends and the signature, the phone's line or the disclaimer begins.

Whatever reads like a sentence stays, unless a lawyer wrote it.
"""

import re
from collections.abc import Callable, Sequence

from channels.email.quotes import closings
from channels.email.quotes.lines import Line, Mark, any_of
from channels.email.quotes.separators import is_rule

MOST_LINES = 30  # behind "-- "; nobody's message hides there
MOST_FOOTER_LINES = 14
MOST_CLOSING_LINES = 12
MOST_ROUNDS = 8
LONGEST_LINE = 90
LONGEST_SENTENCE = 9  # words in a line of a signature
SENTENCE = 5  # words before a full stop that make one
LONGEST_POCKET = 11
LONGEST_NAME = 4
FEWEST_DIGITS = 7  # of a telephone number

DELIMITERS = frozenset({"--", "—", "––", "---", "__"})
POSTSCRIPT = re.compile(r"p\.? ?s\b|nb\b|n\.b\.|edit:")
PHONE = re.compile(r"\D{0,25}+\d[\d ()./+-]{5,40}+\D{0,12}+")
LINK = re.compile(r"<?(?:https?://|www\.|mailto:)\S++")
ADDRESS = re.compile(r"[^\s@<>()\[\]]@[\w-]")
NAME = re.compile(r"[-/–—~]{1,2}+ ?([^\W\d_][\w'.’-]*+(?: [^\W\d_][\w'.’-]*+){0,2})")

BANNERS, DISCLAIMERS = tuple(closings.BANNERS), tuple(closings.DISCLAIMERS)
DEVICES, EXCUSES = any_of(closings.DEVICES), any_of(closings.EXCUSES)
LAWYERS, WARNINGS = any_of(closings.LAWYERS), any_of(closings.WARNINGS)
POCKETS, POCKET_ENDS = tuple(closings.POCKETS), tuple(closings.POCKET_ENDS)


def end_of_words(lines: Sequence[Line]) -> int:
    """How many of the lines are before the signature and all that follows it."""
    end = len(lines)
    for _ in range(MOST_ROUNDS):
        cut = _cut(lines, end)
        if cut == end:
            return end
        end = cut
    return end


def start_of_words(lines: Sequence[Line]) -> int:
    """Behind the warning that a gateway puts above a mail from outside; 0 if there is none."""
    first = next((at for at, line in enumerate(lines) if line.said), len(lines))
    end = next((at for at in range(first, len(lines)) if not lines[at].said), len(lines))
    warning = " ".join(line.low for line in lines[first:end])
    is_banner = warning.startswith(BANNERS) and WARNINGS.search(warning)
    return end if is_banner and any(line.said for line in lines[end:]) else 0


def _cut(lines: Sequence[Line], end: int) -> int:
    end = _trimmed(lines, end)
    for rule in RULES:
        cut = rule(lines, end)
        if cut < end:
            return _trimmed(lines, cut)
    return end


def _trimmed(lines: Sequence[Line], end: int) -> int:
    while end and (not lines[end - 1].said or is_rule(lines[end - 1])):
        end -= 1
    return end


# --- the rules: each tells where to cut, or the end ---------------------------------------------


def _marked(lines: Sequence[Line], end: int) -> int:
    """The mailer itself says that it is a signature."""
    marks = (at for at in range(end) if lines[at].mark is Mark.SIGNATURE)
    return next(marks, end)


def _delimited(lines: Sequence[Line], end: int) -> int:
    """Below "-- " (RFC 3676, 4.3), and what people use like it."""
    for at in range(max(0, end - MOST_LINES), end):
        mark = lines[at].shown.strip()
        below = [line for line in lines[at + 1 : end] if line.said]
        if mark == "--" or (mark in DELIMITERS and _is_short(below, MOST_FOOTER_LINES)):
            return at
    return end


def _ruled(lines: Sequence[Line], end: int) -> int:
    """Addresses and numbers below a drawn line: a mailing list's footer, a card."""
    for at in range(end - 1, max(-1, end - MOST_LINES), -1):
        if is_rule(lines[at]):
            below = [line for line in lines[at + 1 : end] if line.said]
            is_card = len(below) > 1 and any(map(_is_contact, below))
            return at if is_card and _is_short(below, MOST_FOOTER_LINES) else end
    return end


def _pocket(lines: Sequence[Line], end: int) -> int:
    """ "Sent from my phone", and a name right above it."""
    if not end or not is_pocket(lines[end - 1]):
        return end
    name = end - 2
    return name if name > 0 and _is_name(lines[name]) and not lines[name - 1].said else end - 1


def _disclaimed(lines: Sequence[Line], end: int) -> int:
    for at in _paragraphs(lines, end):
        if lines[at].low.lstrip("-=*_ ").startswith(DISCLAIMERS):
            text = " ".join(line.low for line in lines[at : min(end, at + MOST_FOOTER_LINES)])
            if LAWYERS.search(text):
                return at
    return end


def _paragraphs(lines: Sequence[Line], end: int) -> list[int]:
    first = max(0, end - MOST_FOOTER_LINES * MOST_ROUNDS)
    return [at for at in range(first, end) if lines[at].said and not (at and lines[at - 1].said)]


def _closed(lines: Sequence[Line], end: int) -> int:
    """ "Best regards" alone on a line, and then only short lines."""
    said = [at for at in range(end) if lines[at].said][-MOST_CLOSING_LINES - 1 :]
    for at in said:
        if _is_closing(lines[at]):
            below = [line for line in lines[at + 1 : end] if line.said]
            return at if _is_short(below, MOST_CLOSING_LINES) else end
    return end


def _is_closing(line: Line) -> bool:
    return line.low.strip(" ,.;:!-–—") in closings.CLOSINGS


def _carded(lines: Sequence[Line], end: int) -> int:
    """A last paragraph with a name on top and ways to reach its bearer."""
    start = end
    while start and lines[start - 1].said:
        start -= 1
    card = lines[start:end]
    is_card = 3 <= len(card) <= MOST_CLOSING_LINES and _is_short(card, MOST_CLOSING_LINES)
    if not is_card or sum(map(_is_contact, card)) < 2 or ":" in card[0].said:
        return end
    before = _trimmed(lines, start)
    return end if before and lines[before - 1].said.endswith((":", ",")) else start


def _named(lines: Sequence[Line], end: int) -> int:
    """ "-Ann" or "/Ann" as the last line, if it is no item of a list."""
    name = NAME.fullmatch(lines[end - 1].shown.strip()) if end else None
    if not name or not all(word[0].isupper() for word in name[1].split(" ")):
        return end
    before = _trimmed(lines, end - 1)
    above = lines[before - 1].shown.lstrip() if before else ""
    is_listed = above[:1] == lines[end - 1].shown.lstrip()[:1] or above.endswith(":")
    return end if is_listed else end - 1


RULES: tuple[Callable[[Sequence[Line], int], int], ...] = (
    _marked,
    _pocket,
    _disclaimed,
    _delimited,
    _ruled,
    _closed,
    _named,
    _carded,
)

# --- what lines look like ----------------------------------------------------------------------


def is_pocket(line: Line) -> bool:
    """What a phone or a program adds: a few words, one of them a device."""
    words = LINK.sub("", line.low).strip(" .!<>()[]").split()
    text = " ".join(words)
    if not text.startswith(POCKETS) and not text.endswith(POCKET_ENDS):
        return False
    first, comma, rest = text.partition(",")
    is_named = DEVICES.search(first) or first.startswith("sent from my ")
    is_excused = not comma or EXCUSES.search(rest) or rest.startswith((" an ", " a "))
    return len(words) <= LONGEST_POCKET and bool(is_named and is_excused)


def _is_contact(line: Line) -> bool:
    said = line.said
    is_phone = sum(char.isdigit() for char in said) >= FEWEST_DIGITS and PHONE.fullmatch(said)
    return bool(ADDRESS.search(said) or LINK.search(said) or is_phone)


def _is_name(line: Line) -> bool:
    words = line.said.split()
    is_capital = all(word[0].isupper() for word in words)
    return 0 < len(words) <= LONGEST_NAME and is_capital and line.said[-1] not in ":,?!"


def _is_short(below: Sequence[Line], most: int) -> bool:
    """Whether these may be the lines of a signature: short, no sentence, no postscript."""
    return len(below) <= most and not any(map(_is_sentence, below))


def _is_sentence(line: Line) -> bool:
    if _is_contact(line):
        return False
    words = line.said.split(" ")
    if len(words) > LONGEST_SENTENCE or len(line.said) > LONGEST_LINE:
        return True
    is_ended = line.said.endswith("?") or (line.said[-1] in ".!。" and len(words) >= SENTENCE)
    return is_ended or bool(POSTSCRIPT.match(line.low))

"""Which lines of an answer are new: everything but quotes, old mails and signatures.

If somebody answered below several quotes, these stay, since the answers make no sense without
them. A forwarded mail stays too: it is what the person wants to show. If nothing would be left,
all of it stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import groupby, pairwise

from channels.email.quotes import attributions, header_blocks, separators, signatures
from channels.email.quotes.attributions import Attribution
from channels.email.quotes.lines import Line, Mark, next_said


class Kind(Enum):
    """What a line is part of."""

    OWN = auto()
    QUOTE = auto()
    OLD = auto()
    FORWARD = auto()


@dataclass(frozen=True, slots=True)
class Piece:
    """Neighbouring lines of one kind, from `start` to before `end`."""

    kind: Kind
    start: int
    end: int


def new_lines(lines: Sequence[Line]) -> list[int]:
    """Where the lines are that the person newly wrote; all of them if that is none.

    Where no quote says whose it is, the person may have typed the marks: one is enough to stay.
    """
    known = attributions.find(lines)
    return _new_lines(lines, known, fewest=2 if known else 1)


def new_lines_of_html(lines: Sequence[Line]) -> list[int]:
    """The same where a mail program has marked what is quoted."""
    return _new_lines(lines, attributions.find(lines), fewest=2)


def _new_lines(
    lines: Sequence[Line], known: Mapping[int, Attribution], *, fewest: int
) -> list[int]:
    found = _pieces(_kinds(lines, known))
    for pieces in ([_unsigned(lines, piece) for piece in found], found):
        kept = _kept(lines, pieces, fewest=fewest)
        if any(lines[at].said for at in kept):
            return kept
    return list(range(len(lines)))


def own_lines(lines: Sequence[Line]) -> list[int]:
    """The lines of a fresh mail without the signature; all of them if that is none."""
    piece = _unsigned(lines, Piece(Kind.OWN, 0, len(lines)))
    kept = list(range(piece.start, piece.end))
    return kept if any(lines[at].said for at in kept) else list(range(len(lines)))


# --- kinds -------------------------------------------------------------------------------------


def _kinds(lines: Sequence[Line], known: Mapping[int, Attribution]) -> list[Kind]:
    """The kind of each line; a blank one is of the kind before it."""
    kinds: list[Kind] = []
    seen: list[Kind] = []
    while len(kinds) < len(lines):
        at = len(kinds)
        if separators.is_forward(lines[at]) and not (lines[at].depth and Kind.QUOTE in seen):
            return kinds + [Kind.FORWARD] * (len(lines) - at)
        kind, end = _kind(lines, at, known.get(at))
        if kind is Kind.OLD and Kind.OWN in seen:
            return kinds + [Kind.OLD] * (len(lines) - at)
        if kind is Kind.OLD:  # nothing above is new, so what follows may be
            kind = Kind.QUOTE if _is_above_a_quote(lines, end, known) else Kind.OWN
        if kind not in seen and _tells(lines[at]):
            seen.append(kind)
        kinds += [kind if lines[at].shown.strip() or not kinds else kinds[-1]] * (end - at)
    return kinds


def _is_above_a_quote(lines: Sequence[Line], at: int, known: Mapping[int, Attribution]) -> bool:
    after = next_said(lines, at)
    if after in known:
        after = next_said(lines, known[after].end)
    return after < len(lines) and lines[after].depth > 0


def _tells(line: Line) -> bool:
    return bool(line.said) and not separators.is_rule(line)


def _kind(lines: Sequence[Line], at: int, known: Attribution | None) -> tuple[Kind, int]:
    """The kind of this line, and behind which lines that ends."""
    after = next_said(lines, known.end) if known else 0
    if known and after < len(lines) and lines[after].depth > lines[at].depth:
        return Kind.QUOTE, known.end
    if lines[at].depth:
        return Kind.QUOTE, at + 1
    if known and not known.is_plain:
        return Kind.OLD, known.end
    opened = _opened(lines, at)
    if opened:
        return Kind.OLD, opened
    return (Kind.QUOTE if _is_link_tail(lines, at) else Kind.OWN), at + 1


def _opened(lines: Sequence[Line], at: int) -> int:
    """Behind the lines that open an old mail; 0 if there are none here."""
    line = lines[at]
    if line.mark is Mark.OLD or separators.opens_an_old_mail(line):
        inner = next_said(lines, at + 1)
        below = header_blocks.block(lines, inner) if inner < len(lines) else None
        return below.end if below else at + 1
    found = header_blocks.block(lines, at) or header_blocks.framed_block(lines, at)
    return found.end if found else 0


def _is_link_tail(lines: Sequence[Line], at: int) -> bool:
    """The end of a quoted link, which a mailer wrapped without a quote mark."""
    is_between = 0 < at < len(lines) - 1 and lines[at - 1].depth and lines[at + 1].depth
    said = lines[at].said
    return bool(is_between) and (" " not in said or "://" in said) and said[-1:] in (")", ">", "/")


# --- pieces ------------------------------------------------------------------------------------


def _pieces(kinds: Sequence[Kind]) -> list[Piece]:
    pieces: list[Piece] = []
    for kind, group in groupby(kinds):
        start = pieces[-1].end if pieces else 0
        pieces.append(Piece(kind, start, start + sum(1 for _ in group)))
    return pieces


def _unsigned(lines: Sequence[Line], piece: Piece) -> Piece:
    if piece.kind is not Kind.OWN:
        return piece
    own = lines[piece.start : piece.end]
    begin = 0 if piece.start else signatures.start_of_words(own)
    return Piece(
        Kind.OWN, piece.start + begin, piece.start + max(begin, signatures.end_of_words(own))
    )


def _kept(lines: Sequence[Line], pieces: Sequence[Piece], *, fewest: int) -> list[int]:
    """The lines of the pieces to show, in order; quotes only if so many have been answered."""
    telling = [piece for piece in pieces if any(map(_tells, lines[piece.start : piece.end]))]
    shown = (Kind.OWN, Kind.FORWARD)
    first, last = _answers(telling, fewest)
    return [
        at
        for number, piece in enumerate(telling)
        if piece.kind in shown or (piece.kind is Kind.QUOTE and first <= number <= last)
        for at in range(piece.start, piece.end)
    ]


def _answers(pieces: Sequence[Piece], fewest: int) -> tuple[int, int]:
    """From which piece to which somebody answers between quotes; (0, -1) if nobody does.

    The quote on top of a mail is the one it answers; that needs not be shown.
    """
    pairs = pairwise(pieces)
    answered = [
        number
        for number, (above, below) in enumerate(pairs)
        if above.kind is Kind.QUOTE and below.kind is Kind.OWN
    ]
    is_between = len(answered) >= fewest and (len(answered) > 1 or answered[0] > 0)
    return (answered[0], answered[-1]) if is_between else (0, -1)

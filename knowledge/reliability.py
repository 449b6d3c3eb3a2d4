"""A reliability diagram: how often we were right, for each height of confidence; text and PNG."""

import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.calibration import Judged

BINS = 10
WIDE = 40  # characters of a bar
SIDE = 400  # pixels of the picture
EDGE = 20
PAPER, LINE, BAR, DIAGONAL = b"\xff\xff\xff", b"\x80\x80\x80", b"\x2f\x6f\xb5", b"\xd0\x50\x30"


@dataclass(frozen=True, slots=True)
class Bin:
    """Suggestions of like confidence: how many, how sure on average, and what share was right."""

    count: int
    sure: float
    right: float


def bins(judged: Iterable[Judged]) -> tuple[Bin, ...]:
    """Ten bins of equal width; an empty one has zeros."""
    groups: list[list[Judged]] = [[] for _ in range(BINS)]
    for one in judged:
        groups[min(int(one.confidence * BINS), BINS - 1)].append(one)
    return tuple(map(_bin, groups))


def error(found: Sequence[Bin]) -> float:
    """The expected calibration error: how far sure and right are apart, on average."""
    total = sum(one.count for one in found)
    return sum(one.count * abs(one.sure - one.right) for one in found) / max(total, 1)


def as_text(found: Sequence[Bin]) -> str:
    """A line for each bin: `#` is what was right, `|` where it should end."""
    return "\n".join(_line(at, one) for at, one in enumerate(found))


def as_png(found: Sequence[Bin]) -> bytes:
    """The same as a picture: a bar a bin, and the line on which all should end."""
    rows = [_row(SIDE - y, found) for y in range(SIDE + 1)]
    blank = PAPER * (SIDE + 2 * EDGE + 1)
    picture = [blank] * EDGE + [PAPER * EDGE + row + PAPER * EDGE for row in rows] + [blank] * EDGE
    size = struct.pack(">IIBBBBB", SIDE + 2 * EDGE + 1, len(picture), 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in picture))
    parts = _chunk(b"IHDR", size), _chunk(b"IDAT", pixels), _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _bin(group: Sequence[Judged]) -> Bin:
    if not group:
        return Bin(0, 0.0, 0.0)
    count = len(group)
    sure = sum(one.confidence for one in group) / count
    return Bin(count, sure, sum(one.helped for one in group) / count)


def _line(at: int, one: Bin) -> str:
    label = f"{at * 100 // BINS:3d}-{(at + 1) * 100 // BINS:3d} %"
    if not one.count:
        return f"{label}  {'':{WIDE}}  none"
    bar = ["#" if place < one.right * WIDE else " " for place in range(WIDE)]
    bar[min(int(one.sure * WIDE), WIDE - 1)] = "|"
    return f"{label}  {''.join(bar)}  {one.right:4.0%} of {one.count} were right"


def _row(height: int, found: Sequence[Bin]) -> bytes:
    return b"".join(_pixel(x, height, found) for x in range(SIDE + 1))


def _pixel(x: int, height: int, found: Sequence[Bin]) -> bytes:
    if abs(x - height) <= 1:
        return DIAGONAL
    if x in (0, SIDE) or height in (0, SIDE):
        return LINE
    one = found[min(x * BINS // SIDE, BINS - 1)]
    return BAR if one.count and height <= one.right * SIDE and x * BINS % SIDE >= BINS else PAPER


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

"""The text of a mail as it comes over the wire, until a line with a lone dot (RFC 5321, 4.5.2)."""

from channels.email.answers import BARE_LINE_END, TOO_LONG, TOO_MUCH
from channels.email.beside import PIECE

END = b"\r\n.\r\n"
LINE_END = b"\r\n"
LONGEST_LINE = 64 * 1024  # bytes; long lines are common, so this is far over what the RFC allows
MOST_LINES = 600_000


class Letter:
    """Collects what comes, however it is cut; what is too much is passed over, not kept.

    A lone CR or LF ends nothing here: it is how a second mail is smuggled behind the first.
    """

    def __init__(self, *, limit: int) -> None:
        """`limit` is the most that may come, in bytes."""
        self._limit = limit
        # Whole lines, each with the line end before it; there is one as if a line had just ended,
        # for the dot may come first.
        self._pieces: list[bytearray] = []
        self._aside = 0  # bytes in them
        self._wire = bytearray(LINE_END)
        self._passed_over = ""  # why
        self._has_an_endless_line = False

    @property
    def size(self) -> int:
        """How many bytes are kept."""
        return self._aside + len(self._wire)

    def feed(self, chunk: bytes) -> bytes | None:
        """What came behind the end; None as long as it has not come."""
        begin = max(0, len(self._wire) - len(END) + 1)
        self._wire += chunk
        at = self._wire.find(END, begin)
        if at < 0:
            self._let_go(over=self._limit + len(END))
            self._lay_aside()
            return None
        rest = bytes(self._wire[at + len(END) :])
        del self._wire[at + len(LINE_END) :]
        self._let_go(over=self._limit)
        return rest

    def _let_go(self, *, over: int) -> None:
        if self._passed_over or self.size - len(LINE_END) > over:
            self.pass_over(TOO_MUCH)

    def pass_over(self, why: str) -> None:
        """Keep only the end, which may hold the beginning of the end. The first `why` counts."""
        self._passed_over = self._passed_over or why
        self._pieces.clear()
        self._aside = 0
        del self._wire[: -len(END)]

    def _lay_aside(self) -> None:
        """Cut before the last line end, so that neither it nor the end falls into two pieces."""
        if len(self._wire) <= PIECE:
            return
        cut = self._wire.rfind(LINE_END, 1)
        if cut < 0:
            self._has_an_endless_line = True
            cut = len(self._wire) - self._wire.endswith(b"\r")
        self._pieces.append(self._wire[:cut])
        self._aside += cut
        del self._wire[:cut]

    def refusal(self) -> str:
        """Why it is not taken, as an answer; "" if it is."""
        if self._passed_over:
            return self._passed_over
        ends, returns, feeds = (self._count(sign) for sign in (LINE_END, b"\r", b"\n"))
        if ends - 1 > MOST_LINES:
            return TOO_MUCH
        if not ends == returns == feeds:
            return BARE_LINE_END
        return TOO_LONG if self._has_a_long_line() else ""

    def _count(self, sign: bytes) -> int:
        return self._wire.count(sign) + sum(piece.count(sign) for piece in self._pieces)

    def _has_a_long_line(self) -> bool:
        return self._has_an_endless_line or any(map(_is_long, (*self._pieces, self._wire)))

    def text(self) -> bytes:
        """The mail, without the dots that were put before other dots."""
        pieces = [piece.replace(LINE_END + b".", LINE_END) for piece in (*self._pieces, self._wire)]
        del pieces[0][: len(LINE_END)]
        return b"".join(pieces)


def _is_long(piece: bytearray) -> bool:
    """Whether one of its lines is too long; from line end to line end, as far as one may be."""
    at = 0
    while len(piece) - at > LONGEST_LINE:
        at = piece.rfind(LINE_END, at + 1, at + LONGEST_LINE + len(LINE_END))
        if at < 0:
            return True
    return False

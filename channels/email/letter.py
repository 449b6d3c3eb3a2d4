"""The text of a mail as it comes over the wire, until a line with a lone dot (RFC 5321, 4.5.2)."""

from channels.email.answers import BARE_LINE_END, TOO_LONG, TOO_MUCH

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
        self._wire = bytearray(LINE_END)  # as if a line had just ended: the dot may come first
        self._is_over = False

    def feed(self, chunk: bytes) -> bytes | None:
        """What came behind the end; None as long as it has not come."""
        begin = max(0, len(self._wire) - len(END) + 1)
        self._wire += chunk
        at = self._wire.find(END, begin)
        if at < 0:
            self._let_go(over=self._limit + len(END))
            return None
        rest = bytes(self._wire[at + len(END) :])
        del self._wire[at + len(LINE_END) :]
        self._let_go(over=self._limit)
        return rest

    def _let_go(self, *, over: int) -> None:
        """Of what is too much only the end is kept, which may hold the beginning of the end."""
        self._is_over = self._is_over or len(self._wire) - len(LINE_END) > over
        if self._is_over:
            del self._wire[: -len(END)]

    def refusal(self) -> str:
        """Why it is not taken, as an answer; "" if it is."""
        ends = self._wire.count(LINE_END)
        if self._is_over or ends - 1 > MOST_LINES:
            return TOO_MUCH
        if not ends == self._wire.count(b"\r") == self._wire.count(b"\n"):
            return BARE_LINE_END
        return TOO_LONG if self._has_a_long_line() else ""

    def _has_a_long_line(self) -> bool:
        if len(self._wire) <= LONGEST_LINE:
            return False
        return max(map(len, self._wire.split(LINE_END))) + len(LINE_END) > LONGEST_LINE

    def text(self) -> bytes:
        """The mail, without the dots that were put before other dots."""
        return bytes(self._wire.replace(LINE_END + b".", LINE_END)[len(LINE_END) :])

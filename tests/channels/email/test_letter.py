"""A mail on the wire: however it is cut, it is read as the library would read it."""

import asyncio

import pytest
from aiosmtpd.smtp import SMTP
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from channels.email.answers import BARE_LINE_END
from channels.email.letter import LONGEST_LINE, TOO_LONG, TOO_MUCH, Letter

LIMIT = 300

PIECES = (
    b"\r\n",
    b"\r\n.\r\n",
    b".",
    b"..",
    b"\r",
    b"\n",
    b"\n.\n",
    b"x",
    b"word",
    b"\r\n.\r",
    b"\0",
)
WIRES = st.lists(st.sampled_from(PIECES), max_size=30).map(b"".join)
CUTS = st.lists(st.integers(1, 9), min_size=1)


def pieces(wire, cuts):
    """The wire in pieces, whose lengths come round again and again."""
    start = 0
    while start < len(wire):
        length = cuts[start % len(cuts)]
        yield wire[start : start + length]
        start += length


def ours(chunks):
    """What we make of it: refusal, text, and what is left for the next command."""
    letter = Letter(limit=LIMIT)
    for number, chunk in enumerate(chunks):
        rest = letter.feed(chunk)
        if rest is not None:
            refusal = letter.refusal()
            if refusal == BARE_LINE_END:  # which the library would take
                refusal = ""
            return refusal[:3], letter.text(), rest + b"".join(chunks[number + 1 :])
    return None


class Library(SMTP):
    """The library, asked about one mail only."""

    line_length_limit = LONGEST_LINE

    def __init__(self):
        super().__init__(self, hostname="x", data_size_limit=LIMIT, loop=asyncio.get_running_loop())
        self.said = []
        self.content = b""
        self._set_rset_state()
        self.session = self._create_session()
        self.session.host_name = "client"
        self.envelope.rcpt_tos.append("a@b.example")
        self.transport = asyncio.Transport()
        self._reader = asyncio.StreamReader(limit=LONGEST_LINE)

    async def push(self, status):
        self.said.append(status)

    async def handle_DATA(self, _server, _session, envelope):
        self.content = envelope.original_content
        return ""


async def librarys(chunks):
    library = Library()
    for chunk in chunks:
        library._reader.feed_data(chunk)
    library._reader.feed_eof()
    try:
        await library.smtp_DATA(None)
    except asyncio.IncompleteReadError:
        return None
    _, answer = library.said
    return answer[:3], bytes(library.content), await library._reader.read()


@hypothesis_settings(max_examples=300)
@given(wire=WIRES, cuts=CUTS)
def test_we_read_what_the_library_reads(wire, cuts):
    chunks = list(pieces(wire + b"\r\n.\r\nQUIT\r\n", cuts))
    mine, theirs = ours(chunks), asyncio.run(librarys(chunks))
    assert mine is not None
    assert (mine[0], mine[2]) == (theirs[0], theirs[2])
    assert mine[0] or mine[1] == theirs[1]


@pytest.mark.parametrize(
    ("wire", "text"),
    [
        (b".\r\n", b""),
        (b"\r\n.\r\n", b"\r\n"),
        (b"..\r\n.\r\n", b".\r\n"),
        (b"a\r\n..b\r\n.c\r\n.\r\n", b"a\r\n.b\r\nc\r\n"),
        (b"a\n.\nb\r\n.\r\n", b"a\n.\nb\r\n"),
        (b"a\r.\rb\r\n.\r\n", b"a\r.\rb\r\n"),
        (b"a\r\n.\nb\r\n.\r\n", b"a\r\n\nb\r\n"),
    ],
)
def test_dots_and_ends(wire, text):
    assert ours([wire]) == ("", text, b"")
    assert ours([wire[at : at + 1] for at in range(len(wire))]) == ("", text, b"")


def test_what_comes_behind_the_end_is_the_next_command():
    assert ours([b"hi\r\n.\r\nMAIL FROM:<a@b>\r\n"]) == ("", b"hi\r\n", b"MAIL FROM:<a@b>\r\n")


@pytest.mark.parametrize(("size", "refusal"), [(LIMIT, ""), (LIMIT + 1, TOO_MUCH)])
def test_the_limit_is_exact(size, refusal):
    letter = Letter(limit=LIMIT)
    assert letter.feed(b"x" * (size - 2) + b"\r\n.\r\nrest") == b"rest"
    assert letter.refusal() == refusal


def test_what_is_too_much_is_not_kept():
    letter = Letter(limit=LIMIT)
    for _ in range(1000):
        assert letter.feed(b"x" * 1000) is None
    assert len(letter._wire) < 100
    assert letter.feed(b"\r\n.\r\n") == b""
    assert letter.refusal() == TOO_MUCH


@pytest.mark.parametrize(("length", "refusal"), [(LONGEST_LINE, ""), (LONGEST_LINE + 1, TOO_LONG)])
def test_the_longest_line(length, refusal):
    letter = Letter(limit=10 * LONGEST_LINE)
    letter.feed(b"a\r\n" + b"x" * (length - 2) + b"\r\nb\r\n.\r\n")
    assert letter.refusal() == refusal

"""Every parser takes anything: it returns, it never raises, and it loses no bytes it was given."""

from hypothesis import given, settings
from hypothesis import strategies as st

from channels.email import (
    charsets,
    containers,
    html_words,
    invitations,
    mime,
    opening,
    rtf,
    telling,
    tnef,
    uuencode,
)
from tests.channels.email.winmail import BODY, PROPERTIES, attribute, file, winmail

EXAMPLES = settings(max_examples=150)


def made(*pieces):
    """Bytes put together of what means something to a parser, and noise."""
    return st.lists(st.sampled_from(pieces) | st.binary(max_size=8), max_size=40).map(b"".join)


MIME = made(
    *(b"From: ", b"Subject: ", b"Content-Type: ", b"multipart/mixed; boundary=x", b"--x", b"--x--"),
    *(
        b"multipart/alternative; boundary=y",
        b"--y",
        b"text/html",
        b"text/calendar",
        b"message/rfc822",
    ),
    *(b"Content-Transfer-Encoding: base64", b"application/pkcs7-mime", b"application/ms-tnef"),
    *(b"Content-Transfer-Encoding: x-uuencode", b"message/partial", b"\r\n", b"\n", b"\r\n\r\n"),
    *(
        b"=?utf-8?",
        b"q?=ff?=",
        b"; name*0*=",
        b"charset=gb2312",
        b"charset=utf-16",
        b'"',
        b"begin 644 x",
    ),
    *(b"\r\nend\r\n", b"<img src=cid:a>", b"Content-ID: <a>", b"-----BEGIN PGP MESSAGE-----"),
)


@EXAMPLES
@given(MIME)
def test_mime(raw):
    tree = mime.parse(raw)
    assert all(0 <= leaf.start <= leaf.end <= len(raw) for leaf in tree.leaves())
    starts = [leaf.start for leaf in tree.leaves()]
    assert starts == sorted(starts)
    assert len(list(opening.opened(tree).every())) <= 4 * mime.MOST_PARTS


@EXAMPLES
@given(MIME)
def test_mails(raw):
    told = telling.told("eml", raw)
    words = told["text"] + told["html"] + told["subject"] + told["from_name"]
    words.encode()
    assert all(file["name"].encode() for file in told["attachments"])


HTML = st.lists(
    st.sampled_from(
        ["<p", "<", ">", "</", '"', "'", "=", " ", "<!--", "-->", "<script>", "</script"]
    )
    | st.sampled_from(
        ["<blockquote>", "</blockquote>", "<br/>", "&amp;", "&#1", "<pre>", "src=", "cid:"]
    )
    | st.text(max_size=6),
    max_size=60,
).map("".join)


@EXAMPLES
@given(HTML)
def test_pages(html):
    html_words.words(html).encode("utf-8", "surrogatepass")
    assert all(len(each) <= 400 for each in html_words.sources(html))


@EXAMPLES
@given(st.text(alphabet=st.characters(exclude_characters="<>&"), max_size=100))
def test_a_page_without_markup_is_its_words(text):
    assert html_words.words(text).split() == text.replace("\xa0", " ").split()


SAID = attribute(BODY, b"words\0") + file("a.txt", b"content")


@EXAMPLES
@given(
    made(
        b"\x78\x9f\x3e\x22",
        SAID,
        b"\x01",
        b"\x02",
        b"\x03\x90\x06\x00",
        b"\xff\xff\xff\xff",
        bytes(4),
    )
)
def test_winmail(raw):
    tnef.read(raw)
    tnef.read(winmail(raw))
    tnef.read(winmail(attribute(PROPERTIES, raw), SAID))


@EXAMPLES
@given(st.binary(max_size=200), st.integers(0, 200), st.binary(max_size=3))
def test_winmail_that_was_damaged(content, at, noise):
    whole = winmail(SAID, file("b.bin", content))
    tnef.read(whole[:at] + noise + whole[at + len(noise) :])


@EXAMPLES
@given(
    made(
        b"{\\rtf1",
        b"{",
        b"}",
        b"\\par ",
        b"\\'",
        b"\\u",
        b"-1 ",
        b"\\*",
        b"\\htmltag ",
        b"\\fromhtml1",
    )
)
def test_rich_text(raw):
    rtf.read(raw)
    rtf.read(b"{\\rtf1 " + raw)
    rtf.unpacked(raw)
    packed = rtf.unpacked(bytes(8) + b"LZFu" + bytes(4) + raw)
    assert len(packed) <= rtf.MOST_BYTES


LINES = st.lists(
    st.sampled_from(["begin 644 x", "end", "`", "", "#86)C", " "]) | st.text(max_size=10),
    max_size=30,
).map("\n".join)


@EXAMPLES
@given(LINES)
def test_uuencode(text):
    left, found = uuencode.taken_out(text)
    assert {*left.split("\n")} <= {"", *text.split("\n")}
    assert found or left == text
    uuencode.decoded(text.encode())


@EXAMPLES
@given(
    st.lists(
        st.sampled_from(
            ["BEGIN:VEVENT", "END:VEVENT", "METHOD:REPLY", "DTSTART:20261102T0900", "SUMMARY"]
        )
        | st.sampled_from([";CN=", '"', ":", "mailto:", "\r\n", "\n ", "ATTENDEE", "\\n", "DTEND:"])
        | st.text(max_size=6),
        max_size=40,
    ).map("".join)
)
def test_calendars(text):
    invitations.words(text)
    invitations.words(f"BEGIN:VEVENT\n{text}")


@EXAMPLES
@given(
    made(
        b"\x30\x80", b"\x24\x80", b"\xa0", b"\x04\x03abc", b"\0\0", containers.SIGNED_DATA, b"\x84"
    )
)
def test_seals(raw):
    containers.signed_content(raw)
    containers.in_the_clear(raw.decode("latin-1"))


@EXAMPLES
@given(
    st.binary(max_size=100),
    st.sampled_from(["", "utf-8", "gb2312", "utf-16", "hz", "cp037", "zlib"]),
)
def test_alphabets(content, charset):
    assert isinstance(charsets.decode(content, charset), str)
    assert isinstance(charsets.plainly(content, charset), str)

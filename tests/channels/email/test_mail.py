"""Whole mails: which parts are read, which are files, and what the desk is told beside them."""

import base64
import hashlib

import pytest

from channels.email import mail, remarks
from channels.email.body import body as read_body
from channels.email.ours import Ours
from channels.email.parts import sort
from tests.channels.email.winmail import BODY, attribute, file, winmail

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)

OURS = Ours(("helpdesk@example.org",))


def leaf(kind, content, *more):
    lines = [f"Content-Type: {kind}", *more]
    raw = content if isinstance(content, bytes) else content.encode()
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + raw


def multipart(kind, *parts, more=""):
    mark = hashlib.sha256(b"".join(parts)).hexdigest()[:16]
    head = f"Content-Type: multipart/{kind}; boundary={mark}{more}\r\n\r\n".encode()
    inside = b"".join(b"--%b\r\n%b\r\n" % (mark.encode(), part) for part in parts)
    return head + inside + f"--{mark}--\r\n".encode()


def whole(body, *headers):
    usual = ("From: Ann <ann@example.org>", "Subject: Help", "Message-ID: <1@example.org>")
    return "\r\n".join([*headers, *usual]).encode() + b"\r\n" + body


def read(body, *headers):
    return mail.read(whole(body, *headers))


def names(read):
    return [file.name for file in read.files]


PLAIN, HTML = leaf("text/plain", "plain words"), leaf("text/html", "<p>html words</p>")
PICTURE = leaf("image/png", PNG, "Content-ID: <pic@x>", "Content-Transfer-Encoding: 8bit")
SHOWN = leaf("text/html", '<p>html words<img src="cid:pic@x"></p>')


# --- words -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (PLAIN, "plain words"),
        (HTML, "html words"),
        (multipart("alternative", PLAIN, HTML), "plain words"),
        (multipart("alternative", HTML, PLAIN), "plain words"),
        (multipart("alternative", leaf("text/plain", " "), HTML), "html words"),
        (multipart("alternative", PLAIN, multipart("related", SHOWN, PICTURE)), "plain words"),
        (multipart("related", multipart("alternative", PLAIN, SHOWN), PICTURE), "plain words"),
        (
            multipart("mixed", multipart("related", SHOWN, PICTURE), PLAIN),
            "html words\n\nplain words",
        ),
        (multipart("mixed", PLAIN, PICTURE, leaf("text/plain", "below")), "plain words\n\nbelow"),
        (leaf("text", "no such type"), "no such type"),
        (leaf("text/plain charset=utf-8", "no semicolon"), "no semicolon"),
        (b"\r\n<html><p>nobody said that this is HTML</p>", "nobody said that this is HTML"),
        (leaf("text/enriched", "<bold>rich</bold>"), "rich"),
        (leaf("plain/text", "the wrong way round"), "the wrong way round"),
        (leaf("html/text", "<p>here too"), "here too"),
        (leaf("text/markdown", "**no** such text"), "**no** such text"),
        (multipart("mixed", PICTURE, leaf("text/x-odd", "odd")), "odd"),
        (multipart("mixed", PLAIN, leaf("text/x-odd", "odd")), "plain words"),
        (
            multipart(
                "related",
                PICTURE,
                leaf("text/html", "<p>root", "Content-ID: <r@x>"),
                more='; start="<r@x>"',
            ),
            "root",
        ),
    ],
)
def test_the_words_are_found(body, text):
    assert read(body).text == text


def test_html_is_kept_where_there_is_some():
    assert read(multipart("alternative", PLAIN, HTML)).html == "<p>html words</p>"
    assert read(PLAIN).html == ""


def test_it_is_told_whether_the_words_are_those_of_a_page():
    assert read(HTML).from_html
    assert not read(multipart("alternative", PLAIN, HTML)).from_html
    assert not read(PLAIN).from_html


def test_a_page_may_name_its_alphabet_itself():
    page = '<meta http-equiv=x content="text/html; charset=koi8-r"><p>тест</p>'.encode("koi8-r")
    assert read(leaf("text/html", page)).text == "тест"


def test_every_sign_that_ends_a_line_ends_one():
    said = read(leaf("text/plain; charset=utf-8", "a\u2028b\u2029c\x0cd\x85e\r\nf\rg"))
    assert said.text == "a\nb\nc\nd\ne\nf\ng"


@pytest.mark.parametrize("ends", [b"\n", b"\r\n", b"mixed"])
def test_line_ends_do_not_matter(ends):
    raw = whole(multipart("mixed", multipart("alternative", PLAIN, HTML), PICTURE))
    if ends == b"mixed":
        lines = raw.replace(PNG, b"picture").split(b"\r\n")
        raw = b"".join(line + (b"\n" if at % 2 else b"\r\n") for at, line in enumerate(lines))
    else:
        raw = raw.replace(PNG, b"picture").replace(b"\r\n", ends)
    found = mail.read(raw)
    assert (found.text, found.subject, len(found.files)) == ("plain words", "Help", 1)


@pytest.mark.parametrize("boundary", ["", "; boundary=other"])
@pytest.mark.parametrize("pictures", [(), (PICTURE,)])
def test_a_boundary_that_was_lost_is_found(boundary, pictures):
    raw = multipart("mixed", PLAIN, *pictures)
    _, _, rest = raw.partition(b"\r\n")
    found = read(f"Content-Type: multipart/mixed{boundary}\r\n".encode() + rest)
    assert (found.text, len(found.files)) == ("plain words", len(pictures))


def test_a_boundary_that_closes_too_early_loses_nothing():
    raw = multipart("mixed", PLAIN, PICTURE)
    mark = raw.partition(b"boundary=")[2][:16]
    early = raw.replace(
        b"--%b\r\n%b" % (mark, PICTURE), b"--%b--\r\n--%b\r\n%b" % (mark, mark, PICTURE)
    )
    found = read(early + b"a note that nobody sees")
    assert (found.text, len(found.files)) == ("plain words", 1)


def test_a_mail_with_the_line_ends_of_old_machines_is_read():
    found = mail.read(whole(PLAIN).replace(b"\r\n", b"\r"))
    assert (found.subject, found.text) == ("Help", "plain words")


@pytest.mark.parametrize("encoding", ["base64", '"base64"', "BASE64;", " 'base64' "])
def test_a_transfer_encoding_may_be_quoted(encoding):
    found = read(leaf("text/plain", "d29yZHM=", f"Content-Transfer-Encoding: {encoding}"))
    assert found.text == "words"


@pytest.mark.parametrize("kind", ["text/x-amp-html", "text/watch-html"])
def test_what_machines_show_instead_is_no_file(kind):
    found = read(multipart("alternative", PLAIN, leaf(kind, "<html amp4email>"), HTML))
    assert (found.text, found.html, found.files) == ("plain words", "<p>html words</p>", ())


def test_half_a_type_is_a_file():
    found = read(multipart("mixed", PLAIN, leaf("image", PNG)))
    assert (found.text, names(found)) == ("plain words", ["attachment-1"])


@pytest.mark.parametrize("ends", [b"--x--", b"--x--\r\n", b"\r\n--x--", b""])
def test_a_last_boundary_may_stand_at_the_end_of_a_line_or_be_missing(ends):
    found = read(b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nwords" + ends)
    assert (found.text, found.files) == ("words", ())


def test_text_that_is_said_to_be_base64_and_is_not_is_shown_and_kept():
    said = "It's off again, since 9 a.m."
    found = read(leaf("text/plain", said, "Content-Transfer-Encoding: base64"))
    assert (found.text, len(found.files)) == (said, 1)


def test_a_multipart_that_cannot_be_cut_is_shown_and_kept():
    found = read(b"Content-Type: multipart/mixed; boundary=x\r\n\r\nsome words\r\n")
    assert (found.text, len(found.files)) == ("some words", 1)


# --- files -------------------------------------------------------------------------------------


def test_a_picture_is_inline_only_if_the_page_shows_it():
    shown = read(multipart("related", SHOWN, PICTURE))
    assert [(each.name, each.is_inline) for each in shown.files] == [("attachment-1.png", True)]
    unseen = read(multipart("related", HTML, PICTURE))
    assert [each.is_inline for each in unseen.files] == [False]
    plain = read(multipart("mixed", PLAIN, PICTURE))
    assert [each.is_inline for each in plain.files] == [False]


@pytest.mark.parametrize("source", ["pic@x", "cid:pic%40x", "photo.png", "CID:PIC@X"])
def test_a_page_may_name_a_picture_in_many_ways(source):
    page = leaf("text/html", f"<img alt=x src='{source}'>")
    named = leaf("image/png; name=photo.png", PNG, "Content-ID: < pic@x >")
    assert [each.is_inline for each in read(multipart("related", page, named)).files] == [True]


def test_a_file_needs_no_name_and_no_disposition():
    found = read(multipart("mixed", PLAIN, leaf("application/pdf", "%PDF"), leaf("a/b", "x")))
    assert names(found) == ["attachment-1.pdf", "attachment-2"]


def test_a_text_that_is_attached_is_no_word_of_the_mail():
    log = leaf("text/plain", "log", 'Content-Disposition: attachment; filename="a.log"')
    found = read(multipart("mixed", PLAIN, log))
    assert (found.text, names(found)) == ("plain words", ["a.log"])


def test_a_text_with_a_name_that_comes_first_is_shown_and_kept():
    found = read(multipart("mixed", leaf("text/plain; name=a.txt", "said in a file"), PICTURE))
    assert (found.text, names(found)) == ("said in a file", ["a.txt", "attachment-2.png"])


def test_accents_that_are_signs_of_their_own_are_joined():
    found = read(multipart("mixed", PLAIN, leaf('a/b; name="u\u0308ber.txt"', "x")))
    assert names(found) == ["über.txt"]


INNER = (
    b"From: Bo <bo@example.org>\r\nSubject: =?utf-8?q?Inn=C3=A9r?=\r\nX-Odd:  two  blanks \r\n"
    b"\r\nUnusual\t spacing \r\n\r\n"
)


def test_an_attached_mail_is_kept_byte_by_byte():
    found = read(multipart("mixed", PLAIN, leaf("message/rfc822", INNER)))
    assert [(each.name, each.content) for each in found.files] == [("Innér.eml", INNER)]


def test_of_mails_in_mails_the_outer_one_is_kept_whole():
    inner = INNER.replace(b"\r\n\r\nUnusual", b"\r\nContent-Type: message/rfc822\r\n\r\n" + INNER)
    found = read(multipart("digest", b"\r\n" + inner))
    assert [each.content for each in found.files] == [inner]


def test_a_mail_sent_on_without_a_word_says_what_is_in_it():
    found = read(leaf("message/rfc822", INNER))
    assert (found.text, len(found.files)) == ("Unusual\t spacing", 1)


@pytest.mark.parametrize("count", [100, 101, 130])
def test_files_over_the_most_are_told_of(count):
    files = (leaf("a/b", f"{number}", "X: y") for number in range(count))
    found = read(multipart("mixed", PLAIN, *files))
    more = count - 100
    assert len(found.files) == 100
    assert found.remarks == ((remarks.more_files(more),) if more else ())
    told = read_body(whole(multipart("mixed", PLAIN, leaf("a/b", "x"))), OURS).text
    assert told == "plain words"


def test_parts_over_the_most_are_told_of():
    found = read(multipart("mixed", *[leaf("text/plain", str(n)) for n in range(1000)]))
    assert found.remarks == (remarks.MORE_PARTS,)
    assert found.text.startswith("0\n\n1\n\n2")


def test_words_over_the_most_are_told_of():
    raw = whole(leaf("text/plain", "many words " * 200_000))
    assert mail.read(raw).remarks == (remarks.LONGER_TEXT,)
    assert read_body(raw, OURS).remark.endswith(remarks.LONGER_TEXT)


# --- other forms -------------------------------------------------------------------------------

UU = "begin 644 a b.bin\r\n#86)C\r\n`\r\nend"


def test_uuencoded_files_are_taken_out_of_the_text():
    found = read(leaf("text/plain", f"above\r\n\r\n{UU}\r\n\r\nbelow"))
    assert found.text == "above\n\n\nbelow"
    assert [(each.name, each.content) for each in found.files] == [("a b.bin", b"abc")]


@pytest.mark.parametrize("text", ["begin 644 plans\r\nwe must\r\nend", "begin 644 x\r\n#86)C"])
def test_what_only_begins_like_a_file_stays_text(text):
    found = read(leaf("text/plain", text))
    assert (found.text, found.files) == (text.replace("\r\n", "\n"), ())


def test_uuencode_as_a_transfer_encoding():
    found = read(leaf("a/b", UU, "Content-Transfer-Encoding: x-uuencode"))
    assert [each.content for each in found.files] == [b"abc"]


@pytest.mark.parametrize(
    "encoded", [b"aGVs\r\nbG8=", b"aGVsbG8", b"a.G-Vs_bG8=", b"aGVs\r\nbG8=\r\n-- list"]
)
def test_base64_however_damaged(encoded):
    found = read(leaf("a/b", encoded, "Content-Transfer-Encoding: BASE64 "))
    assert [each.content for each in found.files] == [b"hello"]


INVITATION = """BEGIN:VCALENDAR\r
METHOD:{method}\r
BEGIN:VTIMEZONE\r
DTSTART:16010101T000000\r
END:VTIMEZONE\r
BEGIN:VEVENT\r
SUMMARY;LANGUAGE=en:Projector\\, room\r
  4\r
DTSTART;TZID="Europe/Oslo":20261102T090000\r
DTEND;TZID="Europe/Oslo":20261102T100000\r
LOCATION:Room 4\r
ORGANIZER;CN="Larsen: Ann":mailto:ann@example.org\r
ATTENDEE;PARTSTAT=DECLINED;CN=Bo:MAILTO:bo@example.org\r
DESCRIPTION:Please bring\\nthe cable.\r
BEGIN:VALARM\r
DESCRIPTION:Reminder\r
END:VALARM\r
END:VEVENT\r
END:VCALENDAR\r
"""
INVITED = """Invitation: Projector, room 4
When: 2026-11-02 09:00 to 10:00 (Europe/Oslo)
Where: Room 4
From: Larsen: Ann <ann@example.org>
With: Bo <bo@example.org> (declined)

Please bring
the cable."""


def test_an_invitation_is_told():
    event = leaf("text/calendar; method=REQUEST", INVITATION.format(method="REQUEST"))
    alone = read(event)
    assert (alone.text, names(alone), alone.remarks) == (INVITED, ["attachment-1.ics"], ())
    beside = read(multipart("alternative", PLAIN, event))
    assert (beside.text, beside.remarks) == ("plain words", (INVITED,))


@pytest.mark.parametrize(
    ("method", "title"),
    [("CANCEL", "Meeting cancelled: Pro"), ("REPLY", "Answer to an invitation: Pro")],
)
def test_what_became_of_a_meeting(method, title):
    assert read(leaf("text/calendar", INVITATION.format(method=method))).text.startswith(title)


def test_winmail_is_unpacked():
    packed = winmail(attribute(BODY, b"words in it\0"), file("plan.txt", b"plan"))
    content = base64.encodebytes(packed)
    part = leaf(
        "application/ms-tnef; name=winmail.dat", content, "Content-Transfer-Encoding: base64"
    )
    alone = read(part)
    assert (alone.text, names(alone), alone.remarks) == ("words in it", ["plan.txt"], ())
    beside = read(multipart("mixed", PLAIN, part))
    assert (beside.text, names(beside)) == ("plain words", ["plan.txt"])


def test_winmail_that_is_damaged_is_kept_and_told_of():
    packed = winmail(attribute(BODY, b"words\0"), file("plan.txt", b"plan" * 100))[:-50]
    found = read(leaf("application/ms-tnef; name=winmail.dat", packed))
    assert (found.text, found.remarks) == ("words", (remarks.WINMAIL,))
    assert names(found) == ["winmail.dat", "plan.txt"]


def test_a_piece_of_a_mail_says_that_it_is_one():
    inside = "Subject: Big\r\n\r\nthe beginning\r\n"
    found = read(leaf("message/partial; id=x; number=1; total=3", inside))
    assert (found.text, found.remarks, len(found.files)) == ("the beginning", (remarks.PARTIAL,), 1)


# --- signed and encrypted ----------------------------------------------------------------------


def der(tag, content):
    length = len(content)
    size = b"" if length < 128 else length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size) if size else length]) + size + content


def signed_data(inside, *, in_pieces=False):
    """CMS SignedData with the mail in it (RFC 5652, 5.1), as far as a reader cares."""
    oid, data = bytes.fromhex("06092a864886f70d010702"), bytes.fromhex("06092a864886f70d010701")
    pieces = [inside[:10], inside[10:]]
    octets = b"\x24\x80" + b"".join(der(4, each) for each in pieces) + b"\0\0"
    octets = octets if in_pieces else der(4, inside)
    content = b"\x30\x80" + data + b"\xa0\x80" + octets + bytes(8)
    content = content if in_pieces else der(0x30, data + der(0xA0, octets))
    return der(0x30, oid + der(0xA0, der(0x30, der(2, b"\1") + der(0x31, b"") + content)))


@pytest.mark.parametrize("in_pieces", [False, True])
def test_a_signed_mail_is_opened(in_pieces):
    inside = multipart("mixed", PLAIN, leaf("a/b; name=a.bin", "x"))
    sealed = base64.encodebytes(signed_data(inside, in_pieces=in_pieces))
    part = leaf(
        "application/pkcs7-mime; smime-type=signed-data; name=smime.p7m",
        sealed,
        "Content-Transfer-Encoding: base64",
    )
    found = read(part)
    assert (found.text, names(found), found.remarks) == ("plain words", ["a.bin", "smime.p7m"], ())


def test_a_signature_beside_the_words_is_a_file():
    seal = leaf("application/pkcs7-signature; name=smime.p7s", "x")
    found = read(multipart("signed", PLAIN, seal))
    assert (found.text, names(found), found.remarks) == ("plain words", ["smime.p7s"], ())


def test_a_bare_seal_is_no_file():
    found = read(multipart("signed", PLAIN, leaf("application/pgp-signature", "x")))
    assert (found.text, found.files) == ("plain words", ())


@pytest.mark.parametrize(
    "body",
    [
        leaf("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", b"\x30\x80"),
        leaf("application/x-pkcs7-mime", b"\x30\x80"),
        leaf("application/octet-stream; name=smime.p7m", b"\x30\x80"),
        multipart(
            "encrypted",
            leaf("application/pgp-encrypted", "Version: 1"),
            leaf("application/octet-stream; name=encrypted.asc", "-----BEGIN PGP MESSAGE-----"),
        ),
    ],
)
def test_an_encrypted_mail_says_so_and_is_kept(body):
    found = read(body)
    assert (found.text, found.remarks) == ("", (remarks.ENCRYPTED,))
    assert found.files
    assert read_body(whole(body), OURS).text == remarks.ENCRYPTED


def test_a_pgp_message_in_the_text_is_no_word():
    armour = "-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----\r\n"
    found = read(leaf("text/plain", armour))
    assert (found.text, found.remarks) == ("", (remarks.ENCRYPTED,))


def test_what_is_signed_in_the_clear_is_read():
    said = (
        "-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\nIt works.\r\n- -- \r\nAnn\r\n"
        "-----BEGIN PGP SIGNATURE-----\r\n\r\niQ\r\n-----END PGP SIGNATURE-----\r\n"
    )
    assert read(leaf("text/plain", said)).text == "It works.\n-- \nAnn"


def test_signed_data_that_cannot_be_opened_is_told_of():
    found = read(leaf("application/pkcs7-mime; smime-type=signed-data", b"\x30\x03abc"))
    assert (found.text, found.remarks) == ("", (remarks.SIGNED_UNREADABLE,))


# --- heads -------------------------------------------------------------------------------------


def test_who_and_about_what():
    found = read(
        PLAIN,
        "Reply-To: Other <other@example.org>",
        "Sender: list@example.org",
        "In-Reply-To: <0@example.org>",
        "References: <00@example.org> <0@example.org>",
    )
    assert (found.author.name, found.author.address) == ("Ann", "ann@example.org")
    assert (found.reply_to.address, found.sender.address) == (
        "other@example.org",
        "list@example.org",
    )
    assert (found.subject, found.message_id) == ("Help", "<1@example.org>")
    assert (found.in_reply_to, found.references[0]) == ("<0@example.org>", "<00@example.org>")


def test_a_subject_is_in_the_alphabet_of_the_mail():
    raw = "Subject: Тема письма\r\n".encode("koi8-r") + leaf("text/plain; charset=koi8-r", "x")
    assert mail.read(raw).subject == "Тема письма"


def test_nothing_at_all_is_a_mail_too():
    found = mail.read(b"")
    assert (found.text, found.subject, found.files, found.remarks) == ("", "", (), ())


def test_every_leaf_finds_its_place():
    body = multipart("mixed", multipart("alternative", PLAIN, HTML, PICTURE), leaf("a/b", "x"))
    tree = read(body).tree
    found = sort(tree)
    placed = {id(part) for part in (*found.plain, *found.html, *found.files)}
    assert placed == {id(part) for part in tree.leaves()}

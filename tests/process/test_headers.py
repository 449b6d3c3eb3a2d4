"""Nobody writes a header into our answers: not by subject, name, thread or file name."""

from email import message_from_bytes, policy

import pytest

from tests.process.mail import Correspondent, raw_sent
from tests.process.server import until
from tests.process.web import Guest

pytestmark = pytest.mark.process

EXPECTED = {
    "from",
    "to",
    "reply-to",
    "x-loop",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "auto-submitted",
    "x-auto-response-suppress",
    "mime-version",
    "content-type",
}
EVIL = (
    "=?utf-8?q?Stamps=0D=0ABcc:_victim@evil.test?=",
    "=?utf-8?b?U3RhbXBzDQpCY2M6IHZpY3RpbUBldmlsLnRlc3QNCg0KYm9keQ==?=",
    "Stamps =?utf-8?q?=0A?=Bcc: victim@evil.test",
    "=?utf-8?q?Stamps=0D?= =?utf-8?q?=0ABcc:_victim@evil.test?=",
    "=?utf-8?q?Stamps=00Bcc:_victim@evil.test?=",
    "=?utf-8?q?Stamps=E2=80=A8Bcc:_victim@evil.test?=",
    "=?utf-8?q?Stamps=C2=85Bcc:_victim@evil.test?=",
    "=?utf-7?q?Stamps+AA0ACg-Bcc:_victim@evil.test?=",
    "Stamps\u2028Bcc: victim@evil.test",
    "Stamps\x0bBcc: victim@evil.test",
    "Stamps\r\n Bcc: victim@evil.test",
    "Stamps " + "x" * 3000 + " Bcc: victim@evil.test",
)

# Words that are harmless until somebody decodes them once more, as a mail library does when a
# header is set; and the same in an id, which is no place for encoded words at all.
TWICE = "=?utf-8?q?=3D=3Futf-8=3Fq=3FStamps=3D0D=3D0ABcc=3A_victim=40evil=2Etest=3F=3D?="
IN_AN_ID = "<=?utf-8?q?1=0D=0ABcc:_victim@evil.test?=>"
A_BODY_IN_AN_ID = "<=?utf-8?q?=0D=0A=0D=0Abody?=@example.net>"


def letter(number, evil):
    """A mail that carries this wherever a header has room for words."""
    address = f"eve{number}@example.net"
    return address, (
        f"From: {evil} <{address}>\r\n"
        f"To: help@example.org\r\n"
        f"Message-ID: <{number}.eve@example.net>\r\n"
        f"References: <root{number}@example.net> {evil}\r\n"
        f"In-Reply-To: {evil} <other{number}@example.net>\r\n"
        f"Subject: {evil}\r\n"
        "\r\n"
        "The franking machine eats our stamps.\r\n"
    ).encode()


def test_no_answer_carries_a_header_of_the_senders(street):
    for number, evil in enumerate(EVIL):
        _is_sound(_answer_to(street, *letter(number, evil)))


@pytest.mark.parametrize("evil", [TWICE, IN_AN_ID, A_BODY_IN_AN_ID])
def test_what_is_encoded_twice_or_in_an_id_is_no_header_either(street, evil):
    address = f"eve-{len(raw_sent(street))}@example.net"
    head = f"From: {address}\r\nTo: help@example.org\r\n"
    own = evil if evil.startswith("<") else f"<1.{address}>"
    head += f"Subject: {evil}\r\nMessage-ID: {own}\r\nReferences: {own}\r\n\r\n"
    raw = f"{head}The franking machine eats our stamps.\r\n".encode()
    _is_sound(_answer_to(street, address, raw))


def _answer_to(server, address, raw):
    Correspondent(server, address).hand_over(raw)
    mine = f"To: {address}".encode()
    return until(lambda: [mail for mail in raw_sent(server) if mine in mail])[-1]


def _is_sound(raw):
    """Read as simply as the most simple-minded program in its way would read it."""
    head = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    assert not set(head) & (set(range(32)) - {ord("\n"), ord("\t")})
    lines = [line for line in head.decode("ascii").splitlines() if not line.startswith((" ", "\t"))]
    names = [line.partition(":")[0].lower() for line in lines]
    assert {"to", "content-type"} <= set(names) <= EXPECTED, names
    assert len(names) == len(set(names))
    mail = message_from_bytes(raw, policy=policy.default)
    assert mail["To"].startswith("eve")
    for name in ("Subject", "References", "In-Reply-To"):
        shown = str(mail[name])
        assert shown.isprintable(), shown
    assert mail.get_body(("plain",)).get_content().startswith("I have logged this as")


def test_a_file_name_or_a_name_in_the_chat_is_no_header_either(street):
    with Guest(street) as mallory:
        mallory.introduce("Eve\r\nSet-Cookie: a=b\u2028", "eve@example.com")
        name = "plan\r\nSet-Cookie: a=b\u2028\u202egpj.exe"
        body = _form_with_a_file(mallory, name)
        kind = {"Content-Type": "multipart/form-data; boundary=edge"}
        answer = mallory.http.post("/say", content=body, headers=kind)
        assert answer.status_code in (303, 400)
        for path in _files(mallory):
            got = mallory.http.get(path)
            assert got.status_code == 200
            assert "set-cookie" not in got.headers
            assert got.headers["content-disposition"].isascii()
            assert got.headers["content-disposition"].startswith("attachment")
            assert got.headers["content-type"] == "application/octet-stream"
        assert set(mallory.http.cookies) == {"firstline_chat", "firstline_form"}


def _form_with_a_file(guest, name):
    fields = guest.form(text="The franking machine eats our stamps").items()
    parts = [
        f'--edge\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in fields
    ]
    quoted = name.replace("\r\n", "%0D%0A")
    head = f'--edge\r\nContent-Disposition: form-data; name="files"; filename="{quoted}"\r\n\r\n'
    return "".join([*parts, head, "the plan\r\n--edge--\r\n"]).encode()


def _files(guest):
    found = guest.page().split('href="/files/')[1:]
    assert found
    return ["/files/" + each.partition('"')[0] for each in found]

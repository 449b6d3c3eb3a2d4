"""Who wrote the mail that somebody forwards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.email.forwarded import Forwarded, forwarded
from tests.channels.email import mailer_words

COMMENT = "Is this real?\n\nPhone: 4711"
BODY = "Dear Ann,\n\npay now.\n\nBen"
VALUES = ("Ben Okafor <ben@example.org>", "5 May 2026 16:15", "Ann <ann@example.org>", "Re: Offer")
EXPECTED = Forwarded("ben@example.org", "Ben Okafor", "Re: Offer", BODY, COMMENT)


def header(names, values=VALUES):
    return "\n".join(f"{name}: {value}" for name, value in zip(names, values, strict=True))


def quoted(text):
    return "\n".join(f"> {line}" for line in text.split("\n"))


ENGLISH = header(mailer_words.HEADERS["en"])


@pytest.mark.parametrize("line", mailer_words.FORWARDS)
def test_below_a_drawn_line(line):
    assert forwarded(f"{COMMENT}\n\n{line}\n{ENGLISH}\n\n\n{BODY}\n") == EXPECTED


@pytest.mark.parametrize("line", mailer_words.FORWARDS)
def test_quoted_as_apple_mail_does_it(line):
    inner = quoted(f"{line}\n\n{ENGLISH}\n\n{BODY}")
    assert forwarded(f"{COMMENT}\n\n{inner}\n\nSent from my iPhone") == EXPECTED


@pytest.mark.parametrize("names", mailer_words.HEADERS.values(), ids=mailer_words.HEADERS)
@pytest.mark.parametrize(
    "above",
    ["", "---------- Forwarded message ---------\n", "-----Original Message-----\n", "____\n"],
)
def test_below_a_header_in_any_language(names, above):
    assert forwarded(f"{COMMENT}\n\n{above}{header(names)}\n\n{BODY}") == EXPECTED


@pytest.mark.parametrize(
    ("sender", "address", "name"),
    [
        ("Ben Okafor <ben@example.org>", "ben@example.org", "Ben Okafor"),
        ('"Okafor, Ben" <Ben@Example.org>', "ben@example.org", "Okafor, Ben"),
        ("**Ben Okafor** <ben@example.org>", "ben@example.org", "Ben Okafor"),
        ("Ben Okafor [mailto:ben@example.org]", "ben@example.org", "Ben Okafor"),
        ("Ben <ben@example.org<mailto:ben@example.org>>", "ben@example.org", "Ben"),
        ("Ben (ben@example.org)", "ben@example.org", "Ben"),
        ("ben@example.org", "ben@example.org", ""),
        ("<ben@example.org>", "ben@example.org", ""),
        ("ben@example.org <ben@example.org>", "ben@example.org", ""),
        ("Ben Okafor", "", "Ben Okafor"),
    ],
)
def test_how_the_sender_is_written(sender, address, name):
    found = forwarded(f"Look\n\nFrom: {sender}\nSent: Monday\nSubject: x\n\nHi", "Fwd: x")
    assert (found.from_email, found.from_name) == (address, name)


def test_fields_in_any_order_wrapped_and_apart():
    text = (
        "-------- Forwarded Message --------\nSubject: \tAn offer that is so long that it does"
        " not fit on\nthe line\nDate: \tTue\n\nFrom: \tBen <ben@example.org>\nTo:\n Ann\n\n\nHi"
    )
    found = forwarded(text)
    assert found.subject == "An offer that is so long that it does not fit on the line"
    assert (found.from_name, found.body, found.message) == ("Ben", "Hi", "")


def test_a_header_that_runs_over_one_line():
    run = "----- Forwarded message ----- From: Ben Okafor <ben@example.org>To: Ann <ann@x.org>"
    run += "Sent: Tuesday, May 5, 2026, 4:15 PMSubject: Re: Offer"
    assert forwarded(f"{COMMENT}\n\n   {run}\n\n{BODY}") == EXPECTED


def test_the_outer_of_two():
    inner = f"---------- Forwarded message ---------\n{header(('From', 'Date', 'To', 'Subject'))}"
    found = forwarded(f"Look\n\nFrom: Cy <cy@x.org>\nSent: x\nSubject: y\n\nSee\n\n{inner}\n\nHi")
    assert found.from_email == "cy@x.org"
    assert found.body == f"See\n\n{inner}\n\nHi"


@pytest.mark.parametrize("marks", [str, quoted])
def test_below_who_wrote_it_if_the_subject_says_that_it_is_a_forward(marks):
    text = f"{COMMENT}\n\n{mailer_words.ATTRIBUTIONS['en gmail']}\n\n{marks(BODY)}"
    assert forwarded(text, "Fwd: Re: Offer") == EXPECTED
    assert forwarded(text, "Re: Offer") is None
    assert forwarded(text) is None


def test_below_an_announcement_without_a_header():
    assert forwarded("Begin forwarded message:\nHello") == Forwarded("", "", "", "Hello", "")


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Hello\n\nHey: this is important\n\n> one line", ""),
        ("Please book.\nFrom: Rome\nTo: Oslo\nDate: Monday", ""),
        (f"OK\n\n{ENGLISH}\n\nold", "Re: Offer"),
        (f"OK\n\n{ENGLISH}\n\nold", "AW: Offer"),
        ("OK\n\nOn 5 May 2026 at 16:15, Ben wrote:\n> ---- Forwarded message ----\n> x", "Re: x"),
        ("I forwarded it: nothing came", ""),
        ("Nothing here", "Fwd: x"),
        ("", ""),
    ],
)
def test_what_is_no_forward(text, subject):
    assert forwarded(text, subject) is None


@given(
    st.lists(
        st.one_of(
            st.sampled_from(["", "> ", ENGLISH, quoted(ENGLISH), *mailer_words.FORWARDS[:4]]),
            st.text(max_size=20),
        )
    ).map("\n".join),
    st.text(max_size=20),
)
def test_it_takes_any_text(text, subject):
    found = forwarded(text, subject)
    assert found is None or isinstance(found.body, str)

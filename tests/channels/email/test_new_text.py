"""What a person newly wrote, whatever mailer and language wrote around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.email import new_text
from channels.email.new_text import Reply, reply, unsigned
from tests.channels.email import mailer_words

OWN = "It still does not work.\nThe screen is black."
GMAIL = mailer_words.ATTRIBUTIONS["en gmail"]
VALUES = ("Ben Okafor <ben@example.org>", "5 May 2026 16:15", "Ann <ann@example.org>", "Re: Black")
NO_ADDRESS = ("Ben Okafor", "den 5 maj 2026 16:15", "Ann", "Re: Black")


def header(names, values=VALUES, between=": "):
    return "\n".join(name + between + value for name, value in zip(names, values, strict=True))


# --- who wrote what ----------------------------------------------------------------------------


@pytest.mark.parametrize("said", mailer_words.ATTRIBUTIONS.values(), ids=mailer_words.ATTRIBUTIONS)
class TestAttribution:
    def test_it_and_the_quote_below_it_are_cut(self, said):
        assert reply(f"{OWN}\n\n{said}\n\n> Is it on?\n>\n> Ben").text == OWN

    def test_it_and_an_old_mail_without_marks_are_cut(self, said):
        assert reply(f"{OWN}\n\n{said}\n\nIs it on?\n\nBen").text == OWN

    def test_the_answer_may_stand_below(self, said):
        assert reply(f"{said}\n> Is it on?\n> Ben\n\n{OWN}").text == OWN

    def test_it_may_be_quoted_itself(self, said):
        quoted = "\n".join(f"> {line}" for line in said.split("\n"))
        assert reply(f"{OWN}\n\n{quoted}\n> \n> Is it on?").text == OWN


@pytest.mark.parametrize("between", [": ", " : ", "： ", ":\u00a0"])
@pytest.mark.parametrize("names", mailer_words.HEADERS.values(), ids=mailer_words.HEADERS)
def test_a_header_of_an_old_mail_ends_the_new_one(names, between):
    old = header(names, between=between)
    assert reply(f"{OWN}\n\n{old}\n\nIs it on?\n\nBen").text == OWN


@pytest.mark.parametrize("names", mailer_words.HEADERS.values(), ids=mailer_words.HEADERS)
def test_a_header_needs_no_address(names):
    old = "________________________________\n" + header(names, NO_ADDRESS)
    assert reply(f"{OWN}\n\n{old}\n\nIs it on?").text == OWN


def test_a_header_may_be_bold_or_wrapped_or_on_one_line():
    bold = header([f"*{name}:*" for name in mailer_words.HEADERS["en"]], between=" ")
    wrapped = "From: Ben <ben@example.org>\nTo: Ann\n  <ann@example.org>\n\nSubject: Black"
    run = "----- Original Message ----- From: Ben <ben@x.org>To: AnnSent: MondaySubject: Black"
    for old in (bold, wrapped, run):
        assert reply(f"{OWN}\n\n{old}\n\nIs it on?").text == OWN, old


@pytest.mark.parametrize("line", mailer_words.ORIGINALS)
def test_a_drawn_line_ends_the_new_mail(line):
    assert reply(f"{OWN}\n\n{line}\n\nIs it on?").text == OWN


def test_what_a_ticket_system_asks_to_write_above_ends_it():
    line = "##- Please type your reply above this line -##"
    assert reply(f"{OWN}\n\n{line}\n\nYour ticket").text == OWN


def test_an_attribution_may_share_a_line_with_the_answer():
    assert reply("Done On Tue, May 5, 2026 at 4:15 PM, Ben wrote:\n> Is it on?").text == "Done"


def test_an_attribution_may_share_a_line_with_the_quote():
    old = "On Tue, 5 May 2026 at 16:15, Ben<ben@example.org> wrote:   Is it on?\nBen"
    assert reply(f"{OWN}\n\n  {old}").text == OWN


def test_other_mailers():
    for old in (
        ">>> Ben Okafor <ben@example.org> 05.05.2026 16:15 >>>\nIs it on?",
        "-----Ben Okafor/ACME wrote: -----\nTo: Ann/ACME\nFrom: Ben/ACME\nSubject: x\n\nIs it on?",
        "On Tue, 5 May 2026 16:15:00 +0200\nBen Okafor <ben@example.org> wrote:\n\n> Is it on?",
        "2026-05-05 16:15 GMT+02:00 Ben Okafor\n> Is it on?",
        "Ben <ben@example.org>:\n> Is it on?",
        "Ben wrote:\n> Is it on?",
        "On Tue, May 5, 2026 at 4:15 PM Ben\n\n<\nben@example.org\n> wrote:\nIs it on?",
        "> Look here\nhttps://example.org/long)\n> and here",
    ):
        assert reply(f"{OWN}\n\n{old}").text == OWN, old


# --- where the answer stands -------------------------------------------------------------------


def test_answers_between_quotes_keep_the_quotes():
    text = f"{GMAIL}\n> Which laptop?\n\nThe black one.\n\n> Since when?\n\nFriday."
    assert reply(text).text == text


def test_answers_between_quotes_keep_no_quote_at_the_end():
    text = "> Which laptop?\n\nThe black one.\n\n> Since when?\n\nFriday."
    assert reply(f"{text}\n\n> Thanks\n> Ben\n\n-- \nAnn").text == text


def test_words_above_and_below_one_quote_are_both_kept():
    assert reply(f"Hi\n\n{GMAIL}\n> Which laptop?\n\nThe black one.").text == (
        "Hi\n\nThe black one."
    )


def test_a_mark_that_the_person_typed_stays():
    text = "I typed\n> ipconfig /all\nand nothing happened."
    assert reply(text).text == text


def test_a_forwarded_mail_stays():
    old = header(mailer_words.HEADERS["en date"])
    text = f"Is this real?\n\n---------- Forwarded message ---------\n{old}\n\nPay"
    assert reply(text) == Reply(text, "")


def test_a_forward_in_an_old_mail_does_not():
    assert reply(f"{OWN}\n\n{GMAIL}\n> FYI\n> ---- Forwarded message ----\n> From: x").text == OWN


# --- signatures --------------------------------------------------------------------------------


@pytest.mark.parametrize("line", mailer_words.POCKETS)
def test_what_a_phone_adds_is_cut(line):
    assert reply(f"{OWN}\n\n{line}").text == OWN
    assert unsigned(f"{OWN}\n\n{line}").text == OWN
    assert reply(f"{OWN}\n\n{line}\n\n{GMAIL}\n> Is it on?").text == OWN


@pytest.mark.parametrize("signature", mailer_words.CLOSINGS)
def test_a_signature_is_cut(signature):
    assert reply(f"{OWN}\n\n{signature}").text == OWN
    assert unsigned(f"{OWN}\n\n{signature}").text == OWN
    assert reply(f"{OWN}\n\n{signature}\n\n{GMAIL}\n> Is it on?\n\n{signature}").text == OWN


def test_the_footer_of_a_mailing_list_is_cut():
    footer = "_______________\nusers mailing list -- users@example.org\nhttps://lists.example.org"
    assert reply(f"{OWN}\n\n{GMAIL}\n> Is it on?\n\n{footer}").text == OWN


def test_the_warning_of_a_gateway_is_cut():
    warning = "CAUTION: This email originated from outside.\nDo not click links."
    assert unsigned(f"{warning}\n\n{OWN}") == Reply(OWN, warning)


@pytest.mark.parametrize(
    "text",
    [
        "Please create this user:\n\nJohn Smith\njohn@example.org\n+44 20 7946 0000",
        "Please book a trip.\n\nFrom: London\nTo: Paris\nDate: 5 May 2026\n\nThank you",
        "My boss wrote on Monday:\nthe printer is broken\nCan you help?",
        "On Monday at 10:30 it says:\nerror 5\nplease help",
        "We need\n- Printer\n- Screen\n- Mouse",
        "Appointment\n\nDate: 5 May 2026\nTime: 10:00\nPlace: room 5",
        "The error is:\n\n-----\nError 0x5\n-----\nWhat now?",
        "Sent from my computer the mail arrives, but from the phone not.",
        "Sent with Outlook for Android, but nothing arrives",
        "Outlook for iOS crashes",
        "Hello\n\nBest,\nAnn\n\nPS: the mouse is dead too.",
        "Hello\n\nBest regards,\nAnn\n\nAlso the mouse on my desk is dead.",
        "It says:\n\nThis message appears when the disk is full.\n\nThis message appears often.",
        "It works. Thanks,\nAnn",
        "1. Step one\n2. Step two:\n3. Done",
        "Error at 2026-05-05 16:15:00 for user ann@example.org:\nAccess denied",
        "The log:\n2026-05-05 16:15:00 ERROR ann@example.org:\nAccess denied",
        "Look:\n>>> click here <<<\nIs it real?",
        "This -- is no signature.\n\nAnd neither -- is this",
    ],
)
def test_what_a_person_wrote_is_not_taken_for_anything_else(text):
    assert reply(text) == Reply(text, "")
    assert unsigned(text) == Reply(text, "")


# --- never nothing -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "> Is it on?",
        f"{GMAIL}\n> Is it on?",
        "--\nAnn",
        "Best regards,\nAnn",
        "Sent from my iPhone",
        "-----Original Message-----\nFrom: Ben\nSubject: x\n\nIs it on?",
    ],
)
def test_if_nothing_is_new_all_is_shown(text):
    assert reply(text).text == text


def test_of_a_signature_and_a_quote_the_signature_is_shown():
    assert reply(f"Sent from my iPhone\n\n{GMAIL}\n> Is it on?").text == "Sent from my iPhone"


def test_what_is_cut_is_handed_over():
    below = f"Best regards\nAnn\n\n{GMAIL}\n> Is it on?"
    assert reply(f"Yes.\n\n{below}") == Reply("Yes.", below)


def test_what_is_beyond_the_bounds_is_cut_and_not_lost():
    cut = reply("word\n" * 6000).cut
    assert cut.count("word") == 6000 - new_text.MOST_LINES


PIECES = st.sampled_from(
    [
        "",
        "Hello",
        "> Is it on?",
        ">> deep",
        "-- ",
        "Best regards,",
        "Ann Larsen",
        "Sent from my iPhone",
        GMAIL,
        "Ben wrote:",
        "From: Ben <ben@example.org>",
        "Sent: Monday",
        "Subject: x",
        "-----Original Message-----",
        "---------- Forwarded message ---------",
        "__________",
        "This e-mail is confidential.",
        "<",
        "> wrote:",
    ]
)
MAILS = st.lists(st.one_of(PIECES, st.text(max_size=30))).map("\n".join)


@given(MAILS)
def test_it_is_never_empty_and_invents_nothing(mail):
    for found in (reply(mail), unsigned(mail)):
        assert bool(found.text) == bool(mail.strip())
        source = "".join(mail.split())
        assert all("".join(line.split()) in source for line in found.text.split("\n"))


@given(MAILS)
def test_nothing_is_lost(mail):
    for found in (reply(mail), unsigned(mail)):
        words = sorted((found.text + found.cut).replace("-", "").split())
        assert sorted("".join(words)) == sorted("".join(mail.replace("-", "").split()))

"""A mail of ours did not arrive: who says so, whom it did not reach, and why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.email import bounces, mime
from tests.channels.email.bounces_told import ANN, BEN, DAEMON, ORIGINAL, TOLD, Told
from tests.fakes.stopwatch import in_time


def bounce(raw, mail_from="helpdesk@example.org"):
    whole = raw if isinstance(raw, bytes) else raw.encode()
    crlf = whole.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return bounces.bounce(mime.parse(crlf), mail_from)


@pytest.mark.parametrize("server", TOLD)
def test_what_servers_say_in_their_own_words(server):
    told = TOLD[server]
    found = bounce(told.raw())
    assert found is not None
    assert found.recipients == told.failed
    assert (found.delayed, found.permanent) == (told.delayed, not told.delayed)
    assert not told.status or told.status in found.statuses
    assert found.original_ids[-1] == "<firstline.1@example.org>" or server == "microsoft 365"
    assert not found.is_dsn


@pytest.mark.parametrize("server", TOLD)
def test_every_bounce_gives_a_status_of_its_kind(server):
    told = TOLD[server]
    found = bounce(told.raw())
    assert found.statuses
    assert not told.delayed or all(status.startswith("4") for status in found.statuses)


@pytest.mark.parametrize("server", TOLD)
def test_a_person_who_shows_us_a_bounce_has_written_a_mail(server):
    shown = f"""From: Ann <ann@example.org>
Subject: {{subject}}
User-Agent: Thunderbird
Content-Type: text/plain; charset=utf-8

Hello, I get this all the time, can you help?

{TOLD[server].words}
"""
    for subject in ("Mail problem", f"Fwd: {TOLD[server].subject}", TOLD[server].subject):
        assert bounce(shown.format(subject=subject)) is None


@pytest.mark.parametrize("server", TOLD)
def test_an_answer_below_a_quoted_bounce_is_none(server):
    quoted = "\n".join(f"> {line}" for line in TOLD[server].words.split("\n"))
    answer = f"""From: Postmaster <postmaster@example.com>
Subject: Re: {TOLD[server].subject}
In-Reply-To: <x@example.org>
Content-Type: text/plain; charset=utf-8

We have looked into it. Please try again.

{quoted}
"""
    assert bounce(answer) is None


REASONS = {
    "qmail": "550 #5.1.0 Address rejected. Giving up on 192.0.2.7.",
    "an old sendmail": f"550 {ANN}... User unknown 550 <{ANN}>... User unknown",
    "a Spanish server": "El buzon esta lleno.",
}


@pytest.mark.parametrize("server", REASONS)
def test_what_the_server_said_is_kept(server):
    told = TOLD.get(server) or Told(
        sender="MAILER-DAEMON@mx.example.org",
        subject="failure notice",
        words=f"Su mensaje no pudo ser entregado.\n\n<{ANN}>:\nEl buzon esta lleno.",
    )
    assert bounce(told.raw()).reason == REASONS[server]


def test_a_code_that_says_nothing_is_joined_by_what_the_words_mean():
    group = f"Final-Recipient: rfc822; {ANN}\nAction: failed\nStatus: 5.0.0\n"
    assert bounce(dsn(f"{group}Diagnostic-Code: smtp; 550 user unknown")).statuses == (
        "5.0.0",
        "5.1.1",
    )


# --- the standard's form -----------------------------------------------------------------------


def dsn(*groups, words="See below.", sender=DAEMON, kind="multipart/report"):
    told = "\n\n".join(("Reporting-MTA: dns; mx.example.org", *groups))
    return f"""Return-Path: <>
From: {sender}
To: helpdesk@example.org
Subject: Delivery Status Notification
Content-Type: {kind}; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

{words}

--b
Content-Type: message/delivery-status

{told}

--b
Content-Type: text/rfc822-headers

From: helpdesk@example.org
To: {ANN}
Message-ID: <firstline.9@example.org>
--b--
"""


FAILED = f"""Original-Recipient: rfc822;{ANN}
Final-Recipient: rfc822; {BEN}
Action: failed
Status: 5.0.0
Diagnostic-Code: smtp; 550 5.7.26 Not
 authenticated"""
DELAYED = f"Final-Recipient: rfc822; {BEN}\nAction: delayed\nStatus: 4.4.1"
ARRIVED = f"Final-Recipient: rfc822; {ANN}\nAction: delivered\nStatus: 2.0.0"
EXPIRED = f"Final-Recipient: rfc822; {ANN}\nAction: failed\nStatus: 4.4.7"


def test_a_report_is_believed():
    found = bounce(dsn(FAILED))
    assert found.recipients == (ANN, BEN)
    assert found.statuses == ("5.0.0", "5.7.26")
    assert (found.permanent, found.delayed, found.is_dsn) == (True, False, True)
    assert found.reason == "550 5.7.26 Not authenticated"
    assert found.original_ids == ("<firstline.9@example.org>",)


def test_a_delay_is_not_permanent():
    found = bounce(dsn(DELAYED))
    assert (found.recipients, found.statuses) == ((BEN,), ("4.4.1",))
    assert (found.permanent, found.delayed) == (False, True)


def test_who_gave_up_has_given_up_whatever_the_code():
    found = bounce(dsn(EXPIRED, words="It will be retried until it is 5 days old."))
    assert (found.permanent, found.statuses) == (True, ("4.4.7",))


def test_of_several_those_that_failed_count():
    found = bounce(dsn(ARRIVED, DELAYED, EXPIRED.replace(ANN, "carol@example.net")))
    assert found.recipients == ("carol@example.net",)
    assert found.permanent


def test_good_news_is_no_bounce_but_a_report():
    tree = mime.parse(dsn(ARRIVED).replace("\n", "\r\n").encode())
    assert bounces.bounce(tree, "<>") is None
    assert bounces.is_dsn(tree)


@pytest.mark.parametrize("group", [FAILED, EXPIRED])
def test_a_report_that_is_passed_on_by_a_person_is_none(group):
    person = "Ben Okafor <ben@example.org>"
    passed_on = dsn(group, sender=person, kind="multipart/mixed").replace("Return-Path: <>\n", "")
    passed_on = passed_on.replace("Subject: ", "Subject: Fwd: ").replace("See below.", "Why this?")
    assert bounce(passed_on) is None


def test_recipients_without_a_blank_line_between_them_are_two():
    second = EXPIRED.replace(ANN, "carol@example.net")
    found = bounce(dsn(f"{EXPIRED}\n{second}"))
    assert found.recipients == (ANN, "carol@example.net")


def test_a_bounce_wrapped_into_another_is_unwrapped():
    outer = f"""Return-Path: <>
From: postmaster@example.com
Subject: Delivery Status Notification (Failure)
Content-Type: multipart/mixed; boundary=o

--o
Content-Type: message/rfc822

{dsn(FAILED)}
--o--
"""
    assert bounce(outer).recipients == (ANN, BEN)


def test_a_mail_with_a_bounce_attached_is_none():
    attached = f"""From: Ann <ann@example.org>
Subject: What is this?
Content-Type: multipart/mixed; boundary=o

--o
Content-Type: text/plain

I got the attached.
--o
Content-Type: message/rfc822

{dsn(FAILED)}
--o--
"""
    assert bounce(attached) is None


RECEIPT = """From: {sender}
Subject: {subject}
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=disposition-notification; boundary=b

--b
Content-Type: text/plain

{words}
--b
Content-Type: message/disposition-notification

Final-Recipient: rfc822; ann.larsen@example.net
Original-Message-ID: <firstline.3@example.org>
Disposition: {disposition}
--b--
"""


def test_a_receipt_is_none():
    read = RECEIPT.format(
        sender="ann.larsen@example.net",
        subject="Read: Your ticket",
        words="Your message was displayed.",
        disposition="manual-action/MDN-sent-manually; displayed",
    )
    assert bounce(read) is None


def test_a_refusal_in_the_form_of_a_receipt_is_one():
    refused = RECEIPT.format(
        sender="Mail Delivery Subsystem <postmaster@example.net>",
        subject="Automatically rejected mail",
        words="Your message was automatically rejected: Quota exceeded",
        disposition="automatic-action/MDN-sent-automatically; deleted",
    )
    found = bounce(refused)
    assert (found.recipients, found.statuses) == ((ANN,), ("5.2.2",))
    assert found.original_ids == ("<firstline.3@example.org>",)


def test_html_alone_is_read_too():
    found = bounce(f"""From: postmaster@example.com
Subject: Undeliverable: Your ticket
Content-Type: text/html

<p>Your message<br>did not reach the following recipient(s):<br><br>{ANN}<br>
The recipient name is not recognized</p>
""")
    assert (found.recipients, found.statuses) == ((ANN,), ("5.1.1",))


def cloud(kind="Permanent"):
    return f"""From: AWS Notifications <no-reply@sns.amazonaws.com>
Subject: AWS Notification Message
Content-Type: text/plain

{{"notificationType":"Bounce","bounce":{{"bounceType":"{kind}","bouncedRecipients":[{{
"emailAddress":"{ANN}","status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 gone"}}]}},
"mail":{{"commonHeaders":{{"messageId":"<firstline.8@example.org>"}}}}}}

--
If you wish to stop receiving notifications, unsubscribe.
"""


def test_a_cloud_tells_in_json():
    found = bounce(cloud())
    assert (found.recipients, found.statuses, found.permanent) == ((ANN,), ("5.1.1",), True)
    assert found.original_ids == ("<firstline.8@example.org>",)
    assert bounce(cloud("Transient")).delayed


@given(st.text(alphabet='{}[]":,"', max_size=30), st.integers(0, 300))
def test_json_may_be_anything(damage, at):
    found = bounce(f"{cloud()[:at]}{damage}{cloud()[at:]}")
    assert found is None or found.statuses


def test_json_that_nests_without_end_is_none():
    assert bounce(cloud()[: cloud().index("{")] + '{"eventType":' + "[" * 50_000) is None


# --- what is no bounce -------------------------------------------------------------------------

ORDINARY = {
    "a question about bounces": Told(
        sender="Ann <ann@example.org>",
        subject="Mail delivery failed",
        words=f"My mail to {ANN} could not be delivered, 550 5.1.1 user unknown. Why?",
    ),
    "somebody is away": Told(
        sender="Ann <ann@example.org>",
        subject="Automatic reply: Your ticket",
        header="Auto-Submitted: auto-replied\nReturn-Path: <>\n",
        words=f"I am away. Your mail has not been delivered to anybody else. Ask {ANN}.",
    ),
    "somebody has left": Told(
        sender="Ann <ann@example.org>",
        subject="I have left the company",
        header="Auto-Submitted: auto-replied\nReturn-Path: <>\n",
        words=f"This address is no longer in use. Please write to {ANN}.",
    ),
    "a shop": Told(
        sender="Shop <noreply@shop.example>",
        subject="Your parcel could not be delivered",
        words="Your parcel could not be delivered, nobody was home. Contact help@shop.example.",
    ),
    "a letter from the postmaster": Told(
        sender="Postmaster <postmaster@example.com>",
        subject="New mail server",
        words="We move to a new server on Sunday.",
    ),
}


@pytest.mark.parametrize("mail", ORDINARY)
def test_ordinary_mail_is_none(mail):
    raw = ORDINARY[mail].raw().replace(ORIGINAL.replace("\n", "\r\n").encode(), b"")
    assert bounce(raw) is None


# --- damage ------------------------------------------------------------------------------------


@given(st.binary(max_size=2000))
def test_any_bytes_can_be_judged(raw):
    found = bounces.bounce(mime.parse(raw), "<>")
    assert found is None or found.statuses


@given(st.sampled_from([each.raw() for each in TOLD.values()] + [dsn(FAILED).encode()]), st.data())
def test_a_damaged_bounce_can_be_judged(raw, data):
    at = data.draw(st.integers(0, len(raw)))
    damage = data.draw(st.binary(max_size=20))
    cut = data.draw(st.integers(0, 200))
    found = bounce(raw[:at] + damage + raw[at + cut :], "<>")
    assert found is None or (found.permanent is not found.delayed and len(found.recipients) <= 100)


# --- mails made to hurt ------------------------------------------------------------------------

HEAD = "From: MAILER-DAEMON@x.example\nSubject: failure notice\n"
BODY = HEAD + "\n"
REPORT = (
    HEAD + "Content-Type: multipart/report; boundary=b\n\n--b\n"
    "Content-Type: message/delivery-status\n\n"
)
HOSTILE = {
    "blanks": BODY + " " * 300_000,
    "lines": BODY + "\n" * 300_000,
    "addresses": BODY + "a@b.cc, " * 100_000,
    "addresses on lines": BODY + "> a@b.cc\n" * 50_000,
    "nearly addresses": BODY + ("a" * 64 + "@") * 10_000,
    "at signs": BODY + "@" * 300_000,
    "codes": BODY + "550 5.1.1 " * 50_000,
    "code lines": BODY + "550\n" * 100_000,
    "labels": BODY + "rcpt to:<a@b.cc> " * 30_000,
    "x.400": BODY + ("c=us;" + "x" * 900 + "\n") * 1000,
    "names": BODY + "delivery failed:\n" * 20_000 + "aa  " * 20_000,
    "failed recipients": HEAD + "X-Failed-Recipients: " + "a@b.cc," * 50_000 + "\n\n",
    "verp": HEAD + "To: " + "+a=b.cc" * 5000 + "\n\n",
    "groups": REPORT + "Final-Recipient: rfc822; a@b.cc\nAction: failed\n\n" * 20_000,
    "one group": REPORT + "Final-Recipient: rfc822; a@b.cc\n" * 20_000,
    "folded lines": REPORT + "Status: x\n" + " y\n" * 100_000,
    "reports": HEAD
    + "Content-Type: multipart/report; boundary=b\n\n"
    + "--b\nContent-Type: message/delivery-status\n\nAction: failed\n" * 2000,
    "bounces in bounces": (HEAD + "Content-Type: message/rfc822\n\n") * 2000,
    "ids": HEAD + "References: " + "<a@b> " * 50_000 + "\n\n" + "Message-ID: <a@b>\n" * 20_000,
    "marks without letters": BODY + "\u0301\u0323" * 100_000,
    "signs that grow": BODY + "\ufdfa" * 100_000,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_mail_made_to_hurt_is_judged_at_once(kind):
    raw = HOSTILE[kind].replace("\n", "\r\n").encode()
    found = in_time(lambda: bounces.bounce(mime.parse(raw), "<>"), limit=1)
    assert found is None or len(found.recipients) <= 100

"""Whether an agent's mail is an agent's: one server is believed, and only what it proves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.email import authentication, mime, trust
from tests.fakes.stopwatch import in_time

US = "mx.example.org"
FROM = "From: Ann Larsen <ann@example.org>\n"


def trusted(*results, head=FROM, server=US):
    told = "".join(f"Authentication-Results: {value}\n" for value in results)
    fields, _ = mime.head(f"{told}{head}\n".replace("\n", "\r\n").encode())
    return trust.authenticated(fields, authserv_id=server)


PROVED = (
    "mx.example.org; dmarc=pass header.from=example.org",
    "MX.Example.ORG; dkim=pass header.d=example.org",
    "mx.example.org 1; dkim=pass header.i=@example.org",
    "mx.example.org; dkim=fail header.d=other.example; dkim=pass header.d=example.org",
    "mx.example.org; spf=fail smtp.mailfrom=x.example; dkim/1=PASS header.d=EXAMPLE.org",
    "mx.example.org;\n dkim=pass (2048-bit key; (nested) \\) secure) header.d=example.org\n"
    ' header.s=s1 header.b="a/b="',
    'mx.example.org; dkim=pass reason="good; very" header.d="example.org"',
    "mx.example.org (our own) ; dmarc = pass (p=NONE dis=NONE) header.from = example.org",
    "mx.example.org; x-odd; dmarc=pass header.from=example.org",
)
FORGED = (
    "mx.example.org; dmarc=fail header.from=example.org",
    "mx.example.org; dkim=pass header.d=other.example; dmarc=fail (p=none) header.from=example.org",
    "mx.example.org; dkim=pass header.d=example.org; dmarc=fail",
)
NOT_FORGED = (
    "mx.example.org; none",
    "mx.example.org; dmarc=none header.from=example.org",
    "mx.example.org; dmarc=temperror",
    "mx.example.org; spf=fail; dkim=fail header.d=example.org",
    "mx.example.org; dmarc=pass header.from=example.org; dmarc=fail header.from=other.example",
    "other.example; dmarc=fail header.from=example.org",
    "mx.example.org; spf=pass (dmarc=fail)",
)
DOUBTED = (
    "mx.example.org; none",
    "mx.example.org",
    "mx.example.org; dmarc=fail header.from=example.org",
    "mx.example.org; dmarc=pass",
    "mx.example.org; dmarc=pass header.from=other.example",
    "mx.example.org; dkim=pass header.d=other.example",
    "mx.example.org; dkim=pass header.d=evil-example.org",
    "mx.example.org; dkim=pass header.d=given-away.example.org",
    "mx.example.org; dkim=pass header.d=org",
    "mx.example.org; dkim=temperror header.d=example.org",
    "mx.example.org; dkim=pass smtp.mailfrom=ann@example.org",
    "mx.example.org; dkim=pass header.d=other.example header.d=example.org",
    "mx.example.org; dkim/2=pass header.d=example.org",
    "mx.example.org 2; dkim=pass header.d=example.org",
    "mx.example.org; spf=pass smtp.mailfrom=ann@example.org",
    "mx.example.org; arc=pass header.d=example.org",
    "mx.example.org; spf=fail (dkim=pass header.d=example.org)",
    'mx.example.org; spf=fail reason="; dkim=pass header.d=example.org"',
    'mx.example.org; spf=fail reason="x\\"; dkim=pass header.d=example.org"',
    "mx.example.org; (dkim=fail; dkim=pass header.d=example.org",
    "mx.example.org; dkim=pass) header.d=example.org",
    "other.example; dkim=pass header.d=example.org",
    "evil.mx.example.org; dkim=pass header.d=example.org",
    "(mx.example.org) other.example; dkim=pass header.d=example.org",
)


@pytest.mark.parametrize("results", [*FORGED, *NOT_FORGED, *PROVED])
def test_only_a_failed_dmarc_makes_a_forgery(results):
    fields, _ = mime.head(f"Authentication-Results: {results}\n{FROM}\n".encode())
    assert bool(trust.disowned(fields, authserv_id=US)) == (results in FORGED)
    assert trust.disowned(fields, authserv_id="") == ""


@pytest.mark.parametrize("results", PROVED)
def test_what_our_server_proves_is_believed(results):
    found = trusted(results)
    assert (found.address, found.is_proved) == ("ann@example.org", True)
    assert "example.org" in found.why


@pytest.mark.parametrize("results", DOUBTED)
def test_what_it_does_not_prove_is_not(results):
    found = trusted(results)
    assert not found.is_proved
    assert found.why.endswith(".")


GOOD = PROVED[0]


def test_only_the_topmost_word_of_our_server_counts():
    assert trusted("other.example; dkim=fail", GOOD).is_proved
    assert trusted(GOOD, "mx.example.org; dmarc=fail header.from=example.org").is_proved
    assert not trusted("mx.example.org; none", GOOD).is_proved
    assert not trusted('mx.example.org; dkim="broken', GOOD).is_proved
    assert trusted("spf=pass smtp.mailfrom=x.example; dkim=none", GOOD).is_proved


@pytest.mark.parametrize("server", ["", " ", "mx.other.example"])
def test_without_a_server_of_ours_nobody_is_believed(server):
    assert not trusted(GOOD, server=server).is_proved


def test_a_parent_domain_answers_for_its_child():
    head = "From: ann@mail.example.org\n"
    assert trusted("mx.example.org; dkim=pass header.d=example.org", head=head).is_proved
    found = trusted("mx.example.org; dkim=pass header.d=x.example.org", head=head)
    assert found.why == "It is signed by x.example.org, which does not answer for mail.example.org."


ODD = (
    "",
    "From:\n",
    "From: Ann\n",
    "From: ann@example.org, ben@example.org\n",
    "From: ann@example.org\nFrom: ben@other.example\n",
    "From: boss@other.example <ann@example.org>\n",
    "From: <boss@other.example> <ann@example.org>\n",
    "From: ann@example.org <>\n",
    "From: friends: ann@example.org;\n",
    'From: "ann"@example.org\n',
    "From: ann@[192.0.2.1]\n",
    "From: ann@localhost\n",
)


@pytest.mark.parametrize("head", ODD)
def test_who_does_not_say_plainly_who_they_are_is_not_believed(head):
    found = trusted(GOOD, head=head)
    assert found.why == "The mail does not name exactly one ordinary sender."


PLAIN = (
    "From: ann@example.org\n",
    "From: <Ann@Example.org>\n",
    'From: "Larsen, Ann (IT) <x@y.example>" <ann@example.org>\n',
    "From: =?utf-8?q?Ann_L=C3=A4rsen?= <ann@example.org>\n",
    "From: Ann\n Larsen <ann@example.org>\n",
)


@pytest.mark.parametrize("head", PLAIN)
def test_ordinary_senders_are_read(head):
    assert trusted(GOOD, head=head).address == "ann@example.org"


def test_a_field_that_is_far_too_long_is_not_believed():
    long = "mx.example.org; dmarc=pass header.from=example.org; x=y" + " (z)" * 5000
    assert not trusted(long).is_proved


@given(st.text(alphabet='ab.=;()"\\ \r\n/1@', max_size=300))
def test_any_field_can_be_read(value):
    found = authentication.read(value)
    assert all(result.method and result.result for result in found.results)


@given(st.text(max_size=100), st.text(max_size=100))
def test_nothing_that_is_quoted_or_remarked_proves_anything(remark, reason):
    remark = "".join(char for char in remark if char not in "()\\\r\n")
    reason = "".join(char for char in reason if char not in '"\\\r\n')
    told = f'mx.example.org; dkim=fail ({remark}) reason="{reason}" header.d=example.org'
    assert not trusted(told).is_proved


HOSTILE = ("dkim=pass " * 1600, "(" * 16_000, "()" * 8000, '"' * 16_000, '"' + "\\" * 16_000)
HOSTILE += (
    ";" * 16_000,
    "a=" * 8000,
    "x " * 8000,
    "dkim=pass" + " a=b" * 4000,
    "((" + ")" * 16_000,
)


@pytest.mark.parametrize("value", HOSTILE)
def test_a_field_made_to_hurt_is_doubted_at_once(value):
    assert not in_time(trusted, *[f"mx.example.org; {value}"] * 20, limit=0.5).is_proved
    assert not in_time(trusted, *[f"other.example; {value}"] * 20, limit=0.5).is_proved


# --- orders ------------------------------------------------------------------------------------

ORDERS = {
    "#claim": ("claim", ""),
    "  #Claim  \n\nAnn": ("claim", "Ann"),
    "#resolve the mailbox was full\nThanks\nAnn": ("resolve the mailbox was full", "Thanks\nAnn"),
    "#note: rang her": ("note rang her", ""),
    "#assign bob\r\n": ("assign bob", ""),
    "#note FL-1042 rang her": ("note FL-1042 rang her", ""),
    "＃claim": ("claim", ""),
    "": ("", ""),
    "claim": ("", "claim"),
    "Hello\n#claim": ("", "Hello\n#claim"),
    "# claim": ("", "# claim"),
    "## Heading": ("", "## Heading"),
    "#4711 is broken": ("", "#4711 is broken"),
    "#": ("", "#"),
    "#claim#resolve": ("", "#claim#resolve"),
}


@pytest.mark.parametrize("text", ORDERS)
def test_the_first_line_may_be_an_order(text):
    found = trust.order(text)
    assert (found.command, found.rest) == ORDERS[text]


@given(st.text())
def test_no_word_of_a_mail_is_lost(text):
    found = trust.order(text)
    said = f"{found.command}{found.rest}".casefold()
    words = [word for word in text.casefold().split() if word.isalnum()]
    assert all(word in said for word in words[1:])

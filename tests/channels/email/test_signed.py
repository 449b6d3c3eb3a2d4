"""An address with a token names the mail it was made for, and nobody else can make one."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.runtime.keyring import Keyring
from channels.email import headers, signed

KEYS = Keyring(b"the only key")
MAIL = signed.message_id(b"0123456789abcdef", "example.org")
OURS = "helpdesk@example.org"
MAKE = {signed.read: signed.reply_address, signed.read_verp: signed.bounce_address}

digests = st.binary(min_size=16, max_size=16)
domains = st.from_regex(r"[a-z0-9]{1,10}(\.[a-z0-9]{1,10}){0,3}", fullmatch=True)
local_parts = st.from_regex(r"[a-z0-9._=-]{1,21}", fullmatch=True)
EITHER = pytest.mark.parametrize("read", MAKE)


@EITHER
@given(digests, local_parts, domains, st.randoms())
def test_there_and_back_whatever_becomes_of_its_case(read, digest, local, domain, chance):
    mail = signed.message_id(digest, domain)
    address = MAKE[read](f"{local}@{domain}", mail, KEYS)
    assert headers.is_address(address)
    assert len(address.rpartition("@")[0]) <= 64
    assert re.sub(r"\+[a-z2-7]+", "", address) == f"{local}@{domain}"
    odd = "".join(chance.choice((sign.upper(), sign.lower())) for sign in address)
    assert read(odd, KEYS) == mail


@EITHER
def test_what_an_older_key_has_signed_stays_signed(read):
    address = MAKE[read](OURS, MAIL, KEYS)
    assert read(address, Keyring(b"a new key", b"the only key")) == MAIL
    assert read(address, Keyring(b"a new key")) == ""


def test_the_one_is_not_good_for_the_other():
    assert signed.read(signed.bounce_address(OURS, MAIL, KEYS), KEYS) == ""
    assert signed.read_verp(signed.reply_address(OURS, MAIL, KEYS), KEYS) == ""


@EITHER
def test_it_is_good_for_its_domain_and_for_every_address_there(read):
    local, _, domain = MAKE[read](OURS, MAIL, KEYS).partition("@")
    token = local.partition("+")[2]
    assert read(f"it+{token}@{domain}", KEYS) == MAIL
    assert read(f"{local}@elsewhere.example", KEYS) == ""


@EITHER
@given(at=st.integers(0, 41), sign=st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_no_other_sign_will_do(read, at, sign):
    address = MAKE[read](OURS, MAIL, KEYS)
    start = len("helpdesk+") + at
    assume(address[start] != sign)
    assert read(address[:start] + sign + address[start + 1 :], KEYS) == ""


@EITHER
@given(st.one_of(st.text(max_size=100), st.from_regex(r"helpdesk\+[a-z2-7]{42}@example\.org")))
def test_whatever_else_comes_names_nothing(read, address):
    assert read(address, KEYS) == ""


@EITHER
@pytest.mark.parametrize("around", ["{}x", "x{}", "{}+{}", "+{}", "{}="])
def test_a_token_stands_alone(read, around):
    local, _, domain = MAKE[read](OURS, MAIL, KEYS).partition("@")
    token = local.partition("+")[2]
    assert read(f"helpdesk+{around.format(token, token)}@{domain}", KEYS) == ""


@EITHER
def test_an_address_too_long_for_a_token_stays_as_it_is(read):
    long = f"{'a' * 22}@example.org"
    assert MAKE[read](long, MAIL, KEYS) == long


@EITHER
def test_only_a_mail_of_ours_is_named(read):
    assert MAKE[read](OURS, "<somebody@elsewhere.example>", KEYS) == OURS

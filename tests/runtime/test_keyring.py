"""Servers of one desk sign alike, and a key is used only once all of them know it."""

from datetime import timedelta

import pytest

from bot.runtime import keyring
from bot.runtime.keyring import SETTLED, Keyring
from store import keys
from tests.store.rows import NOON

MOMENT = timedelta(seconds=1)


async def ring(store, now=NOON):
    loaded = Keyring()
    await loaded.load(store, now)
    return loaded


async def test_two_servers_sign_alike(store):
    one, other = await ring(store), await ring(store)
    assert one.sign("a", b"x") == other.sign("a", b"x")
    assert other.verify("a", b"x", one.sign("a", b"x")[:10])


async def test_a_signature_is_for_one_purpose_and_one_text(store):
    signer = await ring(store)
    signature = signer.sign("a", b"bc")
    assert len(signature) == 32
    assert not signer.verify("a", b"bd", signature)
    assert not signer.verify("ab", b"c", signature)
    assert not signer.verify("a", b"bc", signature[:9])
    assert not signer.verify("a", b"bc", b"")
    assert not signer.verify("a", b"bc", signature[:-1] + bytes([signature[-1] ^ 1]))


async def test_a_new_key_is_believed_at_once_and_used_when_all_know_it(store):
    before = await ring(store)
    await store.transact(keys.add, keyring.new_secret(), now=NOON)
    young, settled = await ring(store, NOON + SETTLED - MOMENT), await ring(store, NOON + SETTLED)
    assert young.sign("a", b"x") == before.sign("a", b"x") != settled.sign("a", b"x")
    assert young.verify("a", b"x", settled.sign("a", b"x"))
    assert settled.verify("a", b"x", young.sign("a", b"x"))


def test_without_keys_nothing_is_signed_and_nothing_believed():
    with pytest.raises(RuntimeError):
        Keyring().sign("a", b"x")
    assert not Keyring().verify("a", b"x", b"\0" * 32)

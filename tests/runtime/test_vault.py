"""Secrets are kept so that a stolen database opens nothing, on every server of the desk."""

import asyncio
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import select, update

from bot.runtime import exclusively
from bot.runtime.sealing import Seal
from bot.runtime.vault import Vault
from bot.runtime.vault_keys import BadKey, CannotOpen, VaultKeys, read
from channels.base import NotNow, TryLater
from store import sealed
from store.tables import SECRETS
from tests.store.rows import NOON

OLD, NEW = "old " * 10, "new " * 10  # white space parts keys in a file, not here
TOKEN = b"xoxb-1234567890-very-secret"


def keys(tmp_path, *given_by_settings):
    return VaultKeys(tmp_path / "vault.key", given_by_settings)


@pytest.fixture
def open_vault(store, tmp_path):
    """One more server of the same desk: with a data folder of this name, or told its keys."""

    def open_(*words, folder="one"):
        return Vault(store, keys(tmp_path / folder, *words), lambda: NOON)

    return open_


async def rows(store):
    return await store.read(sealed.all_of)


async def test_a_secret_comes_back_and_can_be_forgotten(open_vault):
    vault = open_vault()
    assert await vault.get("slack/T1") is None
    await vault.put("slack/T1", b"first")
    await vault.put("slack/T1", TOKEN)
    await vault.put("slack/T2", b"")
    await vault.put("telegram", b"other")
    assert await vault.get("slack/T1") == TOKEN
    assert await vault.names("slack/") == ("slack/T1", "slack/T2")
    await vault.put("slack/T1", None)
    await vault.put("slack/T1", None)
    assert await vault.get("slack/T1") is None
    assert await vault.names("") == ("slack/T2", "telegram")


async def test_the_database_alone_opens_nothing(open_vault, store, tmp_path):
    await open_vault().put("slack/T1", TOKEN)
    (kept,) = (await rows(store)).values()
    assert TOKEN not in kept
    with pytest.raises(NotNow, match=r"no key in .*other/vault\.key opens"):
        await open_vault(folder="other").get("slack/T1")
    with pytest.raises(NotNow, match="no key in FIRSTLINE_VAULT_KEY opens"):
        await open_vault(NEW).get("slack/T1")
    assert not (tmp_path / "other" / "vault.key").exists()


async def test_the_key_lies_beside_the_database_and_only_its_owner_reads_it(open_vault, tmp_path):
    await open_vault().put("a", TOKEN)
    path = tmp_path / "one" / "vault.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["vault.key"]
    assert await open_vault().get("a") == TOKEN


async def test_a_secret_put_in_the_place_of_another_is_noticed(open_vault, store):
    vault = open_vault()
    await vault.put("slack/T1", TOKEN)
    await vault.put("slack/T2", b"another")

    def swap(unit):
        mine = unit.connection.scalar(select(SECRETS.c.sealed).where(SECRETS.c.name == "slack/T1"))
        other = update(SECRETS).where(SECRETS.c.name == "slack/T2").values(sealed=mine)
        unit.connection.execute(other)

    await store.transact(swap)
    with pytest.raises(NotNow):
        await vault.get("slack/T2")


async def test_servers_with_different_keys_do_not_mix_them(open_vault, store):
    one, other = open_vault(folder="one"), open_vault(folder="other")
    done = await asyncio.gather(one.put("a", b"1"), other.put("b", b"2"), return_exceptions=True)
    (failed,) = (each for each in done if each is not None)
    assert isinstance(failed, NotNow)
    assert len(await rows(store)) == 1


async def test_a_new_key_takes_over_and_the_old_one_can_go(open_vault, store):
    await open_vault(OLD).put("a", TOKEN)
    before = await rows(store)
    await open_vault(OLD, NEW).look()
    assert await rows(store) == before
    await open_vault(NEW, OLD).look()
    assert await open_vault(NEW).get("a") == TOKEN
    with pytest.raises(NotNow):
        await open_vault(OLD).get("a")


async def test_a_lost_key_is_complained_of_at_the_start(open_vault, store, caplog):
    await open_vault(OLD).put("a", TOKEN)
    await open_vault(NEW).look()
    assert "no key in FIRSTLINE_VAULT_KEY opens" in caplog.text
    assert await open_vault(OLD).get("a") == TOKEN


async def test_what_a_lost_key_sealed_is_given_up_and_nothing_else(open_vault):
    await open_vault(OLD).put("a", TOKEN)
    assert await open_vault(OLD).give_up() == ()
    assert await open_vault(NEW).give_up() == ("a",)
    await open_vault(NEW).put("b", TOKEN)
    assert await open_vault().give_up() == ("b",)
    assert await open_vault(folder="fresh").names("") == ()


async def test_a_key_file_that_somebody_broke_is_named(open_vault, tmp_path):
    await open_vault().put("a", TOKEN)
    (tmp_path / "one" / "vault.key").write_text("short")
    with pytest.raises(NotNow, match=r"vault\.key: a key of the vault has 32 characters"):
        await open_vault().get("a")


async def test_work_is_done_by_one_server_at_a_time_and_its_result_comes_back(open_vault):
    vaults = [open_vault(OLD) for _ in range(4)]
    await vaults[0].put("count", b"0")

    async def count(vault):
        async def one_more():
            seen = int(await vault.get("count"))
            await asyncio.sleep(0)
            await vault.put("count", str(seen + 1).encode())
            return seen

        return await vault.exclusively("counting", one_more)

    assert sorted(await asyncio.gather(*map(count, vaults))) == [0, 1, 2, 3]
    assert await vaults[0].get("count") == b"4"


async def test_what_goes_wrong_in_the_work_is_the_callers_and_the_next_may_begin(open_vault):
    vault = open_vault()

    async def fail():
        raise TryLater("Slack does not answer")

    async def succeed():
        return "done"

    with pytest.raises(TryLater, match="Slack does not answer"):
        await vault.exclusively("a", fail)
    assert await vault.exclusively("a", succeed) == "done"


async def test_who_was_taken_for_dead_keeps_nothing_any_more(store, tmp_path):
    """A server that stood still for longer than its lease finds another one at work."""
    time, overtaken = {"now": NOON}, asyncio.Event()
    slow, quick = (Vault(store, keys(tmp_path, OLD), lambda: time["now"]) for _ in range(2))

    async def overtake():
        await overtaken.wait()
        await quick.exclusively("token", lambda: quick.put("token", b"new"))

    async def late():
        time["now"] = NOON.replace(hour=13)
        overtaken.set()
        await other
        await slow.put("token", b"stale")

    other = asyncio.create_task(overtake())
    with pytest.raises(NotNow):
        await slow.exclusively("token", late)
    assert await slow.get("token") == b"new"


async def test_nobody_waits_for_ever(open_vault, monkeypatch):
    monkeypatch.setattr(exclusively, "PATIENCE", 0.05)
    vault = open_vault()

    async def again():
        await vault.exclusively("a", again)

    with pytest.raises(TimeoutError):
        await vault.exclusively("a", again)


def test_keys_in_a_text_are_parted_and_short_ones_refused():
    first, second = "a" * 32, "b" * 40
    assert read(f" {first},\n{second}\n") == (first, second)
    assert read("") == ()
    with pytest.raises(BadKey, match="openssl rand"):
        read(f"{first},short")


@given(some.binary(max_size=300), some.text(max_size=30), some.data())
def test_whatever_is_sealed_is_opened_by_its_key_and_name_alone(secret, name, data):
    seal = Seal((OLD,), where="here")
    kept = seal.seal(name, secret)
    assert Seal((NEW, OLD), where="here").open(name, kept) == secret
    assert seal.seal(name, secret) != kept
    place = data.draw(some.integers(0, len(kept) - 1))
    broken = bytes([*kept[:place], kept[place] ^ 1, *kept[place + 1 :]])
    for wrong in (broken, kept[:place]):
        with pytest.raises(CannotOpen):
            seal.open(name, wrong)
    with pytest.raises(CannotOpen):
        seal.open(name + "x", kept)

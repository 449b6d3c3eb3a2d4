"""Bytes in a folder or in the database: kept once, whole or not at all."""

import asyncio
import hashlib
import os
import resource

import pytest
from sqlalchemy import select

from store.blobs import SMALL, FolderBlobs, StoredBlobs, TooLarge
from store.errors import StoreUnavailable
from store.tables import BLOBS
from tests.store.rows import NOON


@pytest.fixture
def blobs(tmp_path):
    return FolderBlobs(tmp_path / "blobs")


def files(tmp_path):
    return sorted(it for it in tmp_path.rglob("*") if it.is_file())


async def stream(*chunks):
    for chunk in chunks:
        yield chunk


async def test_bytes_come_back_under_their_hash(blobs, tmp_path):
    blob_id = await blobs.put(stream(b"hel", b"", b"lo"), limit=5)
    assert blob_id == hashlib.sha256(b"hello").hexdigest()
    assert await blobs.get(blob_id) == b"hello"
    (file,) = files(tmp_path)
    assert file == tmp_path / "blobs" / blob_id[:2] / blob_id[2:]
    assert file.stat().st_mode & 0o777 == 0o600


async def test_no_bytes_at_all_are_bytes_too(blobs):
    assert await blobs.get(await blobs.put(stream(), limit=0)) == b""


async def test_the_same_bytes_are_kept_once(blobs, tmp_path):
    ids = await asyncio.gather(*(blobs.put(stream(b"he", b"llo"), limit=9) for _ in range(10)))
    assert len(set(ids)) == 1
    assert len(files(tmp_path)) == 1


async def test_too_many_bytes_leave_nothing_behind(blobs, tmp_path):
    with pytest.raises(TooLarge):
        await blobs.put(stream(b"hel", b"lo!"), limit=5)
    assert files(tmp_path) == []


async def test_a_sender_that_fails_leaves_nothing_behind(blobs, tmp_path):
    async def broken():
        yield b"hel"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await blobs.put(broken(), limit=99)
    assert files(tmp_path) == []


async def test_a_sender_that_is_cut_off_leaves_nothing_behind(blobs, tmp_path):
    asked = asyncio.Event()

    async def endless():
        yield b"hel"
        asked.set()
        await asyncio.Event().wait()

    putting = asyncio.ensure_future(blobs.put(endless(), limit=99))
    await asked.wait()
    putting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await putting
    assert files(tmp_path) == []


async def test_a_disk_that_is_full_is_not_kept_full(blobs, tmp_path):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            await blobs.put(stream(b"hello world"), limit=99)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert files(tmp_path) == []


async def test_what_a_crash_left_unfinished_is_swept(blobs, tmp_path):
    await blobs.sweep(before=NOON)  # no folder yet
    blob_id = await blobs.put(stream(b"hello"), limit=5)
    old, young = (blobs._begin() for _ in range(2))
    whole = tmp_path / "blobs" / blob_id[:2] / blob_id[2:]
    for path, age in ((old.name, 1), (young.name, 0), (whole, 1)):
        moment = NOON.timestamp() - age
        os.utime(path, (moment, moment))
    await blobs.sweep(before=NOON)
    assert [str(path) for path in files(tmp_path)] == sorted([str(whole), young.name])
    old.close()
    young.close()


@pytest.mark.parametrize(
    "blob_id",
    ["", "0" * 64, "A" * 64, "../" + "0" * 61, "/etc/passwd", "0" * 63, "0" * 64 + "\n"],
)
async def test_a_bad_id_is_an_unknown_one(blobs, blob_id):
    with pytest.raises(KeyError):
        await blobs.get(blob_id)


# --- small and large ------------------------------------------------------------------------------


@pytest.fixture
def stored(store, blobs):
    return StoredBlobs(store, blobs, lambda: NOON)


def kept(unit):
    return [(row.id, row.data) for row in unit.connection.execute(select(BLOBS))]


def files_in(tmp_path):
    return files(tmp_path / "blobs")


@pytest.mark.parametrize("content", [b"", b"\0hello\xff", b"x" * SMALL], ids=len)
async def test_small_ones_lie_in_the_database(stored, store, tmp_path, content):
    blob_id = await stored.put(stream(content), limit=SMALL)
    assert blob_id == hashlib.sha256(content).hexdigest()
    assert await stored.get(blob_id) == content
    assert await store.read(kept) == [(blob_id, content)]
    assert files_in(tmp_path) == []


async def test_large_ones_lie_in_the_folder(stored, store, tmp_path):
    chunks = [b"x" * SMALL, b"y", b"z" * SMALL]
    blob_id = await stored.put(stream(*chunks), limit=3 * SMALL)
    assert await stored.get(blob_id) == b"".join(chunks)
    assert await store.read(kept) == []
    assert len(files_in(tmp_path)) == 1


async def test_many_small_ones_at_once(stored, store):
    contents = [b"%d" % (number % 50) for number in range(200)]
    ids = await asyncio.gather(*(stored.put(stream(each), limit=9) for each in contents))
    assert [await stored.get(each) for each in ids] == contents
    assert len(await store.read(kept)) == 50


@pytest.mark.parametrize("chunk", [b"x" * 10, b"x" * (SMALL + 10)], ids=len)
async def test_too_much_is_refused_wherever_it_would_lie(stored, store, tmp_path, chunk):
    with pytest.raises(TooLarge):
        await stored.put(stream(chunk, b"!"), limit=len(chunk))
    assert await store.read(kept) == []
    assert files_in(tmp_path) == []


async def test_what_the_database_does_not_keep_is_told(stored, store):
    store.close()
    with pytest.raises(StoreUnavailable):
        await stored.put(stream(b"x"), limit=1)


async def test_a_bad_id_is_unknown_everywhere(stored):
    for blob_id in ("", "0" * 64, "../" + "0" * 61):
        with pytest.raises(KeyError):
            await stored.get(blob_id)

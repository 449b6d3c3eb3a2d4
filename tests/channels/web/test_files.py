"""Files come in within limits, and go out only to those who may have them."""

import asyncio
import os
import tempfile
from hashlib import sha256

import pytest

from channels.web.filenames import LONGEST, tidy_media_type, tidy_name
from tests.channels.web.conftest import chat_of, fields, open_house, say
from tests.fakes.patience import PATIENCE

PDF = ("report.pdf", b"%PDF-1.7 not really", "application/pdf")


async def attach(browser, *files, **values):
    form = await fields(browser, **values)
    return await browser.post("/say", data=form, files=[("files", file) for file in files])


async def test_a_file_goes_to_the_blobs_and_its_id_to_the_desk(browser, desk):
    assert (await attach(browser, PDF, text="see here")).status_code == 303
    [attachment] = desk.heard[0].attachments
    assert (attachment.name, attachment.media_type, attachment.size) == ("report.pdf", PDF[2], 19)
    assert desk.blobs.kept == {attachment.source: PDF[1]}
    page = (await browser.get("/")).text
    assert f'href="/files/{attachment.source}"' in page


async def test_a_file_alone_is_a_message_and_no_file_is_none(browser, desk):
    assert (await attach(browser, ("a.txt", b"", "text/plain"))).status_code == 303
    assert desk.heard[0].attachments[0].size == 0
    nothing_picked = ("", b"", "application/octet-stream")
    assert (await attach(browser, nothing_picked, text="words")).status_code == 303
    assert desk.heard[1].attachments == ()


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """Where temporary files would go."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


async def test_too_much_is_refused_and_nothing_is_kept(desk, temporary):
    async with open_house(desk, upload_limit=1000) as house, house.browser() as browser:
        for files in ([b"x" * 1001], [b"x" * 600, b"y" * 600], [b"x" * 400_000]):
            named = [("big.bin", content, "text/plain") for content in files]
            answer = await attach(browser, *named, text="see here")
            assert answer.status_code == 413
            assert "1000 bytes" in answer.text
    assert desk.heard == []
    assert sha256(b"x" * 1001).hexdigest() not in desk.blobs.kept
    assert sum(map(len, desk.blobs.kept.values())) <= 1000
    assert os.listdir(temporary) == []


async def test_a_whole_message_may_be_as_large_as_said(desk):
    async with open_house(desk, upload_limit=300_000) as house, house.browser() as browser:
        exact = ("full.bin", b"x" * 300_000, "text/plain")
        assert (await attach(browser, exact, text="see here")).status_code == 303
    assert desk.heard[0].attachments[0].size == 300_000


async def test_too_many_files_are_refused(browser, desk):
    files = [(f"{n}.txt", b"x", "text/plain") for n in range(6)]
    answer = await attach(browser, *files)
    assert answer.status_code == 413
    assert "5 files" in answer.text
    assert desk.heard == []


async def test_no_byte_of_a_file_is_kept_for_a_form_that_is_not_ours(browser, desk):
    assert (await attach(browser, PDF, csrf="0" * 64)).status_code == 403
    assert desk.blobs.kept == {}


async def test_files_are_counted_before_they_are_kept(desk):
    async with open_house(desk, uploads_per_minute=1) as house, house.browser() as browser:
        assert (await attach(browser, PDF)).status_code == 303
        refused = await attach(browser, ("b.txt", b"more", "text/plain"))
        assert (refused.status_code, "retry-after" in refused.headers) == (429, True)
    assert len(desk.blobs.kept) == 1


async def test_a_sender_who_leaves_in_the_middle_leaves_nothing(house, browser, desk, caplog):
    form = await fields(browser)
    parts = [f'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{form["csrf"]}\r\n']
    parts.append('--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\nhalf')
    cookie = "; ".join(f"{c.name}={c.value}" for c in browser.cookies.jar)
    head = (
        f"POST /say HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\nContent-Length: 9000\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
    )
    _, writer = await asyncio.open_connection("127.0.0.1", house.channel.port)
    begun, over = asyncio.Event(), asyncio.Event()
    put = desk.blobs.put

    async def noticed(chunks, *, limit):
        begun.set()
        try:
            return await put(chunks, limit=limit)
        finally:
            over.set()

    desk.blobs.put = noticed
    writer.write((head + "".join(parts)).encode())
    async with asyncio.timeout(PATIENCE):
        await begun.wait()
        writer.close()
        await writer.wait_closed()
        await over.wait()
    assert (await browser.get("/health")).status_code == 200
    assert desk.blobs.kept == {}
    assert "Exception" not in caplog.text


async def test_a_broken_form_is_refused(browser, desk):
    form = await fields(browser)
    half = f'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{form["csrf"]}\r\n--x\r\n'
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    for body in (half, "no boundary at all", ""):
        answer = await browser.post("/say", content=body.encode(), headers=kind)
        assert answer.status_code == 400, body
    assert desk.heard == []


async def test_a_body_without_a_length_is_refused(browser):
    async def endless():
        yield b"csrf="

    assert (await browser.post("/say", content=endless())).status_code == 411


async def test_a_file_is_saved_and_never_shown(browser, desk):
    evil = await desk.keep(b"<script>alert(1)</script>", 'x"; filename="evil.html')
    await say(browser, "hello")
    await desk.add(chat_of(), "see here", files=(evil,))
    answer = await browser.get(f"/files/{evil.source}")
    assert answer.content == b"<script>alert(1)</script>"
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == (
        "attachment; filename*=UTF-8''x%22%3B%20filename%3D%22evil.html"
    )
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_file_of_another_session_is_out_of_reach(house, desk):
    async with house.browser() as anna, house.browser() as mallory:
        await attach(anna, PDF)
        source = desk.heard[0].attachments[0].source
        assert (await anna.get(f"/files/{source}")).status_code == 200
        assert (await mallory.get(f"/files/{source}")).status_code == 403
        await say(mallory, "hello")
        assert (await mallory.get(f"/files/{source}")).status_code == 404


@pytest.mark.parametrize(
    ("raw", "tidy"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\anna\\photo.png", "photo.png"),
        ("..", "file"),
        ("\x00\n\r", "file"),
        ("inv\u202egpj.exe", "invgpj.exe"),
        ("Jürgen – Übersicht.txt", "Jürgen – Übersicht.txt"),
        (".profile", "profile"),
    ],
)
def test_a_name_is_only_a_name(raw, tidy):
    assert tidy_name(raw) == tidy


def test_a_long_name_keeps_its_ending():
    name = tidy_name("x" * 500 + ".pdf")
    assert len(name) == LONGEST
    assert name.endswith("x.pdf")
    assert len(tidy_name("x." + "y" * 500)) == LONGEST


def test_a_media_type_has_the_shape_of_one():
    assert tidy_media_type("Text/HTML; charset=x") == "text/html"
    assert tidy_media_type("text/html\r\nX: y") == "application/octet-stream"
    assert tidy_media_type("") == "application/octet-stream"

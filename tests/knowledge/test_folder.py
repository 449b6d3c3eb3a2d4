"""A folder of articles is read whole; what could not be read is told."""

import os

import pytest

from knowledge.folder import LARGEST, builtin_folder, read_folder


def write(path, id, title="Something"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\nid: {id}\ntitle: {title}\n---\n\nText.\n", encoding="utf-8")


def test_good_articles_are_read_beside_bad_ones(tmp_path):
    write(tmp_path / "one.md", "one")
    write(tmp_path / "more" / "two.md", "two")
    (tmp_path / "bad.md").write_text("---\nid: bad\n---\n")
    (tmp_path / "latin.md").write_bytes(b"---\nid: a\ntitle: caf\xe9\n---\n")
    (tmp_path / "huge.md").write_bytes(b"x" * (LARGEST + 1))
    (tmp_path / "notes.txt").write_text("not an article")

    reading = read_folder(tmp_path)

    assert [article.id for article in reading.articles] == ["one", "two"]
    assert [complaint.split(":")[0] for complaint in reading.complaints] == [
        "bad.md",
        "huge.md",
        "latin.md",
    ]


def test_the_first_of_two_files_with_one_id_is_kept(tmp_path):
    write(tmp_path / "a.md", "same", "First")
    write(tmp_path / "b.md", "same", "Second")
    reading = read_folder(tmp_path)
    assert [article.title for article in reading.articles] == ["First"]
    assert reading.complaints == ("b.md:1: another file already has the id 'same'.",)


def test_no_folder_is_a_complaint_and_no_crash(tmp_path):
    reading = read_folder(tmp_path / "nowhere")
    assert reading.articles == ()
    assert "no such folder" in reading.complaints[0]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_we_may_not_read_is_a_complaint(tmp_path):
    write(tmp_path / "closed.md", "closed")
    (tmp_path / "closed.md").chmod(0)
    assert read_folder(tmp_path).complaints == ("closed.md: Permission denied.",)


def test_a_dangling_link_is_left_out(tmp_path):
    (tmp_path / "gone.md").symlink_to(tmp_path / "nothing")
    assert read_folder(tmp_path).articles == ()


def test_articles_come_with_firstline():
    assert builtin_folder().is_dir()

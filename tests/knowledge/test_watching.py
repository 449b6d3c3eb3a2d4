"""Folders are looked at again and again; only what changed and came to rest is told."""

import os
import shutil

import pytest

from knowledge import watching
from knowledge.watching import Watch

GATE = "---\nid: {id}\ntitle: {title}\n---\n\n{text}\n"


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "articles"
    made.mkdir()
    return made


@pytest.fixture
def shelf(folder):
    """Writes an article into the folder."""

    def write(name, title="The gate hums", *, id="", text="Wait."):
        path = folder / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        said = GATE.format(id=id or path.stem, title=title, text=text)
        path.write_text(said, encoding="utf-8")
        return path

    return write


@pytest.fixture
def watch(folder):
    return Watch([folder])


def begin(watch):
    change = watch.read()
    watch.keep(change)
    return change


def settled(watch):
    """What is told once everything lies still."""
    watch.look()
    change = watch.look()
    if change:
        watch.keep(change)
    return change


def told(change):
    return {article.id: article.title for article, _ in change.found}


def own(change):
    return {id: title for id, title in told(change).items() if id.startswith("gate")}


def test_at_first_everything_is_new(watch, shelf):
    shelf("gate-one")
    shelf("deep/gate-two")
    change = begin(watch)
    assert own(change) == {"gate-one": "The gate hums", "gate-two": "The gate hums"}
    places = {article.id: place for article, place in change.found}
    assert places["gate-two"] == "articles/deep/gate-two.md"
    assert any(place.startswith("shipped/") for place in places.values())


def test_only_what_changed_is_told(watch, shelf):
    shelf("gate-one")
    two = shelf("gate-two")
    begin(watch)
    settled(watch)
    assert settled(watch) is None
    shelf("gate-one", "The gate sings")
    two.unlink()
    shelf("gate-three")
    change = settled(watch)
    assert told(change) == {"gate-one": "The gate sings", "gate-three": "The gate hums"}
    assert change.gone == ("gate-two",)
    assert settled(watch) is None


def test_nothing_is_told_while_files_still_change(watch, shelf):
    begin(watch)
    settled(watch)
    for number in range(5):
        shelf(f"gate-{number}")
        assert watch.look() is None
    assert len(own(settled(watch))) == 5


def test_a_folder_that_never_rests_is_taken_over_where_it_does(watch, shelf, monkeypatch):
    begin(watch)
    settled(watch)
    shelf("gate-still")
    monkeypatch.setattr(watching, "PATIENCE", 0.0)
    watch.look()
    shelf("gate-busy", text="And more.")
    assert own(watch.look()) == {"gate-still": "The gate hums"}


def test_what_was_not_kept_is_told_again(watch, shelf):
    begin(watch)
    settled(watch)
    shelf("gate-one")
    watch.look()
    first = watch.look()
    again = watch.look()
    assert own(first) == own(again) == {"gate-one": "The gate hums"}
    watch.keep(again)
    assert watch.look() is None


@pytest.mark.parametrize(
    "half", ["---\nid: gate-one\nti", "", "---\nid: gate-one\ntitle: [\n---\n"]
)
def test_a_broken_file_is_told_once_and_what_it_said_stays(watch, shelf, half):
    path = shelf("gate-one")
    begin(watch)
    path.write_text(half)
    change = settled(watch)
    assert (own(change), change.gone) == ({}, ())
    (complaint,) = change.complaints
    assert complaint.startswith("articles/gate-one.md:")
    assert watch.seen.stays("articles/gate-one.md")
    assert settled(watch) is None
    shelf("gate-one", "The gate sings")
    assert told(settled(watch)) == {"gate-one": "The gate sings"}
    assert not watch.seen.stays("articles/gate-one.md")


def test_a_folder_that_goes_away_takes_nothing_with_it(watch, shelf, folder):
    shelf("gate-one")
    begin(watch)
    settled(watch)
    shutil.move(folder, folder.with_name("elsewhere"))
    change = settled(watch)
    assert (change.found, change.gone) == ((), ())
    assert "there is no such folder" in change.complaints[0]
    assert settled(watch) is None
    folder.mkdir()  # where something was mounted, and is not
    assert not (change := settled(watch)) or not change.gone
    folder.rmdir()
    shutil.move(folder.with_name("elsewhere"), folder)
    shelf("gate-one", "The gate sings")
    assert told(settled(watch)) == {"gate-one": "The gate sings"}


def test_an_emptied_folder_counts_as_away_until_somebody_orders(watch, shelf):
    path = shelf("gate-one")
    begin(watch)
    path.unlink()
    change = settled(watch)
    assert change.gone == ()
    assert "empty and had 1 files" in change.complaints[0]
    ordered = watch.read_as_ordered()
    assert not ordered.seen.stays("articles/gate-one.md")
    assert own(ordered) == {}


def test_a_file_under_another_name_is_the_same_article(watch, shelf, folder):
    path = shelf("gate-one")
    begin(watch)
    path.rename(folder / "moved.md")
    change = settled(watch)
    assert [place for _, place in change.found] == ["articles/moved.md"]
    assert change.gone == ()


def test_the_second_of_two_counts_once_the_first_is_gone(watch, shelf):
    first = shelf("a", "First", id="gate")
    shelf("b", "Second", id="gate")
    change = begin(watch)
    assert own(change) == {"gate": "First"}
    assert change.complaints == ("articles/b.md:1: another file already has the id 'gate'.",)
    settled(watch)
    first.unlink()
    assert told(settled(watch)) == {"gate": "Second"}


def test_a_later_folder_replaces_an_earlier_one(tmp_path):
    for number in (1, 2):
        path = tmp_path / f"{number}" / "articles" / "gate.md"
        path.parent.mkdir(parents=True)
        path.write_text(GATE.format(id="gate", title=f"Gate {number}", text=""))
    watch = Watch([tmp_path / "1" / "articles", tmp_path / "2" / "articles"])
    change = begin(watch)
    assert told(change)["gate"] == "Gate 2"
    places = dict((article.id, place) for article, place in change.found)
    assert places["gate"] == "articles-2/gate.md"
    (tmp_path / "2" / "articles" / "gate.md").write_text("broken")
    assert own(settled(watch)) == {}
    assert watch.seen.counting()["gate"][1] == "articles-2/gate.md"


def test_hidden_files_and_links_to_nothing_are_no_articles(watch, folder):
    (folder / ".git").mkdir()
    (folder / ".git" / "x.md").write_text("x")
    (folder / ".gate.md.swp.md").write_text("x")
    (folder / "gone.md").symlink_to(folder / "nothing")
    (folder / "round").symlink_to(folder)
    change = begin(watch)
    assert (own(change), change.complaints) == ({}, ())


def test_a_mounted_configuration_is_swapped_by_its_link(watch, folder):
    for number in (1, 2):
        data = folder / f"..data_{number}"
        data.mkdir()
        (data / "gate.md").write_text(GATE.format(id="gate", title=f"Gate {number}", text=""))
    (folder / "..data").symlink_to("..data_1")
    (folder / "gate.md").symlink_to("..data/gate.md")
    assert own(begin(watch)) == {"gate": "Gate 1"}
    settled(watch)
    (folder / "..new").symlink_to("..data_2")
    os.replace(folder / "..new", folder / "..data")
    assert told(settled(watch)) == {"gate": "Gate 2"}


def test_the_same_files_are_in_the_same_state_wherever_they_are(tmp_path):
    here, there = tmp_path / "a" / "articles", tmp_path / "b" / "articles"
    here.mkdir(parents=True)
    for number in range(3):
        text = GATE.format(id=f"gate-{number}", title="Gate", text="")
        (here / f"{number}.md").write_text(text)
    shutil.copytree(here, there)
    one, other = begin(Watch([here])), begin(Watch([there]))
    assert one.seen.state == other.seen.state
    (there / "0.md").write_text("broken")
    assert begin(Watch([there])).seen.state != one.seen.state


def test_a_file_whose_name_is_not_utf8_is_told_and_the_rest_is_read(folder, shelf, watch):
    begin(watch)
    shelf("gate")
    article = GATE.format(id="gate-two", title="Two", text="Wait.").encode()
    (folder / os.fsdecode(b"bad\xff.md")).write_bytes(article)
    change = settled(watch)
    assert own(change) == {"gate": "The gate hums"}
    assert change.complaints == (r"articles/bad\udcff.md: the name of the file is not UTF-8.",)
    assert change.seen.state

"""Replicas with a copy each of the same folder agree, whoever is ahead and whoever is behind."""

import shutil

import pytest

from bot import shelving
from bot.library import Library
from bot.shelving import Shelving
from store import articles, versions
from tests.store.rows import NOON

GATE = "---\nid: {id}\ntitle: {title}\nsteps: [Hold both buttons.]\n---\n\n{text}\n"


class Replica:
    """A library and a folder of its own, on a store that others have as well."""

    def __init__(self, store, folder, *, visits=False):
        self.store, self.folder = store, folder
        self.told = 0
        self.library = Library()
        self.open(visits=visits)

    def open(self, *, visits=False):
        """As after a restart."""
        self.shelving = Shelving(
            [self.folder],
            store=self.store,
            library=self.library,
            clock=lambda: NOON,
            changed=self._changed,
            visits=visits,
        )

    def _changed(self):
        self.told += 1

    def write(self, title, *, name="gate", text="It hums."):
        said = GATE.format(id=name, title=title, text=text)
        (self.folder / f"{name}.md").write_text(said)

    async def settle(self):
        for _ in range(3):
            await self.shelving.look()

    async def title(self):
        await self.library.refresh(self.store)
        known = {article.id: article.title for article in self.library.index.articles}
        return known.get("gate", "")


@pytest.fixture
def replica(store, tmp_path, monkeypatch, one_index):
    """Makes replicas; the second begins with what the first has in its folder."""
    monkeypatch.setattr(shelving, "EVERY", 0.01)
    made = []

    def make(**how):
        folder = tmp_path / str(len(made)) / "articles"
        if made:
            shutil.copytree(made[0].folder, folder)
        else:
            folder.mkdir(parents=True)
        made.append(Replica(store, folder, **how))
        return made[-1]

    return make


@pytest.fixture
async def two(replica):
    """Both open, with the same folder."""
    one = replica()
    one.write("The gate hums")
    other = replica()
    for each in (one, other):
        await each.shelving.begin()
    return one, other


async def test_an_edited_file_is_used_by_every_replica(two):
    one, other = two
    one.write("The gate sings")
    await one.settle()
    assert one.told == 1
    assert await one.title() == await other.title() == "The gate sings"
    other.write("The gate sings")  # it pulls, too
    await other.settle()
    assert other.told == 0


async def test_a_checkout_of_many_files_is_one_change(two):
    one, other = two
    await other.title()
    for number in range(40):
        one.write(f"Gate {number}", name=f"gate-{number}")
        await one.shelving.look()
    (one.folder / "gate.md").unlink()
    before = await one.store.read(articles.version)
    await one.settle()
    assert await one.store.read(articles.version) == before + 1
    assert one.told == 1
    assert await other.title() == ""
    assert len([a for a in other.library.index.articles if a.id.startswith("gate-")]) == 40


async def test_a_replica_that_comes_late_does_not_turn_it_back(two):
    one, other = two
    for title in ("The gate sings", "The gate roars"):
        one.write(title)
        await one.settle()
    other.write("The gate sings")  # a state that has gone by
    await other.settle()
    assert await other.title() == "The gate roars"
    assert other.told == 0
    other.write("The gate roars")
    await other.settle()
    other.write("The gate whispers")
    await other.settle()
    assert await one.title() == "The gate whispers"


async def test_who_has_the_newest_may_go_back(two):
    one, other = two
    one.write("The gate sings")
    await one.settle()
    one.write("The gate hums")  # git revert
    await one.settle()
    assert await other.title() == "The gate hums"


async def test_only_what_changed_in_a_folder_that_is_behind_is_taken_over(two):
    one, other = two
    one.write("The gate sings")
    await one.settle()
    other.write("The door is shut", name="door")  # somebody writes where the gate is old
    await other.settle()
    assert await one.title() == "The gate sings"
    assert "door" in {article.id for article in one.library.index.articles}


async def test_a_replica_that_starts_behind_the_others_changes_nothing(two, caplog):
    one, other = two
    one.write("The gate sings")
    one.write("The door is shut", name="door")
    await one.settle()
    is_shared = one.store.dialect == "postgresql"
    before = await one.store.read(articles.version)
    other.open()
    await other.shelving.begin()
    if not is_shared:  # one replica alone: what its folder says now, counts
        assert await other.title() == "The gate hums"
        return
    assert await other.title() == "The gate sings"
    assert await one.store.read(articles.version) == before
    assert "the folders of articles are in a state here that others have left" in caplog.text
    assert await other.shelving.sync() == ((0, 1, 1), ())
    assert await one.title() == "The gate hums"


async def test_a_visitor_with_other_folders_takes_nothing_away(two, replica, tmp_path):
    one, _ = two
    stranger = replica(visits=True)
    (stranger.folder / "gate.md").unlink()
    stranger.write("My own", name="mine")
    await stranger.shelving.begin()
    is_shared = one.store.dialect == "postgresql"
    assert bool(await one.title()) is is_shared


async def test_a_half_written_file_keeps_its_article(two, caplog):
    one, other = two
    (one.folder / "gate.md").write_text("---\nid: gate\ntit")
    for _ in range(3):
        await one.settle()
    assert await other.title() == "The gate hums"
    assert caplog.text.count("articles/gate.md:") == 1
    one.open()  # and after a restart
    await one.shelving.begin()
    await one.settle()
    assert await one.title() == "The gate hums"
    (one.folder / "gate.md").unlink()
    one.write("The door is shut", name="door")
    await one.settle()
    assert await other.title() == ""


async def test_a_broken_file_that_is_mended_as_another_article_leaves_nothing_behind(two):
    one, other = two
    (one.folder / "gate.md").write_text("broken")
    await one.settle()
    one.open()
    await one.shelving.begin()
    (one.folder / "gate.md").write_text(GATE.format(id="door", title="The door", text=""))
    await one.settle()
    assert await other.title() == ""
    assert "door" in {article.id for article in other.library.index.articles}


async def test_a_folder_that_is_not_mounted_retires_nothing(two, caplog):
    one, other = two
    await one.settle()
    shutil.move(one.folder, one.folder.with_name("elsewhere"))
    await one.settle()
    assert caplog.text.count("there is no such folder") == 1
    one.folder.mkdir()
    await one.settle()
    one.open()
    await one.shelving.begin()
    assert "articles: there are no articles in this folder. The 1 that it had stay" in caplog.text
    assert await one.title() == await other.title() == "The gate hums"
    await one.settle()
    shutil.rmtree(one.folder)
    shutil.move(one.folder.with_name("elsewhere"), one.folder)
    one.write("The gate sings")
    await one.settle()
    assert await other.title() == "The gate sings"
    (one.folder / "gate.md").unlink()
    await one.settle()
    assert await other.title() == "The gate sings"  # perhaps it is unmounted again
    assert await one.shelving.sync() == ((0, 0, 1), ())
    assert await other.title() == ""


async def test_what_a_file_said_before_is_kept(two):
    one, _ = two
    for text in ("Wait.", "Knock."):
        one.write("The gate sings", text=text)
        await one.settle()
    kept = await one.store.read(versions.of, "gate")
    assert [(row.version, row.title, row.body) for row in kept] == [
        (3, "The gate sings", "Knock."),
        (2, "The gate sings", "Wait."),
        (1, "The gate hums", "It hums."),
    ]
    assert {row.place for row in kept} == {"articles/gate.md"}

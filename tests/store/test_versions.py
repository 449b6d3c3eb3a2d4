"""What articles said before, and which state of a folder came after which."""

from store import articles, checkouts, feedback, versions
from store.checkouts import Standing
from tests.store.rows import NOON, article, at


async def numbers(store, id):
    return [(row.version, row.digest) for row in await store.read(versions.of, id)]


async def test_every_text_is_kept_with_its_author_and_its_time(store):
    await store.transact(articles.write, article("fl-1001", "d1", author="Sam"), now=NOON)
    await store.transact(articles.write, article("fl-1001", "d2", author="Kim"), now=at(1))
    await store.transact(articles.move, "fl-1001", "published", now=at(2))
    new, old = await store.read(versions.of, "fl-1001")
    assert (new.version, new.author, new.written_at, new.state) == (2, "Kim", at(1), "published")
    assert (old.version, old.author, old.written_at, old.digest) == (1, "Sam", NOON, "d1")
    assert await store.read(versions.of, "nothing") == ()


async def test_the_same_text_again_is_no_new_version(store):
    for second in range(3):
        row = article("fl-1001", author=f"Sam {second}")
        await store.transact(articles.write, row, now=at(second))
    (only,) = await store.read(versions.of, "fl-1001")
    assert (only.version, only.author, only.written_at) == (1, "Sam 0", NOON)


async def test_only_the_newest_are_kept(store):
    def write_all(unit):
        for number in range(versions.KEPT + 10):
            articles.write(unit, article("vpn", f"d{number}"), now=at(number))
            articles.write(unit, article("wifi", f"d{number % 2}"), now=at(number))

    await store.transact(write_all)
    kept = await numbers(store, "vpn")
    assert len(kept) == versions.KEPT + 1
    assert kept[0] == (versions.KEPT + 10, f"d{versions.KEPT + 9}")
    assert kept[-1] == (10, "d9")


async def test_a_retired_article_that_comes_back_as_it_was_is_the_same_version(store):
    await store.transact(articles.sync, [article("vpn")], now=NOON)
    await store.transact(articles.sync, [], now=at(1))
    await store.transact(articles.sync, [article("vpn")], now=at(2))
    assert await numbers(store, "vpn") == [(1, "d1")]


async def test_many_articles_are_changed_at_once(store):
    many = [article(f"a-{number}") for number in range(1200)]
    assert await store.transact(articles.sync, many, now=NOON) == (1200, 0, 0)
    changed = [article(f"a-{number}", "d2") for number in range(1200)]
    assert await store.transact(articles.sync, changed, now=at(1)) == (0, 1200, 0)
    assert await numbers(store, "a-700") == [(2, "d2"), (1, "d1")]
    assert await store.transact(articles.sync, [], now=at(2)) == (0, 0, 1200)


async def test_only_some_are_changed_and_the_others_stay(store):
    await store.transact(
        articles.sync, [article("vpn"), article("wifi"), article("mail")], now=NOON
    )
    await store.transact(articles.write, article("fl-1001"), now=NOON)
    seen = await store.read(articles.version)
    fresh = [article("vpn", "d2"), article("disk")]
    done = await store.transact(articles.change, fresh, ["mail", "fl-1001", "nothing"], now=at(1))
    assert done == (1, 1, 1)
    changed = {row.id: row.state for row in await store.read(articles.since, seen)}
    assert changed == {"vpn": "published", "disk": "published", "mail": "retired"}
    assert (await store.read(articles.get, "fl-1001")).state == "published"


async def test_a_file_that_was_moved_changes_nothing_but_its_place(store):
    await store.transact(articles.sync, [article("vpn", place="kb/a.md")], now=NOON)
    seen = await store.read(articles.version)
    moved = [article("vpn", place="kb/b.md")]
    assert await store.transact(articles.change, moved, [], now=at(1)) == (0, 0, 0)
    assert await store.read(articles.version) == seen
    assert await store.read(articles.places) == {"vpn": "kb/b.md"}
    assert await store.read(articles.counted_from, "kb") == 1
    assert await store.read(articles.counted_from, "k_") == 0


async def test_what_cannot_be_read_stays(store):
    before = [article("vpn", place="kb/a.md"), article("wifi", place="kb/b.md")]
    await store.transact(articles.sync, before, now=NOON)
    other = [article("vpn", "d2", place="shipped/a.md")]
    stays = {"kb/a.md"}.__contains__
    assert await store.transact(articles.sync, other, now=at(1), stays=stays) == (0, 0, 1)
    assert (await store.read(articles.get, "vpn")).digest == "d1"


async def test_it_is_known_which_version_helped(store):
    await store.transact(articles.write, article("vpn"), now=NOON)
    shown = {"question": "vpn?", "confidence": 0.9, "at": NOON}
    await store.transact(feedback.show, talk="web|a|", article_id="vpn", **shown)
    await store.transact(articles.write, article("vpn", "d2"), now=at(1))
    for talk in ("web|b|", "web|c|"):
        await store.transact(feedback.show, talk=talk, article_id="vpn", **shown)
    for talk, outcome in (("web|a|", "failed"), ("web|b|", "worked")):
        done = {"article_ids": ["vpn"], "outcome": outcome, "at": at(2)}
        await store.transact(feedback.settle, talk=talk, **done)
    await store.transact(feedback.solved, ticket_id=0, article_id="gone", question="vpn?", at=at(3))
    assert await store.read(feedback.by_version, "vpn") == {
        1: {"failed": 1},
        2: {"worked": 1, "shown": 1},
    }
    assert await store.read(feedback.by_version, "gone") == {0: {"solved": 1}}


async def standing(store, state, before=""):
    return await store.transact(checkouts.standing, state, before=before)


async def test_which_state_is_the_newest(store):
    assert await standing(store, "s1") is Standing.FIRST
    for number, state in enumerate(("s1", "s2", "s3")):
        await store.transact(checkouts.note, state, now=at(number))
    assert await standing(store, "s3") is Standing.SAME
    assert await standing(store, "s2") is Standing.OLDER
    assert await standing(store, "s2", before="s1") is Standing.OLDER
    assert await standing(store, "s2", before="s3") is Standing.NEWER
    assert await standing(store, "s4", before="s1") is Standing.NEWER
    await store.transact(checkouts.note, "s2", now=at(4))
    assert await store.read(checkouts.newest) == "s2"
    assert await standing(store, "s3") is Standing.OLDER


async def test_old_states_are_forgotten_in_the_end(store):
    def note_all(unit):
        for number in range(checkouts.REMEMBERED + 5):
            checkouts.note(unit, f"s{number}", now=NOON)

    await store.transact(note_all)
    assert await standing(store, "s4") is Standing.NEWER
    assert await standing(store, "s5") is Standing.OLDER

"""What helped before helps again: votes, their limits, and what is forgotten."""

from datetime import timedelta

import pytest

from knowledge import index, solved
from knowledge.article import Article
from knowledge.solved import EPOCH, Solved, helpfulness
from knowledge.suggest import Context

ARTICLES = [
    Article(id="proxy", title="Proxy settings", body="Set the proxy."),
    Article(id="profile", title="Move your profile", body="Copy the folder."),
    Article(id="mail", title="Mail folders", body="Subscribe to folders."),
]
LIBRARY = index.build(ARTICLES)


def solve(question, article, *, key="FL-1001", days=0, **context) -> Solved:
    at = EPOCH + timedelta(days=days)
    about = Context(**context)
    return Solved(key=key, question=question, article_ids=(article,), at=at, context=about)


def first(library, question, context=None):
    return library.suggest(question, context or Context())[0]


def test_the_first_solved_ticket_is_enough():
    assert LIBRARY.suggest("meine Mails sind verschwunden") == () or (
        first(LIBRARY, "meine Mails sind verschwunden").article_id == "mail"
    )
    learnt = LIBRARY.with_solved([solve("Meine Mails sind weg", "profile")])
    found = first(learnt, "meine Mails sind alle weg")
    assert found.article_id == "profile"
    assert "like FL-1001" in found.reason


def test_what_is_alike_in_no_way_changes_nothing():
    learnt = LIBRARY.with_solved([solve("Kaffee kalt", "profile")])
    assert learnt.suggest("proxy settings") == LIBRARY.suggest("proxy settings")


def test_a_title_said_word_for_word_is_not_voted_down():
    learnt = LIBRARY.with_solved([solve("the profile of my settings", "profile")])
    assert first(learnt, "proxy settings").article_id == "proxy"


def test_of_two_the_one_from_the_same_service_wins():
    learnt = LIBRARY.with_solved(
        [
            solve("entry refused", "proxy", key="1", services=("vpn",)),
            solve("entry refused", "mail", key="2", services=("email",)),
        ]
    )
    assert first(learnt, "entry refused", Context(services=("email",))).article_id == "mail"
    assert first(learnt, "entry refused", Context(services=("vpn",))).article_id == "proxy"


def test_newer_ones_weigh_more():
    old = solve("nothing arrives any more", "proxy", key="1")
    new = solve("nothing arrives any more", "mail", key="2", days=3000)
    assert first(LIBRARY.with_solved([old, new]), "nothing arrives").article_id == "mail"


def test_a_correction_replaces_what_was_said_before():
    learnt = LIBRARY.with_solved([solve("gone after the update", "proxy")])
    again = learnt.with_solved([solve("gone after the update", "mail")])
    assert first(again, "gone after the update").article_id == "mail"
    assert len(again.experience.solved) == 1


def test_one_by_one_is_the_same_as_all_at_once(monkeypatch):
    monkeypatch.setattr(solved, "FRESH", 2)
    told = [
        solve(f"nothing arrives in {place}", article, key=str(at), days=at)
        for at, (place, article) in enumerate(
            [("Oslo", "mail"), ("Bergen", "mail"), ("Rome", "proxy"), ("Paris", "profile")]
        )
    ]
    stepped = LIBRARY
    for one in told:
        stepped = stepped.with_solved([one])
    question = "nothing arrives in Rome"
    assert stepped.suggest(question) == LIBRARY.with_solved(told).suggest(question)


def test_only_the_newest_are_kept(monkeypatch):
    monkeypatch.setattr(solved, "MOST_KEPT", 3)
    told = [solve("x y z", "mail", key=str(at), days=at) for at in range(5)]
    kept = LIBRARY.with_solved(told).experience.solved
    assert [one.key for one in kept] == ["2", "3", "4"]


def test_an_article_that_is_gone_is_never_suggested():
    learnt = LIBRARY.with_solved([solve("nothing arrives", "mail")]).with_articles(ARTICLES[:2])
    assert "mail" not in {one.article_id for one in learnt.suggest("nothing arrives")}


@pytest.mark.parametrize(("worked", "failed"), [(0, 0), (3, 0), (0, 1), (1, 5)])
def test_trust_falls_with_failures_only(worked, failed):
    trust = helpfulness(worked, failed)
    assert 0 < trust <= 1
    assert (trust == 1) is (failed == 0)
    assert helpfulness(worked + 1, failed) >= trust >= helpfulness(worked, failed + 1)

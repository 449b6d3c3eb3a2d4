"""Articles in chat: what may be ordered, and why something is not done."""

import pytest

from bot.core import orders, shelf
from bot.core.desk import follow_desk_orders
from bot.core.effects import DraftArticle, MoveArticle, Record, Say, WriteArticle
from bot.core.orders import OfArticle
from channels.text import as_html
from knowledge.article import Article, to_row_fields
from store.records import ArticleRow
from tests.core.at_the_desk import ANNA, only, ordered, ticket

STEPS = ("Hold both buttons.",)


def row(id="gate", *, source="desk", **facts):
    made = Article(**{"id": id, "title": "The <gate> hums", "state": "review", **facts})
    return ArticleRow(**to_row_fields(made), source=source)


def told(order, **facts):
    return follow_desk_orders(ordered("article", order, **facts))


def words(order, **facts):
    return only(told(order, **facts), Say).text


@pytest.mark.parametrize(
    ("rest", "asked"),
    [
        ("gate-4", OfArticle("", "gate-4", "")),
        ("read Gate-4.", OfArticle("read", "gate-4", "")),
        ("show FL-1042", OfArticle("read", "fl-1042", "")),
        ("approve 1042", OfArticle("publish", "fl-1042", "")),
        ("return fl-1042 no\nnames", OfArticle("return", "fl-1042", "no\nnames")),
        ("write gate\nThe gate\n1. Wait.", OfArticle("write", "gate", "The gate\n1. Wait.")),
        ("write gate", OfArticle("write", "gate", "")),
        ("write this up, please", None),
        ("read it to them", None),
        ("the door at gate 4", None),
        ("", None),
    ],
)
def test_an_order_on_an_article(rest, asked):
    assert orders.of_an_article(rest) == asked


def test_a_remark_stays_a_remark_on_the_ticket():
    effects = told("write this up, please", named=ticket())
    assert only(effects, DraftArticle).ticket_id == 1042
    effects = told("publish it", named=ticket())
    assert only(effects, DraftArticle)


def test_in_the_thread_of_a_ticket_an_article_may_be_dictated_too():
    order = "write gate\nThe gate hums\n1. Wait."
    assert only(told(order, named=ticket()), WriteArticle).article.id == "gate"
    (said,) = told("read gate", named=ticket(), article=row())
    assert "The \\<gate\\> hums" in said.text


def test_what_waits_is_listed():
    said = only(shelf.list_them(ordered("articles", drafts=(row(), row("door")))), Say).text
    assert "**gate** (review)" in said
    assert "<gate>" not in as_html(said)


@pytest.mark.parametrize(
    ("order", "state"), [("publish", "published"), ("return", "draft"), ("retire", "retired")]
)
def test_an_article_is_moved(order, state):
    effects = told(f"{order} gate", article=row(steps=STEPS))
    assert only(effects, MoveArticle).state == state


def test_why_it_was_sent_back_is_noted_on_its_ticket():
    effects = told("return fl-1042 too long", article=row("fl-1042", steps=STEPS), named=ticket())
    assert only(effects, MoveArticle).why == "too long"
    assert only(effects, Record).data["text"] == "The article fl-1042 was sent back: too long"


@pytest.mark.parametrize(
    ("order", "article", "why"),
    [
        ("publish gate", row(), "has no steps"),
        ("publish gate", row(steps=STEPS, source="folder"), "comes from a file"),
        ("write gate\n1. Wait.", row(source="folder"), "comes from a file"),
        ("publish gate", row(steps=STEPS, state="published"), "is published already"),
        ("publish gate", None, "There is no article gate"),
        ("read G_te", None, "Which?"),
        ("read", None, "Which?"),
        ("write gate", None, "a line each"),
        ("write gate\nThe gate\nreview: soon", None, "a date such as"),
    ],
)
def test_what_cannot_be_done_says_why_and_does_nothing(order, article, why):
    (said,) = told(order, article=article)
    assert why in said.text
    assert said.whisper


def test_a_known_error_is_dictated():
    order = "write gate\nThe gate hums\nworkaround: knock\nproblem: https://tracker.example/9"
    effects = told(order)
    made = only(effects, WriteArticle).article
    assert (made.workaround, made.problem) == ("knock", "https://tracker.example/9")
    shown = [each for each in effects if isinstance(each, Say)]
    publish, back = (choice.token for choice in shown[1].choices)
    assert publish.startswith("publish/gate/")
    assert back == "return/gate"


def test_only_agents_order_it():
    (said,) = told("publish gate", article=row(steps=STEPS), by=ANNA)
    assert "Only agents" in said.text


@pytest.mark.parametrize("choice", ["publish/gate", "return/gate"])
def test_a_press_is_an_order(choice):
    verb, _, thing = choice.partition("/")
    assert orders.pressed(choice) == f"article {verb} {thing}"
    assert orders.pressed("worked/gate") == ""

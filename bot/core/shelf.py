"""What agents do with articles in chat: list, read, write, publish, send back, retire."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.core import article_wording, orders, references
from bot.core.effects import Effects, MoveArticle, Record, Say, WriteArticle
from bot.core.kept_articles import article_of
from bot.core.lifecycle import Kind
from bot.core.turn import Turn
from channels.messages import Choice
from knowledge.article import (
    DRAFT,
    ID,
    PUBLISHED,
    RETIRED,
    REVIEW,
    Article,
    BadArticle,
    to_row_fields,
)
from knowledge.dictated import dictate

MARK = 8  # letters that stand for a text, in a button

Act = Callable[[Turn, Article, str], Effects]


def list_them(turn: Turn) -> Effects:
    """What waits for somebody to finish, read and publish it."""
    return (Say(text=article_wording.waiting(turn.drafts)),)


def is_about_an_article(turn: Turn) -> bool:
    """Whether an order names an article, and no ticket to make one of."""
    order = turn.order
    asked = orders.of_an_article(order.rest) if order else None
    if asked is None or order is None:
        return False
    is_dictated = asked.verb == "write" and bool(asked.rest)
    if order.ticket_id or not asked.verb:
        return turn.article is not None or is_dictated
    return True


def follow(turn: Turn) -> Effects:
    """Do what is ordered, or say why not."""
    asked = orders.of_an_article(turn.order.rest if turn.order else "")
    if asked is None or not ID.fullmatch(asked.id):
        return _no(article_wording.which_article())
    if asked.verb == "write":
        return _write(turn, asked.id, asked.rest)
    if turn.article is None:
        return _no(article_wording.no_such_article(asked.id))
    return _ACTS[asked.verb](turn, article_of(turn.article), asked.rest)


def shown(article: Article) -> Say:
    """An article in full, with what may be done with it."""
    return Say(text=article_wording.whole(article), choices=_choices(article))


def _choices(article: Article) -> tuple[Choice, ...]:
    if article.state != REVIEW:
        return ()
    return article_wording.review_choices(article.id, _mark(article))


def is_as_read(article: Article, mark: str) -> bool:
    """Whether it still says what somebody read who was given this mark; "" is of no text."""
    return mark in ("", _mark(article))


def _mark(article: Article) -> str:
    """Another one as soon as anything in the article is another, whatever its state."""
    return to_row_fields(replace(article, state=REVIEW))["digest"][:MARK]


def _read(turn: Turn, article: Article, _: str) -> Effects:
    is_ours = turn.article is not None and not turn.article.is_a_file
    return (shown(article) if is_ours else Say(text=article_wording.whole(article)),)


def _write(turn: Turn, article_id: str, text: str) -> Effects:
    kept = turn.article
    if kept and kept.is_a_file:
        return _no(article_wording.comes_from_a_file(article_id))
    if not text:
        return _no(article_wording.how_to_write(article_id))
    try:
        made = dictate(article_id, text, article_of(kept) if kept else None)
    except BadArticle as wrong:
        return _no(article_wording.not_an_article(str(wrong)))
    written = Say(text=article_wording.written(made))
    return WriteArticle(article=made), written, shown(made)


def _publish(turn: Turn, article: Article, mark: str) -> Effects:
    if article.state != PUBLISHED and not is_as_read(article, mark):
        return (Say(text=article_wording.rewritten(article), choices=_choices(article)),)
    if not (article.steps or article.workaround):
        return _no(article_wording.has_no_steps(article.id))
    return _moved(turn, article, PUBLISHED)


def _send_back(turn: Turn, article: Article, why: str) -> Effects:
    moved = _moved(turn, article, DRAFT, why)
    is_done = any(isinstance(each, MoveArticle) for each in moved)
    return *moved, *(_noted(turn, article, why) if is_done else ())


def _retire(turn: Turn, article: Article, _: str) -> Effects:
    return _moved(turn, article, RETIRED)


def _moved(turn: Turn, article: Article, state: str, why: str = "") -> Effects:
    if turn.article and turn.article.is_a_file:
        return _no(article_wording.comes_from_a_file(article.id))
    if article.state == state:
        return _no(article_wording.is_so_already(article))
    done = Say(text=article_wording.moved(article, state))
    return MoveArticle(article_id=article.id, state=state, why=why), done


def _noted(turn: Turn, article: Article, why: str) -> Effects:
    """On the ticket that it was made of, for whoever solved that."""
    ticket_id = references.read(article.id)
    if not ticket_id or turn.named is None or turn.named.id != ticket_id:
        return ()
    text = article_wording.sent_back_note(article.id, why)
    return (Record(ticket_id=ticket_id, kind=Kind.NOTED, data={"text": text}),)


def _no(text: str) -> Effects:
    return (Say(text=text, whisper=True),)


_ACTS: Mapping[str, Act] = {
    "": _read,
    "read": _read,
    "publish": _publish,
    "return": _send_back,
    "retire": _retire,
}

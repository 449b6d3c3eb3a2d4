"""Every sentence about the articles themselves: reviews, drafts, known errors."""

from collections.abc import Iterable, Mapping, Sequence

from bot.core import references
from bot.core.desk_wording import WORTH_AN_ARTICLE
from bot.core.turn import Fix
from bot.core.wording import Sentence, paragraphs
from channels.messages import Choice, Weight
from channels.text import escape
from knowledge.article import DRAFT, PUBLISHED, RETIRED, REVIEW, Article
from store.records import ArticleRow, TicketRow

LONGEST = 2000  # characters of a text that is shown
LISTED = 10  # by their titles; more are counted


def to_review(due: Sequence[tuple[str, str, str]]) -> Sentence:
    """Articles whose day has passed, as id, title and day."""
    listed = "\n".join(
        f"- **{escape(title)}** ({id_}, by {day})" for id_, title, day in due[:LISTED]
    )
    more = len(due) - LISTED
    return paragraphs(
        "Please look at these articles again, whether they still hold:",
        listed,
        f"And {more} more: `firstline knowledge audit` lists them all." if more > 0 else "",
        "Then set a new day in their `review:`. Say for example "
        f"**article read {due[0][0]}** to see one.",
    )


def with_articles(done: str, cited: Sequence[Fix]) -> str:
    """What was done, and the articles it was done with, by their titles."""
    titles = ", ".join(f"“{fix.title}”" for fix in cited)
    return f"{done}, with {titles}" if titles else done


def not_published(article_id: str) -> Sentence:
    """An agent named an article that there is not, or that is not published."""
    none = f"There is no published article **{escape(article_id)}**."
    return f"{none} `firstline knowledge search` finds them."


def drafted(ticket: TicketRow, article_id: str, *, is_solved: bool) -> Sentence:
    """A ticket is worth an article, and there is a draft of it."""
    noted = f"{references.write(ticket.id)}: noted as {WORTH_AN_ARTICLE}."
    if not is_solved:
        return f"{noted} Its steps will be what you resolve it with."
    return f"{noted} The draft {article_id} waits for review."


def waiting(drafts: Sequence[ArticleRow]) -> Sentence:
    """What somebody must finish, read and publish."""
    listed = "\n".join(f"- **{row.id}** ({row.state}): {escape(row.title)}" for row in drafts)
    if not listed:
        return "No article waits to be finished or read."
    return paragraphs(listed, f"Say for example **article read {drafts[0].id}**.")


def whole(article: Article) -> Sentence:
    """All of an article, for somebody who has to judge it."""
    known = ((name, text) for name, text in _facts(article) if text)
    return paragraphs(
        f"**{escape(article.title)}** ({article.id}, {article.state})",
        "\n".join(f"- {name}: {escape(text)}" for name, text in known),
        "\n".join(f"{number}. {step}" for number, step in enumerate(article.steps, 1)),
        article.body.strip()[:LONGEST],
    )


def _facts(article: Article) -> Iterable[tuple[str, str]]:
    return (
        ("people say", "; ".join(article.symptoms)),
        ("service", "; ".join(article.services)),
        ("workaround", article.workaround),
        ("problem", article.problem),
        ("owner", article.owner),
        ("review", article.review.isoformat() if article.review else ""),
    )


def review_choices(article_id: str, mark: str) -> tuple[Choice, ...]:
    """What an agent may press who has read a draft; `mark` stands for the text that they read."""
    return (
        Choice(token=f"publish/{article_id}/{mark}", label="Publish", weight=Weight.MAIN),
        Choice(token=f"return/{article_id}", label="Send back"),
    )


_MOVED: Mapping[str, str] = {
    PUBLISHED: "is suggested from now on",
    DRAFT: "is a draft again",
    RETIRED: "is kept, but not suggested any more",
}


def moved(article: Article, state: str) -> Sentence:
    """An article is in another state."""
    told = f"**{article.id}** {_MOVED[state]}."
    return f"{told} {_to_change(article.id)}" if state == DRAFT else told


def is_so_already(article: Article) -> Sentence:
    """An order that changes nothing."""
    return f"{article.id} is {_STATES[article.state]} already."


_STATES: Mapping[str, str] = {
    DRAFT: "a draft",
    REVIEW: "waiting for review",
    PUBLISHED: "published",
    RETIRED: "retired",
}


def sent_back_note(article_id: str, why: str) -> str:
    """Why a draft was not published, for whoever solved the ticket."""
    return f"The article {article_id} was sent back{f': {why}' if why else '.'}"


def sent_back(article_id: str, by: str, why: str) -> Sentence:
    """The same, to them."""
    about = f"{escape(by)} has sent the article **{article_id}** back"
    return paragraphs(f"{about}: {escape(why)}" if why else f"{about}.", _to_change(article_id))


def _to_change(article_id: str) -> Sentence:
    return f"Say **article write {article_id}** and what is to be changed."


def written(article: Article) -> Sentence:
    """An article was dictated."""
    what = "is changed, and suggested so from now on" if article.state == PUBLISHED else "is kept"
    return f"**{article.id}** {what}."


def rewritten(article: Article) -> Sentence:
    """Somebody publishes what is not what they read."""
    return paragraphs(
        f"**{article.id}** has been rewritten since you read it. This is what it says now:",
        whole(article),
    )


def which_article() -> Sentence:
    """An order without an article."""
    return "Which? Say for example **article read vpn-drops**; **articles** lists what waits."


def no_such_article(article_id: str) -> Sentence:
    """Nothing is called so."""
    return f"There is no article {escape(article_id)}. Say **article write** to begin one."


def has_no_steps(article_id: str) -> Sentence:
    """It would tell people nothing."""
    return f"{article_id} has no steps yet. Say **article write {article_id}** and a line for each."


def comes_from_a_file(article_id: str) -> Sentence:
    """What is not changed in chat."""
    return f"{article_id} comes from a file, and is changed there."


def how_to_write(article_id: str) -> Sentence:
    """What an article is dictated like."""
    return paragraphs(
        f"Say **article write {article_id}**, and below it, a line each:",
        "- the title\n- people say: the gate hums; strange noise\n- 1. The first step.\n"
        "- 2. The second step.",
        "Lines that begin with **service:**, **owner:**, **review:**, **workaround:** or "
        "**problem:** may follow. What you leave out stays as it is.",
    )


def not_an_article(why: str) -> Sentence:
    """What was dictated breaks a rule of articles."""
    return f"I could not keep that: {escape(why)}"

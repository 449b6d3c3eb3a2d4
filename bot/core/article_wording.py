"""Every sentence about the articles themselves: reviews, drafts, known errors."""

from collections.abc import Sequence

from bot.core import references
from bot.core.desk_wording import WORTH_AN_ARTICLE
from bot.core.turn import Fix
from bot.core.wording import Sentence, paragraphs
from channels.text import escape
from store.records import TicketRow

LISTED = 10  # by their titles; more are counted


def to_review(due: Sequence[tuple[str, str]]) -> Sentence:
    """Articles whose day has passed, as title and day."""
    listed = "\n".join(f"- **{escape(title)}** (by {day})" for title, day in due[:LISTED])
    more = len(due) - LISTED
    return paragraphs(
        "Please look at these articles again, whether they still hold:",
        listed,
        f"And {more} more: `firstline knowledge audit` lists them all." if more > 0 else "",
        "Then set a new day in their `review:`.",
    )


def with_articles(done: str, cited: Sequence[Fix]) -> str:
    """What was done, and the articles it was done with, by their titles."""
    titles = ", ".join(f"“{fix.title}”" for fix in cited)
    return f"{done}, with {titles}" if titles else done


def no_such_article(article_id: str) -> Sentence:
    """An agent named an article that there is not, or that is not published."""
    none = f"There is no published article **{escape(article_id)}**."
    return f"{none} `firstline knowledge search` finds them."


def drafted(ticket: TicketRow, article_id: str, *, is_solved: bool) -> Sentence:
    """A ticket is worth an article, and there is a draft of it."""
    noted = f"{references.write(ticket.id)}: noted as {WORTH_AN_ARTICLE}."
    if not is_solved:
        return f"{noted} Its steps will be what you resolve it with."
    return f"{noted} The draft waits for review: `firstline knowledge show {article_id}`."

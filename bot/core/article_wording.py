"""Every sentence about the articles themselves: reviews, drafts, known errors."""

from collections.abc import Sequence

from bot.core.wording import Sentence, paragraphs
from channels.text import escape

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

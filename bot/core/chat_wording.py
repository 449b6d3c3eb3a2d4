"""Sentences for places where others listen, and for fixes that were beside the point."""

from collections.abc import Sequence

from bot.core.fix_wording import did_it, others_of, steps
from bot.core.turn import Fix
from bot.core.wording import Sentence, paragraphs
from channels.messages import Choice
from channels.text import escape


def something_new(line: int) -> tuple[Choice, ...]:
    """What a person may press when something was added to a ticket and should not have been."""
    return (Choice(token=f"new/{line}", label="This is something new"),)


def only_for_them(name: str) -> Sentence:
    """Somebody pressed what somebody else was asked."""
    return (
        f"Only {escape(name)} or the desk can answer that. If you have the same trouble, just "
        "write to me and I will help you, too."
    )


def desk_only() -> Sentence:
    """Somebody who does not work at the desk gave an order."""
    return (
        "Only agents of the desk can do that. If you need help yourself, write to me directly "
        "and I start at once."
    )


def kept_for_the_desk() -> Sentence:
    """An agent answered a notice without an order."""
    return (
        "I have kept this for the desk only. To write to the requester, begin with **reply**; "
        "**note**, **ask**, **claim** and **resolve** work as well."
    )


def taken_back() -> Sentence:
    """Where something was said that its author has taken back."""
    return "*This was taken back.*"


def another_fix(fixes: Sequence[Fix]) -> Sentence:
    """Another fix after one that was for something else."""
    best, *others = fixes
    return paragraphs(
        f"Thank you, then it is something else. Is it **{escape(best.title)}**? Please try this:",
        steps(best),
        others_of(others),
        did_it(best),
    )


def tell_me_more() -> Sentence:
    """Our one question, after fixes that were for something else."""
    return (
        "Thank you, then I have not understood it yet. What were you doing, what happened instead, "
        "and is there an error message? A sentence is enough."
    )


def pressing_now(reference: str) -> Sentence:
    """The desk has made it most pressing."""
    return (
        f"**{reference}** is treated as most pressing now. We write to you here as soon as we can."
    )

"""Which articles answer a question, how sure we are, and why.

The seam: the desk calls `Library.suggest` and knows nothing of how an answer is found.
"""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """An article that may solve it.

    `confidence` is from 0 to 1, an estimate of the chance that this article is the right one;
    `reason` says in a few words why it was found ("title: vpn, drops; also: disconnects").
    """

    article_id: str
    title: str
    confidence: float
    reason: str


class Library(Protocol):
    """Where answers come from."""

    def suggest(
        self, question: str, *, services: tuple[str, ...] = (), limit: int = 3
    ) -> tuple[Suggestion, ...]:
        """The likeliest articles, best first, at most `limit`; () if nothing matches at all.

        `services` says what the question is about, if that is known; it helps, and hides nothing.
        What is below the floor is still here: the caller drops it, or asks `confidence.sure`.
        """
        ...

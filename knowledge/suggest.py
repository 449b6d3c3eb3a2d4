"""Which articles answer a question, how sure we are, and why.

The seam: the desk calls `Library.suggest` and knows nothing of how an answer is found.
"""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is known beside the words, "" or () if it is not. It helps, and hides nothing."""

    services: tuple[str, ...] = ()
    channel: str = ""
    platform: str = ""
    language: str = ""


NOTHING_KNOWN = Context()


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """An article that may solve it.

    `confidence` is from 0 to 1, an estimate of the chance that this article is the right one;
    `reason` says in a few words why it was found ("title: vpn, drops; like FL-1042").
    """

    article_id: str
    title: str
    confidence: float
    reason: str


class Library(Protocol):
    """Where answers come from."""

    def suggest(
        self, question: str, context: Context = NOTHING_KNOWN, *, limit: int = 3
    ) -> tuple[Suggestion, ...]:
        """The likeliest articles, best first, at most `limit`; () if nothing matches at all.

        What is below the floor is still here: the caller drops it, or asks `confidence.sure`.
        """
        ...

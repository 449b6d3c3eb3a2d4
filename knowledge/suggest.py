"""Which articles answer a question, how sure we are, and why.

The seam: the desk calls `Library.suggest` and knows nothing of how an answer is found.
"""

from dataclasses import dataclass


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

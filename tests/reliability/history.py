"""What was said to the desk, and which of it the desk has acknowledged."""

import re
from collections import Counter
from dataclasses import dataclass, field

TOKEN = re.compile(r"zq[a-z]{5}qz")
LETTERS = "abcdefghijklmnopqrstuvwxyz"

WORDS = "words"  # adds words to the one ticket of its conversation
QUESTION = "question"  # is answered, and changes nothing
CLAIM = "claim"  # an agent takes a ticket


@dataclass
class Said:
    """One message. `handle` is how its key in the inbox ends, `token` a word nobody else says.

    `about` is the reference of the ticket an order names.
    """

    kind: str
    channel: str
    talk: str
    handle: str
    token: str
    about: str = ""
    tries: int = 0
    again: int = 0  # times it was said although it was acknowledged
    acknowledged: bool = False


@dataclass
class History:
    """Everything that was said at one desk, and the answers that were no acknowledgement."""

    said: list[Said] = field(default_factory=list)
    refusals: Counter = field(default_factory=Counter)

    def say(self, kind, channel, talk, handle, **more):
        """A message that is about to be said for the first time."""
        token = self.token()
        self.said.append(Said(kind, channel, talk, handle.format(token=token), token, **more))
        return self.said[-1]

    def token(self):
        """The next word nobody else says."""
        number, word = len(self.said), ""
        for _ in range(5):
            number, digit = divmod(number, len(LETTERS))
            word = LETTERS[digit] + word
        return f"zq{word}qz"

    @property
    def acknowledged(self):
        return [said for said in self.said if said.acknowledged]

    def counts(self):
        """How many were acknowledged on each channel."""
        return Counter(said.channel for said in self.acknowledged)

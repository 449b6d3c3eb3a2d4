"""Saying no: an exception that carries the status, the sentence and when to come back."""

from math import ceil


class Refused(Exception):
    """The request is turned down; `sentence` is for the person, `after` in seconds if it helps."""

    def __init__(self, status: int, sentence: str, *, after: float = 0) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.after = after

    @property
    def headers(self) -> dict[str, str]:
        """What the answer carries besides the sentence."""
        return {"Retry-After": str(ceil(self.after))} if self.after else {}

"""What the fake says no with: Slack's error code, and what Slack would add to it."""


class Refused(Exception):
    """Becomes `{"ok": false, "error": code}` and whatever else is given."""

    def __init__(self, code: str, *messages: str, **more: object) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages
        self.more = more

    def answer(self) -> dict:
        said = {"ok": False, "error": self.code, **self.more}
        if self.messages:
            said["response_metadata"] = {"messages": [f"[ERROR] {each}" for each in self.messages]}
        return said


class NotAnswered(Exception):
    """The app did not acknowledge in time: Slack would show the person a warning sign."""


class NotPossible(Exception):
    """What a test asked a person to do cannot be done in Slack's clients."""

"""A strict Slack for tests: `async with FakeSlack() as slack`."""

from tests.fakes.slack.fake import FakeSlack
from tests.fakes.slack.gestures import Submitted
from tests.fakes.slack.refusals import NotAnswered, NotPossible, Refused
from tests.fakes.slack.signing import signed

__all__ = ["FakeSlack", "NotAnswered", "NotPossible", "Refused", "Submitted", "signed"]

"""What Slack's word for a failure means: later, never, or that nobody knows.

The words are those of the "Errors" tables at docs.slack.dev/reference/methods. A word that is not
in a table here is a refusal for good: whoever asked may look at its `code`.
"""

from channels.base import TryLater, Undeliverable
from channels.slack.alerts import Trouble


class Refused(Undeliverable):
    """Slack understood and will not do it.

    `code` is its word for why, `needed` the scope it takes.
    """

    def __init__(self, code: str, *, method: str, needed: str = "") -> None:
        super().__init__(f"Slack refused {method}: {code}")
        self.code = code
        self.needed = needed


class Unsure(TryLater):
    """No answer came that can be understood: it may have been done, and it may not."""


# It was not done, and will be some other time.
LATER = frozenset(
    {
        "accesslimited",
        "external_channel_migrating",
        "message_limit_exceeded",
        "rate_limited",
        "ratelimited",
        "request_timeout",  # what we said arrived in part
        "service_unavailable",
        "team_added_to_org",
        "token_expired",  # one that rotates: the next is asked for
    }
)

# "It's possible some aspect of the operation succeeded before the error was raised."
NOBODY_KNOWS = frozenset({"fatal_error", "internal_error"})

# We are no more in the workspace.
PUT_OUT = frozenset({"account_inactive", "invalid_auth", "not_authed", "token_revoked"})

# What an admin must mend.
TROUBLES = {
    "account_inactive": Trouble.ACCOUNT_INACTIVE,
    "channel_not_found": Trouble.CHANNEL_NOT_FOUND,
    "invalid_auth": Trouble.INVALID_AUTH,
    "is_archived": Trouble.IS_ARCHIVED,
    "missing_scope": Trouble.MISSING_SCOPE,
    "not_authed": Trouble.INVALID_AUTH,
    "not_in_channel": Trouble.NOT_IN_CHANNEL,
    "token_revoked": Trouble.TOKEN_REVOKED,
}
ABOUT_A_CHANNEL = frozenset(
    {Trouble.CHANNEL_NOT_FOUND, Trouble.IS_ARCHIVED, Trouble.NOT_IN_CHANNEL}
)

# The message that was to be changed is not there (any more), or not ours to change.
NO_SUCH_MESSAGE = frozenset(
    {"cant_update_message", "edit_window_closed", "message_not_found", "no_message_found"}
)


def meant_by(code: str, *, method: str, needed: str = "") -> TryLater | Refused:
    """The exception for Slack's word."""
    if code in LATER:
        return TryLater(f"Slack asks to try {method} later: {code}")
    if code in NOBODY_KNOWS:
        return Unsure(f"Slack does not know how {method} ended: {code}")
    return Refused(code, method=method, needed=needed)

"""What the desk may do in a workspace, and what for."""

from collections.abc import Mapping

# Each scope, and what does not work without it. docs/slack.md says the same.
SCOPES: Mapping[str, str] = {
    "app_mentions:read": "hear people who mention it",
    "assistant:write": "show that it is searching, and suggest first questions",
    "channels:history": "read the help channels and the threads it answers in",
    "channels:read": "find channels by their names",
    "chat:write": "answer",
    "commands": "offer /ticket and /helpdesk, and the shortcuts",
    "files:read": "take files that people attach",
    "files:write": "send files that agents attach",
    "groups:history": "read private help channels it was invited to",
    "groups:read": "find private channels by their names",
    "im:history": "read what people write to it directly",
    "im:write": "write to somebody directly",
    "reactions:read": "see the reaction that asks for a ticket",
    "reactions:write": "mark a message that it is at work on",
    "users:read": "know people's names, and agents' pictures",
    "users:read.email": "know people's addresses, so that one person is one person everywhere",
}

# Only where an admin grants it: an agent's words then come under the agent's own name.
OPTIONAL: Mapping[str, str] = {
    "chat:write.customize": "show an agent's words under the agent's name and picture",
}

# Of the app itself, for Socket Mode; it belongs to the token that begins with xapp-.
CONNECT = "connections:write"


def missing(granted: frozenset[str]) -> tuple[str, ...]:
    """What we need and were not granted."""
    return tuple(scope for scope in SCOPES if scope not in granted)

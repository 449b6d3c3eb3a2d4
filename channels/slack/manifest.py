"""The manifest from which Slack makes the app, for the mode that is set.

The format: docs.slack.dev, "App manifest reference", version 2.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from channels.slack import doors
from channels.slack.scopes import SCOPES
from channels.slack.settings import SlackSettings

NAME = "Firstline"
EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "member_joined_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "reaction_added",
    "tokens_revoked",
)
# Callback ids, name and description of each, and where it is found.
NEW_REQUEST, FROM_MESSAGE = "firstline_new_request", "firstline_message_ticket"
SHORTCUTS = (
    (NEW_REQUEST, "global", "New IT request", "Open the IT request form"),
    (FROM_MESSAGE, "message", "Create IT ticket", "Turn this message into an IT ticket"),
)
COMMANDS = (
    ("/ticket", "Ask IT, or see your tickets", "[problem | mine | status FL-1042]"),
    (
        "/helpdesk",
        "For agents: the queue, and orders",
        "queue | claim FL-1042 | assign FL-1042 @somebody | resolve FL-1042 what helped",
    ),
)
PROMPTS = (
    ("VPN is not working", "I cannot connect to the VPN"),
    ("I need access", "I need access to a system or a tool"),
    ("My open tickets", "Show my open tickets"),
)

Part = dict[str, Any]


def manifest(settings: SlackSettings, *, name: str = NAME) -> Part:
    """What to paste at api.slack.com/apps. In HTTP mode it needs `settings.public_url`."""
    return {
        "_metadata": {"major_version": 2, "minor_version": 0},
        "display_information": {
            "name": name,
            "description": "IT help desk: ask, get an answer, or get a ticket",
            "background_color": "#1d4ed8",
        },
        "features": {
            "bot_user": {"display_name": name, "always_online": True},
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "agent_view": {
                "agent_description": "Describe an IT problem and get a fix or a ticket.",
                "suggested_prompts": [{"title": a, "message": b} for a, b in PROMPTS],
            },
            "shortcuts": [_shortcut(*each) for each in SHORTCUTS],
            "slash_commands": [_command(settings, *each) for each in COMMANDS],
        },
        "oauth_config": {**_comes_back(settings), "scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**_sent_to(settings), "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **_sent_to(settings)},
            "org_deploy_enabled": False,
            "socket_mode_enabled": settings.mode == "socket",
            "token_rotation_enabled": False,  # it can be switched on, but never off again
        },
    }


def _shortcut(callback_id: str, kind: str, name: str, description: str) -> Part:
    return {"name": name, "type": kind, "callback_id": callback_id, "description": description}


def _command(settings: SlackSettings, command: str, description: str, hint: str) -> Part:
    """Names of people and channels come as ids, so that nobody is mistaken for another."""
    url = {"url": f"{settings.public_url}{doors.EVENTS}"} if settings.mode == "http" else {}
    said = {"command": command, "description": description, "usage_hint": hint}
    return {**said, "should_escape": True, **url}


def _sent_to(settings: SlackSettings) -> Mapping[str, str]:
    is_http = settings.mode == "http"
    return {"request_url": f"{settings.public_url}{doors.EVENTS}"} if is_http else {}


def _comes_back(settings: SlackSettings) -> Mapping[str, Sequence[str]]:
    """Where a browser returns to that has installed the app."""
    return {"redirect_urls": [f"{settings.public_url}{doors.OAUTH}"]} if settings.many else {}

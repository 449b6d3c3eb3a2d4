"""What a sample is, and what all samples have in common."""

from dataclasses import dataclass
from hashlib import sha256

TEAM = "T061EG9R6"
APP = "A0FFV41KK"
BOT_USER = "U0LAN0Z89"
BOT = "B0LAN2Q65"
USER = "U061F7AUR"
OTHER = "U0Z7K9RUV"
CHANNEL = "C0LAN2Q65"
DM = "D024BE91L"
GROUP = "G024BE91L"
TS = "1725040121.000429"
ROOT = "1725040000.000100"
LATER = "1725040200.000500"
TOKEN = "XXYYZZ"
TRIGGER = "13345224609.738474920.8088930838d88f008e0"
RESPONSE_URL = "https://hooks.slack.example/actions/T061EG9R6/1/abc"


@dataclass(frozen=True, slots=True)
class Sample:
    """A payload. `kind`: events_api, interactive, slash_commands; http, form: HTTP's alone."""

    name: str
    kind: str
    payload: dict


def event(name: str, inside: dict, **changes: object) -> Sample:
    """An event in its wrapping."""
    authorization = {"enterprise_id": None, "team_id": TEAM, "user_id": BOT_USER, "is_bot": True}
    wrapping = {
        "token": TOKEN,
        "team_id": TEAM,
        "context_team_id": TEAM,
        "context_enterprise_id": None,
        "api_app_id": APP,
        "event": inside,
        "type": "event_callback",
        "event_id": f"Ev{sha256(name.encode()).hexdigest()[:9].upper()}",
        "event_time": 1725040121,
        "authorizations": [authorization | {"is_enterprise_install": False}],
        "is_ext_shared_channel": False,
        "event_context": "4-eyJldCI6Im1lc3NhZ2UifQ",
    }
    return Sample(name, "events_api", wrapping | changes)


def actor() -> dict:
    """What every interaction says of who acted, where and when."""
    return {
        "user": {"id": USER, "username": "ann", "name": "ann", "team_id": TEAM},
        "api_app_id": APP,
        "token": TOKEN,
        "trigger_id": TRIGGER,
        "team": {"id": TEAM, "domain": "acme"},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def plain(text: str) -> dict:
    return {"type": "plain_text", "text": text, "emoji": True}


def option(value: str) -> dict:
    return {"text": plain(value.title()), "value": value}


def file(**changes: object) -> dict:
    """A file object."""
    return {
        "id": "F2147483862",
        "created": 1725040121,
        "timestamp": 1725040121,
        "name": "screenshot.png",
        "title": "screenshot.png",
        "mimetype": "image/png",
        "filetype": "png",
        "pretty_type": "PNG",
        "user": USER,
        "user_team": TEAM,
        "editable": False,
        "size": 12345,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": True,
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": f"https://files.slack.example/files-pri/{TEAM}-F2147483862/screenshot.png",
        "url_private_download": (
            f"https://files.slack.example/files-pri/{TEAM}-F2147483862/download/screenshot.png"
        ),
        "media_display_type": "unknown",
        "thumb_64": "https://files.slack.example/64.png",
        "original_w": 640,
        "original_h": 480,
        "permalink": "https://acme.slack.example/files/U061F7AUR/F2147483862/screenshot.png",
        "has_rich_preview": False,
        "file_access": "visible",
        **changes,
    }


def user(**changes: object) -> dict:
    """A user object as events carry it."""
    names = {"real_name": "Ann Archer", "display_name": "ann", "email": "ann@example.org"}
    return {
        "id": USER,
        "team_id": TEAM,
        "name": "ann",
        "deleted": False,
        "color": "9f69e7",
        "real_name": "Ann Archer",
        "tz": "Europe/Amsterdam",
        "tz_label": "Central European Time",
        "tz_offset": 3600,
        "profile": {**names, "status_text": "", "status_emoji": "", "team": TEAM},
        "is_admin": False,
        "is_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": False,
        "is_app_user": False,
        "updated": 1725040121,
        "locale": "en-GB",
        **changes,
    }

"""Slash commands, and what only HTTP has (docs.slack.dev, "Implementing slash commands")."""

from tests.fakes.slack.samples.shape import (
    APP,
    CHANNEL,
    DM,
    RESPONSE_URL,
    TEAM,
    TOKEN,
    TRIGGER,
    USER,
    Sample,
)


def typed(name: str, text: str, command: str = "/helpdesk", **changes: str) -> Sample:
    form = {
        "token": TOKEN,
        "team_id": TEAM,
        "team_domain": "acme",
        "channel_id": CHANNEL,
        "channel_name": "triage",
        "user_id": USER,
        "user_name": "ann",
        "command": command,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": RESPONSE_URL,
        "trigger_id": TRIGGER,
    }
    return Sample(f"command/{name}", "slash_commands", form | changes)


IN_DM = {"channel_id": DM, "channel_name": "directmessage"}
GRID = {"enterprise_id": "E1", "enterprise_name": "Acme Group", "is_enterprise_install": "true"}
SAMPLES = (
    typed("queue", "queue"),
    typed("claim", "claim FL-1042"),
    typed("assign", f"assign FL-1042 <@{USER}|ann>"),
    typed("assign_unescaped", "assign FL-1042 @ann"),
    typed("channel_named", "note FL-1042 see <#C1|general> and <https://example.org>"),
    typed("no_words", ""),
    typed("only_blanks", "   "),
    typed("unknown_order", "frobnicate"),
    typed("many_lines", "resolve FL-1042 first\nsecond\nthird"),
    typed("long", "note FL-1042 " + "word " * 1500),
    typed("other_script", "note FL-1042 プリンター"),
    typed("in_dm", "queue", **IN_DM),
    typed("in_private_channel", "queue", channel_name="privategroup"),
    typed("in_group_dm", "queue", channel_name="mpdm-ann--bob--carl-1"),
    typed("grid", "queue", **GRID),
    typed("ticket", "my vpn drops", command="/ticket"),
    typed("ticket_mine", "mine", command="/ticket"),
    typed("ticket_status", "status FL-1042", command="/ticket"),
    typed("ticket_empty", "", command="/ticket"),
    typed("of_another_time", "hello", command="/frobnicate"),
    Sample("ssl_check", "form", {"ssl_check": "1", "token": TOKEN}),
)

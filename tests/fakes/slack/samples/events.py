"""All other events of the Events API (docs.slack.dev, "Events")."""

from tests.fakes.slack.samples.messages import message
from tests.fakes.slack.samples.shape import (
    APP,
    BOT,
    BOT_USER,
    CHANNEL,
    DM,
    GROUP,
    LATER,
    OTHER,
    ROOT,
    TEAM,
    TOKEN,
    TS,
    USER,
    Sample,
    event,
    file,
    user,
)

ITEM = {"type": "message", "channel": CHANNEL, "ts": TS}
VIEW = {"id": "VPASKP233", "type": "home", "blocks": [], "hash": "1.2", "private_metadata": ""}
LINK = {"url": "https://desk.example.org/t/FL-1042", "domain": "desk.example.org"}
METADATA = {"event_type": "task_created", "event_payload": {"id": "11223", "title": "x"}}
SUBTEAM = {"id": "S0614TZR7", "team_id": TEAM, "name": "IT", "handle": "it", "users": [USER]}
FILE_ID = {"file_id": "F2147483862", "file": {"id": "F2147483862"}}
PLACE = {"id": CHANNEL, "name": "help", "created": 1725040121, "creator": USER}
CONTEXT = {"channel_id": CHANNEL, "team_id": TEAM, "enterprise_id": None}
THREAD = {"user_id": USER, "context": CONTEXT, "channel_id": DM, "thread_ts": ROOT}
LOOKED_AT = {
    "type": "slack#/types/message_context",
    "value": {"channel_id": CHANNEL, "message_ts": TS},
    "team_id": TEAM,
}
INVITE = {"id": "I028YDERZSQ", "date_created": 1626876000, "date_invalid": 1628085600}


def happened(kind: str, *, name: str = "", **fields: object) -> Sample:
    return event(name or kind, {"type": kind, **fields, "event_ts": LATER})


def mention(name: str, **changes: object) -> Sample:
    said = message(type="app_mention", channel_type=None, **{"text": f"<@{BOT_USER}> hi"} | changes)
    return event(name, said)


APP_S = (
    mention("app_mention"),
    mention("app_mention/in_thread", thread_ts=ROOT, parent_user_id=OTHER),
    mention("app_mention/with_file", subtype="file_share", files=[file()]),
    mention("app_mention/edited", edited={"user": USER, "ts": LATER}),
    mention("app_mention/by_an_app", user=None, bot_id="B0OTHER", subtype="bot_message"),
    mention("app_mention/no_words", text=f"<@{BOT_USER}>"),
    happened("app_home_opened", user=USER, channel=DM, tab="home", view=VIEW),
    happened("app_home_opened", name="app_home_opened/first", user=USER, channel=DM, tab="home"),
    happened(
        "app_home_opened", name="app_home_opened/messages", user=USER, channel=DM, tab="messages"
    ),
    happened("app_home_opened", name="app_home_opened/about", user=USER, channel=DM, tab="about"),
    happened("app_context_changed", user=USER, channel=DM, context={}),
    happened(
        "app_context_changed",
        name="app_context_changed/message",
        user=USER,
        channel=DM,
        context={"entities": [LOOKED_AT]},
    ),
    happened(
        "app_context_changed",
        name="app_context_changed/channel",
        user=USER,
        channel=DM,
        context={"entities": [{"type": "slack#/types/channel_id", "value": CHANNEL}]},
    ),
    happened("assistant_thread_started", assistant_thread=THREAD),
    happened("assistant_thread_context_changed", assistant_thread=THREAD),
    event("app_uninstalled", {"type": "app_uninstalled"}),
    event("app_uninstalled_team", {"type": "app_uninstalled_team"}),
    event("tokens_revoked", {"type": "tokens_revoked", "tokens": {"oauth": [USER], "bot": []}}),
    event("tokens_revoked/bot", {"type": "tokens_revoked", "tokens": {"bot": [BOT_USER]}}),
    event("tokens_revoked/empty", {"type": "tokens_revoked", "tokens": {}}),
    happened("app_requested", app_request={"id": "Ar1", "app": {"id": APP}}),
    happened("app_installed", app_id=APP, app_name="Firstline", user_id=USER, team_id=TEAM),
    happened("app_deleted", app_id=APP, app_name="Firstline", app_owner_id=USER, team_id=TEAM),
    happened("scope_granted", scopes=["files:read"], trigger_id="1.2.3"),
    happened("scope_denied", scopes=["files:read"], trigger_id="1.2.3"),
    happened("team_access_granted", team_ids=[TEAM]),
    happened("team_access_revoked", team_ids=[TEAM]),
    happened("function_executed", function={"id": "Fn1"}, inputs={}, function_execution_id="Fx1"),
    happened("entity_details_requested", user=USER, external_ref={"id": "FL-1042"}, channel=DM),
)
ON_MESSAGES = (
    happened("reaction_added", user=USER, reaction="ticket", item_user=OTHER, item=ITEM),
    happened(
        "reaction_added",
        name="reaction_added/in_im",
        user=USER,
        reaction="ticket",
        item_user=BOT_USER,
        item=ITEM | {"channel": DM},
    ),
    happened(
        "reaction_added", name="reaction_added/nobodys", user=USER, reaction="ticket", item=ITEM
    ),
    happened(
        "reaction_added",
        name="reaction_added/skin_tone",
        user=USER,
        reaction="+1::skin-tone-3",
        item_user=OTHER,
        item=ITEM,
    ),
    happened(
        "reaction_added",
        name="reaction_added/file",
        user=USER,
        reaction="ticket",
        item_user=OTHER,
        item={"type": "file", "file": "F2147483862"},
    ),
    happened(
        "reaction_added",
        name="reaction_added/by_us",
        user=BOT_USER,
        reaction="eyes",
        item_user=USER,
        item=ITEM,
    ),
    happened("reaction_removed", user=USER, reaction="ticket", item_user=OTHER, item=ITEM),
    happened("pin_added", user=USER, channel_id=CHANNEL, item=ITEM, has_pins=True),
    happened("pin_removed", user=USER, channel_id=CHANNEL, item=ITEM, has_pins=False),
    happened("star_added", user=USER, item=ITEM),
    happened("star_removed", user=USER, item=ITEM),
    happened(
        "link_shared",
        channel=CHANNEL,
        user=USER,
        message_ts=TS,
        links=[LINK],
        unfurl_id="C1.1.a",
        source="conversations_history",
        is_bot_user_member=True,
    ),
    happened(
        "link_shared",
        name="link_shared/composer",
        channel="COMPOSER",
        user=USER,
        message_ts="f4a8-4b2c",
        links=[LINK],
        unfurl_id="f4a8",
        source="composer",
    ),
    *(
        happened(
            f"message_metadata_{kind}",
            app_id=APP,
            bot_id=BOT,
            user_id=BOT_USER,
            team_id=TEAM,
            channel_id=CHANNEL,
            message_ts=TS,
            metadata=METADATA,
        )
        for kind in ("posted", "updated", "deleted")
    ),
    happened("file_shared", channel_id=CHANNEL, user_id=USER, **FILE_ID),
    *(
        happened(f"file_{kind}", user_id=USER, **FILE_ID)
        for kind in ("created", "change", "public", "unshared", "deleted")
    ),
    happened("file_comment_added", comment={"id": "Fc1"}, **FILE_ID),
)
MEMBERS = {"channel": CHANNEL, "channel_type": "C", "team": TEAM}
ON_PLACES = (
    happened("member_joined_channel", user=USER, **MEMBERS, inviter=OTHER),
    happened("member_joined_channel", name="member_joined_channel/us", user=BOT_USER, **MEMBERS),
    happened("member_left_channel", user=USER, **MEMBERS),
    happened("channel_created", channel=PLACE),
    happened("channel_rename", channel=PLACE | {"name": "help-2"}),
    happened("channel_archive", channel=CHANNEL, user=USER, is_moved=0),
    happened("channel_unarchive", channel=CHANNEL, user=USER),
    happened("channel_deleted", channel=CHANNEL, actor_id=USER),
    happened("channel_left", channel=CHANNEL, actor_id=USER),
    happened("channel_history_changed", channel=CHANNEL, latest=TS, ts=TS),
    happened("channel_id_changed", old_channel_id=GROUP, new_channel_id=CHANNEL),
    happened("channel_shared", channel=CHANNEL, connected_team_id="T0OTHER"),
    happened("channel_unshared", channel=CHANNEL, previously_connected_team_id="T0OTHER"),
    happened("group_rename", channel=PLACE | {"id": GROUP}),
    *(
        happened(f"group_{kind}", channel=GROUP, user=USER)
        for kind in ("archive", "unarchive", "deleted", "left", "open", "close")
    ),
    happened("group_history_changed", channel=GROUP, latest=TS, ts=TS),
    happened("im_created", user=USER, channel={"id": DM}),
    happened("im_open", user=USER, channel=DM),
    happened("im_close", user=USER, channel=DM),
    happened("im_history_changed", channel=DM, latest=TS, ts=TS),
    *(
        happened(f"shared_channel_invite_{kind}", invite=INVITE, channel=PLACE)
        for kind in ("received", "accepted", "approved", "declined", "requested")
    ),
)
ON_PEOPLE = (
    happened("team_join", user=user()),
    happened("user_change", user=user(real_name="Ann Baker"), cache_ts=1725040121),
    happened("user_change", name="user_change/left", user=user(deleted=True)),
    happened("user_profile_changed", user=user(), cache_ts=1725040121),
    happened("user_status_changed", user=user(), cache_ts=1725040121),
    happened("user_huddle_changed", user=user(), cache_ts=1725040121),
    happened("user_connection", subtype="connected", user=USER, trigger_id="1.2.3"),
    happened("dnd_updated", user=USER, dnd_status={"dnd_enabled": True}),
    happened("dnd_updated_user", user=USER, dnd_status={"dnd_enabled": True}),
    happened("invite_requested", invite_request={"id": "1", "email": "new@example.org"}),
    happened("subteam_created", subteam=SUBTEAM),
    happened("subteam_updated", subteam=SUBTEAM),
    happened("subteam_members_changed", subteam_id="S0614TZR7", added_users=[USER]),
    happened("subteam_self_added", subteam_id="S0614TZR7"),
    happened("subteam_self_removed", subteam_id="S0614TZR7"),
    happened("call_rejected", call_id="123", user_id=USER, channel_id=CHANNEL),
)
ON_TEAMS = (
    event("team_rename", {"type": "team_rename", "name": "New Name Inc.", "team_id": TEAM}),
    happened("team_domain_change", url="https://acme2.slack.example", domain="acme2"),
    happened("email_domain_changed", email_domain="example.org"),
    happened("emoji_changed", subtype="add", value="https://example.org/party.png"),
    happened("emoji_changed", name="emoji_changed/remove", subtype="remove", names=["party"]),
    happened("grid_migration_started", enterprise_id="E1"),
    happened("grid_migration_finished", enterprise_id="E1"),
    happened("resources_added", resources=[]),
    happened("resources_removed", resources=[]),
    happened("workflow_published", workflow_id="1", workflow_draft_configuration={}),
    happened("workflow_step_execute", callback_id="x", workflow_step={"inputs": {}}),
    happened("an_event_of_tomorrow", anything={"at": "all"}),
)
WRAPPED_OTHERWISE = (
    event("enterprise_wide", message(), enterprise_id="E1", is_enterprise_install=True),
    event("without_authorizations", message(), authorizations=None, authed_users=[BOT_USER]),
    event("shared_channel", message(team="T0OTHER"), is_ext_shared_channel=True),
    Sample(
        "app_rate_limited",
        "http",
        {
            "token": TOKEN,
            "type": "app_rate_limited",
            "team_id": TEAM,
            "minute_rate_limited": 1725040121,
            "api_app_id": APP,
        },
    ),
    Sample(
        "url_verification",
        "http",
        {"token": TOKEN, "challenge": "3eZbrw1aBm2rZgRNFdxV", "type": "url_verification"},
    ),
)
SAMPLES = (*APP_S, *ON_MESSAGES, *ON_PLACES, *ON_PEOPLE, *ON_TEAMS, *WRAPPED_OTHERWISE)

"""Payloads of every kind that Slack publishes, written by hand after docs.slack.dev.

`READ` holds each kind that matters with what it leads to, `IGNORED` those that do not.
"""

from channels.slack.deeds import Answer, AtHome, Hint, Keep, Open, PutOut

TEAM = {"id": "T0ACME", "domain": "acme"}
USER = {"id": "U0ANN", "username": "ann", "name": "ann", "team_id": "T0ACME"}
TS, LATER, EVENT_TS = "1700000000.000100", "1700000060.000200", "1700000090.000300"
SAID = {
    "type": "message",
    "user": "U0ANN",
    "text": "my mouse is broken",
    "ts": TS,
    "team": "T0ACME",
}
ROBOT = {"subtype": "bot_message", "bot_id": "B0ROBOT", "username": "robot", "text": "disk full"}
FILE = {
    "id": "F0FILE",
    "created": 1700000000,
    "name": "screen.png",
    "title": "screen.png",
    "mimetype": "image/png",
    "filetype": "png",
    "pretty_type": "PNG",
    "user": "U0ANN",
    "size": 1234,
    "mode": "hosted",
    "is_external": False,
    "url_private": "https://files.slack.com/files-pri/T0ACME-F0FILE/screen.png",
    "url_private_download": "https://files.slack.com/files-pri/T0ACME-F0FILE/download/screen.png",
    "permalink": "https://acme.slack.com/files/U0ANN/F0FILE/screen.png",
}
AUTHORIZED = {
    "enterprise_id": None,
    "team_id": "T0ACME",
    "user_id": "U0BOT",
    "is_bot": True,
    "is_enterprise_install": False,
}


def event(**inside):
    """An Events API callback."""
    return {
        "token": "old",
        "team_id": "T0ACME",
        "context_team_id": "T0ACME",
        "api_app_id": "A0APP",
        "event": {"event_ts": EVENT_TS, **inside},
        "type": "event_callback",
        "event_id": "Ev0EVENT",
        "event_time": 1700000090,
        "authorizations": [AUTHORIZED],
        "is_ext_shared_channel": False,
        "event_context": "4-eyJl",
    }


def message(channel="C0GENERAL", channel_type="channel", **inside):
    """A message event."""
    return event(**{**SAID, "channel": channel, "channel_type": channel_type, **inside})


def hidden(subtype, channel="C0HELP", **inside):
    """A message event that changes another."""
    return event(
        type="message",
        subtype=subtype,
        hidden=True,
        ts=EVENT_TS,
        channel=channel,
        channel_type="channel",
        **inside,
    )


def interaction(kind, **inside):
    """Something pressed, submitted or chosen."""
    return {
        "type": kind,
        "user": USER,
        "team": TEAM,
        "api_app_id": "A0APP",
        "token": "old",
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": "1.2.abc",
        **inside,
    }


def pressed(action, *, channel="C0HELP", thread=TS):
    """A button below a message."""
    container = {
        "type": "message",
        "message_ts": LATER,
        "channel_id": channel,
        "is_ephemeral": False,
        "thread_ts": thread,
    }
    shown = {"type": "message", "ts": LATER, "thread_ts": thread, "text": "?", "blocks": []}
    return interaction(
        "block_actions",
        container=container,
        channel={"id": channel, "name": "help"},
        message=shown,
        state={"values": {}},
        response_url="https://hooks.slack.com/actions/T0ACME/1/x",
        actions=[{"action_ts": EVENT_TS, "block_id": "b", **action}],
    )


def submitted(callback_id, values, **inside):
    """A form that was sent off."""
    state = {
        name: {name: {"type": "plain_text_input", "value": value}} for name, value in values.items()
    }
    view = {
        "id": "V0VIEW",
        "team_id": "T0ACME",
        "type": "modal",
        "callback_id": callback_id,
        "hash": "1700000000.abcDEF",
        "private_metadata": "{}",
        "state": {"values": state},
        "blocks": [],
        "app_id": "A0APP",
        "bot_id": "B0BOT",
        "root_view_id": "V0VIEW",
        **inside,
    }
    return interaction("view_submission", view=view, response_urls=[])


def command(name, text):
    """A slash command."""
    return {
        "token": "old",
        "team_id": "T0ACME",
        "team_domain": "acme",
        "channel_id": "C0GENERAL",
        "channel_name": "general",
        "user_id": "U0ANN",
        "user_name": "ann",
        "command": name,
        "text": text,
        "api_app_id": "A0APP",
        "is_enterprise_install": "false",
        "response_url": "https://hooks.slack.com/commands/T0ACME/1/x",
        "trigger_id": "1.2.abc",
    }


CARD = '{"reference":"FL-7","place":"T0ACME/C0TRIAGE","thread":"1700000000.000100"}'
CHOICE = {"type": "button", "action_id": "choice:worked/vpn", "value": "worked/vpn"}
REACTION = {"type": "message", "channel": "C0GENERAL", "ts": TS}
CHANGED = {**SAID, "text": "my mouse bites", "edited": {"user": "U0ANN", "ts": LATER}}
STONE = {"type": "message", "subtype": "tombstone", "user": "USLACKBOT", "text": "This message was"}

READ = {
    "direct message": (message("D0DM", "im"), [Keep]),
    "direct answer": (message("D0DM", "im", ts=LATER, thread_ts=TS), [Keep]),
    "help wanted": (message("C0HELP"), [Keep]),
    "answer in a help channel": (message("C0HELP", ts=LATER, thread_ts=TS), [Keep]),
    "answer elsewhere": (message(ts=LATER, thread_ts=TS), [Keep]),
    "mention": (
        event(**{**SAID, "type": "app_mention", "text": "<@U0BOT> hi"}, channel="C1"),
        [Keep],
    ),
    "mention as a message": (message(text="<@U0BOT> hi"), [Keep]),
    "private channel": (message("G0GROUP", "group", text="<@U0BOT> hi"), [Keep]),
    "several people": (message("G0MPIM", "mpim", text="<@U0BOT> hi"), [Keep]),
    "file": (message("D0DM", "im", subtype="file_share", files=[FILE], upload=False), [Keep]),
    "file alone": (message("D0DM", "im", subtype="file_share", files=[FILE], text=""), [Keep]),
    "broadcast": (message("C0HELP", subtype="thread_broadcast", ts=LATER, thread_ts=TS), [Keep]),
    "me": (message("D0DM", "im", subtype="me_message"), [Keep]),
    "forwarded": (
        message("D0DM", "im", text="", attachments=[{"is_share": True, "text": "vpn", "id": 1}]),
        [Keep],
    ),
    "a bot that may": (message("C0HELP", user="", **ROBOT), [Keep]),
    "at the desk, called": (message("C0TRIAGE", text="<@U0BOT> queue"), [Keep]),
    "below a card": (message("C0TRIAGE", ts=LATER, thread_ts=TS), [Keep]),
    "asks elsewhere": (message(text="is there an IT support?"), [Hint]),
    "edit": (hidden("message_changed", message=CHANGED, previous_message=SAID), [Keep]),
    "edit elsewhere": (
        hidden("message_changed", "C0OTHER", message=CHANGED, previous_message=SAID),
        [Keep],
    ),
    "deletion": (hidden("message_deleted", deleted_ts=TS, previous_message=SAID), [Keep]),
    "deletion with answers": (
        hidden("message_changed", message={**STONE, "ts": TS}, previous_message=SAID),
        [Keep],
    ),
    "reaction": (
        event(
            type="reaction_added", user="U0BOB", reaction="ticket", item_user="U0ANN", item=REACTION
        ),
        [Keep],
    ),
    "home": (event(type="app_home_opened", user="U0ANN", channel="D0DM", tab="home"), [AtHome]),
    "uninstalled": (event(type="app_uninstalled"), [PutOut]),
    "revoked": (event(type="tokens_revoked", tokens={"oauth": [], "bot": ["U0BOT"]}), [PutOut]),
    "choice": (pressed(CHOICE), [Keep]),
    "claim": (
        pressed({"type": "button", "action_id": "card:claim", "block_id": "card:FL-7"}, thread=""),
        [Keep],
    ),
    "assign": (
        pressed({"type": "users_select", "action_id": "card:assign", "selected_user": "U0BOB"}),
        [Keep],
    ),
    "priority": (
        pressed(
            {
                "type": "static_select",
                "action_id": "card:priority",
                "selected_option": {"text": {"type": "plain_text", "text": "2"}, "value": "2"},
            }
        ),
        [Keep],
    ),
    "ask": (pressed({"type": "button", "action_id": "card:ask", "value": "FL-7"}), [Open]),
    "resolve": (pressed({"type": "button", "action_id": "card:resolve", "value": "FL-7"}), [Open]),
    "home button": (
        interaction(
            "block_actions",
            container={"type": "view", "view_id": "V0HOME"},
            view={"id": "V0HOME", "type": "home"},
            actions=[{"type": "button", "action_id": "home:request", "action_ts": EVENT_TS}],
        ),
        [Open],
    ),
    "shortcut": (
        interaction("shortcut", callback_id="firstline_new_request", action_ts=EVENT_TS),
        [Open],
    ),
    "message shortcut": (
        interaction(
            "message_action",
            callback_id="firstline_message_ticket",
            channel={"id": "C0GENERAL", "name": "general"},
            message=SAID,
            message_ts=TS,
            action_ts=EVENT_TS,
            response_url="https://hooks.slack.com/app/T0ACME/1/x",
        ),
        [Keep],
    ),
    "question": (submitted("ask", {"question": "Which?"}, private_metadata=CARD), [Keep]),
    "resolution": (submitted("resolve", {"resolution": "Toner"}, private_metadata=CARD), [Keep]),
    "request": (submitted("request", {"what": "vpn", "service": ""}), [Keep]),
    "nothing filled in": (submitted("request", {"what": " "}), [Answer]),
    "order": (command("/helpdesk", "claim FL-7"), [Keep]),
    "request by command": (command("/ticket", "vpn"), [Keep, Answer]),
    "form by command": (command("/ticket", ""), [Open]),
    "strange command": (command("/lunch", "now"), [Answer]),
}

SUBTYPES = (
    "assistant_app_thread", "bot_add", "bot_remove", "channel_archive",
    "channel_convert_to_private", "channel_join", "channel_leave", "channel_name",
    "channel_posting_permissions", "channel_purpose", "channel_topic", "channel_unarchive",
    "document_mention", "ekm_access_denied", "file_comment", "file_mention", "group_archive",
    "group_join", "group_leave", "group_name", "group_purpose", "group_topic",
    "group_unarchive", "huddle_thread", "message_replied", "pinned_item", "reminder_add",
    "reply_broadcast", "sh_room_created", "tombstone", "unpinned_item",
)  # fmt: skip

EVENTS = (
    "app_context_changed", "app_installed", "app_mention_unknown", "app_rate_limited",
    "app_requested", "assistant_thread_context_changed", "assistant_thread_started",
    "call_rejected", "channel_archive", "channel_created", "channel_deleted",
    "channel_history_changed", "channel_id_changed", "channel_left", "channel_rename",
    "channel_shared", "channel_unarchive", "channel_unshared", "dnd_updated",
    "dnd_updated_user", "email_domain_changed", "emoji_changed", "entity_details_requested",
    "file_change", "file_comment_added", "file_created", "file_deleted", "file_public",
    "file_shared", "file_unshared", "function_executed", "grid_migration_finished",
    "grid_migration_started", "group_archive", "group_close", "group_deleted", "group_left",
    "group_open", "group_rename", "group_unarchive", "im_close", "im_created",
    "im_history_changed", "im_open", "invite_requested", "link_shared", "member_joined_channel",
    "member_left_channel", "message_metadata_deleted", "message_metadata_posted",
    "message_metadata_updated", "pin_added", "pin_removed", "reaction_removed",
    "resources_added", "resources_removed", "scope_denied", "scope_granted",
    "shared_channel_invite_accepted", "shared_channel_invite_approved",
    "shared_channel_invite_declined", "shared_channel_invite_received", "star_added",
    "star_removed", "subteam_created", "subteam_members_changed", "subteam_self_added",
    "subteam_self_removed", "subteam_updated", "team_access_granted", "team_access_revoked",
    "team_domain_change", "team_join", "team_rename", "url_verification", "user_change",
    "user_huddle_changed", "user_profile_changed", "user_status_changed", "workflow_deleted",
    "workflow_published", "workflow_step_execute", "workflow_unpublished",
)  # fmt: skip

IGNORED = {
    **{f"message of kind {each}": message("C0HELP", subtype=each) for each in SUBTYPES},
    **{f"event {each}": event(type=each, user="U0ANN", channel="C0HELP") for each in EVENTS},
    "said between people": message(),
    "news for everybody": message("C0HELP", text=":mega: closed"),
    "at the desk": message("C0TRIAGE"),
    "our own": message("C0HELP", user="U0BOT", bot_id="B0BOT", app_id="A0APP"),
    "our own by its app": message("C0HELP", user="U0OTHER", bot_id="B0BOT", app_id="A0APP"),
    "another bot": message("C0HELP", user="U0NOISE", bot_id="B0NOISE"),
    "slackbot": message("D0DM", "im", user="USLACKBOT"),
    "hidden": message("C0HELP", hidden=True),
    "unfolded": hidden(
        "message_changed",
        message={
            **SAID,
            "attachments": [{"id": 1, "title": "Example", "from_url": "https://e.org"}],
        },
        previous_message=SAID,
    ),
    "answers counted": hidden(
        "message_changed", message={**SAID, "reply_count": 1}, previous_message=SAID
    ),
    "our own changed": hidden(
        "message_changed",
        message={**CHANGED, "user": "U0BOT", "app_id": "A0APP", "bot_id": "B0BOT"},
        previous_message={**SAID, "user": "U0BOT", "app_id": "A0APP", "bot_id": "B0BOT"},
    ),
    "our own deleted": hidden(
        "message_deleted", deleted_ts=TS, previous_message={**SAID, "user": "U0BOT"}
    ),
    "another emoji": event(
        type="reaction_added", user="U0BOB", reaction="eyes", item_user="U0ANN", item=REACTION
    ),
    "our emoji on a file": event(
        type="reaction_added", user="U0BOB", reaction="ticket", item={"type": "file", "file": "F1"}
    ),
    "our emoji on our words": event(
        type="reaction_added", user="U0BOB", reaction="ticket", item_user="U0BOT", item=REACTION
    ),
    "messages tab": event(type="app_home_opened", user="U0ANN", channel="D0DM", tab="messages"),
    "a person's token": event(type="tokens_revoked", tokens={"oauth": ["U0ANN"], "bot": []}),
    "link button": pressed({"type": "button", "action_id": "card:open", "url": "https://e.org"}),
    "somebody else's button": pressed({"type": "button", "action_id": "x", "value": "y"}),
    "nobody chosen": pressed({"type": "users_select", "action_id": "card:assign"}),
    "suggestions": interaction("block_suggestion", action_id="x", block_id="y", value="z"),
    "form closed": interaction("view_closed", view={"id": "V0VIEW"}, is_cleared=False),
    "somebody else's form": submitted("theirs", {"a": "b"}),
    "old kinds": interaction("interactive_message", callback_id="x", actions=[]),
    "old dialogs": interaction("dialog_submission", callback_id="x", submission={}),
    "a step of a workflow": interaction("workflow_step_edit", callback_id="x"),
    "rate limited": {"type": "app_rate_limited", "team_id": "T0ACME", "api_app_id": "A0APP"},
    "check of the certificate": {"ssl_check": "1", "token": "old"},
    "nothing": {},
}

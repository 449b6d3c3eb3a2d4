"""Messages: from whom, where, and in every subtype (docs.slack.dev, "message event")."""

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
    TS,
    USER,
    Sample,
    event,
    file,
)

PLACES = {"channel": CHANNEL, "group": GROUP, "im": DM, "mpim": "G0MPIM0001", "app_home": DM}
WORDS = "My laptop won't start &amp; I have a call at &gt; 10"
SECTION = {"type": "rich_text_section", "elements": [{"type": "text", "text": "My laptop"}]}
RICH = [{"type": "rich_text", "block_id": "Vz0", "elements": [SECTION]}]
NOBODY = {"user": None}


def message(**changes: object) -> dict:
    """A message; what is None is left out."""
    standard = {
        "type": "message",
        "user": USER,
        "ts": TS,
        "client_msg_id": "5b1a8a3c-1111-4222-8333-444455556666",
        "text": WORDS,
        "team": TEAM,
        "blocks": RICH,
        "channel": CHANNEL,
        "event_ts": TS,
        "channel_type": "channel",
    }
    return {name: value for name, value in (standard | changes).items() if value is not None}


def said(name: str, **changes: object) -> Sample:
    return event(f"message/{name}", message(**changes))


def subtype(kind: str, /, which: str = "", **changes: object) -> Sample:
    bare = {"blocks": None, "client_msg_id": None, "subtype": kind}
    return event(f"message/{kind}{which and '/'}{which}", message(**bare | changes))


def hidden(name: str, kind: str, **changes: object) -> Sample:
    """A message about a message."""
    about = {"hidden": True, "ts": LATER, "event_ts": LATER, "text": None, "user": None}
    bare = {"blocks": None, "client_msg_id": None, "team": None, "subtype": kind}
    return event(f"message/{name}", message(**about | bare | changes))


def earlier(**changes: object) -> dict:
    """A message as it stands inside another."""
    return message(**{"channel": None, "event_ts": None, "channel_type": None} | changes)


EDITED = {"user": USER, "ts": f"{LATER[:10]}.000000"}
PROFILE = {"id": BOT, "deleted": False, "name": "Firstline", "app_id": APP, "team_id": TEAM}
PREVIEW = {"id": 1, "from_url": "https://example.org/", "title": "Example", "fallback": "Example"}
SHARED = {
    "id": 1,
    "is_msg_unfurl": True,
    "is_share": True,
    "from_url": "https://acme.slack.example/archives/C1/p1725000000000100",
    "channel_id": "C0OTHER001",
    "ts": "1725000000.000100",
    "author_id": OTHER,
    "text": "the printer on floor 3 is down",
    "message_blocks": [],
}
STONE = {"subtype": "tombstone", "text": "This message was deleted.", "user": "USLACKBOT"}

PLAIN = (
    *(said(f"in_{kind}", channel_type=kind, channel=place) for kind, place in PLACES.items()),
    said("reply", thread_ts=ROOT, parent_user_id=OTHER),
    said("reply_to_itself", thread_ts=TS),
    said("edited_before_it_came", edited=EDITED),
    said("mention", text=f"<@{BOT_USER}> claim FL-1042"),
    said("markup", text="<!channel> see <https://example.org|this> in <#C1|general> <@U2>"),
    said("special_mention", text="<!subteam^S0614TZR7|@it> <!date^1392734382^{date}|today>"),
    said("only_emoji", text=":sob::sob:"),
    said("no_words", text=""),
    said("no_text_at_all", text=None, blocks=None),
    said("only_blocks", text="", blocks=RICH),
    said("forwarded", text="", attachments=[SHARED]),
    said("stranger", user_team="T0STRANGER", source_team="T0STRANGER", team="T0STRANGER"),
    said("from_us", user=BOT_USER, bot_id=BOT, app_id=APP, bot_profile=PROFILE),
    said("from_another_app", user="U0OTHERBOT", bot_id="B0OTHER001", app_id="A0OTHER001"),
    said("from_slackbot", user="USLACKBOT", client_msg_id=None),
    said("with_metadata", metadata={"event_type": "task", "event_payload": {"id": "11"}}),
    said("nobody", user=None),
    said("a_very_long_one", text="word " * 7999),
    said("other_scripts", text="プリンターが動きません 🖨️ \u202e‮ \u0000"),
)
BY_PEOPLE = (
    subtype("file_share", files=[file()], upload=False, display_as_bot=False),
    subtype("thread_broadcast", thread_ts=ROOT, root=earlier(ts=ROOT, thread_ts=ROOT)),
    subtype("me_message", text="is locked out"),
    subtype("reply_broadcast", thread_ts=ROOT, **NOBODY),
    subtype("document_mention", text="mentioned you in a canvas"),
    subtype("huddle_thread", text="A huddle started", room={"id": "R1"}, no_notifications=True),
)
FILES = (
    subtype("file_share", "tombstone", text="", files=[file(mode="tombstone", url_private=None)]),
    subtype(
        "file_share", "over_the_limit", text="", files=[{"id": "F1", "mode": "hidden_by_limit"}]
    ),
    subtype("file_share", "of_strangers", files=[{"id": "F1", "file_access": "check_file_info"}]),
    subtype(
        "file_share", "snippet", text="", files=[file(mode="snippet", filetype="text", lines=3)]
    ),
    subtype(
        "file_share", "elsewhere", text="", files=[file(is_external=True, external_type="gdrive")]
    ),
    subtype(
        "file_share", "voice", text="", files=[file(subtype="slack_audio", mimetype="audio/webm")]
    ),
    subtype(
        "file_share", "mail", text="", files=[file(filetype="email", mode="email", subject="Help")]
    ),
    subtype("file_share", "huge", text="", files=[file(size=5_000_000_000)]),
    subtype("file_share", "none", text="", files=[]),
    subtype("file_share", "two", text="two", files=[file(), file(id="F2")], thread_ts=ROOT),
    subtype(
        "file_share", "ours", user=BOT_USER, bot_id=BOT, app_id=APP, files=[file(user=BOT_USER)]
    ),
)
BY_APPS = (
    subtype("bot_message", "an_app", bot_id="B0OTHER001", username="Deploys", icons={}, **NOBODY),
    subtype(
        "bot_message", "a_person_of_ours", bot_id=BOT, username="Bob Agent", app_id=APP, **NOBODY
    ),
    subtype(
        "bot_message",
        "old_style",
        bot_id="B0OLD",
        text="",
        attachments=[{"text": "old style"}],
        **NOBODY,
    ),
    subtype("assistant_app_thread", bot_id=BOT, user=BOT_USER, thread_ts=TS, text="New chat"),
    subtype("slackbot_response", user="USLACKBOT", text="It's in the wiki"),
    subtype("bot_add", bot_id="B1", bot_link="<https://example.org|Deploys>", text="added"),
    subtype("bot_remove", bot_id="B1", bot_link="<https://example.org|Deploys>", text="removed"),
    subtype("bot_enable", bot_id="B1", text="enabled"),
    subtype("bot_disable", bot_id="B1", text="disabled"),
    subtype("reminder_add", text="set a reminder"),
    subtype("app_conversation_join", text="joined", bot_id="B1"),
    subtype("ekm_access_denied", text="Your admins have suspended everyone's access.", user="UREV"),
)
ABOUT_PLACES = (
    *(subtype(f"{kind}_join", text=f"<@{USER}> has joined") for kind in ("channel", "group")),
    *(subtype(f"{kind}_leave", text=f"<@{USER}> has left") for kind in ("channel", "group")),
    *(subtype(f"{kind}_topic", topic="hello") for kind in ("channel", "group")),
    *(subtype(f"{kind}_purpose", purpose="hello") for kind in ("channel", "group")),
    *(subtype(f"{kind}_name", old_name="a", name="b") for kind in ("channel", "group")),
    *(subtype(f"{kind}_archive", members=[USER]) for kind in ("channel", "group")),
    *(subtype(f"{kind}_unarchive") for kind in ("channel", "group")),
    subtype("channel_convert_to_private", text="made this channel private"),
    subtype("channel_posting_permissions", text="set who can post"),
    subtype("channel_canvas_updated", text="updated the canvas"),
    subtype("joiner_notification", text="joined Slack, take a second to say hello"),
    subtype("pinned_item", item_type="F", item={}),
    subtype("unpinned_item", item_type="F", item={}),
    subtype("file_comment", file={"id": "F1"}, comment={"id": "Fc1"}, **NOBODY),
    subtype("file_mention", file={"id": "F1"}),
    subtype("sh_room_created", room={"id": "R1"}, text="started a call"),
    subtype("a_subtype_of_tomorrow", text="something new"),
)
CHANGES = (
    hidden(
        "changed_by_edit",
        "message_changed",
        message=earlier(text="My desktop", edited=EDITED),
        previous_message=earlier(),
    ),
    hidden(
        "changed_in_im",
        "message_changed",
        channel=DM,
        channel_type="im",
        message=earlier(text="My desktop", edited=EDITED, thread_ts=ROOT),
        previous_message=earlier(thread_ts=ROOT),
    ),
    hidden(
        "changed_by_preview",
        "message_changed",
        message=earlier(attachments=[PREVIEW]),
        previous_message=earlier(),
    ),
    hidden(
        "changed_by_a_reply_to_it",
        "message_changed",
        message=earlier(thread_ts=TS, reply_count=1, reply_users=[OTHER], latest_reply=LATER),
        previous_message=earlier(),
    ),
    hidden(
        "changed_by_us",
        "message_changed",
        message=earlier(user=BOT_USER, bot_id=BOT, edited=EDITED | {"user": BOT_USER}),
        previous_message=earlier(user=BOT_USER, bot_id=BOT),
    ),
    hidden(
        "changed_into_a_tombstone",
        "message_changed",
        message=earlier(**STONE, hidden=True, thread_ts=TS, reply_count=1),
        previous_message=earlier(thread_ts=TS, reply_count=1),
    ),
    hidden("changed_without_its_past", "message_changed", message=earlier(edited=EDITED)),
    hidden("changed_without_anything", "message_changed"),
    hidden("deleted", "message_deleted", deleted_ts=TS, previous_message=earlier()),
    hidden(
        "deleted_reply",
        "message_deleted",
        deleted_ts=TS,
        previous_message=earlier(thread_ts=ROOT, parent_user_id=OTHER),
    ),
    hidden("deleted_without_its_past", "message_deleted", deleted_ts=TS),
    hidden(
        "replied",
        "message_replied",
        message=earlier(thread_ts=TS, reply_count=1, replies=[{"user": OTHER, "ts": LATER}]),
    ),
)
SAMPLES = (*PLAIN, *BY_PEOPLE, *FILES, *BY_APPS, *ABOUT_PLACES, *CHANGES)

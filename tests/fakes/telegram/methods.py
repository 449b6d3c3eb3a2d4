"""The methods a bot of ours may call, and how each must be called.

The small table is written by hand. Where Telegram's published description is at hand, every call is
held against that too: see `published`.
"""

from tests.fakes.telegram.refusals import Refused

WHERE = {"message_thread_id", "reply_parameters", "disable_notification"}
LOOK = {"parse_mode", "link_preview_options", "reply_markup"}

# By method: what must be there, and what may.
METHODS = {
    "getMe": (set(), set()),
    "getUpdates": (set(), {"offset", "limit", "timeout", "allowed_updates"}),
    "getWebhookInfo": (set(), set()),
    "setWebhook": ({"url"}, {"secret_token", "allowed_updates", "max_connections"}),
    "deleteWebhook": (set(), {"drop_pending_updates"}),
    "setMyCommands": ({"commands"}, {"scope", "language_code"}),
    "sendMessage": ({"chat_id", "text"}, WHERE | LOOK),
    "sendDocument": ({"chat_id", "document"}, WHERE | {"caption", "parse_mode", "reply_markup"}),
    "editMessageText": ({"text"}, {"chat_id", "message_id"} | LOOK),
    "editMessageReplyMarkup": (set(), {"chat_id", "message_id", "reply_markup"}),
    "answerCallbackQuery": ({"callback_query_id"}, {"text", "show_alert"}),
    "sendChatAction": ({"chat_id", "action"}, {"message_thread_id"}),
    "setMessageReaction": ({"chat_id", "message_id"}, {"reaction", "is_big"}),
    "getFile": ({"file_id"}, set()),
    "createForumTopic": ({"chat_id", "name"}, {"icon_color"}),
    "getChatMember": ({"chat_id", "user_id"}, set()),
}
ACTIONS = ("typing", "upload_document")
REACTIONS = "👍👎❤🔥🎉🤔👏👀👌🙏"
STYLES = ("primary", "success", "danger")


def check(method, said):
    """Raises Refused for a call that no documentation allows."""
    if method not in METHODS:
        raise Refused(404, "Not Found")
    needed, allowed = METHODS[method]
    missing = sorted(needed - said.keys())
    if missing:
        raise Refused(400, f"Bad Request: parameter {missing[0]} is required")
    strange = sorted(said.keys() - needed - allowed)
    if strange:
        raise Refused(400, f"STRICT: {method} has no parameter {strange[0]}")
    for name, value in said.items():
        _CHECKS.get(name, _anything)(value)


def _anything(_value):
    return None


def _markup(markup):
    for row in markup.get("inline_keyboard", ()):
        if not row:
            raise Refused(400, "STRICT: a row without buttons")
        for button in row:
            _button(button)


def _button(button):
    kinds = button.keys() - {"text", "style", "icon_custom_emoji_id"}
    if not button.get("text") or len(kinds) != 1:
        raise Refused(400, "Bad Request: text buttons are not allowed in the inline keyboard")
    if button.get("style", "primary") not in STYLES:
        raise Refused(400, "STRICT: no such style")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(data.encode()) <= 64:
        raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
    copied = button.get("copy_text")
    if copied is not None and not 1 <= len(copied["text"]) <= 256:
        raise Refused(400, "Bad Request: BUTTON_COPY_TEXT_INVALID")


def _reaction(reaction):
    for each in reaction:
        if each.get("type") != "emoji" or each.get("emoji") not in REACTIONS:
            raise Refused(400, "Bad Request: REACTION_INVALID")


def _commands(commands):
    if len(commands) > 100:
        raise Refused(400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
    for each in commands:
        name, told = each["command"], each["description"]
        is_good = name.replace("_", "").isalnum() and name.islower() and len(name) <= 32
        if not (is_good and 1 <= len(told) <= 256):
            raise Refused(400, "Bad Request: BOT_COMMAND_INVALID")


def _action(action):
    if action not in ACTIONS:
        raise Refused(400, "Bad Request: wrong parameter action in request")


def _mode(mode):
    if mode != "HTML":
        raise Refused(400, "Bad Request: unsupported parse_mode")


_CHECKS = {
    "reply_markup": _markup,
    "reaction": _reaction,
    "commands": _commands,
    "action": _action,
    "parse_mode": _mode,
}

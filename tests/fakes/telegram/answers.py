"""What each method does in the world of the fake."""

from tests.fakes.telegram import markup
from tests.fakes.telegram.refusals import Refused, migrated

LONGEST = 4096
LONGEST_CAPTION = 1024
DOWNLOAD = 20 * 1024 * 1024
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)


def place_of(world, chat):
    """Where it goes. Raises Refused if the bot may not write there."""
    place = world.place(chat)
    if place is None:
        raise Refused(400, "Bad Request: chat not found")
    (_person if chat > 0 else _group)(place)
    return place


def _person(person):
    if person.blocks:
        raise Refused(403, "Forbidden: bot was blocked by the user")
    if not person.has_begun:
        raise Refused(403, "Forbidden: bot can't initiate conversation with a user")


def _group(group):
    if group.migrated_to:
        raise migrated(group.migrated_to)
    if not group.has_bot:
        raise Refused(403, "Forbidden: bot was kicked from the group chat")


def send_message(world, said):
    place = place_of(world, said["chat_id"])
    text, entities = _text(said)
    return _sent(world, place, said, {"text": text, "entities": entities})


def send_document(world, said):
    place = place_of(world, said["chat_id"])
    file, number = said["document"], f"out-{len(world.files)}"
    world.files[number] = file["content"]
    document = {"file_id": number, "file_name": file["name"], "file_size": len(file["content"])}
    return _sent(world, place, said, {"document": document, **_caption(said)})


def _caption(said):
    if not said.get("caption"):
        return {}
    text, entities = (
        markup.read(said["caption"]) if said.get("parse_mode") else (said["caption"], [])
    )
    if markup.units(text) > LONGEST_CAPTION:
        raise Refused(400, "Bad Request: message caption is too long")
    return {"caption": text, "caption_entities": entities}


def _text(said):
    text, entities = said["text"], []
    if said.get("parse_mode"):
        text, entities = markup.read(text)
    if not text.strip():
        raise Refused(400, "Bad Request: message text is empty")
    if markup.units(text) > LONGEST:
        raise Refused(400, "Bad Request: message is too long")
    return text.strip(), entities


def _sent(world, place, said, content):
    chat = said["chat_id"]
    message = {
        "message_id": 0,
        "from": {k: world.me[k] for k in ("id", "is_bot", "first_name", "username")},
        "chat": place.chat,
        "date": next(world.seconds),
        **content,
    }
    topic = said.get("message_thread_id")
    if topic is not None:
        if chat < 0 and topic not in place.topics:
            raise Refused(400, "Bad Request: message thread not found")
        message |= {"message_thread_id": topic, "is_topic_message": True}
    if said.get("reply_parameters"):
        message |= _reply(world, chat, said["reply_parameters"])
    if said.get("reply_markup"):
        message["reply_markup"] = said["reply_markup"]
    message["message_id"] = world.number(chat)
    return world.keep(message)


def _reply(world, chat, asked):
    found = world.messages.get((chat, asked["message_id"]))
    if found is None and not asked.get("allow_sending_without_reply"):
        raise Refused(400, "Bad Request: message to be replied not found")
    return {"reply_to_message": without_reply(found)} if found else {}


def without_reply(message):
    """Telegram shows one step back and no further."""
    return {name: value for name, value in message.items() if name != "reply_to_message"}


def edit_text(world, said):
    message = _editable(world, said)
    text, entities = _text(said)
    after = {**message, "text": text, "entities": entities}
    return _changed(world, message, after, said)


def edit_markup(world, said):
    message = _editable(world, said)
    return _changed(world, message, dict(message), said)


def _changed(world, message, after, said):
    after.pop("reply_markup", None)
    if said.get("reply_markup", {}).get("inline_keyboard"):
        after["reply_markup"] = said["reply_markup"]
    if after == message:
        raise Refused(400, NOT_MODIFIED)
    return world.keep(after)


def _editable(world, said):
    place_of(world, said["chat_id"])
    message = world.messages.get((said["chat_id"], said["message_id"]))
    if message is None:
        raise Refused(400, "Bad Request: message to edit not found")
    if not message["from"]["is_bot"]:
        raise Refused(400, "Bad Request: message can't be edited")
    return message


def answer_press(world, said):
    if said["callback_query_id"] not in world.presses:
        raise Refused(
            400,
            "Bad Request: query is too old and response timeout expired or query ID is invalid",
        )
    world.presses.discard(said["callback_query_id"])
    return True


def act(world, said):
    place_of(world, said["chat_id"])
    world.actions.append((said["chat_id"], said["action"]))
    return True


def react(world, said):
    place_of(world, said["chat_id"])
    if (said["chat_id"], said["message_id"]) not in world.messages:
        raise Refused(400, "Bad Request: message to react not found")
    world.reactions[said["chat_id"], said["message_id"]] = said.get("reaction", [])
    return True


def get_file(world, said):
    content = world.files.get(said["file_id"])
    if content is None:
        raise Refused(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
    if len(content) > DOWNLOAD:
        raise Refused(400, "Bad Request: file is too big")
    return {"file_id": said["file_id"], "file_size": len(content), "file_path": said["file_id"]}


def create_topic(world, said):
    group = place_of(world, said["chat_id"])
    if not getattr(group, "is_forum", False):
        raise Refused(400, "Bad Request: the chat is not a forum")
    if not 1 <= len(said["name"]) <= 128:
        raise Refused(400, "Bad Request: TOPIC_TITLE_EMPTY")
    topic = world.number(group.id)
    group.topics[topic] = said["name"]
    return {"message_thread_id": topic, "name": said["name"], "icon_color": 7322096}


def member(world, said):
    group = place_of(world, said["chat_id"])
    status = "administrator" if getattr(group, "is_forum", False) else "member"
    return {"status": status, "user": world.me, "can_manage_topics": status != "member"}


def commands(world, said):
    scope = said.get("scope", {"type": "default"})
    key = f"{scope['type']}/{scope.get('chat_id', '')}/{said.get('language_code', '')}"
    world.commands[key] = said["commands"]
    return True


ANSWERS = {
    "getMe": lambda world, _: world.me,
    "sendMessage": send_message,
    "sendDocument": send_document,
    "editMessageText": edit_text,
    "editMessageReplyMarkup": edit_markup,
    "answerCallbackQuery": answer_press,
    "sendChatAction": act,
    "setMessageReaction": react,
    "getFile": get_file,
    "createForumTopic": create_topic,
    "getChatMember": member,
    "setMyCommands": commands,
}
LIMITED = ("sendMessage", "sendDocument", "editMessageText", "editMessageReplyMarkup")

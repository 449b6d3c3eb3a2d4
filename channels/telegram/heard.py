"""A payload as a message for the desk, or nothing. Pure: the same payload, the same message."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

from channels.messages import ConversationRef, InboundMessage, Person
from channels.telegram import addressed, commands, files, threads, wording
from channels.telegram.commands import Meant
from channels.telegram.payloads import Message, Press, Quoted, User
from channels.telegram.us import Us

CHANNEL = threads.CHANNEL
CARD = "card:"
UNREADABLE = "unreadable"


def of_message(
    message: Message, us: Us, *, chat: int, album: int = 0, order: str = ""
) -> InboundMessage | None:
    """What somebody said; None if it is not for us or says nothing.

    `chat` is the id under which the desk knows the chat. `album` is the first of several files that
    were sent as one, if that was meant for us. `order` is the agent's order below another of them.
    """
    sender = message.from_
    if sender is None or sender.is_bot or message.sender_chat or not says_something(message):
        return None
    if not (message.chat.is_private or album or addressed.is_for_us(message, us)):
        return None
    said = _meant(message, us)
    private = _is_private(message, us)
    heard = InboundMessage(
        id=id_of(message.chat.id, message.message_id),
        conversation=_conversation(message, sender, us, chat, album, private=private),
        person=person(sender),
        at=_at(message.date),
        text=said.text,
        choice=said.choice,
        answers=_answered(message),
        private=private,
        order=said.text if _calls_us(message, us) else "",
    )
    if order and not message.said:
        heard = replace(heard, text=f"{order} {wording.FILE}", private=True)
    return _edited(heard, message) if message.edit_date else heard


def is_anonymous(message: Message, us: Us) -> bool:
    """Whether it was meant for us, in the name of a group or channel: nobody knows who said it."""
    speaks_for_itself = message.sender_chat is not None and not message.is_automatic_forward
    return speaks_for_itself and says_something(message) and addressed.is_meant(message, us)


def of_press(press: Press, us: Us, *, chat: int, at: datetime) -> InboundMessage | None:
    """A pressed choice; None if it is none of a message of ours, or a card asks for words first."""
    on = press.message
    if on is None or on.chat is None or press.from_.is_bot or not press.data:
        return None
    order = _order(press.data) if us.is_at_the_desk(on.chat.id) else ""
    if press.data.startswith(CARD) and not order:
        return None
    return InboundMessage(
        id=f"press/{press.id}",
        conversation=_pressed_in(on, us, chat),
        person=person(press.from_),
        at=at,
        text=order,
        choice="" if order else press.data,
        answers=id_of(on.chat.id, on.message_id),
        private=us.is_at_the_desk(on.chat.id),
    )


def asked_for(press: Press, us: Us) -> tuple[str, str]:
    """The verb and the ticket of a card's button that needs words; ("", "") for any other."""
    on = press.message
    verb, _, reference = press.data.removeprefix(CARD).partition(":")
    is_ours = on is not None and on.chat is not None and us.is_at_the_desk(on.chat.id)
    if not (is_ours and press.data.startswith(CARD) and verb in wording.PROMPTS):
        return "", ""
    return verb, reference


def unreadable(raw: bytes, *, at: datetime) -> InboundMessage:
    """An update that we cannot read, each in a conversation of its own: it holds up nobody."""
    name = hashlib.sha256(raw).hexdigest()[:32]
    return InboundMessage(
        id=f"{UNREADABLE}/{name}",
        conversation=ConversationRef(channel=CHANNEL, place=UNREADABLE, thread=name),
        person=Person(address=UNREADABLE),
        at=at,
        unanswered="Nobody knows who sent it.",
    )


def person(user: User) -> Person:
    """Who they are to Telegram: an account, a name, the language of their app."""
    return Person(address=str(user.id), name=user.name, language=user.language_code)


def id_of(chat: int, message: int) -> str:
    """What the desk calls a message."""
    return f"{chat}/{message}"


def says_something(message: Message) -> bool:
    """Whether there is anything for the desk in it; that somebody joined a group is nothing."""
    return bool(message.said or files.sent(message) or _shared(message))


def _meant(message: Message, us: Us) -> Meant:
    text = addressed.without_our_name(message, us)
    command = commands.read(text, us.username)
    said = commands.meant(command, text) if command else Meant(text=text)
    shared = _shared(message)
    whole = "\n".join(filter(None, (said.text, *shared)))
    if not whole and files.sent(message):
        whole = wording.FILE
    return replace(said, text=whole)


def _shared(message: Message) -> tuple[str, ...]:
    """What is no text and no file, in words."""
    told = [wording.UNSHOWN[name] for name in wording.UNSHOWN if getattr(message, name)]
    if message.sticker and message.sticker.emoji:
        told.append(message.sticker.emoji)
    if message.contact:
        name = f"{message.contact.first_name} {message.contact.last_name}".strip()
        told.append(wording.contact(name, message.contact.phone_number))
    if message.location:
        venue = message.venue
        place = ", ".join(filter(None, (venue.title, venue.address))) if venue else ""
        spot = message.location
        told.append(wording.location(spot.latitude, spot.longitude, place))
    return tuple(told)


def _edited(heard: InboundMessage, message: Message) -> InboundMessage | None:
    """The same as a change of what was said before. That somebody walks on is no change."""
    if message.location and message.location.live_period:
        return None
    # Two changes may fall into one second.
    words = hashlib.sha256(heard.text.encode()).hexdigest()[:12]
    changed = f"{heard.id}/edit/{message.edit_date}/{words}"
    return replace(heard, id=changed, edits=heard.id, choice="", answers="")


def _is_private(message: Message, us: Us) -> bool:
    """Whether only the desk hears it: said at the desk, or an order that belongs to no matter.

    An agent's order in any group is answered to the agent alone; in the conversation of a matter it
    is about that, and elsewhere it is as if it was typed in the agent's own chat.
    """
    if us.is_at_the_desk(message.chat.id):
        return True
    command = commands.read(message.said, us.username)
    if command is None or not command.is_for_the_desk:
        return False
    return message.chat.is_private or not addressed.answers_us(message.reply_to_message, us)


def _calls_us(message: Message, us: Us) -> bool:
    """Whether an agent among others would give an order so: by our name, or by a command."""
    if message.chat.is_private or us.is_at_the_desk(message.chat.id):
        return False
    command = commands.read(message.said, us.username)
    return bool(command and command.is_for_the_desk) or addressed.names_us(message, us)


def _conversation(
    message: Message, sender: User, us: Us, chat: int, album: int, *, private: bool
) -> ConversationRef:
    topic = message.message_thread_id if message.is_topic_message else 0
    if message.chat.is_private or us.is_at_the_desk(message.chat.id):
        return threads.private(chat, topic)
    if private:
        return threads.private(sender.id)
    answered = message.reply_to_message
    if answered and addressed.answers_us(answered, us):
        return threads.in_group(chat, threads.root_of(answered, us), topic)
    return threads.in_group(chat, album or message.message_id, topic)


def _pressed_in(on: Quoted, us: Us, chat: int) -> ConversationRef:
    """The conversation of the message with the button."""
    topic = on.message_thread_id if on.is_topic_message else 0
    if (on.chat and on.chat.is_private) or us.is_at_the_desk(on.chat.id if on.chat else 0):
        return threads.private(chat, topic)
    return threads.in_group(chat, threads.root_of(on, us), topic)


def _answered(message: Message) -> str:
    """The message it answers. In a topic, what is no answer answers the topic's beginning."""
    reply = message.reply_to_message
    if reply is None or reply.forum_topic_created:
        return ""
    is_beginning = message.is_topic_message and reply.message_id == message.message_thread_id
    return "" if is_beginning else id_of(message.chat.id, reply.message_id)


def _order(data: str) -> str:
    """What an agent would have typed instead of this button; "" if it needs more words."""
    verb, _, reference = data.removeprefix(CARD).partition(":")
    typed = data.startswith(CARD) and verb in ("claim", "show")
    return f"{verb} {reference}" if typed else ""


def _at(seconds: int) -> datetime:
    return datetime.fromtimestamp(min(max(seconds, 0), 2**32), UTC)

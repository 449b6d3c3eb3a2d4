"""Which conversation something said in a group belongs to.

What begins a matter is its root: the answers to it, whoever writes them, are one conversation, as
the whole of a private chat is one. Telegram shows of an answered message only that one, not what
it answered in turn. So every message of ours in a group carries its root, in a link that nobody
sees.
"""

import re
from collections.abc import Sequence

from channels.messages import ConversationRef
from channels.telegram.payloads import Entity, Quoted
from channels.telegram.us import Us

CHANNEL = "telegram"
ROOT = re.compile(r"https://t\.me/c/\d{1,20}/(\d{1,18})")
UNSEEN = "\u200b"  # what the link stands on; without any sign Telegram would drop it
CLIP = "📎"  # what it stands on where there is nothing else: what is unseen alone, is dropped too


def private(chat: int, topic: int = 0) -> ConversationRef:
    """A person's chat with the bot, or the whole of a room."""
    return ConversationRef(channel=CHANNEL, place=str(chat), thread=str(topic) if topic else "")


def in_group(chat: int, root: int, topic: int = 0) -> ConversationRef:
    """What began with this message of a group."""
    thread = f"{topic}/{root}" if topic else str(root)
    return ConversationRef(channel=CHANNEL, place=str(chat), thread=thread)


def topic_and_root(conversation: ConversationRef) -> tuple[int, int]:
    """The numbers of the topic and of the root; 0 where there is none."""
    topic, slash, root = conversation.thread.rpartition("/")
    is_group = conversation.place.startswith("-")
    if not is_group:
        return _number(conversation.thread), 0
    return (_number(topic), _number(root)) if slash else (0, _number(root))


def mark(chat: int, root: int) -> str:
    """The tag that carries the root."""
    name = str(abs(chat)).removeprefix("100") or "0"
    return f'<a href="https://t.me/c/{name}/{root}">'


def root_of(answered: Quoted, us: Us) -> int:
    """What an answered message belongs to: what ours carries, else that message itself."""
    is_ours = answered.from_ is not None and answered.from_.id == us.id
    marks = (*answered.entities, *answered.caption_entities)
    carried = _carried(marks) if is_ours else 0
    return carried or answered.message_id


def _carried(entities: Sequence[Entity]) -> int:
    links = (ROOT.fullmatch(entity.url) for entity in entities if entity.type == "text_link")
    return next((int(link[1]) for link in links if link), 0)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0

"""Whether something said in a group is meant for us, and what is said without our name."""

from channels.telegram import commands
from channels.telegram.payloads import Entity, Message, Quoted
from channels.telegram.us import Us

UTF16 = "utf-16-le"
UNIT = 2  # bytes


def is_for_us(message: Message, us: Us) -> bool:
    """A command, our name, an answer to a message of ours; at the desk, all in a ticket's topic."""
    return is_in_a_topic_of_the_desk(message, us) or is_meant(message, us)


def is_in_a_topic_of_the_desk(message: Message, us: Us) -> bool:
    """Where each ticket has a topic, and other things may have one too."""
    return us.topics and us.is_at_the_desk(message.chat.id) and message.is_topic_message


def is_meant(message: Message, us: Us) -> bool:
    """A command, our name, or an answer to a message of ours."""
    return (
        commands.read(message.said, us.username) is not None
        or answers_us(message.reply_to_message, us)
        or names_us(message, us)
    )


def names_us(message: Message, us: Us) -> bool:
    """Whether our name is in it."""
    return any(_names(message.said, mark, us) for mark in message.marks)


def answers_us(reply: Quoted | None, us: Us) -> bool:
    """Whether the answered message is ours. What begins a topic is answered by all in it."""
    if reply is None or reply.forum_topic_created:
        return False
    return reply.from_ is not None and reply.from_.id == us.id


def without_our_name(message: Message, us: Us) -> str:
    """The words, without the mentions of us."""
    text = message.said.encode(UTF16)
    ours = [mark for mark in message.marks if _names(message.said, mark, us)]
    for mark in sorted(ours, key=lambda each: each.offset, reverse=True):
        text = text[: mark.offset * UNIT] + text[(mark.offset + mark.length) * UNIT :]
    return text.decode(UTF16, "replace").strip(" \t,:") if ours else message.said


def _names(text: str, mark: Entity, us: Us) -> bool:
    if mark.type == "text_mention":
        return mark.user is not None and mark.user.id == us.id
    return mark.type == "mention" and _part(text, mark).lower() == f"@{us.username}".lower()


def _part(text: str, mark: Entity) -> str:
    start, end = mark.offset * UNIT, (mark.offset + mark.length) * UNIT
    return text.encode(UTF16)[max(start, 0) : max(end, 0)].decode(UTF16, "replace")

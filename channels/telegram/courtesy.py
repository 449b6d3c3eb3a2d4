"""What people see at once, before the desk has anything to say.

The spinning button stops, choices that are made go away, "typing" shows while an answer is looked
for, an eye looks at what was said in a group, and a card's button asks for the words it needs.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from html import escape

from channels.messages import InboundMessage
from channels.telegram import heard, keyboards, wording
from channels.telegram.client import Client
from channels.telegram.errands import Errands
from channels.telegram.limits import Limiter
from channels.telegram.payloads import Membership, Message, Press, Update
from channels.telegram.post import HTML, Post, Step
from channels.telegram.prompts import FORCED
from channels.telegram.us import Us

log = logging.getLogger("firstline")

SEEN = [{"type": "emoji", "emoji": "👀"}]
OUTSIDE = frozenset({"left", "kicked"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Courtesy:
    """Small things done beside; none of them is missed if it fails."""

    client: Client
    post: Post
    limiter: Limiter
    errands: Errands

    def after(self, update: Update, message: InboundMessage | None, us: Us) -> None:
        """An update was kept, and became this message or none."""
        if update.callback_query:
            self._pressed(update.callback_query, us)
        elif update.my_chat_member:
            self._member(update.my_chat_member, us)
        elif update.message and message:
            self._heard(update.message, message)
        elif update.message and heard.is_anonymous(update.message, us):
            self.errands.run(self.post.out(_who_are_you(update.message)))

    # --- buttons -----------------------------------------------------------------------------
    def _pressed(self, press: Press, us: Us) -> None:
        self.errands.run(self.client.call("answerCallbackQuery", callback_query_id=press.id))
        on = press.message
        if on is None or on.chat is None:
            return
        verb, reference = heard.asked_for(press, us)
        if verb:
            self.errands.run(self.post.out(_prompt(on.chat.id, press, verb, reference)))
        elif on.chat.is_private and on.reply_markup:  # elsewhere others may have to press it
            left = keyboards.without_choices(on.reply_markup)
            said = {"message_id": on.message_id, "reply_markup": left}
            step = Step(chat=on.chat.id, method="editMessageReplyMarkup", arguments=said)
            self.errands.run(self.post.out(step))

    # --- words -------------------------------------------------------------------------------
    def _heard(self, said: Message, message: InboundMessage) -> None:
        topic = said.message_thread_id if said.is_topic_message else None
        chat = said.chat.id
        if said.chat.is_private:
            self._if_there_is_room(
                lambda: self.client.call(
                    "sendChatAction", chat_id=chat, action="typing", message_thread_id=topic
                )
            )
        elif not message.choice:
            self._if_there_is_room(
                lambda: self.client.call(
                    "setMessageReaction", chat_id=chat, message_id=said.message_id, reaction=SEEN
                )
            )

    def _if_there_is_room(self, errand: Callable[[], Awaitable[object]]) -> None:
        if self.limiter.spare():
            self.errands.run(errand())

    # --- coming and going --------------------------------------------------------------------
    def _member(self, change: Membership, us: Us) -> None:
        """Blocked and unblocked: the next message finds out by itself. In a group we greet."""
        now = change.new_chat_member.status
        before = change.old_chat_member.status if change.old_chat_member else "left"
        log.info("member", extra={"status": now})
        if change.chat.is_private or now in OUTSIDE or before not in OUTSIDE:
            return
        greet = wording.hello_group if us.hears_all else wording.privacy_mode
        said = {"text": greet(us.username, change.chat.id)}
        step = Step(chat=change.chat.id, method="sendMessage", arguments=said)
        self.errands.run(self.post.out(step))


def _who_are_you(said: Message) -> Step:
    topic = said.message_thread_id if said.is_topic_message else None
    told = {
        "text": wording.ANONYMOUS,
        "reply_parameters": {"message_id": said.message_id, "allow_sending_without_reply": True},
        "message_thread_id": topic,
    }
    return Step(chat=said.chat.id, method="sendMessage", arguments=told)


def _prompt(chat: int, press: Press, verb: str, reference: str) -> Step:
    """Only who pressed is made to answer; for that they have to be mentioned."""
    card = press.message.message_id if press.message else 0
    text = wording.prompt(verb, reference)
    first, rest = text.split(" ", 1)
    said = {
        "text": f'<a href="tg://user?id={press.from_.id}">{escape(first)}</a> {escape(rest)}',
        "reply_parameters": {"message_id": card, "allow_sending_without_reply": True},
        "reply_markup": FORCED,
        **HTML,
    }
    return Step(chat=chat, method="sendMessage", arguments=said, plain=text)

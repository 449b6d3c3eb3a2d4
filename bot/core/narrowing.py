""" "Not my problem": what was offered is for something else; narrow it down."""

from dataclasses import replace

from bot.core import chat_wording, reading, rules
from bot.core.actions import begun, note_it, offer, open_for, settle
from bot.core.effects import Effects, Remember, Say
from bot.core.turn import Talk, Turn


def try_another_or_ask(turn: Turn) -> Effects:
    """The next best fix at once, twice at most; then our one question; then a ticket."""
    _, pressed = reading.pressed(turn.message.choice)
    article = pressed or turn.talk.offered[0]
    settled = settle(turn, "not_relevant", (article,))
    if not turn.talk.request:  # the fix came with a ticket, by mail
        return settled, *note_it(turn)
    apart = replace(turn, talk=_without(turn.talk, article))
    left = tuple(fix for fix in turn.fixes if not fix.is_among(apart.talk.shown))
    if left and len(apart.talk.unfit) <= rules.MOST_UNFIT and not rules.has_seen_enough(apart):
        return settled, *offer(apart, left, chat_wording.another_fix)
    if turn.chatty and not turn.talk.asked:
        return settled, *_ask(apart)
    return settled, *open_for(apart, why="unfit")


def _without(talk: Talk, article: str) -> Talk:
    shown = tuple(dict.fromkeys((*talk.shown, article)))
    return replace(talk, offered=(), shown=shown, unfit=(*talk.unfit, article))


def _ask(turn: Turn) -> Effects:
    talk = replace(begun(turn), asked=True)
    return Say(text=chat_wording.tell_me_more()), Remember(talk=talk, nudge="log")

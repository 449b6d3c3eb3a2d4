"""Steps shown one at a time: where it suits, which comes next, and how far somebody got."""

from dataclasses import replace

from bot.core import fix_wording, wording
from bot.core.effects import Effects, Remember, Say
from bot.core.turn import Fix, Turn
from channels.messages import Choice

FEW = 3  # steps that are shown together everywhere


def first_part(turn: Turn, fix: Fix) -> Fix:
    """What is shown of a fix at first: its first step, or all of it."""
    return fix.part(1) if turn.stepwise and len(fix.steps) > FEW else fix


def show_the_next_step(turn: Turn) -> Effects:
    """One more; where somebody is stands in the store, so a restart changes nothing."""
    part, talk = turn.next_step, turn.talk
    if part is None:
        return ()
    subject = talk.subject or turn.message.subject
    on = replace(
        talk,
        request=turn.request,
        subject=subject,
        steps={**talk.steps, part.article_id: part.first},
        nudged=False,
    )
    said = Say(text=fix_wording.next_step(part), choices=fix_wording.step_choices(part))
    return said, Remember(talk=on, nudge="remind")


def ask_for_the_outcome(turn: Turn) -> Effects:
    """All steps are shown: only the person knows whether they helped."""
    return (Say(text=wording.did_they(), choices=choices(turn)),)


def ask_again(turn: Turn) -> Effects:
    """What was said is no answer: keep it, and ask once more."""
    talk = replace(turn.talk, request=turn.request, asked=True, nudged=False)
    return Say(text=wording.unclear(), choices=choices(turn)), Remember(talk=talk, nudge="remind")


def choices(turn: Turn) -> tuple[Choice, ...]:
    """What may be pressed while a fix waits for its outcome."""
    if turn.walk is None:
        return fix_wording.outcome_choices(turn.talk.offered[0])
    return fix_wording.step_choices(turn.walk.part(turn.talk.step))

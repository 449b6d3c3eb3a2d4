"""The ordered table that decides, and its interpreter.

Every message meets the rows from the top; the first rule that holds names the action, and the last
always holds. To change what Firstline does, change a row.
"""

from collections.abc import Callable
from dataclasses import replace

from bot.core import actions, guests, narrowing, revising, rules, stepping
from bot.core.desk import follow_desk_orders
from bot.core.effects import Effects
from bot.core.turn import Turn

Rule = Callable[[Turn], bool]
Action = Callable[[Turn], Effects]
Row = tuple[Rule, Action]
Playbook = tuple[Row, ...]

PLAYBOOK: Playbook = (
    (rules.nobody_spoke, actions.follow_up),  # time passed; see the table of nudges
    (rules.reports_a_bounce, actions.take_back),  # never a ticket of its own
    (rules.is_automatic, actions.file_quietly),  # never answer a machine
    (rules.must_change_nothing, actions.note_only),
    (rules.is_from_the_desk, follow_desk_orders),
    (rules.presses_for_another, guests.refuse_the_press),
    (rules.answers_as_an_agent, guests.keep_an_answer),  # said already, so not said again
    (rules.presses_what_is_over, actions.say_it_is_noted),
    (rules.repeats_itself, actions.add_quietly),  # not a second ticket, nor a second answer
    (rules.repeats_but_for_numbers, actions.add_and_say_so),
    (rules.sounds_dangerous, actions.open_urgent_ticket),  # before anybody is asked to try a fix
    (rules.is_a_guest, guests.listen),
    (rules.joins_a_thread, actions.note_from_another),  # told to the desk, not to the requester
    (rules.asks_how_this_works, actions.introduce_ourselves),  # small talk is never a ticket
    (rules.asks_for_status, actions.report_status),
    (rules.says_it_worked, actions.close_with_thanks),
    (rules.is_beside_the_point, narrowing.try_another_or_ask),
    (rules.wants_the_next_step, stepping.show_the_next_step),  # the step failed, not yet the fix
    (rules.says_it_failed, actions.try_next_fix_or_escalate),
    (rules.asks_to_go_on, stepping.ask_for_the_outcome),
    (rules.asks_for_a_person, actions.call_a_person),
    (rules.cannot_be_read, actions.keep_unread),  # the desk may have the key
    (rules.reopens_a_solved_ticket, actions.reopen),
    (rules.adds_to_a_ticket, actions.note_it),
    (rules.is_no_answer, stepping.ask_again),  # once; "one moment" is no ticket
    (rules.matches_an_outage, actions.explain_outage_and_subscribe),
    (rules.has_a_good_fix, actions.offer_fixes),
    (rules.is_too_thin, actions.ask_one_question),  # once; then act on what there is
    (rules.always, actions.open_ticket),
)


def row_for(turn: Turn, playbook: Playbook = PLAYBOOK) -> Row:
    """The first row whose rule holds."""
    return next(row for row in playbook if row[0](turn))


def decide(turn: Turn, playbook: Playbook = PLAYBOOK) -> Effects:
    """What to do about a turn. Pure: the same turn, the same effects."""
    if turn.message.edits or turn.message.deletes:
        return revising.amend(turn)
    if turn.message.unanswered:
        return _without_an_answer(turn, playbook)
    _, action = row_for(turn, playbook)
    return action(turn)


def _without_an_answer(turn: Turn, playbook: Playbook) -> Effects:
    """What is done about it as ever, and the speaker hears nothing: so no fix is carried either."""
    untried = replace(turn, fixes=())
    _, action = row_for(untried, playbook)
    return actions.untold(untried, action(untried))

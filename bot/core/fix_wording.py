"""What a fix says: its steps, and for a known error how to get by until it is mended."""

from collections.abc import Sequence

from bot.core.turn import Fix
from channels.messages import Choice, Weight
from channels.text import as_plain, escape

LINKED = ("https://", "http://")


def steps(fix: Fix) -> str:
    """The numbered steps of a fix, after what is known of its error."""
    return "\n\n".join(filter(None, (_known_error(fix), _numbered(fix))))


def next_step(fix: Fix) -> str:
    """One more step of a fix, after those that did not help."""
    return f"Then please try this:\n\n{_numbered(fix)}\n\n{did_it(fix)}"


def did_it(fix: Fix) -> str:
    """The question at the end; of a single step, too, how many there are."""
    return " ".join(filter(None, (_where(fix), "Did that fix it?")))


def others_of(others: Sequence[Fix]) -> str:
    """What else it could be, by the titles."""
    titles = " or ".join(f"**{escape(fix.title)}**" for fix in others)
    return f"It could also be {titles}." if titles else ""


def tried(title: str, steps: int, of: int) -> str:
    """What somebody has tried, for the desk: of an article shown step by step, how far."""
    if not steps or steps >= of:
        return title
    return f"{title} ({'step 1' if steps == 1 else f'steps 1 to {steps}'} of {of})"


def fix_choices(fixes: Sequence[Fix]) -> tuple[Choice, ...]:
    """What a person may press when fixes were offered: the first is shown, perhaps in part."""
    best, *others = fixes
    worked, *rest = outcome_choices(best.article_id)
    shown = (Choice(token=f"show/{fix.article_id}", label=f"Show “{fix.title}”") for fix in others)
    return worked, *_next(best), *shown, *rest


def step_choices(fix: Fix) -> tuple[Choice, ...]:
    """What a person may press while a fix waits for its outcome."""
    worked, *rest = outcome_choices(fix.article_id)
    return worked, *_next(fix), *rest


def outcome_choices(article_id: str) -> tuple[Choice, ...]:
    """What a person may press when asked whether a fix helped."""
    return (
        Choice(token=f"worked/{article_id}", label="This fixed it", weight=Weight.MAIN),
        Choice(token=f"failed/{article_id}", label="Still need help"),
        Choice(token=f"other/{article_id}", label="Not my problem"),
    )


def _next(fix: Fix) -> tuple[Choice, ...]:
    if fix.first >= fix.of:
        return ()
    return (Choice(token=f"next/{fix.article_id}/{fix.first + 1}", label="Next step"),)


def _where(fix: Fix) -> str:
    if not fix.of:
        return ""
    is_last = fix.first == fix.of
    return "That was the last step." if is_last else f"That is step {fix.first} of {fix.of}."


def _numbered(fix: Fix) -> str:
    return "\n".join(f"{number}. {step}" for number, step in enumerate(fix.steps, fix.first))


def plain(fix: Fix) -> str:
    """The article in plain words, as an agent might have typed it."""
    done = enumerate(map(as_plain, fix.steps), 1)
    numbered = "\n".join(f"{number}. {step}" for number, step in done)
    return "\n\n".join(filter(None, (fix.title, fix.workaround, numbered)))


def _known_error(fix: Fix) -> str:
    if not fix.is_known_error:
        return ""
    until = f"Until it is mended, this helps: {escape(fix.workaround)}" if fix.workaround else ""
    return f"This is a **known error**{_problem(fix.problem)}. {until}".rstrip()


def _problem(problem: str) -> str:
    if not problem:
        return ""
    is_link = problem.startswith(LINKED) and not any(sign in problem for sign in " ()<>")
    return f" ([about it]({problem}))" if is_link else f" ({escape(problem)})"

"""What a fix says: its steps, and for a known error how to get by until it is mended."""

from bot.core.turn import Fix
from channels.text import as_plain, escape

LINKED = ("https://", "http://")


def steps(fix: Fix) -> str:
    """The numbered steps of a fix, after what is known of its error."""
    numbered = "\n".join(f"{number}. {step}" for number, step in enumerate(fix.steps, 1))
    return "\n\n".join(filter(None, (_known_error(fix), numbered)))


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

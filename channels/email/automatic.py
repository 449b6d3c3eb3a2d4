"""Whether a machine wrote a mail, by its header alone. Replaced by `machines.judge`."""

from channels.email import machines
from channels.email.machines import Signs

__all__ = ["Signs", "is_automatic"]

RULES = (
    machines.says_it_is_automatic,
    machines.is_bulk,
    machines.is_from_a_list,
    machines.is_an_autoresponse,
    machines.wants_no_bounce,
    machines.is_a_report,
    machines.is_a_daemon,
    machines.is_from_ourselves,
    machines.has_no_sender,
)


def is_automatic(signs: Signs) -> bool:
    return any(rule(signs) for rule in RULES)

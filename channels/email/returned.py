"""What came back of a mail of ours, as the desk is told."""

from channels.email import headers
from channels.email.bounces import Bounce
from channels.messages import Bounced

LONGEST_REASON = 200


def bounced(found: Bounce | None, verp: str, *, is_nobodys: bool) -> Bounced | None:
    """`verp` is the Message-ID that the address names to which it came back, "" if none.

    An address is given up only for a report without a sender, as mail servers write them (RFC 5321,
    4.5.5), or one that came to an address that only our envelope shows.

    Only a failure of class 5 is for ever; a server that gives up after days of trying (class 4)
    says nothing about tomorrow (RFC 3463, 2).
    """
    if found is None:
        return None
    return Bounced(
        ids=tuple(dict.fromkeys(filter(None, (verp, *found.original_ids)))),
        address=next(iter(found.recipients), ""),
        permanent=found.permanent and _is_for_ever(found.statuses) and (is_nobodys or verp != ""),
        delayed=found.delayed,
        reason=headers.one_line(found.reason, longest=LONGEST_REASON),
    )


def _is_for_ever(statuses: tuple[str, ...]) -> bool:
    return not statuses or any(status.startswith("5") for status in statuses)

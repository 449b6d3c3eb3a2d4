"""A button that needs words: the bot asks, and the answer to that is the order."""

import re
from collections.abc import Mapping
from typing import Any

from channels.telegram import addressed, wording
from channels.telegram.payloads import Quoted
from channels.telegram.us import Us

ASKED = re.compile(r"(Resolve|Ask|Reply|Note|Assign) (FL-\d{4,9}): ")
FORCED: Mapping[str, Any] = {"force_reply": True, "selective": True}


def prompted(reply: Quoted | None, us: Us) -> tuple[str, str]:
    """The verb and the ticket of our prompt that is answered; ("", "") if none is."""
    if reply is None or not addressed.answers_us(reply, us):
        return "", ""
    found = ASKED.match(reply.text)
    if found is None or reply.text != wording.prompt(found[1].lower(), found[2]):
        return "", ""
    return found[1].lower(), found[2]

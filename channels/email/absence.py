"""Whether a mail says that somebody is away, or takes up a meeting: by subject, and never by that
alone where a person could have written it. (People ask how out-of-office notices are set up.)"""

import re
from dataclasses import replace

from channels.email import headers
from channels.email.folding import fold, holds
from channels.email.headers import Fields
from channels.email.machine_words import ABSENCES, AUTOMATIC_REPLIES
from channels.email.mime import Part

LONGEST_TITLE = 300
CALENDAR = "text/calendar"
METHOD = re.compile(
    rb"^METHOD:(?:REPLY|COUNTER|REFRESH|DECLINECOUNTER)\b", re.IGNORECASE | re.MULTILINE
)
MOST_CALENDAR = 16 * 1024
REPLIES = ("reply", "counter", "refresh", "declinecounter")
COLONS = (":", " :", "\uff1a")
# Words begin after a blank; Chinese and Japanese write none.
APART = re.compile(r"[^\w'-]+")
SOMEWHERE = tuple(
    phrase if phrase >= "\u1100" else f" {phrase}" for phrase in (*AUTOMATIC_REPLIES, *ABSENCES)
)
MARKED = tuple(f"{mark}{word}" for word in AUTOMATIC_REPLIES for mark in "([")
ANSWER = re.compile(r"(?:re|aw|antw|sv|vs|odp|r|fw|fwd|wg) ?: ?")
NAMED_AWAY = re.compile(r"(?:auto|automatic|autoreply) ?: ")
RETURNS = (
    " is out of the office (",
    " is out of the office until",
    " ist abwesend (",
    " est absent(e)",
)


def tells(fields: Fields, *, is_from_nobody: bool) -> bool:
    """Whether the subject is that of a notice of absence, with as much proof as it needs."""
    title = fold(headers.one_line(headers.words(fields.get("subject")), longest=LONGEST_TITLE))
    if _is_sure(title):
        return True
    is_proved = is_from_nobody or fields.has("x-auto-response-suppress") or _answers(fields, title)
    return is_proved and "?" not in title and holds(f" {APART.sub(' ', title)}", SOMEWHERE)


def _is_sure(title: str) -> bool:
    """What only machines write: "Automatic reply: ...", "AUTO: Ann is out of the office (...)"."""
    is_titled = any(_is_followed(title, word, COLONS) for word in AUTOMATIC_REPLIES)
    is_marked = title.endswith((")", "]")) and holds(title, MARKED)
    is_named = NAMED_AWAY.match(title) is not None and holds(title, ABSENCES)
    is_answer = any(_is_followed(title, word, (": re:", ": aw:")) for word in ABSENCES)
    return is_titled or is_marked or is_named or is_answer or holds(title, RETURNS)


def _is_followed(title: str, word: str, by: tuple[str, ...]) -> bool:
    return title.startswith(word) and title.startswith(by, len(word))


def _answers(fields: Fields, title: str) -> bool:
    """An answer to a mail, without the "Re:" that people's programs write."""
    return fields.has("in-reply-to") and not ANSWER.match(title)


def answers_a_meeting(tree: Part) -> bool:
    """Whether it holds the answer to a meeting request (RFC 5546), not a request."""
    return any(_is_an_answer(part) for part in tree.leaves())


def _is_an_answer(part: Part) -> bool:
    if part.media_type != CALENDAR:
        return False
    method = part.parameters.get("method", "").strip().lower()
    return method in REPLIES or (not method and _says_reply(part))


def _says_reply(part: Part) -> bool:
    beginning = replace(part, end=min(part.end, part.start + MOST_CALENDAR))
    return METHOD.search(beginning.content()) is not None

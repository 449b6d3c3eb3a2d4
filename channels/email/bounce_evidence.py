"""Whether a mail is a bounce: a machine wrote it, and it says that a mail was not delivered.

Either half alone is ordinary: people write about bounces, quote and forward them, and machines
write of other things. So each sign counts for WHO wrote or WHAT is said, and both must be there.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from channels.email import bounce_recipients, headers
from channels.email.bounce_recipients import ADDRESS
from channels.email.bounce_words import DAEMONS, DELAYED, FAILED, FORWARDED, OFFICES, ROBOTS
from channels.email.folding import fold, holds, table
from channels.email.notice import Notice

ENOUGH = 5
LONGEST_OPENING = 4  # lines
LONGEST_HEAD = 60  # lines; a bounce says what it is at its beginning
REPLY_CODE = re.compile(
    r"(?<![\w.])(?:55[0-9]|45[0-2]|421|5\.[0-7]\.\d{1,3}|4\.[0-7]\.\d{1,3})(?![\w.])"
)
# People's mail programs; servers name themselves in X-Mailer too.
PROGRAMS = table(
    "outlook|apple mail|iphone|ipad|thunderbird|mozilla|android|evolution|roundcube|zimbra|webmail"
    "|the bat|mutt|eudora|gmail|lotus notes|kmail|claws|airmail|spark|ymail|horde|squirrelmail"
)


@dataclass(frozen=True, slots=True)
class Sign:
    """Something about a mail, and how much it tells of who wrote it and of what it says."""

    holds: Callable[["Look"], bool]
    who: int = 0
    what: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A notice and its words, folded once."""

    notice: Notice
    mail_from: str
    sender: str
    subject: str
    words: str


def is_bounce(notice: Notice, mail_from: str) -> bool:
    look = _look(notice, mail_from)
    signs = [sign for sign in SIGNS if sign.holds(look)]
    who, what = sum(sign.who for sign in signs), sum(sign.what for sign in signs)
    return who >= 1 and what >= 1 and who + what >= ENOUGH


def _look(notice: Notice, mail_from: str) -> Look:
    lines = [line for line in notice.lines if line.strip() and not _is_quoted(line)]
    return Look(
        notice=notice,
        mail_from=mail_from,
        sender=fold(headers.words(notice.fields.get("from")[:1000])),
        subject=fold(notice.subject),
        words=fold(" ".join(lines[:LONGEST_HEAD])),
    )


def _is_quoted(line: str) -> bool:
    """What somebody answers. Two servers put a mark before addresses, or three before commands."""
    return line.startswith(">") and not line.startswith(">>>") and not ADDRESS.search(line)


# --- who ---------------------------------------------------------------------------------------


def _is_a_daemon(look: Look) -> bool:
    return holds(look.sender, DAEMONS)


def _is_an_office(look: Look) -> bool:
    return holds(look.sender, OFFICES) and not _is_a_daemon(look)


def _is_a_robot(look: Look) -> bool:
    return holds(look.sender, ROBOTS)


def _is_nobody(look: Look) -> bool:
    return "@" not in look.sender


def _wants_no_answer(look: Look) -> bool:
    """A bounce has no envelope sender (RFC 5321, 4.5.5)."""
    path = look.notice.fields.get("return-path").strip().lower()
    return look.mail_from == "<>" or path == "<>" or path.startswith("<mailer-daemon")


def _says_it_is_automatic(look: Look) -> bool:
    word = look.notice.fields.get("auto-submitted").strip().lower()
    return word.startswith(("auto-generated", "auto-replied"))


def _is_a_status_report(look: Look) -> bool:
    is_report = look.notice.media_type == "multipart/report"
    return is_report and look.notice.report_type in ("delivery-status", "")


def _names_who_failed(look: Look) -> bool:
    return look.notice.fields.has("x-failed-recipients")


def _is_of_a_mail_program(look: Look) -> bool:
    """Which servers do not have; a person's answer has a prefix that servers do not write."""
    fields = look.notice.fields
    answers = look.subject.startswith("re:") and fields.has("in-reply-to")
    mailer = fold(fields.get("x-mailer")[:200])
    return fields.has("user-agent") or holds(mailer, PROGRAMS) or answers


def _reads_like_a_report(look: Look) -> bool:
    """It begins with what happened, to whom, and no word to anybody."""
    lines = [line.strip() for line in look.notice.lines if line.strip(" *-=_#")]
    opening = fold(" ".join(lines[:LONGEST_OPENING]))
    alone = any(ADDRESS.fullmatch(line.strip("<>\"': *-")) for line in lines[:8])
    quoted = any(line.endswith(">") and ADDRESS.search(line) for line in lines[:8])
    return (alone or quoted) and holds(opening, FAILED) and not _is_of_a_mail_program(look)


# --- what --------------------------------------------------------------------------------------


def _has_a_report(look: Look) -> bool:
    return look.notice.has_report


def _is_told_by_a_cloud(look: Look) -> bool:
    return any(group.has("action") for group in look.notice.cloud)


def _is_titled_so(look: Look) -> bool:
    is_forwarded = look.subject.startswith(FORWARDED)
    return not is_forwarded and (holds(look.subject, FAILED) or holds(look.subject, DELAYED))


def _says_so(look: Look) -> bool:
    return holds(look.words, FAILED) or holds(look.words, DELAYED)


def _has_a_reply_code(look: Look) -> bool:
    return REPLY_CODE.search(look.words) is not None


def _returns_a_mail(look: Look) -> bool:
    return bool(look.notice.returned or look.notice.below)


def _names_nobody(look: Look) -> bool:
    """A parcel too could not be delivered; a bounce tells whom it was for, or returns the mail."""
    tells = look.notice.has_report or _returns_a_mail(look) or _has_a_reply_code(look)
    return not (tells or _is_a_daemon(look) or bounce_recipients.are_named(look.notice))


SIGNS = (
    Sign(_is_a_daemon, who=3),
    Sign(_is_an_office, who=2),
    Sign(_is_a_robot, who=1),
    Sign(_is_nobody, who=1),
    Sign(_wants_no_answer, who=1),
    Sign(_says_it_is_automatic, who=1),
    Sign(_is_a_status_report, who=3),
    Sign(_names_who_failed, who=2, what=3),
    Sign(_reads_like_a_report, who=1),
    Sign(_is_of_a_mail_program, who=-2),
    Sign(_has_a_report, what=3),
    Sign(_is_told_by_a_cloud, who=2, what=3),
    Sign(_is_titled_so, what=3),
    Sign(_says_so, what=2),
    Sign(_has_a_reply_code, what=1),
    Sign(_returns_a_mail, what=1),
    Sign(_names_nobody, what=-3),
)

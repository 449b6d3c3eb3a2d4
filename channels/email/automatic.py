"""Whether a machine wrote a mail. Machines are never answered, or two of them talk for ever."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from channels.email.headers import Fields
from channels.email.settings import EmailSettings

# Our own Message-IDs; other mail of our domain is written by colleagues.
OURS = re.compile(r"<firstline\.[0-9a-f]{32}@([^<>@]+)>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What a mail shows of its writer. `mail_from` is in angle brackets; "" if it is not known."""

    fields: Fields
    media_type: str
    mail_from: str
    sender: str
    message_id: str
    settings: EmailSettings

    def first_word(self, name: str) -> str:
        return re.split(r"[\s;(,]", self.fields.get(name).strip().lower(), maxsplit=1)[0]


def _says_so(signs: Signs) -> bool:
    """A forwarded mail was forwarded by a machine and written by a person."""
    return signs.first_word("auto-submitted") not in ("", "no", "auto-forwarded")


def _is_bulk(signs: Signs) -> bool:
    return signs.first_word("precedence") in ("bulk", "junk", "list")


def _is_from_a_list(signs: Signs) -> bool:
    return signs.fields.has("list-id")


def _is_an_autoresponse(signs: Signs) -> bool:
    return signs.fields.has("x-autoreply") or signs.fields.has("x-autorespond")


def _wants_no_bounce(signs: Signs) -> bool:
    return signs.mail_from == "<>"


def _is_a_report(signs: Signs) -> bool:
    return signs.media_type == "multipart/report" or signs.sender.startswith("mailer-daemon@")


def _is_from_ourselves(signs: Signs) -> bool:
    ours = OURS.fullmatch(signs.message_id)
    own_id = ours is not None and ours[1].lower() == signs.settings.domain
    return own_id or signs.settings.own(signs.sender) != ""


def _has_no_sender(signs: Signs) -> bool:
    """Nobody could be answered anyway."""
    return signs.sender == ""


RULES: tuple[Callable[[Signs], bool], ...] = (
    _says_so,
    _is_bulk,
    _is_from_a_list,
    _is_an_autoresponse,
    _wants_no_bounce,
    _is_a_report,
    _is_from_ourselves,
    _has_no_sender,
)


def is_automatic(signs: Signs) -> bool:
    return any(rule(signs) for rule in RULES)

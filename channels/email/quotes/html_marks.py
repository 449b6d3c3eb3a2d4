"""How mail programs mark quotes, old mails and signatures in HTML.

By name of a class or an id; some programs put a prefix before the names of others (x_, ecx).
"""

import re
from collections.abc import Mapping
from enum import Enum, auto
from functools import lru_cache

from channels.email.quotes.lines import Mark

PREFIX = re.compile(r"(?>(?:x_|ecx|m_-?\d{1,20}|ydp[0-9a-f]{8}|yiv\d{1,12}|gmail-m_-?\d{1,20})+)")


class Effect(Enum):
    """What an element makes of the lines in it, or of all lines from there on."""

    QUOTE = auto()
    MAYBE_QUOTE = auto()
    INDENT = auto()
    SIGNATURE = auto()
    ATTRIBUTION = auto()
    FRAME = auto()
    OLD_FROM_HERE = auto()


MARKS = {
    Effect.SIGNATURE: Mark.SIGNATURE,
    Effect.ATTRIBUTION: Mark.ATTRIBUTION,
    Effect.FRAME: Mark.FRAMED,
}

NAMES = {
    Effect.QUOTE: """yahoo_quoted olk_src_body_section protonmail_quote tutanota_quote zmail_extra
        messagereplysection appleoriginalcontents""",
    Effect.SIGNATURE: """gmail_signature gmail_signature_prefix moz-signature signature
        applemailsignature ms-outlook-mobile-signature protonmail_signature_block
        ymail_android_signature messagesignaturesection zm-_id_-sgn""",
    Effect.ATTRIBUTION: "gmail_attr moz-cite-prefix reply-intro",
    Effect.OLD_FROM_HERE: """divrplyfwdmsg appendonsend zwchr stopspelling outlookmessageheader
        mail-editor-reference-message-container""",
}
EFFECTS = {name: effect for effect, names in NAMES.items() for name in names.split()}
CITES = frozenset({"gmail_quote", "quote", "protonmail_quote", "clean_bq", "iosymail"})
DATA = {
    ("data-signatureblock", "true"): Effect.SIGNATURE,
    ("data-smartmail", "gmail_signature"): Effect.SIGNATURE,
    ("data-marker", "__sig_pre__"): Effect.SIGNATURE,
    ("data-marker", "__sig_post__"): Effect.SIGNATURE,
    ("data-marker", "__divider__"): Effect.OLD_FROM_HERE,
    ("data-marker", "__headers__"): Effect.OLD_FROM_HERE,
    ("data-marker", "__quoted_text__"): Effect.QUOTE,
}
LONGEST_KEPT = 500  # characters of attributes
LONGEST_READ = 2000
TELLING = re.compile("class|id|name|style|data-")
ATTRIBUTE = re.compile(r"""([a-z][a-z_:-]{0,40})\s{0,5}=\s{0,5}("[^"]*+"?|'[^']*+'?|[^\s"'>]++)""")
NO_BORDER = re.compile(r"border(?:-left)?(?:-style)?:\s{0,5}(?:none|0)")


def effect(name: str, attributes: str, *, in_gmail_box: bool) -> Effect | None:
    """What this opening tag begins; `in_gmail_box` if one is open that Gmail puts around quotes."""
    is_short = len(attributes) <= LONGEST_KEPT
    return (_effect_again if is_short else _effect)(name, attributes, in_gmail_box)


def _effect(name: str, attributes: str, in_gmail_box: bool) -> Effect | None:
    attributes = attributes[:LONGEST_READ].lower()
    if name == "blockquote":
        return _of_blockquote(_values(attributes), in_gmail_box=in_gmail_box)
    if "=" not in attributes or not TELLING.search(attributes):
        return None
    values = _values(attributes)
    found = next((EFFECTS[each] for each in _names(values) if each in EFFECTS), None)
    found = found or next((DATA[item] for item in values.items() if item in DATA), None)
    return found or (Effect.FRAME if name == "div" and _is_framed(values) else None)


# A page has the same tag a thousand times.
_effect_again = lru_cache(256)(_effect)


def is_gmail_box(name: str, attributes: str) -> bool:
    return name == "div" and "gmail_quote" in attributes[:LONGEST_READ].lower()


def _values(attributes: str) -> dict[str, str]:
    """The attributes by name."""
    return {name: value.strip("\"'") for name, value in ATTRIBUTE.findall(attributes)}


def _names(values: Mapping[str, str]) -> list[str]:
    """The classes, the id and the name, without the prefixes of other programs."""
    joined = " ".join(values.get(key, "") for key in ("class", "id", "name"))
    return [PREFIX.sub("", name, count=1) for name in joined.split()]


def _of_blockquote(values: Mapping[str, str], *, in_gmail_box: bool) -> Effect:
    names = set(_names(values))
    if "gmail_quote" in names and values.get("type") != "cite":
        return Effect.QUOTE if in_gmail_box else Effect.INDENT
    if values.get("type") == "cite" or "cite" in values or names & CITES:
        return Effect.QUOTE
    return Effect.INDENT if NO_BORDER.search(values.get("style", "")) else Effect.MAYBE_QUOTE


def _is_framed(values: Mapping[str, str]) -> bool:
    style = values.get("style", "").replace(" ", "")
    return "border-top" in style and "solid" in style and "border-top:none" not in style

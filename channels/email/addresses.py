"""Mailboxes and message ids in a header (RFC 5322), as mailers really write them."""

import re
from dataclasses import dataclass
from itertools import islice

from channels.email.encoded_words import ENCODED, one_line, words

LONGEST_VALUE = 4 * 1024
MOST_MAILBOXES = 100
MOST_IDS = 100

ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,126})")
PLAIN = r"(?>(?:[^()\\]|\\.)*)"
COMMENT = rf"\({PLAIN}(?>(?:\({PLAIN}\){PLAIN})*)\)?+"  # two deep; deeper ones are read as text
TOKEN = re.compile(
    rf'"((?>(?:[^"\\]|\\.)*))"?+|<([^<>]*+)>?+|({COMMENT})|([,;:])|([^",;:<(]++|.)', re.DOTALL
)
PLAIN_ONE = re.compile(r"([A-Za-z0-9 .-]*+)<([A-Za-z0-9.+_-]++@[A-Za-z0-9.-]++)>")
NESTED = re.compile(r"\([^()]*+\)")
IN_WORDS = r"[^\s<>,;:\"()\[\]]+"
BARE = re.compile(rf'(?:"[^"]*+"|{IN_WORDS})\s*+@\s*+(?:{IN_WORDS}|\[[^\s\[\]]+\])')
QUOTED = re.compile(r"^(['\"])([^'\"]*+)\1$")
LOCAL = re.compile(r"[a-z][a-z0-9_.-]{1,31}")  # names of people begin with a capital
ID = re.compile(r"<([^<>]{3,400})>")
BARE_ID = re.compile(r"(?<![^\s<,])[^\s<>,@]{1,200}+@[^\s<>,@]{1,200}+(?![^\s>,])")
ID_SIGNS = re.compile(r"[!-;=?-{}~]{3,198}")  # what can be printed, but no bar


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name and an address; the address is "" if there is none to trust."""

    name: str
    address: str


def is_address(value: str) -> bool:
    """Whether we would write to it: plain ASCII, no quotes, no bars, not long."""
    return ADDRESS.fullmatch(value) is not None


def mailbox(value: str) -> Mailbox:
    """The first mailbox of a From header, if we would write to it."""
    first = as_written(value)
    return first if is_address(first.address) else Mailbox(first.name or first.address, "")


def as_written(value: str) -> Mailbox:
    """The same whatever the address looks like."""
    return next(iter(mailboxes(value)), Mailbox("", ""))


def mailboxes(value: str) -> list[Mailbox]:
    """Every mailbox of a header, at most 100; if none has an address, what stands there as name."""
    value = value[:LONGEST_VALUE].replace("mailto:", "").strip()
    if not value:
        return []
    plain = PLAIN_ONE.fullmatch(value)
    if plain:  # most are, and this is read while a mail server waits
        return [Mailbox(" ".join(plain[1].split())[:100].rstrip(), plain[2].lower().rstrip("."))]
    is_all_encoded = ENCODED.fullmatch(value) is not None  # some encode all of it
    return _read(words(value) if is_all_encoded else value)


def _read(value: str) -> list[Mailbox]:
    found: list[Mailbox] = []
    reading = _Reading(is_group=";" in value)
    for token in TOKEN.finditer(value):
        if reading.take(token):
            found += reading.finish()
            if len(found) >= MOST_MAILBOXES:
                return found
    return found + reading.finish()


class _Reading:
    """One mailbox that is being read."""

    def __init__(self, *, is_group: bool) -> None:
        self._is_group = is_group
        self._is_in_group = False
        self._start()

    def _start(self) -> None:
        self._names: list[str] = []
        self._texts: list[str] = []
        self._comments: list[str] = []
        self._angled = ""

    def take(self, token: re.Match[str]) -> bool:
        """Whether the mailbox ended."""
        quoted, angled, comment, mark, text = token.groups()
        if mark:
            return self._mark(mark)
        if angled is not None:
            self._angled = self._angled or angled
        elif comment:
            self._comments.append(comment[1:].removesuffix(")") + " ")
        elif quoted is not None and token.string.startswith("@", token.end()):
            self._say(token[0], None)  # "ann..larsen"@example.org
        else:
            self._say(text, quoted)
        return False

    def _say(self, text: str | None, quoted: str | None) -> None:
        if quoted is not None:
            self._names.append(" " + re.sub(r"\\(.)", r"\1", quoted) + " ")
        elif text and not self._angled:
            self._names.append(text)
            self._texts.append(text)

    def _mark(self, mark: str) -> bool:
        if mark == ":" and self._is_group and not self._has_address():
            self._start()  # that was the name of a group
            self._is_in_group = True
        elif mark == ":" or not self._has_address():
            self._say(mark, None)  # "Larsen, Ann <ann@example.org>"
            return mark == ";" and self._is_in_group
        return mark != ":"

    def _has_address(self) -> bool:
        return "@" in self._angled or any("@" in text for text in self._texts)

    def finish(self) -> list[Mailbox]:
        angled, texts, names, comments = self._angled, self._texts, self._names, self._comments
        self._start()
        if angled.strip():
            address = NESTED.sub("", angled).rpartition(":")[2].strip()
            address = address if "@" in address or " " not in address else ""  # "Ann <Larsen IT>"
            found = _mailbox(_name(names) or _name(comments), address)
        else:
            said = "".join(texts)
            bare = BARE.search(said if "@" in said else "".join(names))
            address = bare[0] if bare else _local("".join(names))
            rest = "".join(names).replace(address, " ", 1) if address else "".join(names)
            found = _mailbox(_name([rest.strip(" <>()[]")]) or _name(comments), address)
        return [found] if found.name or found.address else []


def _local(said: str) -> str:
    """Somebody on the machine that sent it, such as root: one word, and no more."""
    return said.strip() if LOCAL.fullmatch(said.strip()) else ""


def _name(pieces: list[str]) -> str:
    return "".join(pieces).strip(" ,;:\t\r\n")


def _mailbox(name: str, address: str) -> Mailbox:
    name = one_line(words(name), longest=100)
    said = one_line(words("".join(address.split())).lower(), longest=320)
    return Mailbox(name.strip("'\" "), QUOTED.sub(r"\2", said).rstrip("."))


def message_ids(value: str) -> list[str]:
    """The message ids in a header, at most 100, brackets and all, which some leave out."""
    found = [_id(match[1]) for match in islice(ID.finditer(value), MOST_IDS)]
    return list(filter(None, found or map(_id, BARE_ID.findall(value[:LONGEST_VALUE]))))


def own_id(value: str) -> str:
    """The message id of a Message-ID header; "" if none."""
    return next(iter(message_ids(value)), "")


def _id(inside: str) -> str:
    kept = "".join(NESTED.sub("", inside).split())
    return f"<{kept}>" if ID_SIGNS.fullmatch(kept) else ""

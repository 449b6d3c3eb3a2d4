"""The header fields of a mail, and their parameters (RFC 2045, RFC 2231), all bounded."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from urllib.parse import unquote_to_bytes

from channels.email.addresses import Mailbox as Mailbox
from channels.email.addresses import is_address as is_address
from channels.email.addresses import mailbox as mailbox
from channels.email.addresses import message_ids as message_ids
from channels.email.charsets import decode as decode
from channels.email.charsets import plainly
from channels.email.encoded_words import NOT_SHOWN as NOT_SHOWN
from channels.email.encoded_words import as_bytes as as_bytes
from channels.email.encoded_words import from_base64 as from_base64
from channels.email.encoded_words import one_line as one_line
from channels.email.encoded_words import words as words

LONGEST_VALUE = 16 * 1024
LONGEST_PARAMETER = 1024
MOST_PARAMETERS = 100


@dataclass(frozen=True, slots=True)
class Fields:
    """The header fields of a part, lower-case names and values as they came, in order."""

    pairs: tuple[tuple[str, bytes], ...]

    def get(self, name: str, default: str = "") -> str:
        """The first value under this name."""
        found = self._first(name)
        return default if found is None else plainly(found)

    def all(self, *names: str) -> list[str]:
        """Every value under any of these names, in order."""
        return [plainly(value[:LONGEST_VALUE]) for key, value in self.pairs if key in names]

    def raw(self, name: str) -> str:
        """The first value; bytes that are no UTF-8 are kept as surrogates, for `words`."""
        return (self._first(name) or b"").decode("utf-8", "surrogateescape")

    def words(self, name: str, charset: str = "") -> str:
        """The first value with its encoded words decoded; `charset` is that of the mail."""
        return words(self.raw(name), charset)

    def has(self, name: str) -> bool:
        return any(key == name for key, _ in self.pairs)

    def _first(self, name: str) -> bytes | None:
        return next((value[:LONGEST_VALUE] for key, value in self.pairs if key == name), None)


def fields(found: Iterable[tuple[str, bytes]]) -> Fields:
    return Fields(tuple(found))


# --- parameters (RFC 2045, RFC 2231) -----------------------------------------------------------

FIRST = re.compile(r"[^\s;]*+")
PARAMETER = re.compile(
    r""";\s*+([^\s=;*"]++)(?>(?:\*(\d{1,3}))?)(?>(\*)?)\s*+=\s*+(?:"((?>(?:[^"\\]|\\.)*))"?+|([^;]*+))""",
    re.DOTALL,
)

Section = tuple[str, str, str]  # its number, a star if it is encoded, what it says


def parameters(value: str, charset: str = "") -> tuple[str, dict[str, str]]:
    """A value such as `text/plain; charset=utf-8` as its first word and its parameters."""
    value = value.strip()
    first = FIRST.match(value)
    word = first[0] if first and "=" not in first[0] else ""  # some leave it out
    rest = value[len(word) :].lstrip()
    return word.lower(), _parameters(rest if rest.startswith(";") else f";{rest}", charset)


def _parameters(value: str, charset: str) -> dict[str, str]:
    pieces: dict[str, list[Section]] = {}
    for found in islice(PARAMETER.finditer(value), MOST_PARAMETERS):
        name, number, star, quoted, bare = found.groups()
        said = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else bare.strip()
        pieces.setdefault(name.lower(), []).append((number or "", star or "", said))
    return {name: _joined(tuple(sections), charset) for name, sections in pieces.items()}


@lru_cache(500)
def _joined(sections: tuple[Section, ...], charset: str) -> str:
    """The numbered sections in order; else the encoded one; else the first."""
    numbered = sorted((each for each in sections if each[0]), key=lambda each: int(each[0]))
    encoded = [each for each in sections if each[1] and not each[0]]
    chosen = numbered or encoded[:1] or list(sections[:1])
    declared = ""
    if chosen[0][1]:
        declared, rest = _declared(chosen[0][2])
        chosen[0] = (chosen[0][0], "*", rest)
    whole = b"".join(_section(star, said) for _, star, said in chosen)[:LONGEST_PARAMETER]
    if declared:
        return decode(whole, declared)
    return words(whole.decode("utf-8", "surrogateescape"), charset)


def _declared(said: str) -> tuple[str, str]:
    """The charset before the two apostrophes, and what stands behind them."""
    charset, mark, rest = said.partition("'")
    _, second, text = rest.partition("'")
    return (charset, text) if mark and second else ("", said)


def _section(star: str, said: str) -> bytes:
    return unquote_to_bytes(as_bytes(said)) if star else as_bytes(said)

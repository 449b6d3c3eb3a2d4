"""Who the real client is, as a proxy says it before anything else.

The PROXY protocol of HAProxy, versions 1 and 2: a line, or a block of bytes.
"""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

SIGNATURE = b"\r\n\r\n\0\r\nQUIT\n"  # of version 2
BEGINNING = b"PROXY "  # of version 1
LONGEST_LINE = 107  # of version 1, with its CR LF
FIXED = 16  # bytes of version 2 before what varies
MOST_SAID = 4096  # bytes that may follow them; what we need is far shorter

Address = type[IPv4Address] | type[IPv6Address]

LINES: dict[str, Address] = {"TCP4": IPv4Address, "TCP6": IPv6Address}
LOCAL, PROXIED = 0x20, 0x21
# Over TCP: the kind of address, its length, and that of both ends with their ports.
BLOCKS: dict[int, tuple[Address, int, int]] = {
    0x11: (IPv4Address, 4, 12),
    0x21: (IPv6Address, 16, 36),
}


@dataclass(frozen=True, slots=True)
class Introduction:
    """`address` is the real client's, "" if the proxy speaks for itself; `length` in bytes."""

    address: str
    length: int


def introduction(said: bytes) -> Introduction | None:
    """Read the header at the beginning; None while it is not whole. Raises ValueError if none."""
    if said[: len(SIGNATURE)] == SIGNATURE[: len(said)]:
        return _block(said)
    if said[: len(BEGINNING)] == BEGINNING[: len(said)]:
        return _line(said)
    raise ValueError("this is no PROXY header")


def _line(said: bytes) -> Introduction | None:
    end = said.find(b"\r\n", 0, LONGEST_LINE)
    if end < 0 and len(said) < LONGEST_LINE:
        return None
    words = said[: max(end, 0)].decode("ascii").split(" ")
    if words[1:2] == ["UNKNOWN"]:  # whatever follows
        return Introduction("", end + 2)
    if len(words) != 6 or words[1] not in LINES or not all(map(_is_port, words[4:])):
        raise ValueError("this is no PROXY line")
    source, _ = map(LINES[words[1]], words[2:4])
    return Introduction(str(source), end + 2)


def _is_port(word: str) -> bool:
    return word.isdigit() and int(word) <= 65535


def _block(said: bytes) -> Introduction | None:
    if len(said) < FIXED:
        return None
    command, family = said[12], said[13]
    length = int.from_bytes(said[14:FIXED], "big")
    if command not in (LOCAL, PROXIED) or length > MOST_SAID:
        raise ValueError("this is no PROXY block")
    if len(said) < FIXED + length:
        return None
    is_named = command == PROXIED and family in BLOCKS
    address = _source(family, said[FIXED : FIXED + length]) if is_named else ""
    return Introduction(address, FIXED + length)


def _source(family: int, ends: bytes) -> str:
    kind, size, least = BLOCKS[family]
    if len(ends) < least:
        raise ValueError("the addresses are cut short")
    return str(kind(ends[:size]))

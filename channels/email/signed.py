"""Addresses that only we can have written: where answers and bounces come to.

`helpdesk+TOKEN@example.org` names one mail of ours, by the digest in its Message-ID, and carries a
signature of 80 bits. Case does not count, for some servers change it. Whoever got the mail has the
token, and whoever it was passed on to: it proves which mail is answered, never who answers.
"""

import re
from base64 import b32decode, b32encode

from channels.base import Signer

ANSWER = "answer to a mail"
BOUNCE = "bounce of a mail"

LONGEST_LOCAL = 64  # RFC 5321, 4.5.3.1.1
DIGEST = 16
SIGNATURE = 10
OURS = re.compile(r"<firstline\.([0-9a-f]{32})@([^<>@\s]+)>")
TOKEN = re.compile(r"[a-z2-7]{42}")
PADDING = "=" * 6


def message_id(digest: bytes, domain: str) -> str:
    """The Message-ID of a mail of ours."""
    return f"<firstline.{digest.hex()}@{domain}>"


def reply_address(ours: str, message_id: str, signer: Signer) -> str:
    """Where answers to this mail go. `ours` itself, if it is so long that no token fits."""
    return _address(ours, message_id, ANSWER, signer)


def bounce_address(ours: str, message_id: str, signer: Signer) -> str:
    """Where it comes back to if it cannot be delivered (VERP). As `reply_address`."""
    return _address(ours, message_id, BOUNCE, signer)


def read(address: str, signer: Signer) -> str:
    """The Message-ID of the mail that is answered; "" if we have not signed the address."""
    return _read(address, ANSWER, signer)


def read_verp(address: str, signer: Signer) -> str:
    """The Message-ID of the mail that bounced; "" if we have not signed the address."""
    return _read(address, BOUNCE, signer)


def _address(ours: str, message_id: str, purpose: str, signer: Signer) -> str:
    found = OURS.fullmatch(message_id)
    if not found:
        return ours
    digest, domain = bytes.fromhex(found[1]), found[2].lower()
    signature = signer.sign(purpose, _said(digest, domain))[:SIGNATURE]
    local = f"{ours.rpartition('@')[0]}+{_written(digest + signature)}"
    return f"{local}@{domain}" if len(local) <= LONGEST_LOCAL else ours


def _read(address: str, purpose: str, signer: Signer) -> str:
    local, _, domain = address.lower().rpartition("@")
    token = local.partition("+")[2]
    raw = b32decode(f"{token.upper()}{PADDING}") if TOKEN.fullmatch(token) else b""
    digest, signature = raw[:DIGEST], raw[DIGEST:]
    # Of the last letter two bits stand for nothing; they must be zero as we wrote them.
    is_ours = _written(raw) == token and signer.verify(purpose, _said(digest, domain), signature)
    return message_id(digest, domain) if raw and is_ours else ""


def _written(raw: bytes) -> str:
    return b32encode(raw).decode().rstrip("=").lower()


def _said(digest: bytes, domain: str) -> bytes:
    """What is signed: a token for one of our domains is none for another."""
    return digest + domain.encode("utf-8", "replace")

"""DKIM (RFC 6376): our domain signs what we send, so that receivers can believe the From.

Most smarthosts sign themselves; this is for those that do not. It needs the extra
`firstline[dkim]`, which is looked for only where a key is set.
"""

from importlib import import_module
from pathlib import Path

from channels.email.settings import EmailSettings

# A field that is named and not there cannot be added later; From is named once more than it is
# there, so that no second one can be put before it.
SIGNED = (
    b"from", b"from", b"to", b"subject", b"date", b"message-id", b"in-reply-to", b"references",
    b"reply-to", b"auto-submitted", b"mime-version", b"content-type", b"content-transfer-encoding",
)  # fmt: skip
TRIAL = b"From: trial@localhost\r\nSubject: trial\r\n\r\ntrial\r\n"

NO_LIBRARY = "DKIM needs a library that is not installed: pip install 'firstline[dkim]'"


class CannotSign(Exception):
    """There is no signature; the sentence says why, and nothing of the key."""


def signed(raw: bytes, *, domain: str, settings: EmailSettings) -> bytes:
    """The mail behind our signature; as it is where no key is set. Raises CannotSign."""
    if not settings.dkim_key:
        return raw
    selector = settings.dkim_selector.encode()
    try:
        library = import_module("dkim")
        key = Path(settings.dkim_key).read_bytes()
        signature: bytes = library.sign(
            raw,
            selector,
            domain.encode(),
            key,
            canonicalize=(b"relaxed", b"relaxed"),  # some relays fold anew or trim the end
            include_headers=list(SIGNED),
        )
    except ImportError:
        raise CannotSign(NO_LIBRARY) from None
    except OSError as problem:
        raise CannotSign(f"the DKIM key {settings.dkim_key}: {problem.strerror}") from None
    except Exception:  # for a broken key the library has many, some of which quote from it
        raise CannotSign(f"{settings.dkim_key} is no RSA key in PEM that can sign") from None
    return signature + raw


def complaint(settings: EmailSettings) -> str:
    """Why nothing could be signed with these settings; "" if all is well."""
    try:
        signed(TRIAL, domain=settings.domain, settings=settings)
    except CannotSign as problem:
        return str(problem)
    return ""

"""The certificate we show to mail servers, read anew when its files change."""

import logging
import ssl
from pathlib import Path

log = logging.getLogger(__name__)

Stamp = tuple[tuple[int, int, int], ...]


class Certificate:
    """Reads both files when it is made: raises OSError if they are not there or do not match."""

    def __init__(self, certificate: Path, key: Path) -> None:
        self._certificate = certificate
        self._key = key
        self._stamp = self._look()
        self._context = self._read()

    def context(self) -> ssl.SSLContext:
        """With the newest files that could be read; a renewal halfway changes nothing yet."""
        try:
            stamp = self._look()
            if stamp != self._stamp:
                self._stamp = stamp
                self._context = self._read()
        except OSError as trouble:
            log.warning("the new certificate cannot be used: %s", trouble)
        return self._context

    def _look(self) -> Stamp:
        found = (path.stat() for path in (self._certificate, self._key))
        return tuple((each.st_mtime_ns, each.st_size, each.st_ino) for each in found)

    def _read(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self._certificate, self._key, password=_nobody_types_it)
        return context


def _nobody_types_it() -> str:
    """Else OpenSSL would ask for the pass phrase of a key at a terminal."""
    return ""

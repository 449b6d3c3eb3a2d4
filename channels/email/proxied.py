"""Mail comes in by SMTP through a proxy, which says first whom it brings (PROXY protocol)."""

import asyncio
from ipaddress import ip_address

from channels.email import answers
from channels.email.proxy import introduction
from channels.email.server import SmtpVisit
from channels.email.visit import Lobby, last_words

PATIENCE = 10.0  # seconds for the header


class ProxiedVisit(SmtpVisit):
    """One connection; until its header is here, the rest of the visit has not begun."""

    def __init__(self, lobby: Lobby) -> None:
        super().__init__(lobby)
        self._said = b""
        self._waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self._end is not None:
            super().connection_made(transport)
        elif self._is_trusted(transport):
            self._line = transport
            self._lobby.visits.add(self)
            self._waiting = self.loop.call_later(PATIENCE, self.abort)
        else:
            last_words(transport, answers.NO_PROXY)

    def _is_trusted(self, transport: asyncio.BaseTransport) -> bool:
        peer = ip_address(transport.get_extra_info("peername")[0])
        return any(peer in network for network in self._lobby.settings.trusted_proxies)

    def data_received(self, data: bytes) -> None:
        if self._waiting is None:
            super().data_received(data)
            return
        self._said += data
        try:
            found = introduction(self._said)
        except ValueError:
            last_words(self._stop_waiting(), answers.BAD_PROXY)
            return
        if found:
            self._begin(found.address, self._said[found.length :])

    def _begin(self, address: str, rest: bytes) -> None:
        """`address` is "" if the proxy speaks for itself, as when it looks after us."""
        transport = self._stop_waiting()
        self._come_in(transport, address or transport.get_extra_info("peername")[0])
        if rest:
            super().data_received(rest)

    def _stop_waiting(self) -> asyncio.BaseTransport:
        assert self._line is not None  # noqa: S101 - only who waits is asked
        assert self._waiting is not None  # noqa: S101
        self._waiting.cancel()
        self._waiting = None
        self._lobby.visits.discard(self)
        return self._line

    def connection_lost(self, error: Exception | None) -> None:
        if self._waiting:
            self._stop_waiting()
        super().connection_lost(error)

    def retire(self, why: str) -> None:
        if self._waiting:
            self.abort()
        else:
            super().retire(why)

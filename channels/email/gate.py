"""How many mail servers may be connected: in all, and from one address."""

from collections import Counter
from ipaddress import IPv6Address, ip_network

from channels.email.settings import EmailSettings

ONE_GUEST = 64  # bits; of IPv6 a single machine has as many addresses as it likes below that


class Gate:
    """Counts who is inside. Each `enter` that was allowed wants one `leave`."""

    def __init__(self, settings: EmailSettings) -> None:
        self._most = settings.most_connections
        self._most_each = settings.most_connections_per_address
        self._inside: Counter[str] = Counter()

    def enter(self, guest: str) -> bool:
        full = self._inside.total() >= self._most or self._inside[guest] >= self._most_each
        self._inside[guest] += not full
        self._tidy(guest)
        return not full

    def leave(self, guest: str) -> None:
        self._inside[guest] -= 1
        self._tidy(guest)

    def _tidy(self, guest: str) -> None:
        if self._inside[guest] <= 0:
            del self._inside[guest]


def guest_at(address: str) -> str:
    """Whom an address stands for: an IPv4 address for itself, an IPv6 address for its network."""
    if ":" not in address:
        return address
    whole = IPv6Address(address.partition("%")[0])
    return str(whole.ipv4_mapped or ip_network((whole, ONE_GUEST), strict=False))

"""Which addresses are ours."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ours:
    """The addresses of the desk, the first one first, in small letters."""

    addresses: tuple[str, ...]

    @property
    def domain(self) -> str:
        """The name we greet with and sign our Message-IDs with."""
        return self.addresses[0].rpartition("@")[2]

    def own(self, address: str) -> str:
        """Which of our addresses this is, with or without a +part; "" if none."""
        local, _, domain = address.lower().rpartition("@")
        plain = f"{local.partition('+')[0]}@{domain}"
        return plain if plain in self.addresses else ""


def marked(addresses: Sequence[str]) -> str:
    """The first that has a +part, for that may be signed by us; else the first."""
    return next((each for each in addresses if "+" in each), addresses[0])

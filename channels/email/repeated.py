"""The values of fields that may stand in a header more than once."""

from channels.email.headers import Fields


def every(fields: Fields, *names: str) -> list[str]:
    """Every value under any of these names, in order."""
    return [Fields((pair,)).get(pair[0]) for pair in fields.pairs if pair[0] in names]

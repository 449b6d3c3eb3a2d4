"""Logs for operators: what happened to which key; never what people said."""

import logging

# What an entry may carry besides its message: identifiers and names of ours, no words of people.
CARRIED = ("key", "keys", "queue", "trouble", "channel")


class Lines(logging.Formatter):
    """One line an entry: time, level, message, then name=value for what it carries."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The entry as a line; a traceback, where there is one, follows."""
        carried = {name: getattr(record, name) for name in CARRIED if hasattr(record, name)}
        if carried:
            told = " ".join(f"{name}={value}" for name, value in carried.items())
            record.msg, record.args = f"{record.getMessage()} {told}", ()
            for name in carried:
                delattr(record, name)
        return super().format(record)


def begin(*, verbose: bool) -> None:
    """Write to standard error: warnings, and with `verbose` every step of our own."""
    handler = logging.StreamHandler()
    handler.setFormatter(Lines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("firstline").setLevel(logging.INFO if verbose else logging.WARNING)

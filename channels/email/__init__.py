"""E-mail: in by SMTP, by LMTP or out of a mailbox by IMAP; out by a smarthost or into a Maildir.

What stands here is imported when it is asked for: the process that reads mails needs none of it.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from channels.email.channel import connect
    from channels.email.settings import EmailSettings

__all__ = ["EmailSettings", "connect"]

HOMES = {"connect": "channels.email.channel", "EmailSettings": "channels.email.settings"}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a function or a class
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(HOMES[name]), name)

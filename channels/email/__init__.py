"""E-mail: SMTP in, a smarthost or a Maildir out."""

from channels.email.channel import connect
from channels.email.settings import EmailSettings

__all__ = ["EmailSettings", "connect"]

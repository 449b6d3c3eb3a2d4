"""Chat page, ticket page and desk page on the web."""

from channels.web.channel import WebChannel, connect
from channels.web.serving import CannotListen
from channels.web.settings import WebSettings

__all__ = ["CannotListen", "WebChannel", "WebSettings", "connect"]

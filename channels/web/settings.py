"""What the web channel can be told: where it listens, what it is called, how much it takes."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, SecretStr, field_validator

MIB = 1024 * 1024


class WebSettings(BaseModel, extra="forbid", frozen=True):
    """The `[web]` part of the settings.

    `upload_limit` counts the bytes of one message's files, one alone or all together.
    `public_url` is the address people use ("" means http://host:port); its host is, with the
    bound address and localhost, the only one answered. `trusted_proxies` are the addresses whose
    X-Forwarded-For is believed. `secure_cookies` follows `public_url` unless set. `metrics_token`
    opens /metrics; without one it is answered on a site that is purely local, to programs of this
    machine that ask it themselves.
    """

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65_535)
    public_url: str = ""
    organisation: str = Field(default="IT help desk", min_length=1, max_length=80)
    upload_limit: int = Field(default=10 * MIB, ge=1)
    uploads_per_message: int = Field(default=5, ge=0)
    text_limit: int = Field(default=8000, ge=1)
    secure_cookies: bool | None = None
    trusted_proxies: tuple[str, ...] = ()
    messages_per_minute: int = Field(default=20, ge=1, description="from one session")
    requests_per_minute: int = Field(default=600, ge=1, description="from one address")
    uploads_per_minute: int = Field(default=60, ge=1, description="files from one address")
    sessions_per_minute: int = Field(default=60, ge=1, description="opened by one address")
    links_per_hour: int = Field(default=10, ge=1, description="sign-in links one may ask for")
    streams_per_session: int = Field(default=6, ge=1, description="pages open at once")
    streams_per_address: int = Field(default=200, ge=1, description="pages open at once")
    metrics_token: SecretStr = SecretStr("")
    connections: int = Field(default=1000, ge=10, description="open at once, all together")

    @field_validator("public_url")
    @classmethod
    def _is_an_address(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError("give it in full, such as https://help.example.org")
        if parts.path.strip("/") or parts.query or parts.fragment:
            raise ValueError("give the host alone, without a path behind it")
        return url.rstrip("/")

    @property
    def secure(self) -> bool:
        """Whether cookies travel over TLS only."""
        if self.secure_cookies is None:
            return self.public_url.startswith("https://")
        return self.secure_cookies

    @property
    def is_local(self) -> bool:
        """Whether it is for this machine alone."""
        reached_from_afar = self.public_url or self.trusted_proxies
        return not reached_from_afar and is_loopback(self.host)

    @property
    def hosts(self) -> frozenset[str]:
        """The host names this site answers to; anything else is somebody's DNS trick."""
        public = urlsplit(self.public_url).hostname or ""
        return frozenset({public, self.host.lower(), "localhost", "127.0.0.1", "::1"} - {""})


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches what listens there."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

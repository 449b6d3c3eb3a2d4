"""What may be set about e-mail."""

import re
from ipaddress import IPv4Network, IPv6Network
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, Field, IPvAnyNetwork, SecretStr, model_validator

from channels.email.imap_settings import ImapSettings
from channels.email.ours import Ours

MIB = 1024 * 1024
ROOM_TO_END = 64 * 1024  # bytes; with less left no mail is begun
OUR_ADDRESS = re.compile(r"[a-z0-9._=-]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,120}[a-z0-9])?")

SELECTOR = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,61}[A-Za-z0-9])?")


def _address(value: str) -> str:
    lowered = value.strip().lower()
    if not OUR_ADDRESS.fullmatch(lowered):
        raise ValueError("an address looks like helpdesk@example.org, without a plus or quotes")
    return lowered


def _smarthost(value: str) -> str:
    host, colon, port = value.rpartition(":")
    if value and not (host and colon and port.isascii() and port.isdigit()):
        raise ValueError("a smarthost looks like mail.example.org:587")
    return value


Port = Annotated[int, Field(ge=0, le=65535)]
LOOPBACK = (IPv4Network("127.0.0.0/8"), IPv6Network("::1/128"))


def _selector(value: str) -> str:
    if value and not SELECTOR.fullmatch(value):
        raise ValueError("a selector is a part of a host name, such as mail2026")
    return value


class EmailSettings(BaseModel, extra="forbid", frozen=True):
    """Mail comes in by SMTP for `addresses` and leaves by the smarthost, or into a Maildir.

    `smarthost` is host:port (465 speaks TLS at once). `starttls` "auto" uses it where offered, and
    insists on it if there is a user to sign in. `smarthost_timeout` is for one whole mail.

    With `plus_addresses` answers come to helpdesk+TOKEN@example.org, which shows what they answer;
    with `verp` bounces do. `dkim_key` is a file with an RSA key in PEM. `authserv_id` names the
    mail server before us whose Authentication-Results are believed; it must remove those of others.
    """

    addresses: Annotated[
        tuple[Annotated[str, AfterValidator(_address)], ...], Field(min_length=1)
    ] = ("helpdesk@localhost",)
    from_name: str = "IT help desk"
    host: str = "127.0.0.1"
    port: int = Field(default=2525, ge=0, le=65535)
    size_limit: int = Field(default=25 * MIB, ge=1024)

    smarthost: Annotated[str, AfterValidator(_smarthost)] = ""
    smarthost_user: str = ""
    smarthost_password: SecretStr = SecretStr("")
    starttls: Literal["auto", "always", "never"] = "auto"
    smarthost_timeout: float = Field(default=60, gt=0, le=140)
    smarthost_connections: int = Field(default=4, ge=1, le=20)
    maildir: str = "outgoing"
    plus_addresses: bool = True
    verp: bool = False  # some smarthosts let a user send from their own address only
    dkim_key: str = ""
    dkim_selector: Annotated[str, AfterValidator(_selector)] = ""

    authserv_id: str = ""

    most_connections: int = Field(default=100, ge=1)
    most_connections_per_address: int = Field(default=50, ge=1)  # a mail server opens 20
    most_recipients: int = Field(default=100, ge=1)
    idle_seconds: float = Field(default=60, gt=0)  # for a command
    session_seconds: float = Field(default=600, gt=0)

    imap: ImapSettings = ImapSettings()

    # How mail comes in. LMTP and a proxy have doors of their own, closed unless named.
    smtp: bool = True
    lmtp_host: str = "127.0.0.1"
    lmtp_port: Port | None = None
    lmtp_socket: str = ""
    proxy_port: Port | None = None
    trusted_proxies: tuple[IPvAnyNetwork, ...] = LOOPBACK
    tls_certificate: str = ""
    tls_key: str = ""  # "" if it is in the file of the certificate
    require_tls: bool = False
    data_seconds: float = Field(default=300, gt=0)  # for a mail
    most_bytes_under_way: int = Field(default=256 * MIB, ge=1024)  # of all mails that are coming in

    @model_validator(mode="after")
    def _has_a_certificate(self) -> Self:
        if (self.require_tls or self.tls_key) and not self.tls_certificate:
            raise ValueError("require_tls and tls_key need a tls_certificate")
        return self

    @model_validator(mode="after")
    def _has_room_for_the_largest(self) -> Self:
        if self.most_bytes_under_way < self.size_limit + ROOM_TO_END:
            raise ValueError("most_bytes_under_way must exceed size_limit by 64 KiB or more")
        return self

    @model_validator(mode="after")
    def _key_and_selector(self) -> Self:
        if bool(self.dkim_key) != bool(self.dkim_selector):
            raise ValueError("dkim_key and dkim_selector are set together or not at all")
        return self

    @property
    def ours(self) -> Ours:
        """The addresses that are ours."""
        return Ours(self.addresses)

    @property
    def domain(self) -> str:
        """The name we greet with and sign our Message-IDs with."""
        return self.ours.domain

    def own(self, address: str) -> str:
        """Which of our addresses this is, with or without a +part; "" if none."""
        return self.ours.own(address)

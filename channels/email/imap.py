"""One folder of an IMAP mailbox over one connection: what waits there, a mail, its mark.

IMAP is RFC 3501; IDLE RFC 2177, MOVE RFC 6851, UIDPLUS RFC 4315. Everything here blocks, for at
most the settings' `timeout` at a time; `hang_up` from another thread ends it at once. Whatever
goes wrong is `Refused` or `Away`.
"""

import logging
import re
import socket
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

from imapclient import DELETED, FLAGGED, SEEN, IMAPClient, SocketTimeout
from imapclient.exceptions import (
    IMAPClientAbortError,
    IMAPClientError,
    IMAPClientReadOnlyError,
    LoginError,
)

from channels.email import headers
from channels.email.imap_settings import ImapSettings
from channels.email.troubles import Away, Refused, Trouble

TAKEN = b"$Firstline"  # our own keyword: \Seen is set by any person who looks into the mailbox
ANY_KEYWORD = rb"\*"
EXISTS = "[ALREADYEXISTS]"  # RFC 5530
# A little less than the desk remembers what it was given: should the marks be lost, as when a
# mailbox moves to another server, everything is handed over again and nothing is done twice.
WINDOW = timedelta(days=28)
AT_ONCE = 100  # mails; more wait for the next look
CONNECT_SECONDS = 10.0
TOKEN_SECONDS = 30.0
QUOTED = re.compile(r"\bb['\"]")
FOR_NOW = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]")  # RFC 5530


@contextmanager
def in_our_words() -> Iterator[None]:
    """The library's exceptions as ours. What servers say can make it raise anything at all."""
    try:
        yield
    except Trouble:
        raise
    except IMAPClientReadOnlyError:
        raise Refused("The folder may only be read, so nothing taken could be marked.") from None
    except Exception as trouble:
        raise Away(f"The mail server failed: {_shown(trouble)}.") from trouble


def _shown(trouble: Exception) -> str:
    """The kind, and what was said if the server or the system said it."""
    is_spoken = isinstance(trouble, (IMAPClientError, OSError))
    said = f": {_said(trouble)}" if is_spoken else ""
    return f"{type(trouble).__name__}{said}"


def _said(trouble: Exception) -> str:
    """Without what the library quotes: out of step, it takes lines of mails for answers."""
    said = QUOTED.split(str(trouble), maxsplit=1)[0]
    return headers.one_line(said).rstrip(" .:[(")


def quiet_library() -> None:
    """Below WARNING the library logs whole lines of the conversation."""
    logging.getLogger("imapclient").setLevel(logging.WARNING)


class Folder:
    """A folder, to be read and marked once it is open. `tells` is whether it says what is new."""

    def __init__(self, settings: ImapSettings, name: str) -> None:
        """Connect, no more. Raises Away."""
        quiet_library()
        self.tells = False
        self._name = name
        self._settings = settings
        with in_our_words():
            self._client = _connect(settings)

    def open(self) -> None:
        """Sign in and open it. Raises Refused, Away."""
        with in_our_words():
            self._begin()

    def _begin(self) -> None:
        _sign_in(self._client, self._settings)
        if self._client.has_capability("ID"):  # some servers open no folder to the nameless
            with suppress(IMAPClientError):
                self._client.id_({"name": "Firstline"})
        self.tells = bool(self._client.has_capability("IDLE"))
        self._make_done_folder()
        self._select()

    def _make_done_folder(self) -> None:
        done = self._settings.done_folder
        if not done or self._client.folder_exists(done):
            return
        try:
            self._client.create_folder(done)
        except IMAPClientError as no:
            _raise_if_gone(no)
            if EXISTS not in str(no):  # somebody else has made it since we looked
                raise Refused(
                    f"There is no folder {done}, and none can be made: {_said(no)}."
                ) from no

    def _select(self) -> None:
        try:
            opened = self._client.select_folder(self._name)
        except IMAPClientReadOnlyError:
            raise
        except IMAPClientError as no:
            _raise_if_gone(no)
            raise Refused(f"The folder {self._name} cannot be opened: {_said(no)}.") from no
        kept = opened.get(b"PERMANENTFLAGS", (ANY_KEYWORD,))
        if not self._settings.done_folder and not {ANY_KEYWORD, TAKEN} & set(kept):
            raise Refused("This server keeps no marks of ours; please set done_folder.")

    # --- what waits ----------------------------------------------------------------------
    def waiting(self, failures: Mapping[int, int]) -> dict[int, int]:
        """The mails not yet taken, at most `AT_ONCE`: UID and size.

        The oldest come first, but those that failed before (and how often) after the others.
        """
        with in_our_words():
            found = self._client.search(self._not_taken("SINCE", self._first_day()))
            uids = sorted(found, key=lambda uid: (failures.get(uid, 0), uid))[:AT_ONCE]
            sizes = self._client.fetch(uids, [b"RFC822.SIZE"])
        return {uid: sizes[uid][b"RFC822.SIZE"] for uid in uids if uid in sizes}

    def counted(self) -> tuple[int, int]:
        """How many mails wait, and how many more are left alone because they waited too long."""
        first = self._first_day()
        with in_our_words():
            waiting = self._client.search(self._not_taken("SINCE", first))
            late = self._client.search(
                [*self._not_taken("BEFORE", first), "SINCE", self._settings.since]
            )
        return len(waiting), len(late)

    def _not_taken(self, *which: str | date) -> list[object]:
        """Where mails are moved away, whatever is still here is not taken."""
        unmarked = [] if self._settings.done_folder else [b"UNKEYWORD", TAKEN]
        return [b"UNDELETED", *unmarked, *which]

    def _first_day(self) -> date:
        # Servers compare days, in a time zone of their own.
        earliest = datetime.now(UTC).date() - WINDOW
        return max(earliest, self._settings.since or earliest)

    def mail(self, uid: int, *, limit: int) -> bytes:
        """The mail as it came, or its first `limit` bytes; b"" if it is gone meanwhile."""
        return self._bytes(uid, f"BODY.PEEK[]<0.{limit}>")

    def head(self, uid: int, *, limit: int) -> bytes:
        """Its header, or the first `limit` bytes of that; b"" if it is gone meanwhile."""
        return self._bytes(uid, f"BODY.PEEK[HEADER]<0.{limit}>")

    def _bytes(self, uid: int, section: str) -> bytes:
        with in_our_words():
            found: dict[bytes, Any] = self._client.fetch([uid], [section]).get(uid, {})
        return next((value or b"" for key, value in found.items() if key.startswith(b"BODY[")), b"")

    # --- marking -------------------------------------------------------------------------
    def mark(self, uid: int) -> None:
        """It is taken: mark it as read and as ours, or move it away."""
        with in_our_words():
            self._mark(uid, SEEN)

    def mark_large(self, uid: int) -> None:
        """As `mark`, but for a person to look at: flagged, and not as if it had been read."""
        with in_our_words():
            self._client.add_flags([uid], [FLAGGED], silent=True)
            self._mark(uid)

    def _mark(self, uid: int, *flags: bytes) -> None:
        if not self._settings.done_folder:
            self._client.add_flags([uid], [*flags, TAKEN], silent=True)
            return
        if flags:
            self._client.add_flags([uid], flags, silent=True)
        self._move(uid)

    def _move(self, uid: int) -> None:
        """Without UIDPLUS the mail stays, deleted: an expunge would take other people's too."""
        done = self._settings.done_folder
        if self._client.has_capability("MOVE"):
            self._client.move([uid], done)
            return
        self._client.copy([uid], done)
        self._client.add_flags([uid], [DELETED], silent=True)
        if self._client.has_capability("UIDPLUS"):
            self._client.uid_expunge([uid])

    # --- waiting for word ----------------------------------------------------------------
    def listen(self) -> int:
        """From now on the server tells; the file descriptor where its word can be read."""
        with in_our_words():
            self._client.idle()
            return int(self._client.socket().fileno())

    def listen_no_more(self) -> bool:
        """Whether it has told anything, what came together with other words included."""
        with in_our_words():
            _, told = self._client.idle_done()
        return bool(told)

    def ask(self) -> None:
        """Let a server that does not tell look for new mail."""
        with in_our_words():
            self._client.noop()

    def hang_up(self) -> None:
        """Without a goodbye, which might take long. What another thread waits for ends too."""
        with suppress(OSError):
            self._client.socket().shutdown(socket.SHUT_RDWR)
        with suppress(OSError, IMAPClientError):
            self._client.shutdown()


def _connect(settings: ImapSettings) -> IMAPClient:
    is_tls = settings.security == "tls"
    client = IMAPClient(
        settings.host,
        port=settings.usual_port,
        ssl=is_tls,
        ssl_context=_trusted(settings) if is_tls else None,
        timeout=SocketTimeout(min(CONNECT_SECONDS, settings.timeout), settings.timeout),
    )
    if settings.security == "starttls":
        _start_tls(client, _trusted(settings))
    return client


def _trusted(settings: ImapSettings) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=settings.ca_file or None)


def _start_tls(client: IMAPClient, trusted: ssl.SSLContext) -> None:
    try:
        client.starttls(trusted)
    except BaseException:
        with suppress(OSError, IMAPClientError):
            client.shutdown()
        raise


# --- signing in --------------------------------------------------------------------------------


def _sign_in(client: IMAPClient, settings: ImapSettings) -> None:
    try:
        if settings.token_command:
            client.oauth2_login(settings.user, _token(settings.token_command))
        else:
            _log_in(client, settings.user, settings.password.get_secret_value())
    except LoginError as no:
        _raise_if_gone(no)
        raise Refused(f"The mail server did not let {settings.user} in: {_said(no)}.") from no


def _log_in(client: IMAPClient, user: str, password: str) -> None:
    """LOGIN knows ASCII only."""
    if client.has_capability("AUTH=PLAIN"):
        client.plain_login(user, password)
    elif client.has_capability("LOGINDISABLED"):
        raise Refused("The mail server takes no password on this connection; try starttls or tls.")
    else:
        client.login(user, password)


def _token(command: tuple[str, ...]) -> str:
    """What the command prints. Raises Refused: it is set wrongly or signed out, not away."""
    try:
        done = subprocess.run(  # noqa: S603 - the operator's own command, without a shell
            command,
            capture_output=True,
            check=True,
            timeout=TOKEN_SECONDS,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.SubprocessError) as trouble:
        why = f"The token_command failed ({type(trouble).__name__})."
        raise Refused(why) from None  # its words may hold the token
    return done.stdout.decode("ascii", "replace").strip()


def _raise_if_gone(no: IMAPClientError) -> None:
    """A "no" for now, or the end of the connection, is not the server's last word."""
    met = no.__context__ if isinstance(no, LoginError) else no
    if isinstance(met, IMAPClientAbortError) or any(word in str(no) for word in FOR_NOW):
        raise Away(f"The mail server failed: {_shown(no)}.") from no

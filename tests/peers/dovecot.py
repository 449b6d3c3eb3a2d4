"""A Dovecot of our own: its configuration, mailboxes, users and ports are nobody else's."""

import grp
import imaplib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import DEVNULL

import pytest

from tests.fakes.patience import PATIENCE
from tests.fakes.ports import free_port
from tests.process.server import until

PASSWORD = "s3cret Pa$$wörd"
MOST_USERS = 100
CERTIFICATE = (
    "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost "
    "-addext subjectAltName=DNS:localhost"
)

CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
default_login_user = {login}
default_internal_user = {internal}
default_internal_group = {group}
mail_uid = {owner}
mail_gid = {owners}
first_valid_uid = 0
first_valid_gid = 0
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
ssl_dh =
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
mail_location = maildir:{folder}/mail/%n
mail_plugins = acl
plugin {{
  acl = vfile
}}
lda_mailbox_autocreate = yes
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {folder}/users
}}
userdb {{
  driver = static
  args = uid={owner} gid={owners} home={folder}/mail/%n
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""
PROGRAMS = ("dovecot", "doveadm", "openssl")


def require():
    """Skip, with the reason, where there is no Dovecot that this configuration is for."""
    missing = [name for name in PROGRAMS if not shutil.which(name)]
    if missing:
        pytest.skip(f"no {', '.join(missing)}: apt-get install dovecot-imapd openssl")
    said = subprocess.run(["dovecot", "--version"], capture_output=True, text=True, check=False)
    if not said.stdout.startswith("2.3."):
        pytest.skip(f"the configuration is for Dovecot 2.3, this is {said.stdout.strip()}")


class Dovecot:
    """`cert` is what a client has to trust. `capability` is all it admits to, "" for all it has."""

    def __init__(self, capability=""):
        # Not below pytest's own folders: the owner of the mailboxes has to get there.
        self.folder = Path(tempfile.mkdtemp(prefix="fl-dovecot-"))
        self.folder.chmod(0o755)
        self.port, self.tls_port = free_port(), free_port()
        self.cert = self.folder / "cert.pem"
        self.capability = capability
        self.conf = self.folder / "dovecot.conf"
        self._users = {f"helpdesk{number}": PASSWORD for number in range(1, MOST_USERS)}
        self._free = iter(self._users.copy())
        self._process = None

    def open(self):
        if not self.conf.exists():
            self._configure()
        self._process = subprocess.Popen(["dovecot", "-F", "-c", self.conf], stdin=DEVNULL)
        until(self._answers)
        return self

    def tell_to_end(self):
        if self._process:
            self._process.send_signal(signal.SIGTERM)

    def close(self):
        self.tell_to_end()
        self._process.wait(10)
        self._process = None

    def leave(self):
        """Whatever happened, nothing is left behind."""
        if self._process:
            self.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def account(self):
        """A user who has not been here before, with an empty mailbox."""
        return Account(self, next(self._free))

    def set_password(self, user, password):
        """It is noticed within a second or two."""
        self._users[user] = password
        lines = (f"{name}:{secret}::::::\n" for name, secret in self._users.items())
        (self.folder / "users").write_text("".join(lines))

    def doveadm(self, *words):
        return run("doveadm", "-c", self.conf, *words).decode()

    @property
    def log(self):
        return (self.folder / "log").read_text(errors="replace")

    def _answers(self):
        assert self._process.poll() is None, self.log
        with suppress(OSError), imaplib.IMAP4("127.0.0.1", self.port, timeout=5):
            return True
        return False

    def _configure(self):
        (self.folder / "mail").mkdir()
        if os.geteuid() == 0:
            names = {"login": "dovenull", "internal": "dovecot", "group": "dovecot"}
            names |= {"owner": "mail", "owners": "mail"}
            shutil.chown(self.folder / "mail", "mail", "mail")
        else:
            user, group = pwd.getpwuid(os.geteuid()).pw_name, grp.getgrgid(os.getegid()).gr_name
            names = {"login": user, "internal": user, "group": group}
            names |= {"owner": user, "owners": group}
        said = CONFIGURATION.format(**vars(self), **names)
        if self.capability:
            said += f"protocol imap {{\n  imap_capability = {self.capability}\n}}\n"
        self.conf.write_text(said)
        self.set_password("nobody", PASSWORD)
        run(*CERTIFICATE.split(), "-keyout", self.folder / "key.pem", "-out", self.cert)


class Account:
    """A mailbox and what happens to it."""

    def __init__(self, server, name):
        self.server = server
        self.name = name
        self._validity = 2_000_000_000

    def set_password(self, password):
        self.server.set_password(self.name, password)

    @property
    def log(self):
        """What the server said of this user, or of nobody."""
        lines = self.server.log.splitlines()
        return "\n".join(line for line in lines if self.name in line)

    def deliver(self, raw, *, folder="INBOX"):
        """Put a mail in as a mail server does."""
        lda = "/usr/lib/dovecot/dovecot-lda"
        run(lda, "-c", self.server.conf, "-d", self.name, "-m", folder, said=raw)

    def cut_connections(self):
        """As when the mail server is restarted: whoever is connected is told goodbye."""
        self.server.doveadm("kick", self.name)

    def connected(self):
        """How often it is signed in."""
        lines = self.server.doveadm("who", "-1").splitlines()
        return sum(line.split()[0] == self.name for line in lines)

    def allow(self, rights):
        """What the user may do in INBOX from now on (RFC 4314)."""
        folder = self.server.folder / "mail" / self.name
        file = folder / "dovecot-acl"
        file.write_text(f"owner {rights}\n")
        shutil.chown(file, folder.owner(), folder.group())

    def number_anew(self):
        """Another UIDVALIDITY: whatever was known by its UID is not known any more."""
        self._validity += 1000
        number = str(self._validity)
        self.server.doveadm("mailbox", "update", "-u", self.name, "--uid-validity", number, "INBOX")

    @contextmanager
    def person(self, folder="INBOX"):
        """Somebody else who looks into the mailbox, with another mail program."""
        with imaplib.IMAP4("127.0.0.1", self.server.port, timeout=PATIENCE) as client:
            client.authenticate("PLAIN", lambda _: f"\0{self.name}\0{PASSWORD}".encode())
            assert client.select(folder)[0] == "OK"
            yield client

    def flags(self, folder="INBOX"):
        """The flags of every mail, as another program sees them.

        One whose flags change meanwhile is told twice, and the later word counts.
        """
        with self.person(folder) as client:
            _, found = client.uid("FETCH", "1:*", "(FLAGS)")
        lines = (line.decode() for line in found if line)
        latest = {line.split()[0]: line for line in lines}.values()
        return [set(line[line.index("FLAGS (") + 7 : line.index("))")].split()) for line in latest]


def run(*command, said=b""):
    """What it prints; it has to succeed."""
    done = subprocess.run(command, input=said, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout

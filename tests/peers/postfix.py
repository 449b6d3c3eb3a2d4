"""A Postfix of our own: it hands mail for us on to us, and mail for people into their Maildirs."""

import os
import pwd
import shutil
import subprocess
import tempfile
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.benchmarks.postfix import wait_for
from tests.fakes.ports import free_port
from tests.process.server import until

PEOPLE = ("anna", "bea", "carl", "dora", "emil", "fritz")
PROGRAMS = ("postfix", "smtp-source", "postqueue")

MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/state
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
myhostname = mx.example.com
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
smtpd_peername_lookup = no
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions = permit_mynetworks, reject
smtp_dns_support_level = disabled
lmtp_dns_support_level = disabled
smtputf8_enable = yes
smtputf8_autodetect_classes = all
message_size_limit = 20000000
mailbox_size_limit = 0
virtual_mailbox_limit = 0
virtual_mailbox_domains = example.net
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = inline:{{ {boxes} }}
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
transport_maps = inline:{{ {ways} }}
smtp_tls_security_level = may
lmtp_tls_security_level = may
queue_run_delay = 300s
minimal_backoff_time = 300s
biff = no
"""

MASTER = """
127.0.0.1:{port} inet n - n - 50 smtpd
postlog unix-dgram n - n - 1 postlogd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
showq unix n - n - - showq
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
smtp unix - - n - - smtp
relay unix - - n - - smtp
lmtp unix - - n - 2 lmtp
virtual unix - n n - - virtual
error unix - - n - - error
retry unix - - n - - error
"""


def require():
    """Skip, with the reason, where there is no Postfix or it may not be started."""
    missing = [program for program in PROGRAMS if not shutil.which(program)]
    if missing:
        pytest.skip(f"no {' or '.join(missing)}: apt-get install postfix")
    if os.geteuid() != 0:
        pytest.skip("only root can start a Postfix")


class Postfix:
    """`ways` says where the mail for an address or a domain goes, as in `transport_maps`."""

    def __init__(self, ways):
        # Where other users may pass through: its programs and the Maildirs belong to several.
        self.folder = Path(tempfile.mkdtemp(prefix="fl-postfix-"))
        self.folder.chmod(0o755)
        self.port = free_port()
        self._write(ways)

    def _write(self, ways):
        nobody = pwd.getpwnam("nobody")
        for name, owner in (("queue", "root"), ("state", "postfix"), ("mail", "nobody")):
            (self.folder / name).mkdir(mode=0o755)
            shutil.chown(self.folder / name, owner)
        settings = MAIN.format(
            folder=self.folder,
            boxes=" ".join(f"{{ {name}@example.net = {name}/ }}" for name in PEOPLE),
            ways=" ".join(f"{{ {address} = {way} }}" for address, way in ways.items()),
            uid=nobody.pw_uid,
            gid=nobody.pw_gid,
        )
        (self.folder / "main.cf").write_text(settings)
        (self.folder / "master.cf").write_text(MASTER.format(port=self.port))

    def open(self):
        self._run("postfix", "start")
        wait_for(self.port)
        return self

    def leave(self):
        """End it, and leave nothing behind."""
        self._run("postfix", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def hurry(self):
        """Try again now what had to wait."""
        self._run("postqueue", "-f")

    def _run(self, program, *words):
        command = [program, "-c", str(self.folder), *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, f"{done.stderr}\n{self.log}"

    @property
    def log(self):
        file = self.folder / "log"
        return file.read_text(errors="replace") if file.exists() else ""

    def box(self, name):
        """The mails in somebody's Maildir, the oldest first."""
        files = (self.folder / "mail" / name / "new").glob("*")
        found = sorted(files, key=lambda path: path.stat().st_mtime_ns)
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in found]

    def mail(self, name, number):
        """Somebody's mail with this number, counted from one, as soon as it is there."""
        return until(lambda: self.box(name)[number - 1 : number])[0]

    def until_logged(self, words):
        until(lambda: words in self.log)

"""A desk behind a real mail server, which brings it mails and takes its answers."""

import shutil
import smtplib
import tempfile
from email import policy
from email.message import EmailMessage
from pathlib import Path

from tests.channels.email.wire import make_certificate
from tests.fakes.patience import PATIENCE
from tests.fakes.ports import free_port
from tests.peers.postfix import Postfix
from tests.process.server import Server

SMTP, LMTP, SOCKET = "smtp.example.org", "lmtp.example.org", "socket.example.org"
WAYS = (SMTP, LMTP, SOCKET)  # domains of ours, each reached by another door
NAMES = ("help", "it")
ROOT = Path(__file__).parents[2]  # the code beside these tests is what runs


class Desk(Server):
    """A server with every door that a mail server next door may use; by TCP it wants TLS."""

    def __init__(self, **how):
        super().__init__(**how)
        self.lmtp = free_port()
        self.passage = Path(tempfile.mkdtemp(prefix="fl-passage-"))  # others come this way
        self.passage.chmod(0o755)
        self.socket = self.passage / "lmtp.sock"
        make_certificate(self.passage / "mail.pem")

    @property
    def environment(self):
        ours = (f'"{name}@{domain}"' for domain in WAYS for name in NAMES)
        said = {
            "ADDRESSES": f"[{','.join(ours)}]",
            "LMTP_PORT": str(self.lmtp),
            "LMTP_SOCKET": str(self.socket),
            "TLS_CERTIFICATE": str(self.passage / "mail.pem"),
            "REQUIRE_TLS": "true",
        }
        named = {f"FIRSTLINE_EMAIL__{key}": value for key, value in said.items()}
        return {**super().environment, **named, "PYTHONPATH": str(ROOT)}

    def leave(self):
        super().leave()
        shutil.rmtree(self.passage, ignore_errors=True)


class Office:
    """The desk and its mail server."""

    def __init__(self):
        self.desk = Desk()
        ways = {
            SMTP: f"smtp:[127.0.0.1]:{self.desk.smtp}",
            LMTP: f"lmtp:inet:127.0.0.1:{self.desk.lmtp}",
            SOCKET: f"lmtp:unix:{self.desk.socket}",
        }
        self.postfix = Postfix(ways)
        self.desk.smarthost = f"127.0.0.1:{self.postfix.port}"

    def open(self):
        self.postfix.open()
        self.desk.open()
        return self

    def leave(self):
        self.desk.leave()
        self.postfix.leave()

    def submit(self, name, recipients, mail, *, options=()):
        """Somebody hands a mail to the mail server."""
        with smtplib.SMTP("127.0.0.1", self.postfix.port, timeout=PATIENCE) as line:
            refused = line.sendmail(f"{name}@example.net", recipients, mail, options)
        assert refused == {}

    def write(self, name, recipients, text, *, subject="", answering=None):
        """The same, with a mail made of this."""
        mail = EmailMessage()
        mail["From"] = f"{name.capitalize()} <{name}@example.net>"
        mail["To"] = ", ".join(recipients)
        mail["Message-ID"] = f"<{len(self.postfix.box(name))}.{name}@example.net>"
        mail["Subject"] = f"Re: {answering['Subject']}" if answering else subject
        if answering:
            mail["In-Reply-To"] = answering["Message-ID"]
            mail["References"] = f"{answering['References']} {answering['Message-ID']}"
        mail.set_content(text)
        self.submit(name, recipients, mail.as_bytes(policy=policy.SMTP))
        return mail

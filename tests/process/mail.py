"""People who write mails to the desk, and the mails that come back."""

import smtplib
from email import message_from_bytes, policy
from email.message import EmailMessage

from tests.fakes.patience import PATIENCE
from tests.process.server import until

DESK = "help@example.org"


class Correspondent:
    """Somebody with a mailbox."""

    def __init__(self, server, address="anna@example.net", name="Anna"):
        self.server = server
        self.address = address
        self.name = name
        self._count = 0

    def compose(self, text, *, subject="", answering=None):
        """A mail to the desk, perhaps in answer to one of its mails."""
        self._count += 1
        mail = EmailMessage()
        mail["From"] = f"{self.name} <{self.address}>"
        mail["To"] = DESK
        mail["Date"] = "Mon, 2 Mar 2026 09:00:00 +0000"
        mail["Message-ID"] = f"<{self._count}.{self.address}>"
        mail["Subject"] = subject or (f"Re: {answering['Subject']}" if answering else "")
        if answering:
            mail["In-Reply-To"] = answering["Message-ID"]
            mail["References"] = f"{answering['References']} {answering['Message-ID']}"
        mail.set_content(text)
        return mail

    def write(self, text, **how):
        """Send a mail; returns it once the desk has taken it."""
        mail = self.compose(text, **how)
        self.hand_over(mail.as_bytes(policy=policy.SMTP))
        return mail

    def hand_over(self, raw):
        """Send these bytes."""
        with smtplib.SMTP("127.0.0.1", self.server.smtp, timeout=PATIENCE) as line:
            line.sendmail(self.address, [DESK], raw)

    def answers(self):
        """What has come back so far, the oldest first."""
        return [mail for mail in sent(self.server) if self.address in mail["To"]]

    def answer(self, number):
        """The answer with this number, counted from one."""
        return until(lambda: self.answers()[number - 1 : number])[0]


def raw_sent(server):
    """The bytes of every mail the desk has put into its Maildir, the oldest first."""
    files = (server.folder / "data" / "outgoing" / "new").glob("*")
    return [path.read_bytes() for path in sorted(files, key=lambda path: path.stat().st_mtime_ns)]


def sent(server):
    """The same, read as mails."""
    return [message_from_bytes(raw, policy=policy.default) for raw in raw_sent(server)]


def words(mail):
    """The plain words of a mail, unfolded."""
    return " ".join(mail.get_body(("plain",)).get_content().split())

"""What we say to recipients and to whole mails: for our addresses only, and once it is durable."""

from collections.abc import Awaitable, Callable

from aiosmtpd.smtp import SMTP, Envelope, Session

from channels.email import answers, mime
from channels.email.cover import Delivery
from channels.email.settings import EmailSettings

Take = Callable[[Delivery], Awaitable[None]]


class Clerk:
    """The library asks it about each; `take` returns once a mail is durable."""

    def __init__(self, settings: EmailSettings, take: Take) -> None:
        self._settings = settings
        self._take = take

    async def handle_RCPT(
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if not self._settings.own(address):
            return answers.NO_RELAY
        if len(envelope.rcpt_tos) >= self._settings.most_recipients:
            return answers.TOO_MANY_RECIPIENTS
        envelope.rcpt_tos.append(address)
        return answers.RECIPIENT

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        raw = bytes(envelope.original_content or b"")
        complaint = mime.complaint(raw)
        if complaint:
            return f"{answers.NOT_READ} {complaint}"
        await self._take(self._delivery(envelope, raw))
        return answers.TAKEN

    def _delivery(self, envelope: Envelope, raw: bytes) -> Delivery:
        """However many of our addresses it names, it is one mail to one desk."""
        mail_to = envelope.rcpt_tos[0]
        ours = self._settings.own(mail_to)
        return Delivery(raw=raw, mail_from=envelope.mail_from or "", ours=ours, mail_to=mail_to)

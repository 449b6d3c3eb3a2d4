"""What we say to recipients and to whole mails: for our addresses only, and once it is durable."""

from collections.abc import Awaitable, Callable

from aiosmtpd.smtp import SMTP, Envelope, Session

from channels.email import answers
from channels.email.cover import Delivery
from channels.email.ours import marked
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
        await self._take(self._delivery(envelope, raw))
        return answers.TAKEN

    def _delivery(self, envelope: Envelope, raw: bytes) -> Delivery:
        """However many of our addresses it names, it is one mail to one desk."""
        return Delivery(
            raw=raw,
            mail_from=envelope.mail_from or "",
            ours=self._settings.own(envelope.rcpt_tos[0]),
            mail_to=marked(envelope.rcpt_tos),
        )

"""Mail comes in by LMTP from a mail server next door: an answer for each recipient (RFC 2033)."""

from channels.email.server import COMMANDS, SmtpVisit


class LocalVisit(SmtpVisit):
    """One connection."""

    protocol = "LMTP"
    commands = ("LHLO", *COMMANDS)

    async def smtp_LHLO(self, name: str | None) -> None:
        await self.smtp_EHLO(name)

    def _each(self, status: str) -> str:
        assert self.envelope is not None  # noqa: S101 - it is there from the start
        return "\r\n".join([status] * len(self.envelope.rcpt_tos))

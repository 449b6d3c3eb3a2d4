"""An answer that is an error, in Telegram's words."""


class Refused(Exception):
    """`ok: false`. What begins with STRICT is what Telegram would let pass and we should not do."""

    def __init__(self, code, description, **parameters):
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    @property
    def answer(self):
        told = {"ok": False, "error_code": self.code, "description": self.description}
        return {**told, "parameters": self.parameters} if self.parameters else told


def too_many(seconds):
    return Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def migrated(chat):
    said = "Bad Request: group chat was upgraded to a supergroup chat"
    return Refused(400, said, migrate_to_chat_id=chat)

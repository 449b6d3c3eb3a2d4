"""What mailers put before a subject that they answer or pass on."""

import re

REPLY = re.compile(
    r"\s*+(?:re|aw|antw|sv|vs|odp|r|ynt|回复|回覆|答复)\s*+(?>(?:\[\d{1,3}\])?)\s*+[:：]",
    re.IGNORECASE,
)
FORWARD = re.compile(
    r"\s*+(?:fwd?|wg|tr|rv|vl|enc|doorst|pd|i|vb|fs|ilt|továbbítás|пересл|転送|转发|轉寄|전달)\s*+[:：]",
    re.IGNORECASE,
)
# One letter may be a drive or an answer of one's own: it is left where it is.
_CERTAIN = re.compile(
    r"(?:(?:re|aw|antw|sv|odp|ynt|fwd?|wg|tr|rv|vl|doorst|回复|回覆|答复|転送|转发|轉寄|전달)"
    r"\s*+(?>(?:\[\d{1,3}\]\s*+)?)[:：]\s*+)+",
    re.IGNORECASE,
)


def bare(subject: str) -> str:
    """A subject without them."""
    return _CERTAIN.sub("", subject, count=1) if _CERTAIN.match(subject) else subject

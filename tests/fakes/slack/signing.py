"""How Slack signs what it posts (docs.slack.dev, "Verifying requests from Slack")."""

import hashlib
import hmac


def signed(secret: str, body: bytes, at: int) -> dict[str, str]:
    """The two headers that prove that Slack sent this body at this time."""
    base = b"v0:%d:%s" % (at, body)
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(at), "X-Slack-Signature": f"v0={digest}"}

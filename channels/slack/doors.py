"""Where Slack and browsers reach us: the paths on our site."""

EVENTS = "/slack/events"  # all that Slack sends in HTTP mode
INSTALL = "/slack/install"
OAUTH = "/slack/oauth"  # where a browser returns to that has let us into a workspace

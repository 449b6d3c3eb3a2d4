"""Slack: in by Socket Mode or signed HTTP, out by the Web API."""

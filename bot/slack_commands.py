"""firstline slack: the manifest of the app, and links that bring workspaces along."""

from typing import Annotated

import typer

from bot import settings, terminal
from bot.printing import or_stop, out, print_json, run, stop
from channels.slack.manifest import NAME, manifest
from channels.slack.settings import SlackSettings

slack = typer.Typer(no_args_is_help=True, help="Set Slack up.")

NO_ADDRESS = (
    "Slack reaches Firstline at an https address only, and web.public_url is none. Set it first, "
    'or use slack.mode = "socket" with one workspace, which needs no address.'
)
NOT_FOR_MANY = (
    "This desk is for one workspace: install the app there at api.slack.com/apps. To join any "
    "number, set slack.client_id and slack.client_secret."
)


@slack.callback()
def _group() -> None:
    """Set Slack up."""


@slack.command("manifest")
def slack_manifest(
    name: Annotated[str, typer.Option(help="What the app is called in Slack.")] = NAME,
) -> None:
    """Print the manifest to make the app from, at api.slack.com/apps, for the mode that is set."""
    chosen = _settings()
    if (chosen.mode == "http" or chosen.many) and not chosen.public_url.startswith("https://"):
        stop(NO_ADDRESS)
    print_json(manifest(chosen, name=name))


@slack.command("invite")
def slack_invite() -> None:
    """Print a link by which an admin of a workspace installs Firstline there: once, in an hour."""
    chosen = _settings()
    if not chosen.many:
        stop(NOT_FOR_MANY)
    if not chosen.public_url.startswith("https://"):
        stop(NO_ADDRESS)
    made = run(terminal.order(or_stop(settings.load), "slack-invite", {}))
    out.print(made["link"], soft_wrap=True, markup=False, highlight=False)


def _settings() -> SlackSettings:
    return or_stop(settings.load).chat

"""Every command of `firstline`, and no logic: what they do is done elsewhere."""

from pathlib import Path
from typing import Annotated, Any

import typer

from bot import app as house
from bot import (
    article_commands,
    audit_commands,
    checks,
    classify_eval,
    explaining,
    import_commands,
    knowledge_commands,
    logs,
    queue_commands,
    report_commands,
    settings,
    terminal,
    tickets_shown,
)
from bot.database_commands import db
from bot.mail_commands import mail
from bot.printing import err, or_stop, out, print_json, run, stop, table
from bot.quarantine_commands import quarantine
from bot.settings import Settings
from bot.slack_commands import slack
from store.work_queue import INBOX, OUTBOX

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Firstline: one help address for a whole organisation.",
    pretty_exceptions_show_locals=False,
)
ticket = typer.Typer(no_args_is_help=True, help="Look at tickets.")
knowledge = typer.Typer(
    no_args_is_help=True, help="Articles: sync, search, versions, and how far to believe in them."
)
agent = typer.Typer(no_args_is_help=True, help="Who works at the desk.")
mail.add_typer(quarantine, name="quarantine")
GROUPS = {
    "ticket": ticket,
    "knowledge": knowledge,
    "agent": agent,
    "mail": mail,
    "slack": slack,
    "db": db,
    "inbox": queue_commands.commands(INBOX),
    "outbox": queue_commands.commands(OUTBOX),
}
for name, group in GROUPS.items():
    app.add_typer(group, name=name)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Words = Annotated[list[str], typer.Argument(help="What somebody says.")]


@app.command()
def serve(
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log every step.")] = False,
) -> None:
    """Run the desk: every channel, until Ctrl-C."""
    chosen = _settings()
    logs.begin(chosen.log.model_copy(update={"level": "info"}) if verbose else chosen.log)
    firstline = or_stop(lambda: house.build(chosen))
    try:
        run(house.serve(firstline, started=lambda: terminal.greet(firstline, out)))
    except typer.Exit:
        raise
    except Exception as bug:  # its words may be somebody's, so it is told as the log tells it
        logs.end(bug)
        raise typer.Exit(code=1) from None
    finally:
        firstline.close()


@app.command()
def chat(
    who: Annotated[str, typer.Option("--as", help="Who speaks first.")] = "guest",
) -> None:
    """Talk to the desk in this terminal; /as switches to an agent, /help says more."""
    run(terminal.chat(_settings(), who, out))


@app.command()
def explain(words: Words, as_json: AsJson = False) -> None:
    """Show how a message would be read, which rule holds and why, and what would be suggested."""
    told = run(explaining.explain(_settings(), " ".join(words)))
    print_json(told) if as_json else explaining.show(told, out)


@app.command()
def check() -> None:
    """Check settings, database, names and versions; say what is wrong and how to mend it."""
    findings = checks.run()
    for finding in findings:
        checks.show(finding)
    raise typer.Exit(code=any(finding.is_wrong for finding in findings))


@app.command()
def demo() -> None:
    """Fill the desk with believable people, articles and tickets."""
    done = _order("demo")
    out.print(f"The desk has {done['tickets']} tickets now. See them with: firstline ticket list")


@ticket.command("list")
def ticket_list(
    everything: Annotated[bool, typer.Option("--all", help="Closed ones too.")] = False,
    as_json: AsJson = False,
) -> None:
    """The tickets, in the order of service."""
    cards = run(tickets_shown.cards(_settings(), everything=everything))
    print_json(cards) if as_json else out.print(table(tickets_shown.in_short(cards)))


@ticket.command("show")
def ticket_show(reference: str, as_json: AsJson = False) -> None:
    """One ticket and all that happened to it."""
    story = run(tickets_shown.story(_settings(), reference))
    if story is None:
        stop(f"There is no ticket {reference}.")
    print_json(story) if as_json else tickets_shown.show(story, out)


@knowledge.command("sync")
def knowledge_sync(
    folders: Annotated[list[Path] | None, typer.Argument(help="More folders of articles.")] = None,
) -> None:
    """Read the articles anew."""
    done = _order("sync", folders=[str(folder.resolve()) for folder in folders or ()])
    out.print("{added} added, {changed} changed, {removed} removed".format(**done))
    for complaint in done["complaints"]:
        err.print(complaint, markup=False)


@knowledge.command("search")
def knowledge_search(words: Words, as_json: AsJson = False) -> None:
    """Search the articles as the desk would."""
    found = run(explaining.search(_settings(), " ".join(words)))
    print_json(found) if as_json else out.print(table(found))


knowledge.command("calibration")(knowledge_commands.show_calibration)
knowledge.command("eval")(knowledge_commands.evaluate)
knowledge.command("classify-eval")(classify_eval.classify_eval)
knowledge.command("audit")(audit_commands.show_audit)
knowledge.command("report")(report_commands.report)
knowledge.command("import")(import_commands.import_articles)
knowledge.command("drafts")(article_commands.drafts)
knowledge.command("show")(article_commands.show)
knowledge.command("publish")(article_commands.publish)
knowledge.command("retire")(article_commands.retire)
knowledge.command("versions")(article_commands.list_versions)
knowledge.command("diff")(article_commands.diff)
knowledge.command("restore")(article_commands.restore)


@agent.command("add")
def agent_add(
    name: str, email: str, team: Annotated[list[str] | None, typer.Option(help="A team.")] = None
) -> None:
    """Make somebody an agent, and print their sign-in link."""
    out.print(_order("enlist", name=name, email=email, teams=team or [])["link"], soft_wrap=True)


@agent.command("link")
def agent_link(email: str) -> None:
    """Print a new one-time sign-in link for an agent."""
    out.print(_order("link", email=email)["link"], soft_wrap=True)


@agent.command("remove")
def agent_remove(email: str) -> None:
    """Somebody is no agent any more; their sessions end at once."""
    _order("dismiss", email=email)
    out.print(f"{email} is no agent any more.")


def _order(name: str, /, **what: object) -> dict[str, Any]:
    return run(terminal.order(_settings(), name, what))


def _settings() -> Settings:
    return or_stop(settings.load)

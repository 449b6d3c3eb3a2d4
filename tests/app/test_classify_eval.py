"""firstline knowledge classify-eval, as an operator types it."""

import json

import pytest
from typer.testing import CliRunner

from bot.cli import app

CONTACTS = [
    {"text": f"{what} number {number}", "class": kind, "title": "x"}
    for number in range(10)
    for what, kind in (("the badge reader is dead", "incident"), ("order a new chair", "request"))
]


@pytest.fixture
def firstline(folder):
    def run(data):
        typed = ["knowledge", "classify-eval", "--data", str(data)]
        done = CliRunner().invoke(app, typed, catch_exceptions=False)
        return done.exit_code, [*map(json.loads, done.stdout.splitlines())], done.stderr

    return run


def written(folder, name, rows):
    folder.mkdir(exist_ok=True)
    (folder / name).write_text("\n".join(map(json.dumps, rows)) + "\n\n")


def test_every_fifth_contact_is_kept_back_where_there_is_nothing_else_to_ask(firstline, folder):
    written(folder / "desk", "train.jsonl", CONTACTS)
    code, [figures], _ = firstline(folder / "desk")
    assert code == 0
    assert (figures["set"], figures["label"]) == ("desk", "class")
    assert (figures["learnt"], figures["asked"]) == (16, 4)
    assert (figures["accuracy"], figures["commonest"]) == (1, 0.5)


def test_what_is_there_to_be_asked_is_asked_and_folders_are_found(firstline, folder):
    wrong = [{**each, "class": "question"} for each in CONTACTS[:4]]
    written(folder / "one", "train.jsonl", CONTACTS)
    written(folder / "two", "train.jsonl", CONTACTS)
    written(folder / "two", "val.jsonl", wrong)
    _, [one, two], _ = firstline(folder)
    assert (one["set"], one["accuracy"]) == ("one", 1)
    assert (two["set"], two["asked"], two["accuracy"]) == ("two", 4, 0)


def test_a_broken_line_is_named(firstline, folder):
    written(folder / "desk", "train.jsonl", ["no object"])
    code, _, told = firstline(folder / "desk")
    assert code == 1
    assert "train.jsonl:1: this is not a JSON object." in told


def test_an_empty_folder_is_named(firstline, folder):
    code, _, told = firstline(folder)
    assert code == 1
    assert "there is no train.jsonl here" in told

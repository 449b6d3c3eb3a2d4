"""firstline knowledge eval and calibration, as an operator types them."""

import json

import pytest
from typer.testing import CliRunner

from bot.cli import app

DOCS = [
    {"id": "badge", "title": "Badge reader broken", "summary": "door stays shut", "body": "Wait."},
    {"id": "coffee", "title": "Coffee scale wrong", "summary": "", "body": "Hold the zero key."},
]
QUERIES = [
    {"id": "q1", "title": "badge reader is broken", "text": "", "rel": ["badge"]},
    {"id": "q2", "title": "", "text": "coffee scale shows nonsense", "rel": ["coffee"]},
    {"id": "q3", "title": "elephants", "text": "", "rel": []},
]
SOLVED = [{"id": "s1", "title": "elephants", "text": "", "rel": ["badge"], "ts": "2026-01-01"}]


@pytest.fixture
def firstline(folder):
    (folder / "firstline.toml").write_text("")

    def run(*words):
        done = CliRunner().invoke(app, ["knowledge", *words], catch_exceptions=False)
        return done.exit_code, done.stdout, done.stderr

    return run


def written(folder, name, rows):
    (folder / name).write_text("\n".join(map(json.dumps, rows)) + "\n\n")
    return str(folder / name)


@pytest.fixture
def data(folder):
    return ("--docs", written(folder, "d.jsonl", DOCS), "--queries", written(folder, "q", QUERIES))


def test_every_question_has_a_line_and_the_figures_come_last(firstline, data):
    code, printed, _ = firstline("eval", *data, "--field", "title")
    *answers, figures = map(json.loads, printed.splitlines())
    assert code == 0
    assert [one["id"] for one in answers] == ["q1", "q2", "q3"]
    assert [one["ranked"][:1] for one in answers] == [["badge"], ["coffee"], []]
    assert all(0 <= one["confidence"] <= 1 and one["ms"] > 0 for one in answers)
    assert figures["hit@1"] == figures["ndcg@10"] == figures["mrr@10"] == 1
    assert figures["questions"] == 3


def test_what_was_solved_counts_and_what_is_known_calibrates(firstline, data, folder):
    solved = written(folder, "s.jsonl", SOLVED)
    _, plain, _ = firstline("eval", *data, "--solved", solved)
    _, bent, _ = firstline("eval", *data, "--solved", solved, "--calibrate", data[3])
    first, second = (json.loads(each.splitlines()[2]) for each in (plain, bent))
    assert first["ranked"] == second["ranked"] == ["badge"]
    assert first["confidence"] != second["confidence"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (b"{", ":1: this is not"),
        (b'{"title": "x"}', ":1: this is not"),
        (b'{"id": "x", "title": "caf\xe9"}', ":1: this is not"),
        (b'{"id": "x", "title": 5}', ":1: 'title' must be a text."),
        (b'{"id": "x", "rel": 5}', ":1: 'rel' must be a list"),
        (b'{"id": "x", "ts": "yesterday"}', ":1: 'ts' must be a time"),
    ],
)
def test_a_broken_line_is_named(firstline, data, folder, text, complaint):
    (folder / "bad.jsonl").write_bytes(text)
    code, _, told = firstline("eval", "--docs", str(folder / "bad.jsonl"), *data[2:])
    assert code == 1
    assert complaint in told


def test_a_missing_file_is_named(firstline, data):
    code, _, told = firstline("eval", "--docs", "nowhere.jsonl", *data[2:])
    assert code == 1
    assert told.startswith("nowhere.jsonl: ")


def test_calibration_of_a_desk_that_has_heard_nothing(firstline, folder):
    firstline("sync")
    code, printed, _ = firstline("calibration", "--png", str(folder / "c.png"))
    assert code == 0
    assert "0 suggestions were judged" in printed
    assert "To be right in 95% of all" in printed
    assert (folder / "c.png").read_bytes().startswith(b"\x89PNG")
    _, as_json, _ = firstline("calibration", "--json", "--precision", "0.9")
    assert json.loads(as_json)["judged"] == 0

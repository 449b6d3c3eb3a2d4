"""The shape of the code: who may import whom, how long things are, what never gets in.

`python -m tests.test_architecture` prints the lengths in one line.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from statistics import median
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
PRODUCT = ("bot", "channels", "knowledge", "store")
LONGEST_FILE = 400
LONGEST_FUNCTION = 40
A_FUNCTION = 6  # lines; the median must stay at or below it

# Pieced together, so that this file does not hold what it forbids.
MACHINE = re.compile("/(?:" + "|".join(("home", "root", "work", "Users")) + r")/[\w.-]+/?")
INDEX = re.compile(r"https?://[\w.-]*(?:" + "|".join(("pypi", "pythonhosted", "simple/")) + ")")
# Python 3.11 before 3.11.5 loses its way in a possessive group of alternatives (gh-106052), and
# Debian 12 has 3.11.2: `(?>(?:...)*)` does the same everywhere.
POSSESSIVE_GROUP = re.compile(r"(?<!\\)\)(?:[*?+]|\{+\d*,?\d*\}+)\+")
ANY_URL = re.compile(r"://|@ file|--(?:extra-)?index|--find-links")


class Length(NamedTuple):
    """A function or a file, and its lines."""

    lines: int
    name: str


def product_files() -> list[Path]:
    return sorted(file for package in PRODUCT for file in (ROOT / package).rglob("*.py"))


def named(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def files() -> list[Length]:
    counted = (Length(len(file.read_text().splitlines()), named(file)) for file in product_files())
    return [length for length in counted if length.lines]


def functions() -> list[Length]:
    return [length for file in product_files() for length in _functions_of(file)]


def _functions_of(file: Path) -> Iterator[Length]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield Length((node.end_lineno or 0) - node.lineno + 1, f"{named(file)}:{node.name}")


def summary() -> str:
    told = (f"{kind}: {_told(lengths)}" for kind, lengths in _both().items())
    return "; ".join(told)


def _both() -> dict[str, list[Length]]:
    return {"functions": functions(), "files": files()}


def _told(lengths: list[Length]) -> str:
    longest = max(lengths)
    middle = median(length.lines for length in lengths)
    return f"{len(lengths)}, median {middle:g} lines, longest {longest.lines} ({longest.name})"


def tracked() -> list[Path]:
    """The files of the repository; where there is none (an unpacked archive), those at hand."""
    listing = ["git", "ls-files", "-z"] if which("git") else ["false"]
    listed = subprocess.run(listing, cwd=ROOT, capture_output=True, check=False)
    names = listed.stdout.decode().split("\0") if listed.returncode == 0 else []
    found = [ROOT / name for name in names if name] or [*_unpacked()]
    return [file for file in found if file.is_file()]


def _unpacked() -> Iterator[Path]:
    for folder in (*PRODUCT, "tests", "docs", ".ci"):
        yield from (file for file in (ROOT / folder).rglob("*") if "__pycache__" not in file.parts)
    yield from (file for file in ROOT.iterdir() if file.is_file())


def found_in(files: list[Path], pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{named(file)}:{number}: {match[0]}"
        for file in files
        for number, line in enumerate(file.read_text(errors="ignore").splitlines(), 1)
        for match in pattern.finditer(line)
    ]


def test_nobody_imports_what_they_must_not(tmp_path):
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as l; l()"]
    command += ["--cache-dir", str(tmp_path)]
    linted = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert linted.returncode == 0, linted.stdout + linted.stderr
    assert re.search(r"Contracts: [5-9] kept, 0 broken", linted.stdout), linted.stdout


def test_no_file_is_too_long():
    assert [each for each in files() if each.lines > LONGEST_FILE] == []


def test_no_function_is_too_long_and_most_are_short():
    lengths = functions()
    assert len(lengths) > 500
    assert [each for each in lengths if each.lines > LONGEST_FUNCTION] == []
    assert median(each.lines for each in lengths) <= A_FUNCTION


def test_the_lengths_are_told_in_one_line():
    said = summary()
    print(f"\n{said}")
    number = r"\d+, median [\d.]+ lines, longest \d+ \(\S+\)"
    assert re.fullmatch(rf"functions: {number}; files: {number}", said)


def test_every_folder_of_tests_is_a_package():
    # Without __init__.py, pytest would import tests/channels as `channels` and hide the real one.
    holding = {file.parent for file in (ROOT / "tests").rglob("*.py")}
    assert sorted(named(each) for each in holding if not (each / "__init__.py").is_file()) == []


def test_every_shipped_article_answers_a_question_of_the_tests():
    from knowledge.folder import builtin_folder, read_folder
    from tests.knowledge.questions import QUESTIONS

    shipped = {article.id for article in read_folder(builtin_folder()).articles}
    assert len(shipped) >= 30
    assert shipped == set().union(*(asked.right for asked in QUESTIONS))


def test_every_shipped_article_is_found_by_a_question_of_the_tests():
    from knowledge import index
    from knowledge.folder import builtin_folder, read_folder
    from tests.knowledge.questions import QUESTIONS

    shipped = read_folder(builtin_folder()).articles
    library = index.build(shipped)
    found = {library.suggest(asked.text)[0].article_id for asked in QUESTIONS}
    assert {article.id for article in shipped} - found == set()


def test_no_file_knows_a_machine():
    assert found_in(tracked(), MACHINE) == []


def test_no_file_names_a_package_index():
    assert found_in(tracked(), INDEX) == []


def test_no_group_is_possessive():
    assert found_in(product_files(), POSSESSIVE_GROUP) == []


def test_the_lock_files_hold_no_address():
    locks = sorted(ROOT.glob("requirements*.lock"))
    assert len(locks) == 2
    assert found_in(locks, ANY_URL) == []
    assert all("--hash=sha256:" in lock.read_text() for lock in locks)


@pytest.mark.parametrize(
    ("pattern", "text", "hit"),
    [
        (MACHINE, "see /" + "home/anna/firstline", True),
        (MACHINE, "/" + "work/main", True),
        (MACHINE, "https://example.org/homework/x", False),
        (INDEX, "https://" + "pypi" + ".org/simple", True),
        (INDEX, "https://example.org", False),
        (POSSESSIVE_GROUP, r"(?:a|b)*+", True),
        (POSSESSIVE_GROUP, r"(?:a|b){1,40}+", True),
        (POSSESSIVE_GROUP, r"(?>(?:a|b)*)[^c]*+", False),
        (ANY_URL, "x @ https://example.org", True),
        (ANY_URL, "x==1.0 --hash=sha256:00", False),
    ],
)
def test_what_is_forbidden_would_be_found(pattern, text, hit):
    assert bool(pattern.search(text)) is hit


if __name__ == "__main__":
    print(summary())

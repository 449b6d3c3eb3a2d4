"""What the README quotes is what is played."""

import re
from pathlib import Path

HERE = Path(__file__).parent
README = HERE.parents[1] / "README.md"
QUOTE = re.compile(r"<!-- scenario: ([a-z-]+) -->\n(```\n.*?```\n)", re.DOTALL)


def test_the_readme_quotes_scenarios_word_for_word():
    quotes = QUOTE.findall(README.read_text(encoding="utf-8"))
    assert len(quotes) == 2
    for name, block in quotes:
        assert block in (HERE / f"{name}.md").read_text(encoding="utf-8")

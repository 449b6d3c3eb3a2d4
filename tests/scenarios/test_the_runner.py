"""The runner itself: a conversation that went another way than written fails, and says how."""

import pytest

from store.engine import open_store
from tests.scenarios.play import Differs, Player
from tests.scenarios.script import Unreadable, read
from tests.scenarios.stage import open_stage

INTRODUCED = "Firstline: Hello! This is the IT help desk. ..."
LOGGED = "Firstline: I have logged this as **FL-1001**. ..."
BADGE = "Ann (web): the badge reader at door 3 does not open for our whole team"
QUEUE = "Sam (desk): queue"
EMPTY = "Firstline: The line is empty. Well done."


@pytest.fixture
def stage_of(sqlite_url, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    stores = []

    async def opened():
        stores.append(open_store(sqlite_url))
        return await open_stage(stores[-1], tmp_path / "desk")

    yield opened
    for store in stores:
        store.close()


def written(folder, *lines):
    path = folder / "story.md"
    text = "\n".join(("# A story", "", "Why it matters.", "", "```", *lines, "```", ""))
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        (("Ann (web): hello", "Firstline: Good bye."), r"story.md:7: Ann .*\n- .*Good bye"),
        (("Ann (web): hello", INTRODUCED.replace("desk.", "bar.")), "told something else"),
        (("Ann (web): hello",), r"story.md:6: Ann is told (.|\n)*\+ Firstline: Hello"),
        (("Ann (web): hello", INTRODUCED, INTRODUCED), "- Firstline: Hello"),
        (("Ann (web): hello", "Firstline says nothing."), "told something else"),
        (("Ann (web): hello", "Sam to Ann: Hello! ..."), "told something else"),
        (("Ann (web): hello", INTRODUCED, "  [Press me]"), r"- +\[Press me\]"),
        (("Ann (web): hello", INTRODUCED, "Ann presses: Press me"), r"is shown \[\]"),
        (("Ann (web): hello", INTRODUCED, "There is 1 ticket."), "there are 0"),
        ((BADGE, LOGGED, "The desk sees FL-1001: closed, ..."), "the desk sees: new, P3"),
        ((BADGE, LOGGED, "The desk sees FL-1002: ..., with Sam"), "no such ticket"),
        ((BADGE, LOGGED, "The line is empty."), "the line: FL-1001"),
        ((QUEUE, EMPTY, BADGE, LOGGED), r"Sam is told something else(.|\n)*\+ Firstline: New"),
        (("Ann: hello",), "by which way does Ann write"),
        (("Ann (pigeon): hello",), "there is no way “pigeon”"),
        (("Firstline to Bo: Hello!",), "Bo is nowhere"),
        (
            ('Ann (mail) about "Badge": the badge reader does not open', f"{LOGGED[:9]} about "
             '"Badge": I have logged ...'),
            r"the subject is 'Re: Badge \[FL-1001\]'",
        ),
    ],
)  # fmt: skip
async def test_what_went_another_way_fails(stage_of, tmp_path, lines, complaint):
    player = Player(read(written(tmp_path, *lines)), await stage_of())
    with pytest.raises(Differs, match=complaint):
        await player.play()


async def test_time_that_brings_something_unwritten_fails(stage_of, tmp_path):
    asked = ("Ann (web): it is broken", "Firstline: I would like to get this right ...")
    scenario = read(written(tmp_path, *asked, "(1 hour later)", "There is 1 ticket."))
    with pytest.raises(Differs, match=r"story.md:9: Ann (.|\n)*\+ Firstline: I have logged"):
        await Player(scenario, await stage_of()).play()


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        (("Somebody said something",), r"story.md:6: no such form"),
        (("(20 minutes ago)",), r"story.md:6"),
        (("  [This fixed it]",), r"story.md:6"),
        (("There are 0 tickets.", "  indented"), "nothing can be continued"),
        ((), "there is no conversation"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path, lines, complaint):
    with pytest.raises(Unreadable, match=complaint):
        read(written(tmp_path, *lines))


def test_a_scenario_says_why_it_matters(tmp_path):
    path = tmp_path / "story.md"
    path.write_text("# A story\n\n```\nAnn (web): hello\n```\n", encoding="utf-8")
    with pytest.raises(Unreadable, match="why it matters"):
        read(path)

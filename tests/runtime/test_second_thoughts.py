"""Somebody edits or takes back what they said: before an offer, after it, and after an answer."""

from tests.fakes.channel import Square
from tests.runtime.squares import VPN, at_a_card, in_help
from tests.runtime.stories import ANN, BADGE, SAM, happened, row_of


async def said(stage, place, text):
    message = stage.message(place, text)
    await stage.accept(message)
    await stage.settle()
    return message


async def test_an_edit_that_answers_our_question_is_acted_on(stage):
    first = await said(stage, ANN, "it is broken")
    (answer,) = await stage.say(ANN, VPN, edits=first.id)
    assert answer.startswith("This looks like **VPN drops")
    assert await stage.count() == 0
    assert "glad" in (await stage.say(ANN, "yes, that fixed it"))[0]


async def test_an_edit_for_which_we_know_no_fix_becomes_a_ticket(stage):
    first = await said(stage, ANN, "it is broken")
    (answer,) = await stage.say(ANN, BADGE, edits=first.id)
    assert "FL-1001" in answer
    assert (await stage.timeline("FL-1001"))[0].data["text"] == BADGE


async def test_an_edit_that_says_no_more_is_waited_behind(stage):
    first = await said(stage, ANN, "it is brokn")
    assert await stage.say(ANN, "it is broken", edits=first.id) == ()
    assert await stage.count() == 0
    (answer,) = await stage.say(ANN, BADGE)
    assert "FL-1001" in answer
    assert (await stage.timeline("FL-1001"))[0].data["text"] == f"it is broken\n{BADGE}"


async def test_an_edit_after_an_offer_offers_nothing_anew(stage):
    first = await said(stage, ANN, VPN)
    assert await stage.say(ANN, f"{VPN} since Monday", edits=first.id) == ()
    await stage.say(ANN, "nothing helped")
    assert (await stage.timeline("FL-1001"))[0].data["text"] == f"{VPN} since Monday"


async def test_an_edit_on_a_ticket_offers_nothing_and_its_agent_hears_of_it(stage):
    first = await said(stage, ANN, BADGE)
    await stage.say(SAM, "claim FL-1001")
    seen = await stage.last(SAM)
    assert await stage.say(ANN, VPN, edits=first.id) == ()
    (told,) = await stage.heard(SAM, after=seen)
    assert "changes an earlier message\n\n> my vpn drops" in told
    assert "after the answer" not in told


async def test_an_edit_after_the_answer_is_marked(stage):
    first = await said(stage, ANN, BADGE)
    await stage.say(SAM, "claim FL-1001")
    await stage.say(SAM, "reply FL-1001 The reader is being replaced.")
    second = await said(stage, ANN, "thank God, the left one")
    seen = await stage.last(SAM)
    await stage.say(ANN, "thank God, the right one", edits=second.id)
    assert not (await stage.timeline("FL-1001"))[-1].data["late"]
    await stage.say(ANN, "the badge reader at door 4", edits=first.id)
    revised = (await stage.timeline("FL-1001"))[-1]
    assert (revised.kind, revised.data["late"], revised.data["was"]) == ("revised", True, BADGE)
    told = await stage.heard(SAM, after=seen)
    assert ["edited after the answer" in text for text in told] == [False, True]
    story = await stage.firstline.house.ticket("FL-1001")
    assert "edited after the answer" in story.lines[-1].text


async def test_of_what_is_taken_back_a_trace_stays(stage):
    first = await said(stage, ANN, BADGE)
    await stage.say(SAM, "claim FL-1001")
    seen = await stage.last(SAM)
    await stage.say(ANN, deletes=first.id)
    shown = await stage.firstline.house.transcript(ANN.conversation)
    assert shown.lines[0].text == "*This was taken back.*"
    assert (await row_of(stage, first)).payload["revisions"] == [BADGE]
    assert "takes back an earlier message" in (await stage.heard(SAM, after=seen))[0]
    assert "taken back" in (await stage.say(SAM, "show FL-1001"))[0]
    assert (await stage.timeline("FL-1001"))[-1].data["gone"] is True


async def test_an_order_is_not_followed_twice_and_a_note_is_noted_anew(stage, open_channel):
    open_channel("square", Square)
    await stage.say(in_help("Ann"), BADGE)
    note = await said(stage, at_a_card("Sam"), "note FL-1001 she is away til Monday")
    await stage.say(at_a_card("Sam"), "note FL-1001 she is away till Monday", edits=note.id)
    noted = (await stage.timeline("FL-1001"))[-1]
    assert (noted.kind, noted.public) == ("noted", False)
    assert noted.data["text"] == "she is away till Monday"
    claim = await said(stage, at_a_card("Sam"), "claim FL-1001")
    await stage.say(at_a_card("Sam"), "resolve FL-1001 done", edits=claim.id)
    await stage.say(at_a_card("Sam"), "", deletes=claim.id)
    assert (await happened(stage, "FL-1001"))[-1] == "claimed"


async def test_among_others_nobody_edits_what_somebody_else_said(stage, open_channel):
    open_channel("square", Square)
    first = await said(stage, in_help("Ann"), BADGE)
    await stage.say(in_help("Bo"), "nothing at all", edits=first.id)
    assert (await row_of(stage, first)).text == BADGE
    assert "revised" not in await happened(stage, "FL-1001")

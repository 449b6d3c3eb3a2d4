"""An article in several languages is one article: shown in the reader's, learning in all."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from knowledge import index
from knowledge.article import Article
from knowledge.solved import Solved
from knowledge.suggest import Context
from knowledge.translations import NONE, translations

GATE = Article(
    id="gate",
    title="The zeppelin gate hums",
    symptoms=("humming at the gate",),
    steps=("Hold both buttons.",),
)
TOR = replace(
    GATE,
    id="tor",
    title="Das Zeppelintor brummt",
    symptoms=("das tor brummt laut",),
    steps=("Beide Tasten halten.",),
    language="de",
    translates="gate",
)
PORTE = replace(
    GATE, id="porte", title="La porte bourdonne", symptoms=(), language="fr", translates="tor"
)
DOOR = Article(id="door", title="The door is shut", symptoms=("door does not open",))
SHELF = (GATE, TOR, PORTE, DOOR)
GERMAN, FRENCH = Context(language="de-AT"), Context(language="fr")


def first(library, question, context=GERMAN):
    return library.suggest(question, context)[0]


def test_links_lead_to_the_original():
    found = translations(SHELF)
    assert {one.id: found.of(one.id) for one in SHELF} == {
        "gate": "gate", "tor": "gate", "porte": "gate", "door": "door",
    }  # fmt: skip
    assert set(found.others("tor")) == {"gate", "porte"}
    assert found.others("door") == ()
    assert found.readable("gate", "de") == "tor"
    assert found.readable("gate", "es") == "gate"
    assert translations((GATE, DOOR)) == NONE


def test_translations_stay_together_while_their_original_is_not_published():
    found = translations((TOR, PORTE))
    assert found.of("tor") == found.of("porte") == "gate"
    assert found.one_of("gate") in ("tor", "porte")
    assert found.readable("porte", "de") == "tor"


links = st.lists(st.tuples(*[st.integers(0, 9)] * 2), max_size=12)


@given(links)
def test_links_in_circles_and_chains_come_to_an_end(pairs):
    shelf = [
        replace(GATE, id=f"a{one}", language=f"l{one}", translates=f"a{other}")
        for one, other in dict(pairs).items()
        if one != other
    ]
    found = translations(shelf)
    for one in shelf:
        assert one.id not in found.others(one.id)
        for other in found.others(one.id):
            assert found.of(other) == found.of(one.id)


def test_whoever_writes_german_reads_german_whichever_matched():
    library = index.build(SHELF)
    for question in ("the zeppelin gate hums", "das tor brummt laut", "la porte bourdonne"):
        found = first(library, question)
        assert (found.article_id, found.title) == ("tor", TOR.title)
        assert first(library, question, FRENCH).article_id == "porte"
    assert first(library, "the zeppelin gate hums", Context(language="es")).article_id == "gate"
    assert first(library, "the door is shut").article_id == "door"


def test_an_article_is_suggested_once_and_is_no_rival_of_its_translation():
    sentence = "zeppelin"  # in the title of both
    german = replace(TOR, title="Zeppelin Tor brummt")
    alone = index.build((GATE, DOOR)).suggest(sentence)
    library = index.build((GATE, german, DOOR))
    found = library.suggest(sentence, GERMAN)
    assert [one.article_id for one in found] == ["tor"]
    assert found[0].confidence >= alone[0].confidence - 0.15
    rivals = index.build((GATE, replace(german, translates=""), DOOR)).suggest(sentence)
    assert len(rivals) == 2
    assert found[0].confidence > rivals[0].confidence


def solved(*ids, question="the mothership is loud"):
    return [
        Solved(key=f"FL-{at}", question=question, article_ids=(id,)) for at, id in enumerate(ids)
    ]


def test_what_helped_in_one_language_speaks_for_all():
    asked = "the mothership is loud"
    for helped in ("gate", "tor", "porte"):
        library = index.build(SHELF).with_solved(solved(helped))
        found = first(library, asked)
        assert found.article_id == "tor"
        assert "like FL-0" in found.reason
        assert first(library, asked, FRENCH).article_id == "porte"


def test_votes_for_several_languages_are_added_up():
    several = index.build(SHELF).with_solved(solved("gate", "tor", "porte", "door"))
    votes = several.look("the mothership is loud", GERMAN)[2]
    assert dict(zip(votes.article_ids, votes.votes.round(2).tolist(), strict=True)) == {
        "door": 0.25,
        "gate": 0.75,
    }


def test_to_link_and_to_unlink_is_the_same_as_to_have_begun_so():
    lessons = solved("gate", "tor", "door")
    plain = (GATE, replace(TOR, translates=""), DOOR)
    linked = (GATE, TOR, DOOR)
    for before, after in ((plain, linked), (linked, plain)):
        changed = index.build(before).with_solved(lessons).with_articles(after)
        anew = index.build(after).with_solved(lessons)
        for question in ("the mothership is loud", "das tor brummt"):
            assert changed.suggest(question, GERMAN) == anew.suggest(question, GERMAN)


def test_a_retired_original_leaves_its_votes_to_its_translations():
    library = index.build(SHELF).with_solved(solved("gate")).with_articles((TOR, DOOR))
    assert first(library, "the mothership is loud", Context(language="en")).article_id == "tor"

"""Slips are put right, and what is right is left alone."""

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import spelling, words
from knowledge.spelling import MOST_REPAIRS

SPELLER = spelling.learn({"password": 9, "printer": 5, "vpn": 4, "monitor": 2, "monitoring": 1})


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("pasword", "password"),
        ("passwrod", "password"),
        ("passsword", "password"),
        ("pritner", "printer"),
        ("rpinter", "printer"),
        ("printwr", "printer"),
        ("vnp", "vpn"),
        ("monitr", "monitor"),
    ],
)
def test_a_slip_is_read_as_what_was_meant(slip, meant):
    assert SPELLER.repair([slip]) == {slip: meant}


@pytest.mark.parametrize("word", ["password", "passport", "painter", "sprint", "von", "xyz", "vpm"])
def test_what_is_known_far_or_too_short_is_left_alone(word):
    known_elsewhere = spelling.learn({**SPELLER.uses, "passport": 1, "painter": 1, "sprint": 1})
    assert known_elsewhere.repair([word]) == {}


@pytest.mark.parametrize(
    "word", ["film", "paid", "parking", "locker", "menu", "chair", "tires", "painted", "documents"]
)
def test_everyday_words_are_not_bent_to_fit(library, word):
    assert library.shelf.speller.repair([word]) == {}


def test_words_with_digits_are_names_and_left_alone():
    assert SPELLER.repair(["printer2", "passw0rd"]) == {}


def test_our_own_words_for_things_are_known_to_every_speller():
    assert SPELLER.repair(["notebok", "headste"]) == {"notebok": "notebook", "headste": "headset"}


def test_of_two_the_nearer_and_then_the_commoner_is_meant():
    both = spelling.learn({"cable": 1, "table": 1, "tables": 9})
    assert both.repair(["tabel"]) == {"tabel": "table"}
    assert spelling.learn({"bandit": 1, "bandid": 7}).repair(["bandix"]) == {"bandix": "bandid"}


def test_a_page_of_noise_costs_no_more_than_a_mail():
    noise = [f"passwor{a}{b}" for a in "xyz" for b in string.ascii_lowercase]
    assert len(SPELLER.repair(noise)) <= MOST_REPAIRS


@given(st.lists(st.text(alphabet=string.ascii_lowercase, min_size=1, max_size=12), max_size=20))
def test_no_known_word_is_ever_touched_and_only_known_words_are_put(library, written):
    speller = library.shelf.speller
    for wrong, right in speller.repair(written).items():
        assert not speller.knows(wrong)
        assert speller.knows(right)
        assert abs(len(wrong) - len(right)) <= spelling.allowed_edits(wrong)


def slip(word: str, chance: random.Random) -> str:
    """The word as tired fingers write it: one letter left out, doubled, swapped or next to it."""
    at = chance.randrange(1, len(word) - 1)
    near = {"a": "s", "e": "r", "i": "o", "o": "p", "n": "m", "t": "r", "s": "d", "r": "t"}
    return chance.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + near.get(word[at], word[at - 1]) + word[at + 1 :],
        )
    )


@pytest.mark.parametrize("seed", range(4))
def test_symptoms_with_slips_still_find_their_article(library, shipped, seed):
    chance = random.Random(seed)  # noqa: S311 - slips, no secrets
    asked = [(symptom, one.id) for one in shipped for symptom in one.symptoms]
    found = [
        id in [one.article_id for one in library.suggest(misspell(symptom, chance))]
        for symptom, id in chance.sample(asked, 100)
    ]
    assert sum(found) / len(found) >= 0.93


def misspell(sentence: str, chance: random.Random) -> str:
    """One slip in a sentence, in one of its longest words, as long ones are mistyped most."""
    said = words.split(sentence)
    longest = max(said, key=len)
    return " ".join(slip(word, chance) if word == longest else word for word in said)

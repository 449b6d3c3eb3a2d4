"""Texts become terms: the same thing said in several ways is the same term."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import wordlists, words


def stems(text):
    return [term.stem for term in words.terms(words.split(text))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("I can't log in", "unable? no: sign in"),
        ("wifi", "Wi-Fi"),
        ("wireless", "WLAN"),
        ("2FA", "multi-factor authentication"),
        ("authenticator app", "mfa"),
        ("e-mail", "mails"),
        ("out of office", "automatic replies"),
        ("printing", "prints"),
        ("the files", "a file"),
        ("licence", "licensing"),
        ("dropped", "drops"),
        ("Café", "cafe"),
        ("don’t remember", "dont remember"),
        ("docking station", "dock"),
    ],
)
def test_two_ways_to_say_it_share_a_term(one, other):
    assert set(stems(one)) & set(stems(other))


@pytest.mark.parametrize(
    ("one", "other"), [("printer", "paper"), ("password", "passport"), ("phone", "phishing")]
)
def test_different_things_stay_different(one, other):
    assert not set(stems(one)) & set(stems(other))


@pytest.mark.parametrize("text", ["", "thanks", "hello, please help me", "🙂🙂", "...", "a b c"])
def test_small_talk_has_no_terms(text):
    assert stems(text) == []


def test_the_longest_phrase_wins_and_is_kept_as_written():
    assert words.terms(["shared", "mailbox", "full"]) == [
        words.Term("sharedmailbox", "shared mailbox"),
        words.Term("full", "full"),
    ]


@pytest.mark.parametrize(
    ("word", "same"),
    [
        ("connections", "connection"),
        ("tries", "try"),
        ("charging", "charge"),
        ("stopped", "stop"),
        ("processes", "process"),
        ("status", "status"),
        ("installation", "install"),
    ],
)
def test_endings_come_off(word, same):
    assert words.stem(word) == words.stem(same)


@pytest.mark.parametrize("word", ["bus", "gas", "is", "vpn", "as", "ing", "ed", "red"])
def test_short_words_stay_whole(word):
    assert words.stem(word) == word


@given(st.text(max_size=200))
def test_any_text_becomes_short_lower_case_words(text):
    for word in words.split(text):
        assert 0 < len(word) <= words.LONGEST_WORD
        assert word == word.lower()


def test_no_phrase_stands_for_two_meanings():
    lines = wordlists.SAME.replace("\n    ", " ").strip().splitlines()
    phrases = [
        phrase.strip()
        for line in lines
        for phrase in dict.fromkeys([line.split(":")[0], *line.split(":")[1].split(",")])
    ]
    twice = {phrase for phrase in phrases if phrases.count(phrase) > 1}
    assert twice == set()


def test_word_lists_are_written_as_texts_are_split():
    for phrase in wordlists.SAME.replace(":", ",").replace("\n    ", " ").split(","):
        assert " ".join(words.split(phrase)) == " ".join(phrase.split())
    for listed in (wordlists.STOP, wordlists.WEAK, wordlists.EVERYDAY):
        assert words.split(listed) == listed.split()

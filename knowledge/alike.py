"""Which of many things have words in common: found by their rarest words, not pair by pair."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

from knowledge.article import Article

Words = frozenset[str]
COMMON = 50  # a word that so many have tells none of them apart
RAREST = 3  # words of each that are looked at


def pairs(
    articles: Sequence[Article], words_of: Callable[[Article], Words]
) -> Iterator[tuple[Article, Article]]:
    """Pairs of one language that share one of their rarest words, in order, each once."""
    words = [words_of(article) for article in articles]
    often = Counter(word for each in words for word in each)
    seen: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, article in enumerate(articles):
        rare = sorted(words[at], key=lambda word: (often[word], word))[:RAREST]
        places = [seen[article.language, word] for word in rare]
        for before in sorted({one for place in places for one in place}):
            yield articles[before], article
        for place in places:
            if len(place) < COMMON:
                place.append(at)


def share(one: Words, other: Words) -> float:
    """How much of two sets of words is in both (Jaccard)."""
    return len(one & other) / len(one | other) if one or other else 0.0

"""Which alphabet bytes are written in, if nobody said or it was said wrongly.

Every candidate reads a sample; the one whose reading looks most like words of one language wins.
The old multi-byte sets put their common signs in known rows, so those need no dictionary; for the
others there are the letters of the languages. The work is bounded by the sample.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

SAMPLE = 1024  # bytes around what is not ASCII
CONVINCING = 0.93  # a declared alphabet that reads so well is not doubted
BELIEVED = 0.15  # how much better another one must be than the declared
TOO_FEW = 3  # bytes beyond ASCII that tell nothing
FEW = 6  # bytes beyond ASCII that prove nothing against what was declared
USUAL = "cp1252"  # what Windows would have meant
BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
DAMAGE = re.compile("[\ufffd\x80-\x9f\ue000-\uf8ff]")

WESTERN = (
    "äöüßÄÖÜ", "éèêàâçùûîôëïœÉÀÇÊ", "áéíóúñüÁÉÍÓÚÑ¿¡ºª", "ãõáéíóúâêôçàÇÃÕÁÉ", "àèéìòùÀÈ",
    "åäöéÅÄÖ", "æøåéÆØÅ", "áðéíóúýþæöÞÐ", "ëéïèöü", "àçèéíïòóúü·",
)  # fmt: skip
CENTRAL = (
    "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "áčďéěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ", "áäčďéíĺľňóôŕšťúýžÁČŠŽ",
    "áéíóöőúüűÁÉÍÓÖŐÚÜŰ", "ăâîşţĂÂÎŞŢ", "čćđšžČĆĐŠŽ",
)  # fmt: skip
BALTIC = ("ąčęėįšųūžĄČĘĖĮŠŲŪŽ", "āčēģīķļņšūžĀČĒĢĪĶĻŅŠŪŽ", "äõöüšžÄÕÖÜ")
TURKISH = ("çğıöşüÇĞİÖŞÜ",)
CYRILLIC = ("оеаинтсрвлкмдпуяыьгзбчйхжшющэцё", "оаиніетсрвлкмдпуяьгзбчйхжшющцїєґ")
GREEK = ("αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋ",)
HEBREW = ("אבגדהוזחטיכלמנסעפצקרשתםןךףץ",)
ARABIC = ("ابتثجحخدذرزسشصضطظعغفقكلمنهويىةأإآءؤئ",)
THAI = ("".join(map(chr, range(0x0E01, 0x0E5B))),)
FREQUENT = frozenset("оеаинтсрвлк" + "αεηιοστνρ" + "אהוילמרת" + "اليمنرتوب")
MARKS = frozenset("’‘“”„–—…€«»°§®©™\xa0•№")
ODD_MARKS = frozenset("¤¦¬¯¸±¨¹²³¼½¾×÷ƒˆ‰†‡‹›")

Rating = Callable[[str, bytes], float]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An alphabet and how good a reading in it is: 1 is a text without doubt, 0 noise."""

    charset: str
    rating: Rating


def guess(content: bytes, declared: str = "") -> str:
    """The name of the likeliest alphabet. A `declared` one is doubted only for a far better."""
    return _guess(_sample(content), declared)


@lru_cache(4)  # a mail is looked at several times
def _guess(sample: bytes, declared: str) -> str:
    beyond = len(BEYOND_ASCII.findall(sample))
    if not declared and beyond <= TOO_FEW:
        return USUAL
    own = _rate(declared, _rating_of(declared), sample) if declared else -9.0
    if own >= CONVINCING or (own >= 0 and beyond <= FEW):
        return declared
    ratings = {each.charset: _rate(each.charset, each.rating, sample) for each in CANDIDATES}
    best = max(ratings, key=lambda charset: ratings[charset])
    return declared if ratings[best] < own + BELIEVED else best


def _sample(content: bytes) -> bytes:
    """From the line with the first byte that is not ASCII: before it nothing can be learned."""
    first = BEYOND_ASCII.search(content)
    start = content.rfind(b"\n", 0, first.start()) + 1 if first else 0
    start = max(start, first.start() - SAMPLE // 4) if first else 0
    return content[start : start + SAMPLE]


def _rate(charset: str, rating: Rating, sample: bytes) -> float:
    try:
        said = sample.decode(charset, "replace")
    except (LookupError, ValueError):
        return -1.0
    beyond = [sign for sign in said if sign > "\x7f"]
    damage = len(DAMAGE.findall(said)) / max(1, len(beyond))
    return rating(said, sample) - 3 * damage


# --- alphabets of one byte a letter ------------------------------------------------------------


def _letters(*languages: str) -> Rating:
    """How much of what is not ASCII is letters of one language, the common ones first."""
    known = [frozenset(letters) for letters in languages]

    def rating(said: str, _sample: bytes) -> float:
        beyond = [sign for sign in said if sign > "\x7f" and sign not in MARKS]
        if not beyond:
            return 0.9
        best = max(sum(map(letters.__contains__, beyond)) for letters in known)
        odd = sum(map(ODD_MARKS.__contains__, beyond)) + len(SHOUTED.findall(said))
        return (best - odd) / len(beyond)

    return rating


SHOUTED = re.compile("[a-zß-öø-ÿ][À-ÖØ-ÞŠŽ]")  # a capital within a word


def _script(*languages: str) -> Rating:
    """The same for alphabets that share no letter with ours: capitals count less."""
    known = [frozenset(letters) for letters in languages]

    def rating(said: str, _sample: bytes) -> float:
        beyond = [sign for sign in said if sign > "\x7f" and sign not in MARKS]
        if not beyond:
            return 0.0
        best = max(sum(_worth(sign, letters) for sign in beyond) for letters in known)
        return min(1.0, best / len(beyond) * 1.15) - _mixed(said)

    return rating


def _worth(sign: str, letters: frozenset[str]) -> float:
    if sign in letters:
        return 1.0 if sign in FREQUENT else 0.8
    return 0.45 if sign.lower() in letters else -0.5


FOREIGN = re.compile("[\u0370-\u06ff\u0e01-\u0e5b]")
MIXED = re.compile(f"[a-zA-Z]{FOREIGN.pattern}|{FOREIGN.pattern}[a-zA-Z]")


def _mixed(said: str) -> float:
    """Words half of our letters: then they are ours, with accents."""
    return min(1.0, len(MIXED.findall(said)) / max(1, len(FOREIGN.findall(said))))


# --- sets of two bytes a sign ------------------------------------------------------------------

Rows = tuple[tuple[int, int, float], ...]
LATIN_BEFORE = re.compile(rb"[A-Za-z][\x80-\xff]{1,2}(?:[a-z]|\b)")
HALF_WIDTH = re.compile("[\uff61-\uff9f]")


def _rows(charset: str, rows: Rows) -> Rating:
    """How much of the signs stands in the rows of common ones; the first row that fits counts."""
    worth = {lead: value for low, high, value in reversed(rows) for lead in range(low, high + 1)}

    def rating(said: str, sample: bytes) -> float:
        beyond = [sign for sign in said if sign > "\x7f"]
        leads = (_lead(sign, charset) for sign in beyond)
        total = sum(worth.get(lead, -0.5) for lead in leads)
        accents = len(LATIN_BEFORE.findall(sample))
        return (total - accents - len(HALF_WIDTH.findall(said))) / max(1, len(beyond))

    return rating


@lru_cache(20_000)
def _lead(sign: str, charset: str) -> int:
    """The first byte of two; 0 for what has none or more."""
    encoded = sign.encode(charset, "ignore")
    return encoded[0] if len(encoded) == 2 else 0


def _utf8(said: str, _sample: bytes) -> float:
    """Some letters of it were cut, but nothing else looks like it by chance so often."""
    beyond, bad = sum(sign > "\x7f" for sign in said), said.count("\ufffd")
    share = bad / max(1, beyond)
    return 1.2 + 3 * share if 3 * bad <= beyond and beyond > 1 else 1.0 - 2 * share


# The rows of kana and of the common signs in each set (level 1 of the Chinese and Japanese ones).
IN_SHIFT_JIS = ((0x81, 0x81, 0.8), (0x82, 0x83, 1.1), (0x88, 0x97, 0.9), (0x87, 0xFC, 0))
CANDIDATES = (
    Candidate(USUAL, _letters(*WESTERN)),
    Candidate("utf-8", _utf8),
    Candidate("cp1250", _letters(*CENTRAL)),
    Candidate("iso8859-2", _letters(*CENTRAL)),
    Candidate("cp1257", _letters(*BALTIC)),
    Candidate("cp1254", _letters(*TURKISH)),
    Candidate("cp1251", _script(*CYRILLIC)),
    Candidate("koi8_u", _script(*CYRILLIC)),
    Candidate("iso8859-5", _script(*CYRILLIC)),
    Candidate("cp866", _script(*CYRILLIC)),
    Candidate("cp1253", _script(*GREEK)),
    Candidate("cp1255", _script(*HEBREW)),
    Candidate("cp1256", _script(*ARABIC)),
    Candidate("cp874", _script(*THAI)),
    Candidate("cp932", _rows("cp932", IN_SHIFT_JIS)),
    Candidate("euc_jp", _rows("euc_jp", ((0xA1, 0xA3, 0.8), (0xA4, 0xA5, 1.1), (0xB0, 0xCF, 0.9)))),
    Candidate("gb18030", _rows("gb18030", ((0xA1, 0xA3, 0.8), (0xB0, 0xD7, 1.0), (0xD8, 0xF7, 0)))),
    Candidate("big5", _rows("big5", ((0xA1, 0xA3, 0.8), (0xA4, 0xC6, 1.0), (0xC9, 0xF9, 0)))),
    Candidate("cp949", _rows("cp949", ((0xA1, 0xA3, 0.8), (0xB0, 0xC8, 1.05)))),
    Candidate("mac_roman", _letters(*WESTERN)),
    Candidate("cp850", _letters(*WESTERN)),
)
RATINGS = {candidate.charset: candidate.rating for candidate in CANDIDATES}
KIN = {"iso8859-15": USUAL, "koi8_r": "koi8_u", "big5hkscs": "big5", "iso8859-7": "cp1253"}
KIN |= {"iso8859-8": "cp1255", "iso8859-6": "cp1256", "iso8859-13": "cp1257"}


def _rating_of(charset: str) -> Rating:
    """For a declared one that is no candidate: believed if nothing is damaged."""
    return RATINGS.get(KIN.get(charset, charset), lambda _said, _sample: 1.0)

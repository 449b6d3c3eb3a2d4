"""A short text tells its language; the person's own decides where it does not."""

from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import tongues
from knowledge.language import TEXTS, language
from tests.fakes.stopwatch import in_time
from tests.knowledge import public_data

SHORT = (
    ("en", "cannot print anything today"),
    ("en", "where is the invoice folder"),
    ("de", "Bildschirm flackert ständig"),
    ("de", "wo finde ich die Rechnungen"),
    ("nl", "ik krijg geen verbinding met de schijf"),
    ("nl", "beeldscherm knippert de hele dag"),
    ("fr", "l'écran clignote sans arrêt"),
    ("fr", "impossible d'ouvrir la facture"),
    ("es", "la pantalla parpadea todo el día"),
    ("es", "dónde están las facturas"),
    ("it", "lo schermo lampeggia di continuo"),
    ("it", "dove sono finite le fatture"),
    ("pt", "não encontro as faturas do mês passado"),
    ("ro", "nu găsesc facturile de luna trecută"),
    ("pl", "nie widzę faktur z zeszłego miesiąca"),
    ("cs", "nevidím faktury z minulého měsíce"),
    ("sk", "nevidím faktúry z minulého mesiaca"),
    ("hr", "ne vidim račune od prošlog mjeseca"),
    ("hu", "nem látom a múlt havi számlákat"),
    ("fi", "en näe viime kuun laskuja"),
    ("sv", "jag ser inte fakturorna från förra månaden"),
    ("da", "jeg kan ikke se fakturaerne fra sidste måned"),
    ("no", "jeg ser ikke fakturaene fra forrige måned"),
    ("tr", "geçen ayın faturalarını göremiyorum"),
    ("id", "saya tidak melihat faktur bulan lalu"),
    ("vi", "tôi không thấy hóa đơn tháng trước"),
    ("ru", "не вижу счета за прошлый месяц"),
    ("uk", "не бачу рахунки за минулий місяць"),
    ("bg", "не виждам фактурите от миналия месец"),
    ("ja", "先月の請求書が見えません"),
    ("ko", "지난달 청구서가 보이지 않습니다"),
    ("zh", "看不到上个月的发票"),
    ("el", "δεν βλέπω τα τιμολόγια"),
    ("he", "אני לא רואה את החשבוניות"),
    ("ar", "لا أرى الفواتير"),
    ("hi", "मुझे बिल नहीं दिख रहे"),
    ("th", "ไม่เห็นใบแจ้งหนี้"),
)
KNOWN = [name for texts in TEXTS.values() for name in texts]


@pytest.mark.parametrize(("right", "text"), SHORT)
def test_a_short_text_tells_its_language(right, text):
    assert language(text) == right
    assert language(text.upper()) == right
    assert language(text, known="en") == right


@pytest.mark.parametrize("text", ["", "VPN", "???", "Outlook 365", "password", "\U0001f600"])
def test_what_tells_nothing_is_in_the_language_of_the_person(text):
    assert language(text) == "en"
    assert language(text, known="it") == "it"
    assert language(text, known="pt-BR") == "pt"
    assert language(text, known="nb-NO") == "no"
    assert language(text, known="tlh") == "en"


def test_a_foreign_name_does_not_change_the_language():
    assert language("cannot open the mail from 山田 about the invoice") == "en"
    assert language("Outlook и Teams не работают") == "ru"


def test_accents_may_be_left_out():
    assert language("ou sont passees mes pieces jointes") == "fr"
    assert language("muj pocitac se nemuze prihlasit") == "cs"


@given(st.text(max_size=400), st.sampled_from(["", *KNOWN]))
def test_any_text_has_a_language_and_always_the_same(text, known):
    found = language(text, known=known)
    assert len(found) == 2
    assert found == language(text, known=known)


def test_a_long_text_takes_no_longer():
    language("hello")  # the table is made once
    for text in ("a" * 1_000_000, "ä " * 500_000, "слово" * 200_000, "山" * 1_000_000):
        in_time(language, text, limit=0.02)


def test_every_language_has_enough_to_learn_from():
    for text in (*tongues.LATIN.values(), *tongues.CYRILLIC.values()):
        assert len(set(text.split())) > 80


@pytest.mark.skipif(not public_data.DATA.is_dir(), reason=public_data.ABSENT)
def test_real_questions_tell_their_language():
    asked = [one for one in public_data.questions("sumo_tb/queries_intl_dev") if one.language]
    titles = fmean(language(one.title) == one.language for one in asked)
    known = fmean(language(one.title, known=one.language) == one.language for one in asked)
    whole = fmean(language(one.text) == one.language for one in asked)
    print(f"\ntitles {titles:.3f}, of people we know {known:.3f}, whole texts {whole:.3f}")
    assert titles > 0.8
    assert known > 0.85
    assert whole > 0.92

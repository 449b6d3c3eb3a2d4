"""Bytes as text, with alphabets declared rightly, wrongly, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.email.charsets import decode
from channels.email.encoded_words import words

SAID = {
    "Здравствуйте, у меня не работает принтер на третьем этаже": ("cp1251", "koi8_r", "iso8859-5"),
    "Добрий день, мій ноутбук не вмикається після оновлення": ("cp1251", "koi8_u"),
    "お世話になっております。プリンターが動きません。": ("cp932", "euc_jp", "iso2022_jp"),
    "您好，我的电脑无法开机，请尽快帮忙处理，谢谢。": ("gb18030", "gb2312"),
    "您好，我的電腦無法開機，請儘快幫忙處理，謝謝。": ("big5",),
    "안녕하세요. 프린터가 작동하지 않습니다. 도와주세요.": ("cp949", "euc_kr", "iso2022_kr"),
    "Schöne Grüße, der Drucker läuft nicht, weiß jemand warum?": ("cp1252", "iso8859-1"),
    "Bonjour, l’imprimante est cassée, à bientôt, ça marche mal": ("cp1252",),
    "Dobrý den, tiskárna nefunguje, můžete prosím přijít, děkuji": ("cp1250", "iso8859-2"),
    "Dzień dobry, drukarka nie działa, proszę o pomoc, dziękuję": ("cp1250", "iso8859-2"),
    "Merhaba, yazıcı çalışmıyor, lütfen yardım edin, teşekkürler": ("cp1254", "iso8859-9"),
    "Καλημέρα, ο εκτυπωτής δεν λειτουργεί σήμερα": ("cp1253", "iso8859-7"),
    "שלום, המדפסת לא עובדת היום": ("cp1255", "iso8859-8"),
    "مرحبا، الطابعة لا تعمل اليوم": ("cp1256",),
    "สวัสดีครับ เครื่องพิมพ์ไม่ทำงาน": ("cp874",),
    "Hej, skrivaren på våningen över fungerar inte": ("cp1252", "iso8859-15"),
}
WRITTEN = [(text, charset) for text, charsets in SAID.items() for charset in charsets]


@pytest.mark.parametrize(("text", "charset"), WRITTEN)
@pytest.mark.parametrize("declared", ["", "us-ascii", "utf-8", "x-unknown", "the same"])
def test_no_alphabet_or_the_right_one_is_declared(text, charset, declared):
    assert decode(text.encode(charset), charset if declared == "the same" else declared) == text


@pytest.mark.parametrize("text", SAID)
@pytest.mark.parametrize("declared", ["iso-8859-1", "shift_jis", "gb2312", "big5", "koi8-r", ""])
def test_utf_8_is_utf_8_whatever_is_declared(text, declared):
    assert decode(text.encode(), declared) == text
    assert decode(b"\xef\xbb\xbf" + text.encode(), declared) == text


@pytest.mark.parametrize(
    ("charset", "declared"),
    [
        ("cp932", "iso-8859-1"),
        ("cp932", "iso-2022-jp"),
        ("cp932", "euc-jp"),
        ("euc_jp", "shift_jis"),
        ("iso2022_jp", "us-ascii"),
        ("iso2022_jp", "shift_jis"),
        ("iso2022_jp", "utf-8"),
    ],
)
def test_japanese_declared_wrongly(charset, declared):
    text = "お世話になっております。プリンターが動きません。"
    assert decode(text.encode(charset), declared) == text


@pytest.mark.parametrize(
    ("charset", "declared", "text"),
    [
        ("gb18030", "iso-8859-1", "您好，我的电脑无法开机，请尽快帮忙处理，谢谢。"),
        ("gb18030", "big5", "您好，我的电脑无法开机，请尽快帮忙处理，谢谢。"),
        ("big5", "gb2312", "您好，我的電腦無法開機，請儘快幫忙處理，謝謝。"),
        ("cp1251", "iso-8859-1", "Здравствуйте, у меня не работает принтер"),
        ("koi8_r", "windows-1251", "Здравствуйте, у меня не работает принтер"),
    ],
)
def test_others_declared_wrongly(charset, declared, text):
    assert decode(text.encode(charset), declared) == text


@pytest.mark.parametrize("text", ["Ärger", "über", "ça va", "Ğ ş ı"])
def test_a_few_letters_prove_nothing_against_what_was_declared(text):
    charset = "cp1254" if "ş" in text else "cp1252"
    assert decode(text.encode(charset), charset) == text


def test_a_letter_or_two_nobody_declared_are_what_windows_would_mean():
    assert decode("naïve".encode("cp1252")) == "naïve"


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be", "utf-7", "utf-32"])
def test_wide_text(charset):
    assert decode("Grüße\n".encode(charset), charset) == "Grüße\n"


@pytest.mark.parametrize("declared", ["utf-8", ""])
@pytest.mark.parametrize("text", SAID)
def test_utf_8_that_was_cut_loses_one_letter(text, declared):
    last = max(at for at, sign in enumerate(text) if sign > "\x7f")
    cut = text[:last].encode() + text[last].encode()[:1]
    assert decode(cut + b" and more", declared) == text[:last] + "\ufffd and more"


def test_a_name_may_say_that_it_is_nobody_s_standard():
    said = "Принтер не работает"
    assert decode(said.encode("mac_cyrillic"), "x-mac-cyrillic") == said


def test_signs_that_windows_adds_to_japanese():
    assert decode("①髙".encode("cp932"), "shift_jis") == "①髙"
    assert decode(b'\x1b$B-!$"\x1b(B (1)\r\n\x1b(Jx\x1b(B', "iso-2022-jp") == "①あ (1)\r\nx"


@given(st.text(alphabet=[chr(at) for at in range(0x3041, 0x3094)] + list("abc 1\n漢字点熙弌亜ー")))
def test_japanese_as_on_windows_is_japanese(text):
    sent = (text + "①").encode("cp932").replace("①".encode("cp932"), b"")
    jis = sent.decode("cp932").encode("iso2022_jp")
    assert decode(jis + b"\x1b$B-!\x1b(B", "iso-2022-jp") == text + "①"


def test_a_letter_cut_in_two_costs_that_letter_alone():
    text = "Schöne Grüße aus Köln, das Gerät läuft"
    assert decode(text.encode()[:-8], "utf-8").startswith("Schöne Grüße aus Köln, das Ger")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("=?utf-8?q?caf=C3?= =?utf-8?q?=A9?=", "café"),
        ("=?UTF-8?B?w5xi?= =?utf-8?b?ZXI=?=", "Über"),
        ("=?iso-8859-1*de?Q?Gr=FC=DFe?= (x)", "Grüße (x)"),
        ("a =?utf-8?q?b c d?= e", "a b c d e"),
        ("=?utf-8?q?really??=", "really?"),
        ("=?utf-8?q?x?= y =?utf-8?q?z?=", "x y z"),
        ("=?gb2312?B?xOO6ww==?=", "你好"),
        ("=?ks_c_5601-1987?B?vsiz5w==?=", "안녕"),
        ("=?x-nonsense?q?caf=E9?=", "café"),
        ("=?utf-8?q?never ends", "=?utf-8?q?never ends"),
    ],
)
def test_encoded_words(value, said):
    assert words(value) == said


def test_what_nobody_encoded_is_in_the_alphabet_of_the_mail():
    raw = "Тема: принтер".encode("koi8_r").decode("utf-8", "surrogateescape")
    assert words(raw, "koi8-r") == "Тема: принтер"


@given(st.binary(max_size=300), st.text(max_size=20))
def test_decoding_is_total(content, charset):
    decode(content, charset)
    words(content.decode("utf-8", "surrogateescape"), charset)


@given(st.text(max_size=200))
def test_utf_8_comes_back_as_it_was(text):
    raw = text.encode("utf-8", "ignore")
    if not raw.startswith((b"\xff\xfe", b"\xfe\xff")) and "\ufeff" not in text[:1]:
        assert "\x1b" in text or decode(raw, "utf-8") == raw.decode()

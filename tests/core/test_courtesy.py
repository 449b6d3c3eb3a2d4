"""A courtesy says that it works, or thanks, in many languages; with anything else it is none."""

import pytest

from bot.core import reading
from bot.core.courtesy import courtesy
from bot.core.turn import Intent
from tests.core.dangers import lines
from tests.fakes.stopwatch import LIMIT, seconds

WORKED = """
    Thanks Sam, that worked perfectly. Have a nice weekend!
    Perfect, it works now. Thanks a lot!
    Danke, es funktioniert jetzt wieder.
    Hallo Sam, geht wieder. Vielen Dank für die schnelle Hilfe!
    Das Problem ist gelöst, danke.
    Merci beaucoup, tout fonctionne à nouveau !
    C'est réglé, merci.
    Gracias, ya funciona.
    Problema resuelto, muchas gracias
    Grazie mille, ora funziona tutto.
    Obrigado, já está resolvido.
    Bedankt, het werkt weer!
    Tack så mycket, det fungerar nu.
    Tak, det virker igen.
    Tusen takk, det fungerer nå.
    Kiitos, toimii taas.
    Dziękuję, już działa.
    Děkuji, už to funguje.
    Спасибо, всё работает.
    Дякую, все працює.
    Teşekkürler, şimdi çalışıyor.
    ありがとうございます。直りました。
    谢谢,已经好了。
    감사합니다. 이제 됩니다.
"""
THANKED = """
    Obrigada!
    Dank je wel, Sam!
    Tack så mycket!
    Kiitos paljon avusta
    Dziękuję bardzo
    Děkuji moc
    Большое спасибо!
    Дуже дякую!
    Teşekkür ederim
    ありがとうございました。
    非常感谢!
    감사합니다!
    Hi Sam, thanks! Best regards
"""
MORE = """
    Perfect, it works now. One more question: how do I add a printer?
    Danke, es funktioniert nicht
    Danke, das Problem ist wieder da.
    Merci, ça ne marche pas
    Gracias, no funciona
    Grazie, non funziona
    Dziękuję, nie działa
    Спасибо, не работает
    Tak, det virker ikke
    Kiitos, ei toimi
    Bedankt, het werkt niet
    Funktioniert es jetzt wieder?
    Danke, problem wieder
    ありがとうございます。まだ直りません。
    谢谢,还没好
    감사합니다. 안 됩니다.
    thanks, laptop broken
    it worked before
"""


@pytest.mark.parametrize("text", lines(WORKED))
def test_it_works_again(text):
    assert reading.intent(reading.tidy(text)) is Intent.WORKED


@pytest.mark.parametrize("text", lines(THANKED))
def test_thanks(text):
    assert reading.intent(reading.tidy(text)) is Intent.THANK


@pytest.mark.parametrize("text", lines(MORE))
def test_whoever_says_more_is_heard(text):
    assert reading.intent(reading.tidy(text)) not in (Intent.WORKED, Intent.THANK)


def test_wide_punctuation_parts_and_asks():
    assert courtesy("谢谢\uff0c已经好了\uff01") is Intent.WORKED
    assert courtesy("已经好了\uff1f") is None


def test_a_whole_mail_that_only_thanks():
    mail = "Hallo Sam,\n\ndanke, es funktioniert jetzt wieder.\n\nViele Grüße\nAnn Smith"
    assert reading.intent(reading.tidy(mail)) is Intent.WORKED


@pytest.mark.parametrize("subject", ["VPN broken", "New keyboard needed", "Drucker druckt nicht"])
def test_a_subject_that_names_a_matter(subject):
    assert reading.tells(subject)


@pytest.mark.parametrize(
    "subject",
    [
        "",
        "Hello",
        "Thanks",
        "Thanks Sam",
        "Question",
        "status of FL-1001",
        "Status",
        "Urgent!",
        "Hilfe",
    ],
)
def test_a_subject_that_names_none(subject):
    assert not reading.tells(subject)


@pytest.mark.parametrize("text", ["a" * 100_000, "thanks " * 40, "잘 " * 100 + "x", "已经" * 150])
def test_no_courtesy_makes_us_slow(text):
    assert seconds(courtesy, text) < LIMIT

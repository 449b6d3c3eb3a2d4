"""Whether a short message only thanks or says that it works again, in the languages people write.

Every word of it must be known here, so that a negation, a name of a thing or a second matter makes
it something else. A question is none of it. Languages share the tables: nobody mixes them.
"""

import re

from bot.core.turn import Intent

LONGEST = 320  # characters that a few courtesies take
_PARTS = re.compile(r"[.!,;:\n\u3001\u3002\uff01\uff0c\uff1b\u2013\u2014]+|\s-+\s")
_TO_SOMEBODY = re.compile(r",\s(?=[^\W\d_]{1,30}[.!]?$)")
_ASKS = ("?", "\uff1f", "¿")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# What says by itself that it works.
_SOLVED = _set(
    """
    works worked working solved fixed resolved sorted
    funktioniert funktionierte geht läuft klappt geklappt gelöst behoben erledigt geholfen
    fonctionne fonctionnent fonctionné marche résolu réglé réparé corrigé
    funciona funcionando funcionó solucionado solucionada resuelto resuelta arreglado
    funziona funzionano funzionato funzionante risolto risolta sistemato
    funcionou resolvido resolvida solucionou
    werkt werken gewerkt opgelost gelukt verholpen
    fungerar fungerade löst fixat löste virker virkede fungerer fungerte løst løste ordnet
    ordnat
    toimii toimivat ratkaistu ratkesi korjattu korjaantui kunnossa
    działa działają zadziałało rozwiązany rozwiązane naprawione naprawiony pomogło
    funguje fungují vyřešeno vyřešen vyřešený opraveno pomohlo
    работает работают заработало заработал заработала помогло решено решена решён решен решилась
    исправлено починили
    працює працюють запрацювало запрацював допомогло вирішено вирішена виправлено
    çalışıyor çalıştı çözüldü düzeldi halloldu
    """
)
# What stands around it, and means nothing without it.
_AROUND = _set(
    """
    it this that all everything now again is are has have been the my problem issue fine like
    charm just
    also so for me i can confirm perfectly well ticket i'm it's that's and yes
    es das jetzt wieder nun alles ist problem hat sich einwandfrei bestens problemlos wurde ja
    hier mir auch bei und
    ça cela tout à nouveau maintenant c'est est problème le bien parfaitement a été oui très de
    il et j'ai
    ya todo de nuevo ahora está ha sido problema el otra vez correctamente sí funciona
    perfectamente lo esta y
    ora adesso tutto nuovo è ha stato stata problema il di bene correttamente e già sì
    agora já está novamente o foi perfeitamente tudo sim
    het nu weer alles probleem uitstekend goed ja dit
    det nu igen allt är problemet har blivit bra ja nå alt er den blitt fint och og
    nyt taas kaikki se on ongelma jälleen hyvin kyllä ja
    już teraz znowu znów wszystko problem został jest ponownie to tak dobrze i
    už teď zase znovu opět vše všechno problém je byl ano nyní dobře a
    всё все теперь снова опять уже проблема вопрос нормально да и это хорошо
    усе знову тепер вже проблему проблема питання так і це добре
    şimdi tekrar yeniden her şey sorun sorunum problem artık oldu evet ve
    """
)
_THANKS = _set(
    """
    thanks thank thx thankyou cheers danke dank vielen merci gracias grazie obrigado obrigada
    bedankt
    tack takk tak kiitos kiitoksia dziękuję dziękujemy dzięki dziękuje děkuji děkujeme díky
    спасибо благодарю дякую дякуємо teşekkürler teşekkür sağol
    """
)
# Thanks have these around them, and these alone are a pleasantry.
_PLEASANT = _set(
    """
    you so very much a lot many again all everyone team great perfect super excellent brilliant
    wonderful awesome nice good hello hi hey dear day weekend evening have one mr ms mrs your
    quick help for the
    support regards best kind ok okay yes
    sehr schön herzlichen schönen schönes tag noch abend wochenende prima perfekt toll klasse
    hallo ihre eure für
    die schnelle hilfe dir ihnen euch frau herr viele liebe grüße gruß freundliche freundlichen
    grüßen mit ein einen und
    beaucoup bien bonne bon journée soirée parfait génial votre aide pour cordialement bonjour à
    tous
    muchas muchísimas mil perfecto genial buen día saludos hola por la ayuda su tu buenos días
    mille perfetto ottimo buona giornata ciao tante saluti buongiorno per l'aiuto
    muito perfeito ótimo bom dia olá pela ajuda
    wel u je jullie hartelijk fijn weekend dag fijne hulp voor de snelle groet groeten met
    vriendelijke
    så mycket tusen mange jättebra perfekt hej hei fint for hjelpen hjælpen för hjälpen hilsen
    paljon avusta hienoa terveisin
    bardzo za pomoc świetnie pozdrawiam dzień dobry miłego dnia
    moc mockrát velmi výborně skvěle hezký den za dobrý
    большое огромное отлично супер за помощь вам вас здравствуйте добрый день
    дуже велике чудово щиро за допомогу вам
    çok ederim ederiz sağ olun harika merhaba günler iyi
    """
)
_SPACELESS_THANKS = (
    r"(?:本当に|どうも|早速の)?(?:ご対応)?(?:いただき|頂き)?(?:ありがとう|有難う|有り難う)(?:ございます|ございました)?|助かりました"
    r"|(?:非常|十分|太|真的)?(?:谢谢|感谢|多谢|謝謝|感謝|多謝)(?:您|你|大家|了|你们|您的帮助|你的帮助)?"
    r"|(?:정말 ?|대단히 ?)?(?:감사합니다|감사드립니다|고맙습니다|고마워요)"
)
_SPACELESS_SOLVED = (
    r"(?:無事に?|問題なく|正常に|もう|今は|これで)*(?:直りました"
    r"|解決しました|治りました|使えるようになりました|動きました|動くようになりました|動作しました|できました|出来ました)"
    r"|(?:问题|問題)?(?:已经|已經|已|现在|現在|都)*(?:可以用了|可以了|好了|解决了|解決了|恢复了|恢復了|正常了|恢复正常了|修好了|能用了)"
    r"|(?:이제 ?|지금은 ?|다시 ?|잘 ?|문제가? ?|정상적으로 ?)*(?:됩니다|작동합니다"
    r"|해결되었습니다|해결됐습니다|해결했습니다|되네요|돼요)"
)
_GRATEFUL = re.compile(_SPACELESS_THANKS)
_WORKING = re.compile(_SPACELESS_SOLVED)


def courtesy(said: str) -> Intent | None:
    """WORKED or THANK where every part of it says one of them or is pleasant; else None."""
    if len(said) > LONGEST or any(mark in said for mark in _ASKS):
        return None
    found = [
        _part(part.strip())
        for part in _PARTS.split(_TO_SOMEBODY.sub(" ", said))
        if _WORD.search(part)
    ]
    if None in found:
        return None
    return next((kind for kind in (Intent.WORKED, Intent.THANK) if kind in found), None)


def _part(part: str) -> Intent | None:
    """GREET stands for what is merely pleasant."""
    if _WORKING.fullmatch(part):
        return Intent.WORKED
    if _GRATEFUL.fullmatch(part):
        return Intent.THANK
    spelled = _WORD.findall(part.replace("’", "'"))
    words = {word.lower() for word in spelled}
    if words & _SOLVED and words <= _SOLVED | _AROUND | _THANKS | _PLEASANT:
        return Intent.WORKED
    return _pleasant(spelled, words)


def _pleasant(spelled: list[str], words: set[str]) -> Intent | None:
    """Thanks, or a greeting, to somebody by name: one word that we do not know, in capitals."""
    strange = [word for word in spelled if word.lower() not in _THANKS | _PLEASANT]
    addressed = bool(words & (_THANKS | _PLEASANT)) and strange == spelled[-1:]
    if strange and not (addressed and strange[0].istitle() and len(spelled) <= 5):
        return None
    return Intent.THANK if words & _THANKS else Intent.GREET

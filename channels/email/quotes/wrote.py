"""The words of "On Monday, Ann wrote:" in many languages."""

from channels.email.quotes.lines import folded

# Of a verb of several words the one that stands last.
VERBS = folded(
    """wrote | writes | written | sent | replied | schrieb | schreibt | geschrieben | écrit
    | écrivait | rédigé | escribió | escrito | escribía | escrit | escriure | scritto | scrive
    | scriveva | escreveu | escreve | schreef | schrijft | geschreven | skrev | skrevet
    | skriver | skreiv | skrifaði | reagerade | kirjoitti | kirjoittaa | napisał | napisała
    | napisał(a) | napisali | pisze | napsal | napsala | napsal(a) | napsal/a | píše | napísal
    | napísala | napísal(a) | napísal/a | написал | написала | написал(а) | написал(a) | пишет
    | писал | писала | написав | написав(-ла) | написав(ла) | написав(а) | пише | написа
    | написао | написао/ла | написао(ла) | napisao | napisala | napisao/la | napisao(la)
    | napisal | napisal/a | pisal | piše | írta | scris | scrie | yazdı | yazmış | yazıyor
    | έγραψε | kirjutas | rakstīja | rašė | parašė | viết | menulis | כתב | כתבה | כתב/ה | كتب
    | كتبت | نوشت"""
)

# Parts of such words, in languages that put no blanks between them.
STEMS = folded(
    """写道 | 寫道 | 写到 | 寫到 | 编写 | 編寫 | 撰写 | のメッセージ | 書きました
    | 書き込みました | のメール | 작성 | 썼습니다 | 님이 쓴 | 쓴 글 | 님의 글 | เขียน"""
)

# "Quoting Ann <ann@example.org>:"
PREFIXES = tuple(
    folded(
        """quoting | zitat von | citando | citation de | citat från | citat fra
        | citaat van | cytowanie
        | цитирую | цитата | wiadomość napisana przez | missatge de | mensaje de | messaggio da
        | message de | nachricht von"""
    )
)

# What stands before the date; of several words the first.
FIRST_WORDS = folded(
    """on | am | le | el | il | op | den | em | no | na | w | dnia | dne | dňa | på | pe | la
    | în | v | в | во | от | на | у | vào | pada | στις | την | dana | u | az | בתאריך | ב | في
    | 在 | 于 | 於 | a | de | d | kl | vom | from | quoting"""
)
STARTS_MIDWAY = ("On ", "Am ", "Le ", "El ", "Il ", "Op ", "Den ", "Em ", "W dniu ", "Dne ", "På ")

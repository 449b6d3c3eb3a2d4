"""The words of "On Monday, Ann wrote:" in many languages."""

from channels.email.quotes.lines import folded

# Words of languages that put blanks between them.
VERBS = folded(
    """wrote | writes | has written | sent | replied | a wrote | schrieb | schreibt
    | hat geschrieben | geschrieben | schrieb folgendes | hat folgendes geschrieben | a écrit
    | écrit | écrivait | a rédigé | escribió | escribio | ha escrito | escribía | ha escrit
    | va escriure | ha scritto | scrive | scriveva | escreveu | escreve | schreef
    | heeft geschreven | het volgende geschreven | skrev | skrev följande | har skrevet | skreiv
    | skrifaði | reagerade | kirjoitti | kirjoittaa | napisał | napisała | napisał(a) | napisali
    | pisze | napsal | napsala | napsal(a) | napsal/a | píše | napísal | napísala | napísal(a)
    | написал | написала | написал(а) | написал(a) | пишет | писал | писала | написав
    | написав(-ла) | написав(ла) | написав(а) | пише | написа | написао | написао/ла
    | je napisao | je napisala | napisao je | napisala je | napisao/la | je napisao/la
    | je napisal | je napisal/a | je pisal | piše | írta | ezt írta | írta ezt | a írta
    | a scris | scrie | scris | yazdı | şunu yazdı | şunları yazdı | yazmış | έγραψε
    | έγραψε τα εξής | kirjutas | rakstīja | rašė | parašė | đã viết | viết | menulis
    | menulis kata | wrote this | sent the following | כתב | כתבה | כתב/ה | ‏כתב | كتب | كتبت
    | نوشت | quoting | zitat von | citando | citando a | citation de"""
)
MOST_WORDS = max(verb.count(" ") for verb in VERBS) + 1

# Parts of languages that do not.
STEMS = folded(
    """写道 | 寫道 | 写到 | 寫到 | 编写 | 編寫 | 撰写 | のメッセージ | が書きました
    | は書きました | 書きました | さんは書き | のメール | 作成 | 작성 | 썼습니다 | 님이 쓴
    | 쓴 글 | 님의 글 | 님이 | เขียนว่า | เขียน"""
)

# What stands before the date.
STARTS = folded(
    """on | am | le | el | il | op | den | em | w | w dniu | dnia | dne | dňa | på | pa | pe
    | la | la data de | в | во | от | на | у | vào | vào lúc | pada | στις | την | il giorno
    | no dia | na data | a | an | em data | dana | u | a(z) | az | ב | في | 在 | 于 | 於 | de
    | kl | quoting | vom | from | d | el dia | no"""
)
FIRST_WORDS = frozenset(start.split(" ")[0] for start in STARTS)
STARTS_MIDWAY = ("On ", "Am ", "Le ", "El ", "Il ", "Op ", "Den ", "Em ", "W dniu ", "Dne ", "På ")

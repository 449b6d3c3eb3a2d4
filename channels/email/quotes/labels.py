"""What mailers in many languages call the header fields they write above an earlier mail."""

from enum import Enum, auto
from itertools import pairwise

from channels.email.quotes.lines import FRAME, Line, fold, folded

LONGEST_LABEL = 40
LONGEST_RUN = 2000
LONGEST_CUT = 20
FEWEST_CUTS = 3
MOST_CUTS = 12


class Role(Enum):
    """What a field tells. SENT is a date under a name that nobody uses in prose."""

    FROM = auto()
    DATE = auto()
    SENT = auto()
    TO = auto()
    SUBJECT = auto()
    OTHER = auto()


# en de fr es it pt nl sv da no fi pl cs sk ru uk bg hu ro hr sl tr el et lv lt ca ja zh ko vi id th
# he ar fa, about in this order.
NAMES = {
    Role.FROM: """from | sender | von | absender | de | de la | expéditeur | remitente | desde
        | da | mittente | remetente | van | afzender | från | fra | avsändare | avsender
        | afsender | lähettäjä | od | nadawca | odesílatel | odosielateľ | от | отправитель
        | від | від кого | відправник | от кого | подател | feladó | expeditor | expeditorul
        | šalje | pošiljatelj | pošiljalac | pošlje | pošiljate | kimden | gönderen | από
        | αποστολέας | saatja | no | nuo | siuntėjas | sūtītājs | kellelt | remitent | 差出人
        | 送信者 | 送信元 | 差し出し人 | 发件人 | 寄件者 | 寄件人 | 發件人 | 发信人 | 보낸 사람
        | 보낸사람 | 보낸이 | 발신 | 보낸 이 | từ | người gửi | dari | pengirim | จาก | מאת | من
        | از | פון | frá | gan""",
    Role.DATE: """date | datum | message du | fecha | data | dato | pvm | päivämäärä | päiväys
        | data i godzina | дата | dátum | dată | tarih | ημερομηνία | kuupäev | datums
        | dagsetning | 日付 | 日時 | 日期 | 时间 | 時間 | 날짜 | 日期時間 | ngày | tanggal
        | วันที่ | תאריך | التاريخ | تاریخ""",
    Role.SENT: """sent | date sent | sent at | sent on | gesendet | gesendet am | envoyé
        | envoyé le | date d'envoi | enviado | enviado el | enviado em | fecha de envío
        | enviada | enviada em | inviato | data invio | verzonden | verstuurd | verzonden op
        | skickat | skickades | sendt | sendt dato | lähetetty | lähetysaika | wysłano | wysłane
        | data wysłania | odesláno | odoslané | odoslal | отправлено | дата отправки | отправлен
        | надіслано | відправлено | дата надсилання | изпратено | elküldve | elküldés ideje
        | küldve | küldés ideje | trimis | data trimiterii | poslano | poslato | poslat
        | datum slanja | gönderildi | gönderilme | gönderme tarihi | gönderim tarihi
        | gönderi tarihi | gönderim zamanı | στάλθηκε | εστάλη | saadetud | saatmisaeg
        | nosūtīts | nosūtīta | išsiųsta | enviat | enviat el | 送信日時 | 送信日 | 送信済み
        | 发送时间 | 發送時間 | 寄件日期 | 傳送時間 | 发送日期 | 傳送日期 | 보낸 날짜 | 보낸날짜
        | 전송 날짜 | 보낸 시간 | đã gửi | đã gửi lúc | dikirim | dikirimkan | ส่ง | ส่งเมื่อ
        | נשלח | נשלח ב | تاريخ الإرسال | تم الإرسال | ارسال شده""",
    Role.TO: """to | an | à | a | pour | destinataire | destinataires | para | destinatario
        | per | per a | destinatário | aan | till | til | mottagare | modtager | mottaker
        | vastaanottaja | kenelle | do | adresat | komu | pro | příjemce | кому | до | до кого
        | получатель | címzett | către | catre | za | prima | primatelj | prejemnik | kome
        | kime | alıcı | προς | kellele | saaja | adressaat | kam | skirta | gavėjas | 宛先
        | 宛て先 | 收件人 | 收件者 | 받는 사람 | 받는사람 | 받는이 | 수신 | 받는 이 | đến | tới
        | kepada | untuk | penerima | ถึง | אל | إلى | الى | به | viðtakandi""",
    Role.SUBJECT: """subject | betreff | betr. | objet | sujet | asunto | oggetto | assunto
        | onderwerp | ämne | emne | aihe | otsikko | temat | předmět | predmet | тема
        | тема письма | относно | tárgy | subiect | subiectul | naslov | zadeva | konu | θέμα
        | teema | tēma | temats | assumpte | efni | 件名 | 题名 | 题目 | 主题 | 主題 | 主旨
        | 标题 | 제목 | chủ đề | tiêu đề | perihal | subjek | subyek | เรื่อง | נושא | הנושא
        | الموضوع | موضوع""",
    Role.OTHER: """cc | bcc | kopie | kopie an | copie | copie à | cci | copia | con copia
        | cópia | kopia | kopi | kopio | dw | udw | do wiadomości | kopie pro | копия | копія
        | másolatot kap | másolat | copie carbon | bilgi | κοιν | κοινοποίηση | koopia | kopija
        | 复制 | 抄送 | 副本 | 참조 | tembusan | สำเนา | עותק | نسخة | reply-to | reply to
        | antwort an | répondre à | responder a | rispondi a | responder para | antwoord aan
        | svar till | svar til | vastausosoite | odpowiedź do | odpověď na | ответить | 返信先
        | 回复 | 回覆 | 답장 | importance | priority | wichtigkeit | priorität | importancia
        | prioridad | importanza | priorità | importância | urgentie | prioriteit | prioritet
        | приоритет | важность | 重要度 | 重要性 | attachments | attachment | anlagen | anhänge
        | pièces jointes | pièce jointe | datos adjuntos | adjuntos | allegati | allegato
        | anexos | bijlagen | bijlage | bilagor | vedhæftede filer | vedlegg | załączniki
        | přílohy | вложения | вкладення | ekler | 添付ファイル | 附件 | 첨부 파일
        | organization | resent-from | message-id | mailing list | list-id | mailed-by
        | signed-by | security | user-agent | organisation | when | where | wann | wo""",
}
ROLES = {name: role for role, names in NAMES.items() for name in folded(names)}


def field(line: Line) -> tuple[Role, str] | None:
    """The role and the value of a header line; None if it is no such line."""
    name, colon, _ = line.low[: LONGEST_LABEL + 1].partition(":")
    if not colon:
        return None
    role = ROLES.get(name.strip(FRAME)) or ROLES.get(name.replace(" ", ""))
    if not role:
        return None
    _, _, value = line.said.replace("：", ":").partition(":")
    return role, value.strip(FRAME)


def roles_within(line: Line) -> set[Role]:
    """The roles on one line, should a mailer put several there ("From: ... Date: ...")."""
    words = line.low.split(" ")
    named = (
        word.rstrip("*_")[:-1].lstrip("*_") for word in words if word.rstrip("*_").endswith(":")
    )
    return {ROLES[name] for name in named if name in ROLES}


def parts(shown: str) -> list[str]:
    """A header that a mailer wrote without line ends ("From: ...To: ..."), cut where fields begin.

    One piece if there is no such header.
    """
    cuts: list[int] = []
    seen: set[Role] = set()
    for end, char in enumerate(shown[:LONGEST_RUN]):
        if char == ":" and len(cuts) < MOST_CUTS:
            start, role = _name_before(shown, end, cuts[-1] + 1 if cuts else 0)
            if role and role not in seen:
                cuts.append(start)
                seen.add(role)
    if len(cuts) < FEWEST_CUTS or Role.FROM not in seen:
        return [shown]
    pieces = (shown[a:b] for a, b in pairwise([0, *cuts, len(shown)]))
    return [piece for piece in pieces if piece.strip()]


def _name_before(shown: str, end: int, begin: int) -> tuple[int, Role | None]:
    """The longest name of a field that ends here, and where it starts."""
    for start in range(max(begin, end - LONGEST_CUT), end):
        if not shown[start].islower():
            role = ROLES.get(fold(shown[start:end].rstrip()))
            if role:
                return start, role
    return end, None

"""Lines that mailers draw between the new mail and an old one, in many languages."""

from channels.email.quotes.lines import Line, any_of, folded

RULE = frozenset("-_=*–—#~+. ")
DRAWN = "-_=*–—#~+>< "
LONGEST = 120
SHORTEST_RULE = 3
LONGEST_INTRODUCTION = 6  # words

# -----Original Message-----
ORIGINAL = folded(
    """original message | original mail | original email | original e-mail
    | original appointment | reply message | previous message | replied message
    | reply separator | mail original | courriel original | ursprüngliche nachricht
    | originalnachricht | original-nachricht | original nachricht | ursprüngliche mail
    | ursprüngliche e-mail | originale nachricht | originalmail | antwort nachricht
    | urspr. nachricht | urspruengliche nachricht | orginalnachricht | ursprünglicher termin
    | message d'origine | message d’origine | message original | message initial
    | message précédent | mensaje original | mensaje de origen | correo original
    | mensaje anterior | messaggio originale | messaggio original | messaggio di origine
    | mensagem original | email original | missatge original | oorspronkelijk bericht
    | origineel bericht | oorspronkelijke bericht | ursprungligt meddelande | originalmeddelande
    | ursprungsmeddelande | opprinnelig melding | original melding | oprindelig meddelelse
    | oprindelig besked | original meddelelse | den oprindelige meddelelse | alkuperäinen viesti
    | alkuperäinen sähköposti | oryginalna wiadomość | wiadomość oryginalna
    | wiadomość pierwotna | původní zpráva | původní e-mail | pôvodná správa
    | исходное сообщение | исходное письмо | оригинальное сообщение | первоначальное сообщение
    | оригинал сообщения | початкове повідомлення | вихідне повідомлення
    | оригінальне повідомлення | оригинално съобщение | първоначално съобщение | eredeti üzenet
    | eredeti levél | mesajul original | mesaj original | izvorna poruka | originalna poruka
    | izvirno sporočilo | orijinal mesaj | özgün ileti | orijinal ileti | asıl ileti
    | αρχικό μήνυμα | algne kiri | algsõnum | oriģinālais ziņojums | originalus laiškas
    | pradinis laiškas | thư gốc | tin nhắn gốc | pesan asli | pesan asal | ข้อความต้นฉบับ
    | 元のメッセージ | 元のメール | 原始邮件 | 原始郵件 | 原邮件 | 原郵件 | 邮件原件 | 原始信件
    | 원본 메시지 | 원본 메일 | 원래 메시지 | 원본메시지 | 원본 이메일 | הודעה מקורית
    | ההודעה המקורית | الرسالة الأصلية | رسالة أصلية | پیام اصلی"""
)

# ---------- Forwarded message ----------, and "Begin forwarded message:"
FORWARDED = folded(
    """forwarded message | forwarded mail | forwarded email | forwarded by | forwarded from
    | forward message | begin forwarded message | begin forward message
    | start of forwarded message | message forwarded | forwarding | weitergeleitete nachricht
    | weitergeleitete mail | weitergeleitete e-mail | anfang der weitergeleiteten
    | beginn der weitergeleiteten | anfang der weitergeleiteten nachricht | weitergeleitet von
    | weitergeleitet durch | message transféré | message transmis | mail transféré
    | courriel transféré | message réexpédié | transféré par | début du message réexpédié
    | début du message transféré | transmis par | début du message transmis | mensaje reenviado
    | inicio del mensaje reenviado | comienzo del mensaje reenviado | correo reenviado
    | reenviado por | mensaje remitido | missatge reenviat | inici del missatge reenviat
    | messaggio inoltrato | inizio messaggio inoltrato | inizio del messaggio inoltrato
    | messaggio rinviato | inoltrato da | inizio messaggio rinviato | mensagem encaminhada
    | mensagem reencaminhada | início da mensagem encaminhada | início da mensagem reencaminhada
    | começo da mensagem encaminhada | início de mensagem reenviada | mensagem reenviada
    | encaminhado por | e-mail encaminhado | doorgestuurd bericht | begin doorgestuurd bericht
    | doorgezonden bericht | begin van doorgestuurd bericht | doorgestuurd door
    | vidarebefordrat meddelande | vidarebefordrat brev | vidarebefordrat mail
    | vidarebefordrat mejl | börja vidarebefordrat meddelande
    | start på vidarebefordrat meddelande | vidaresänt meddelande | påbörja vidarebefordrat
    | vidarebefordrad av | videresendt melding | videresendt e-post
    | start på videresendt melding | begynnelsen på videresendt | begynn videresendt
    | starten på videresendt | videresendt meddelelse | videresendt besked | videresendt mail
    | start på videresendt besked | start på videresendt meddelelse | begyndelse på videresendt
    | starten af videresendt | videresendt af | begin videresendt | start videresendt
    | edelleenlähetetty viesti | edelleen lähetetty viesti | välitetty viesti
    | välitetty sähköposti | edelleenlähetetty sähköposti | edelleenlähetetyn viestin alku
    | välitetty viesti alkaa | välitetyn viestin alku | lähetetty edelleen
    | przekazana wiadomość | wiadomość przekazana | treść przekazanej wiadomości
    | początek przekazywanej wiadomości | przesłana wiadomość | wiadomość przesłana dalej
    | początek przekazanej wiadomości | przekazane przez | przekazywana wiadomość
    | přeposlaná zpráva | předaná zpráva | začátek přeposlané zprávy | přeposlaný e-mail
    | předávaná zpráva | přeposílaná zpráva | přeposlal | preposlaná správa
    | začiatok preposlanej správy | odovzdaná správa | пересланное сообщение
    | пересылаемое сообщение | начало переадресованного сообщения | переадресованное сообщение
    | начало пересылаемого сообщения | перенаправленное сообщение | пересланное письмо
    | пересылаемое письмо | начало пересланного сообщения | конец пересылаемого сообщения
    | переслане повідомлення | пересилається повідомлення | початок листа, що пересилається
    | початок переадресованого повідомлення | перенаправлене повідомлення | пересланий лист
    | перенаправлений лист | початок пересланого повідомлення | препратено съобщение
    | начало на препратеното съобщение | препратен имейл | пренасочено съобщение
    | továbbított üzenet | továbbított levél | továbbított üzenet kezdete | továbbítva
    | a továbbított üzenet | mesaj redirecționat | mesaj redirectionat
    | începutul mesajului redirecționat | mesaj transmis | mesaj înaintat
    | începe mesajul redirecționat | începutul mesajului transmis | mesajul redirecționat
    | proslijeđena poruka | započni proslijeđenu poruku | početak proslijeđene poruke
    | prosleđena poruka | proslijeđeno | posredovano sporočilo | začetek posredovanega sporočila
    | iletilen mesaj | iletilmiş mesaj | yönlendirilen mesaj | yönlendirilmiş mesaj
    | iletilen ileti | iletilmiş ileti | yönlendirilmiş ileti | yönlendirilen ileti
    | iletinin başlangıcı | iletilmiş e-posta | yönlendirilen e-posta | προωθημένο μήνυμα
    | έναρξη προωθημένου μηνύματος | αρχή προωθημένου μηνύματος | προωθηθέν μήνυμα
    | edastatud kiri | edastatud sõnum | edasi saadetud kiri | algus edastatud | pārsūtīta ziņa
    | pārsūtītā ziņa | pārsūtīts ziņojums | persiųstas laiškas | persiųsta žinutė
    | pradžia persiųsto | thư đã chuyển tiếp | thư được chuyển tiếp | tin nhắn đã chuyển tiếp
    | chuyển tiếp | pesan terusan | pesan yang diteruskan | pesan diteruskan
    | mulai pesan terusan | mulai pesan yang diteruskan | diteruskan | ข้อความที่ส่งต่อ | ส่งต่อ
    | áframsent | 転送メッセージ | 転送されたメッセージ | 転送メール | 転送元 | 転送
    | 转发的邮件 | 转发邮件 | 已转发邮件 | 轉寄的郵件 | 轉寄郵件 | 已轉寄郵件 | 轉寄的訊息
    | 转发的消息 | 转发信息 | 开始转发的邮件 | 開始轉寄郵件 | 以下是转发的邮件
    | 以下是轉寄的郵件 | 下面是被转发的邮件 | 轉寄 | 전달된 메시지 | 전달한 메시지 | 전달된 메일
    | 전달된 이메일 | 전달 메시지 | 전달받은 메시지 | הודעה שהועברה | תחילת הודעה שהועברה
    | הועברה | רسالة معاد توجيهها | رسالة مُعاد توجيهها | رسالة معاد توجيهها
    | بداية الرسالة المعاد توجيهها | رسالة محولة | پیام ارسال شده | پیام هدایت شده"""
)

# Parts of "forwarded", for lines that are certainly no prose.
FORWARDED_STEMS = folded(
    """forward | weiterge | weitergel | transfér | réexpéd | reenvia | reenviat | encaminh
    | inoltra | rinviat | doorgest | doorgez | vidarebef | vidaresä | videresend | edelleenläh
    | välitet | przekaz | przesłan | přepos | předáv | prepos | пересл | пересыл | пересил
    | переадр | перенапр | препрат | пренасоч | tovább | redirec | înaint | proslij | prosleđ
    | posredov | iletil | iletinin | yönlend | προωθ | edasta | edasi | pārsūt | persių
    | chuyển tiếp | terus | 転送 | 转发 | 轉寄 | 轉發 | 转寄 | 전달 | הועבר | ส่งต่อ | محول
    | توجيه"""
)

# ##- Please type your reply above this line -##
ABOVE = folded(
    """above this line | reply above | write above | antworten sie über dieser | oberhalb dieser
    | über dieser linie | au-dessus de cette ligne | por encima de esta línea
    | encima de esta línea | acima desta linha | sopra questa riga | sopra questa linea
    | boven deze regel | boven deze lijn | ovanför den här raden | ovanför denna rad
    | over denne linje | over denne linjen | tämän rivin yläpuolelle | nad tą linią
    | nad tuto čáru | nad tento řádek | над этой строкой | выше этой строки
    | выше этой линии | над цим рядком
    | bu satırın üst | bu çizginin üst | この行より上 | この線より上 | 此行上方 | 此線上方
    | 이 줄 위"""
)

PHRASES = tuple(FORWARDED)
SPEAKS_OF_FORWARDING = any_of(FORWARDED_STEMS)
ASKS_TO_WRITE_ABOVE = any_of(ABOVE)


def is_rule(line: Line) -> bool:
    """A line of dashes and the like."""
    bare = line.shown.strip("> \t")
    if len(bare) < SHORTEST_RULE or not RULE.issuperset(bare[:LONGEST]):
        return False
    return RULE.issuperset(bare) and bare not in ("...", "***")


def is_original(line: Line) -> bool:
    """Between an answer and the old mail below it."""
    words = _drawn_words(line)
    return bool(words) and _is_original(words)


def opens_an_old_mail(line: Line) -> bool:
    """The same, or under which a ticket system wants nothing to be written."""
    words = _drawn_words(line)
    return bool(words) and (_is_original(words) or bool(ASKS_TO_WRITE_ABOVE.search(words)))


def is_forward(line: Line) -> bool:
    """Above a forwarded mail: drawn, or a few words with a colon."""
    if len(line.low) > LONGEST or not line.said:
        return False
    is_drawn = line.shown.rstrip().endswith(("-", "=", "_", "*", ":"))
    words = _drawn_words(line) if is_drawn else ""
    return bool(words and SPEAKS_OF_FORWARDING.search(words)) or _is_announced(line)


def may_announce(line: Line) -> bool:
    """Whether a few words that end with a colon speak of forwarding."""
    is_short = line.low.endswith(":") and line.low.count(" ") < LONGEST_INTRODUCTION
    return bool(is_short and SPEAKS_OF_FORWARDING.search(line.low))


def _is_original(words: str) -> bool:
    head = words.split(" ")
    return words in ORIGINAL or any(" ".join(head[:count]) in ORIGINAL for count in (1, 2, 3))


def _drawn_words(line: Line) -> str:
    """The words between two rules on one line; "" if there are none."""
    bare = line.shown[:LONGEST].strip("> \t")
    is_drawn = len(bare) <= LONGEST and bare[:2].strip("-_=*–—#~+") == "" and bare != ""
    return line.low.strip(DRAWN + ":") if is_drawn else ""


def _is_announced(line: Line) -> bool:
    """ "Begin forwarded message:" and nothing else on the line."""
    return may_announce(line) and line.low.strip(DRAWN + ": ").startswith(PHRASES)

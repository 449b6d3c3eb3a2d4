"""The words of mail servers that could not deliver, in the languages they speak. All folded."""

from channels.email.folding import table

# Who writes bounces: anywhere in From.
DAEMONS = table(
    "mailer-daemon|mailer_daemon|mailerdaemon|maildaemon|mail daemon|mail-daemon|mdaemon@"
    "|mail delivery|mail.delivery|delivery subsystem|delivery system|delivery service|mail_service",
    "microsoftexchange329e71ec88ae4615bbc36ab6ce41109e|internet mail delivery|mailerror@",
)
OFFICES = table(
    "postmaster|post_master|post-master|system administrator|mail administrator|mail admin"
    "|mail system|mailsystem|mail server|mailserver|smtp|antivirus|anti-virus|mail gateway"
    "|mailgateway|imss@|sysadmin@|bounce"
    "|nondelivery|non-delivery|undeliverable|returned mail|mailman@|e-mail system|email system",
    "systemadministrator|administrateur systeme|administrador del sistema|system-administrator"
    "|systeembeheerder|администратор системы|системный администратор"
    "|システム管理者|系统管理员|系統管理員",
)

ROBOTS = table("noreply|no-reply|no_reply|no.reply|donotreply|do-not-reply|do_not_reply")

# A subject or a sentence that says a mail was not delivered, for good or not yet.
FAILED = table(
    # English
    "could not be delivered|couldn't be delivered|cannot be delivered|can't be delivered"
    "|can not be delivered|was not delivered|wasn't delivered|were not delivered"
    "|has not been delivered|not been delivered|not delivered to|mail not delivered"
    "|message not delivered|undeliverable|undelivered|non-deliver|nondeliver|not able to deliver"
    "|unable to deliver|wasn't able to deliver|was unable to deliver|could not deliver"
    "|can't deliver"
    "|cannot deliver|failed to deliver|failure delivering|deliver failed|delivery failed"
    "|delivery has failed|delivery failure|delivery failing|failure delivery|failure notice"
    "|delivery of the message failed|delivery problem|delivery error|delivery to the following"
    "|delivery status notification|delivery notification: |delivery report|delevery to"
    "|delivery incomplete|mail failed|failed mail|failed recipient|failed address|mail failure"
    "|mail system error|returned mail|returned e-mail|returned to sender|returning to sender"
    "|returning message to sender|return to sender|mail returned|message returned"
    "|did not reach|didn't reach|did not receive this message|did not receive your message"
    "|did not receive a copy|could not be reached|could not be sent|couldn't be sent"
    "|could not send|failed to send|error sending|unable to send|trouble delivering"
    "|problem delivering|attempting to deliver|attempt to deliver|permanent error"
    "|permanent fatal error|permanent failure|permanently failed|permanent delivery failure"
    "|had delivery|processing error|error while being processed|error was detected while"
    "|delivery problems|not a valid mailbox|no longer valid|no longer in use"
    "|was rejected by|automatically rejected|message rejected|mail rejected|has been rejected"
    "|been blocked|message blocked|rejected mail|bounced mail|bounce message"
    "|mailbox unavailable|did not exactly match|on the delivery status of a message"
    "|delivery status of a|not accepting mail|group you tried to contact|mail error"
    "|invalid final delivery|error during delivery|unknown user:|no such user|user unknown",
    # German
    "konnte nicht zugestellt werden|nicht zugestellt werden|konnten nicht zugestellt|unzustellbar"
    "|nicht zustellbar|unzustellbarkeit|nicht ausgeliefert|fehler bei der nachrichtenzustellung"
    "|fehler bei der zustellung|zustellung fehlgeschlagen|zustellung ist fehlgeschlagen"
    "|nicht erreicht|nicht erreicht werden|übermittlung fehlgeschlagen|zustellfehler"
    "|zustellung der nachricht|konnte nicht gesendet werden|nicht übermittelt",
    # French
    "n'a pas pu être délivré|n'a pas pu être remis|n'a pas pu être distribué|n'a pas pu être envoyé"
    "|n'a pas pu être livré|n'a pas pu être acheminé|n'a pas été remis|n'a pas été délivré"
    "|n'a pas été distribué|non remis|non délivré|non distribué|non distribuable|échec de la remise"
    "|échec de remise|échec de la distribution|échec de distribution|échec de livraison"
    "|échec de l'envoi|impossible de remettre|impossible de délivrer|impossible de distribuer"
    "|n'est pas parvenu|non recensé|n'existe pas|notification d'état de remise",
    # Spanish
    "no pudo ser entregado|no ha podido ser entregado|no pudo entregarse|no se ha podido entregar"
    "|no se pudo entregar|no se puede entregar|no entregado|no ha sido entregado|no fue entregado"
    "|error de entrega|fallo de entrega|fallo en la entrega|falló la entrega|no se pudo realizar"
    "|imposible entregar|mensaje devuelto|correo devuelto|no llegó a|no ha llegado a",
    # Italian
    "non recapitabile|impossibile recapitare|recapito non riuscito|mancato recapito"
    "|non è stato recapitato|non è stato possibile recapitare|consegna non riuscita"
    "|impossibile consegnare|non è stato possibile consegnare|mancata consegna"
    "|non è stato consegnato|non può essere consegnato|non consegnato|errore di consegna"
    "|non ha raggiunto",
    # Portuguese
    "não pôde ser entregue|não pode ser entregue|não foi possível entregar|não foi entregue"
    "|não pode ser enviada|não entregue|falha na entrega|falha de entrega|falha ao entregar"
    "|erro na entrega|não chegou a|mensagem devolvida|impossível entregar",
    # Dutch
    "kon niet worden bezorgd|kan niet worden bezorgd|niet worden afgeleverd|niet bezorgd"
    "|niet afgeleverd|onbestelbaar|niet te bezorgen|bezorging mislukt|bezorging is mislukt"
    "|bezorgen mislukt|afleveren mislukt|heeft de geadresseerde niet bereikt|niet bereikt",
    # Swedish, Danish, Norwegian
    "kunde inte levereras|kan inte levereras|gick inte att leverera|olevererbar|inte levererats"
    "|leveransen misslyckades|leverans misslyckades|leveransfel|nådde inte"
    "|kunne ikke leveres|kan ikke leveres|ikke leveret|ikke levert|levering mislykkedes"
    "|leveringen mislykkedes|levering mislyktes|leveringen mislyktes|leveringsfejl|leveringsfeil"
    "|kunne ikke afleveres|kunne ikke sendes|nåede ikke|nådde ikke",
    # Finnish
    "toimitus epäonnistui|toimittaminen epäonnistui|ei voitu toimittaa|ei voida toimittaa"
    "|toimittaminen ei onnistunut|ei toimitettu|ei saavuttanut|perillemeno|palautettu viesti",
    # Polish
    "nie można dostarczyć|nie mogła zostać dostarczona|nie mógł zostać dostarczony"
    "|nie została dostarczona|nie został dostarczony|niedostarcz|dostarczenie nie powiodło się"
    "|błąd dostarczania|nie powiodło się|nie udało się dostarczyć|niepowodzenie dostarczenia",
    # Czech
    "nelze doručit|nebyla doručena|nebyl doručen|nemohla být doručena|nemohl být doručen"
    "|nedoručiteln|nedoručen|doručení se nezdařilo|nepodařilo se doručit|chyba doručení"
    "|selhání doručení|doručení zprávy",
    # Russian, Ukrainian
    "не может быть доставлено|не было доставлено|не доставлено|не удалось доставить"
    "|не удается доставить|невозможно доставить|ошибка доставки|сбой доставки|недоставленн"
    "|не доставлена|недоставка|отчет о доставке|возврат письма|не могло быть доставлено"
    "|не вдалося доставити|не може бути доставлен|не доставлено|не було доставлено"
    "|помилка доставки|неможливо доставити|збій доставки|недоставлен",
    # Turkish
    "teslim edilemedi|teslim edilemez|teslim edilemiyor|teslim edilemeyen|iletilemedi"
    "|iletiniz ulaşmadı|gönderilemedi|teslimat başarısız|teslim başarısız|ulaştırılamadı",
    # Japanese
    "配信不能|配信できません|配信できなかった|配送できません|配送できなかった|配信に失敗|配送に失敗"
    "|送信できません|送信できなかった|送信に失敗|お届けできません|届けることができません"
    "|届きませんでした|送信エラー|配信エラー|配信されません|不達|宛先不明|送信できません"
    "|受信できません|メールが送れません|エラーメール|存在しない",
    # Chinese
    "无法传递|无法投递|无法送达|无法发送|未能投递|未能送达|未送达|未传递|投递失败|发送失败|传送失败"
    "|退信|系统退信|邮件退回|被退回|送达失败|拒收"
    "|無法傳遞|無法投遞|無法送達|無法傳送|無法寄達|未能送達|傳遞失敗|傳送失敗|寄送失敗|退信"
    "|郵件退回|未傳遞",
    # Korean
    "배달되지 않|배달할 수 없|배달하지 못|전달할 수 없|전달되지 않|전달하지 못|전송 실패"
    "|전송하지 못"
    "|발송 실패|발송되지|반송|배달 실패|전달 실패|보낼 수 없",
)

# ... and that it will be tried again.
DELAYED = table(
    "message delayed|mail delayed|delivery delayed|delivery delay|has been delayed|(delay)"
    "|is delayed"
    "|delayed mail|delayed delivery|delivery is delayed|delivery was delayed|mail delivery warning"
    "|notification (delay|still being retried|not yet been delivered|not been delivered yet"
    "|have yet to be delivered|has yet to be delivered|will be retried|will retry|gmail will retry"
    "|will keep trying|will continue to try|will continue trying|we will continue to attempt"
    "|continue to attempt delivery|delivery attempts will continue"
    "|attempts to deliver will continue"
    "|attempts to deliver the message will continue|will be attempted again"
    "|message still undelivered|message still queued"
    "|warning message only|this is a warning only|this is just a warning|only a warning"
    "|advisory-only|do not need to resend|no need to resend|temporary warning|delivery incomplete"
    "|not yet delivered|postponed due|temporarily unable to deliver|will make further attempts",
    "verzögert|verspätet|wird weiterhin versucht|weitere zustellversuche|noch nicht zugestellt"
    "|remise différée|remise retardée|distribution retardée|a été retardé|est retardé"
    "|n'a pas encore été|retrasad|entrega demorada|aún no se ha entregado|se seguirá intentando"
    "|recapito ritardato|recapito in ritardo|consegna ritardata|ritardata|non è ancora stato"
    "|entrega atrasada|está atrasad|ainda não foi entregue|entrega adiada",
    "vertraagd|nog niet bezorgd|nog niet afgeleverd|fördröjd|försenad|ännu inte levererats"
    "|forsinket|endnu ikke leveret|ennå ikke levert|viivästyn|ei ole vielä toimitettu"
    "|opóźnion|nie została jeszcze dostarczona|zpožděn|opožděn|dosud nebyla doručena"
    "|задерж|отложена|еще не доставлено|ещё не доставлено|затрим|відкладен"
    "|gecik|ertelendi",
    "配信が遅|遅延|再送|まだ配信されて|延迟|延遲|尚未送达|尚未送達|继续尝试|繼續嘗試|지연"
    "|다시 시도",
)

# A line that says that the returned mail begins below it: it holds one of these, and it is ruled
# off with signs or ends by pointing down. ("The original message was received at ..." does not.)
RETURNED = table(
    "original message|original mail|original e-mail|original email|message headers|mail headers"
    "|returned message|returned mail|message header|unsent message|undelivered message"
    "|message text|old message|copy of the message|copy of your message|copy of the mail"
    "|copy of the original|below this line|below the next line|forwarded message|first part of"
    "|your message reads|your original|message follows|mail follows|returned below|non-delivered"
    "|header of the original|undeliverable message|the body of the message|bounced message"
    "|original headers|rejected message|text of your message|included message|source message",
    "ursprüngliche nachricht|originalnachricht|ursprünglichen nachricht|kopie der nachricht"
    "|kopie ihrer nachricht|message d'origine|message original|message d'origine|message initial"
    "|mensaje original|copia del mensaje|messaggio originale|mensagem original"
    "|oorspronkelijk bericht|originalmeddelande|oprindelig meddelelse|opprinnelig melding"
    "|alkuperäinen viesti|oryginalna wiadomość|původní zpráva|исходное сообщение"
    "|оригинал|вашего письма|оригінал|özgün ileti|orijinal mesaj|元のメッセージ|オリジナル"
    "|元メール|原邮件|原始邮件|原始郵件|원본 메시지|원본",
)

# What stands before the address that failed, in a sentence.
BEFORE_ADDRESS = table(
    "recipient|recipients|recipient address|original address|user|username|userid|mailbox"
    "|addressed to|addressed|deliver message to|deliver mail to|deliver to|message to|messages to"
    "|mail to|email to|e-mail to|email address|delivered to|delivery to|delivery for|deliver for"
    "|undeliverable to|undelivered to|undeliverable address|error-for|account|rcpt to|smtp"
    "|failed recipient|final-recipient|original-recipient|local user|quota violation for"
    "|violation for"
    "|attempts|destination|failed for|failed to|gateway for|relay for|mailto|email address is"
    "|send to|sent to|sending to|address|address is|addressee|user name|group|contact (|error for",
    "empfänger|empfängeradresse|adresse|destinataire|délivré à|delivre a|remis à|destinatario"
    "|entregado a|entregue a|recapitato a|destinatário|ontvanger|bezorgd bij|mottagare|modtager"
    "|mottaker|vastaanottaja|odbiorca|adresat|do|příjemce|получатель|получателю|адресату|адрес"
    "|отримувач|alıcı|宛先|收件人|받는 사람|수신자",
)

# A line with the address that we wrote to, where another one failed.
OTHER_NAMES = table("expanded from|originally addressed to|was addressed to|original address")

# What a server meant that gave no status (RFC 3463), first match first.
MEANINGS = tuple(
    (status, table(phrases))
    for status, phrases in {
        "5.2.2": "mailbox full|mailbox is full|full mailbox|over quota|overquota|quota exceed"
        "|disk quota|exceeded quota|exceeding their quota|exceeds quota|quota violation"
        "|mailfolder is full|too much mail|mailbox exceeds|exceed mailbox quota"
        "|mailbox quota|account is over|storage limit|insufficient space|postfach voll"
        "|boîte pleine|buzón lleno|casella piena|ящик переполнен|容量|邮箱已满|quota",
        "5.2.1": "account is disabled|account has been disabled|mailbox disabled|inactive"
        "|suspended|discontinued|mailbox is inactive|account disabled"
        "|user(s) account is disabled",
        "5.1.1": "user unknown|unknown user|no such user|unknown recipient|recipient unknown"
        "|unknown or illegal user|no mailbox here|mailbox not found|does not exist"
        "|doesn't exist|user not known|user not found|not listed in|invalid recipient"
        "|no such mailbox|no such recipient|address unknown|addressee unknown"
        "|invalid mailbox|not recognized|recipient name is not|doesn't have a"
        "|mailbox unavailable|invalid address|not a valid|no such address"
        "|unknown address|unbekannt|empfaenger|inconnu|desconocid|sconosciut"
        "|desconhecid|onbekend|okänd|ukendt|ukjent|tuntematon|nieznany|neznám"
        "|не существует|не найден|bilinmeyen|存在しません|不存在|존재하지|no matches"
        "|undeliverable to|wrong or no longer valid|invalid final delivery userid"
        "|couldn't be found|wasn't found|not found at",
        "5.1.2": "host unknown|unknown host|host not found|domain not found|name service error"
        "|domain does not exist|no such domain|unrouteable|no route|bad host"
        "|host or domain|remote domain doesnt exist|dns error|could not find a gateway"
        "|invalid domain",
        "5.3.4": "too large|too big|exceeded maximum|maximum size|message size|size limit",
        "5.4.6": "too many hops|loop",
        "5.4.7": "timed out|time out|too long|expired|has not been collected|queue period|days"
        "|not responding|retry time|retry timeout",
        "5.4.1": "connection refused|can't connect|unable to connect|no answer|unreachable",
        "5.7.1": "spam|blacklist|blocklist|blocked|policy|relay|not permitted|not authorized"
        "|denied|not accepting mail|rejected|refused|permission|virus",
    }.items()
)

FORWARDED = table("fwd:|fw:|wg:|tr:|rv:|vl:|vb:|doorst:|enc:|i:|转发:|轉寄:")

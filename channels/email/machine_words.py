"""The words of machines that answer for people, in the languages they speak. All folded."""

from channels.email.folding import table

# "Automatic reply: your question" is written by no person; the colon makes it so.
AUTOMATIC_REPLIES = table(
    "automatic reply|automatic response|automatic answer|automated reply|automated response"
    "|auto reply|auto-reply|autoreply|auto response|auto-response|autoresponse|autoresponder"
    "|auto responder|automatically generated reply|out of office autoreply|out of office reply"
    "|out-of-office reply|out of office automatic reply|vacation reply|away message"
    "|out of the office autoreply|out of office auto-reply|vacation message",
    "automatische antwort|automatische rückantwort|autoantwort|auto-antwort|abwesenheitsnotiz"
    "|automatische abwesenheitsnotiz|abwesenheitsbenachrichtigung|abwesenheitsmeldung"
    "|abwesenheitsnachricht|automatische abwesenheit",
    "réponse automatique|réponse d'absence|message d'absence|notification d'absence"
    "|absence du bureau|réponse automatique d'absence|absent du bureau",
    "respuesta automática|contestación automática|aviso de ausencia|mensaje automático"
    "|respuesta de ausencia|notificación de ausencia",
    "risposta automatica|avviso di assenza|messaggio automatico|notifica di assenza",
    "resposta automática|mensagem automática|aviso de ausência",
    "automatisch antwoord|automatische beantwoording|automatisch bericht|afwezigheidsmelding"
    "|afwezigheidsbericht|automatische afwezigheid",
    "autosvar|automatiskt svar|automatiskt meddelande|frånvaromeddelande|frånvarobesked",
    "automatisk svar|automatisk besvarelse|fraværsmeddelelse|fraværsmelding|fraværsbesked"
    "|automatisk beskjed|automatisk besked",
    "automaattinen vastaus|automaattivastaus|poissaoloilmoitus|poissaoloviesti",
    "odpowiedź automatyczna|automatyczna odpowiedź|autoodpowiedź|autoresponder|powiadomienie o"
    " nieobecności",
    "automatická odpověď|automatická odpoveď|oznámení o nepřítomnosti|odpověď v nepřítomnosti",
    "автоматический ответ|автоответ|автоматическое уведомление|автоответчик|автоматический ответ",
    "автоматична відповідь|автовідповідь|автовідповідач",
    "otomatik yanıt|otomatik cevap|otomatik ileti",
    "自動応答|自動返信|不在通知|自動応答メッセージ|自动回复|自动答复|自動回覆|自動回復|自動答覆"
    "|자동 회신|자동 응답|자동응답|자동회신|부재중 자동 회신",
)

# Away from the desk; people write of this themselves, so more must speak for a machine.
ABSENCES = table(
    "out of office|out of the office|out-of-office|away from my desk|away from the office"
    "|on vacation|on holiday|on leave|on annual leave|vacation|maternity leave|i am away|i'm away"
    "|currently away|no longer with",
    "abwesend|nicht im büro|nicht im haus|im urlaub|außer haus|abwesenheit|urlaub|nicht am platz",
    "absent|absence|en congé|en vacances|congés",
    "fuera de la oficina|fuera de oficina|ausente|ausencia|de vacaciones|vacaciones",
    "fuori ufficio|fuori sede|assente|assenza|in ferie|ferie",
    "fora do escritório|ausente do escritório|ausência|em férias|férias|fora da empresa",
    "afwezig|niet aanwezig|niet op kantoor|buiten kantoor|met vakantie|op vakantie",
    "frånvarande|frånvaro|inte på kontoret|på semester|tjänstledig|föräldraledig",
    "fravær|fraværende|ikke på kontoret|ikke til stede|på ferie|ude af kontoret|ute av kontoret",
    "poissa|poissaolo|lomalla|en ole toimistolla|poissa toimistosta",
    "poza biurem|nieobecność|nieobecny|nieobecna|na urlopie|urlop",
    "mimo kancelář|nepřítomnost|nepřítomen|nepřítomna|dovolená|na dovolené",
    "вне офиса|нет на работе|отсутствие|отсутствую|отсутствует|в отпуске|нет на месте",
    "поза офісом|відсутність|відсутній|відсутня|у відпустці|немає на робочому місці",
    "ofis dışında|ofis dışındayım|işyeri dışında|izindeyim|yıllık izin|dışarıda",
    "不在|休暇中|休暇|外出|外出中|不在办公室|不在辦公室|休假|休假中|부재중|휴가|부재",
)

NOT_ANSWERED_TO = (
    "noreply",
    "no-reply",
    "no_reply",
    "no.reply",
    "donotreply",
    "do-not-reply",
    "do_not_reply",
    "do.not.reply",
    "dontreply",
    "notreply",
    "nepasrepondre",
    "ne-pas-repondre",
    "nichtantworten",
    "nicht-antworten",
    "keine-antwort",
    "keineantwort",
    "noresponder",
    "no-responder",
    "nao-responda",
    "naoresponda",
    "nonrispondere",
    "non-rispondere",
    "geenantwoord",
    "nepodpovidat",
    "neodpovidat",
    "bounce",
    "bounces",
    "unsubscribe",
)
DAEMON_NAMES = (
    "mailer-daemon",
    "mailer_daemon",
    "mailerdaemon",
    "maildaemon",
    "mail-daemon",
    "mdaemon",
)
OFFICE_NAMES = (
    "postmaster",
    "post_master",
    "daemon",
    "nobody",
    "www-data",
    "listserv",
    "majordomo",
)

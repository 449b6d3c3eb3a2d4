"""How letters end, what phones and programs add, and what lawyers add, in many languages."""

from channels.email.quotes.lines import folded

# Thanks are no closing: they are said to somebody, and tell that something worked.
CLOSINGS = folded(
    """regards | best regards | kind regards | kindest regards | warm regards | warmest regards
    | with regards | with best regards | with kind regards | with warm regards | my best regards
    | best | all the best | best wishes | with best wishes | sincerely | yours sincerely
    | sincerely yours | yours faithfully | faithfully yours | yours truly | yours | truly yours
    | cheers | respectfully | respectfully yours | cordially | br | rgds | rgrds | best rgds
    | kr | bests | very best regards | many regards | greetings | kind greetings
    | friendly greetings | thanks and regards | thanks & regards | thanks and best regards
    | thanks & best regards | thank you and regards | thanks and kind regards
    | thanks & kind regards | many thanks and kind regards | thanks with regards
    | thank you and best regards | thank you & regards | thanks, regards | thx & regards
    | mit freundlichen grüßen | mit freundlichen grüssen | mit freundlichen gruessen
    | mit freundlichem gruß | freundliche grüße | freundliche gruesse | freundlichen gruß
    | freundlicher gruß | mit besten grüßen | mit besten gruessen | beste grüße | beste gruesse
    | besten gruß | bester gruß | viele grüße | viele gruesse | vielen gruß | liebe grüße
    | liebe gruesse | lieben gruß | lieber gruß | herzliche grüße | herzlichen gruß
    | mit herzlichen grüßen | mit lieben grüßen | mit vielen grüßen | schöne grüße
    | schoene gruesse | schönen gruß | sonnige grüße | gruß | grüße | gruesse | mfg | lg | vg
    | bg | mit kollegialen grüßen | hochachtungsvoll | mit freundlichem gruss
    | freundliche grüsse | viele grüsse | liebe grüsse | beste grüsse | herzliche grüsse
    | cordialement | bien cordialement | très cordialement | cordiales salutations | bien à vous
    | bien à toi | salutations | meilleures salutations | sincères salutations
    | salutations distinguées | salutations cordiales | avec mes meilleures salutations
    | amicalement | bien amicalement | respectueusement | sincèrement | bien sincèrement | cdt
    | cdlt | cldt | bien à vous tous | amitiés | saludos | un saludo | saludos cordiales
    | cordiales saludos | un cordial saludo | cordial saludo | atentamente | atte | cordialmente
    | muy atentamente | un abrazo | recibe un cordial saludo | reciba un cordial saludo
    | saludos, | atentos saludos | le saluda atentamente | salutacions | salutacions cordials
    | atentament | cordiali saluti | distinti saluti | saluti | un saluto | un cordiale saluto
    | i migliori saluti | migliori saluti | tanti saluti | cari saluti | cordialità
    | con i migliori saluti | atenciosamente | cumprimentos | melhores cumprimentos
    | com os melhores cumprimentos | os melhores cumprimentos | com os meus cumprimentos | att
    | abraços | um abraço | abraço | abs | saudações | cordiais saudações | respeitosamente
    | atentamente, | met vriendelijke groet | met vriendelijke groeten | vriendelijke groet
    | vriendelijke groeten | groet | groeten | groetjes | mvg | m.v.g | met hartelijke groet
    | hartelijke groet | hartelijke groeten | hoogachtend | met groet | met beste groeten
    | beste groeten | met vriendelijke groetjes | mvrgr | med vänliga hälsningar
    | med vänlig hälsning | vänliga hälsningar | vänlig hälsning | hälsningar | hälsning | mvh
    | m.v.h | med bästa hälsningar | bästa hälsningar | bästa hälsning | varma hälsningar
    | hälsar | med venlig hilsen | med venlige hilsner | venlig hilsen | venlige hilsner
    | hilsen | hilsner | bedste hilsner | de bedste hilsner | de bedste hilsener | mange hilsner
    | kh | kærlig hilsen | kærlige hilsner | vh | dbh | hils | med bedste hilsner
    | med bedste hilsen | med vennlig hilsen | med vennlige hilsener | vennlig hilsen
    | vennlige hilsener | beste hilsen | med beste hilsen | beste hilsener | med hilsen
    | ha en fin dag | ystävällisin terveisin | terveisin | parhain terveisin | terv | t
    | yst. terv | yst. terveisin | terveiset | ystävällisesti | kunnioittavasti | yt
    | pozdrawiam | pozdrawiam serdecznie | serdecznie pozdrawiam | z poważaniem
    | z wyrazami szacunku | pozdrowienia | z pozdrowieniami | pozdr | pzdr | łączę pozdrowienia
    | łączę wyrazy szacunku | z serdecznymi pozdrowieniami | s pozdravem | s pozdravom
    | se srdečným pozdravem | s přátelským pozdravem | s úctou | pozdrav | zdraví
    | s přáním hezkého dne | s přáním pěkného dne | s priateľským pozdravom
    | s prianím pekného dňa | hezký den | с уважением | с уважением, | с наилучшими пожеланиями
    | с наилучшими | с приветом | всего доброго | всего наилучшего | с почтением | искренне ваш
    | с благодарностью и уважением | с глубоким уважением | з повагою | з найкращими побажаннями
    | щиро ваш | з найкращими | всього найкращого | с уважение | поздрави | с поздрави | поздрав
    | срдачан поздрав | üdvözlettel | tisztelettel | üdv | köszönettel és üdvözlettel
    | szívélyes üdvözlettel | cu stimă | cu respect | cu considerație | cele bune
    | toate cele bune | o zi bună | srdačan pozdrav | s poštovanjem | lijep pozdrav
    | lijepi pozdrav | lep pozdrav | lp | s spoštovanjem | sp | saygılarımla | saygılar
    | saygılarımızla | iyi çalışmalar | selamlar | sevgiler | iyi günler dilerim
    | en iyi dileklerimle | με εκτίμηση | με φιλικούς χαιρετισμούς | χαιρετισμούς
    | lugupidamisega | parimate soovidega | tervitades | parimat | ar cieņu | pagarbiai
    | su pagarba | trân trọng | thân ái | kính thư | salam | hormat saya | salam hormat
    | hormat kami | ขอแสดงความนับถือ | בברכה | בכבוד רב | مع تحياتي | تحياتي | با احترام | 敬具
    | 草々 | 此致 | 此致敬礼 | 敬上 | 谨上 | 謹上 | 敬启 | 祝好 | 顺颂商祺 | 顺祝商祺 | 順頌商祺
    | 此致 敬禮 | 敬礼 | 敬禮 | 올림 | 배상"""
)

# How the line begins that a phone or a program adds; it also names a device or a program.
POCKETS = folded(
    """sent from | sent via | sent with | sent using | sent by | sent on my | get outlook for
    | download outlook for | via mobile | from my | typed on | composed on | written on
    | sent through | delivered by | powered by | von meinem | von meiner | von unterwegs
    | von mobil | mobil gesendet | gesendet | versendet | verschickt von | verfasst
    | holen sie sich outlook | laden sie outlook | diese nachricht wurde von mein
    | diese e-mail wurde von mein | envoyé | télécharger outlook pour | télécharge outlook pour
    | téléchargez outlook pour
    | obtenez outlook pour | obtenir outlook pour | enviado desde | enviado con
    | enviado mediante | enviado por | obtener outlook para | obtén outlook para
    | descargar outlook para | enviat des | inviato da | inviata da | inviato con
    | inviato tramite | scarica outlook per | ottieni outlook per | enviado do | enviado de
    | enviado a partir | enviado pelo | enviado via | enviada do | obter o outlook para
    | obtenha o outlook para | baixar o outlook para | verzonden vanaf | verstuurd vanaf
    | verzonden met | verstuurd met | verzonden via | verstuurd via | verzonden vanuit
    | download outlook voor | skickat från | skickat med | skickades från | skickat via
    | hämta outlook för | skaffa outlook för | sendt fra | sendt med | sendt via
    | hent outlook til | skaff deg outlook | få outlook for | last ned outlook for
    | lähetetty | hanki outlook
    | lataa outlook | wysłane | wysłano | pobierz outlook dla
    | pobierz aplikację outlook | pobierz program outlook
    | uzyskaj outlook | odesláno | odoslané | získejte outlook | získat outlook
    | stáhnout outlook | získajte outlook | отправлено | послано | скачать outlook
    | скачайте outlook | получите outlook | получить outlook | надіслано | відправлено
    | отримати outlook | завантажити outlook
    | изпратено от | elküldve | küldve | az iphon | trimis de pe | trimis din | poslano iz
    | poslano s | poslano z | poslato s | στάλθηκε από | saadetud | nosūtīts no | išsiųsta iš
    | gửi từ | được gửi từ | dikirim dari | dapatkan outlook | ส่งจาก | נשלח מ | أرسلت من
    | مرسل من | ارسال شده از | 发自 | 發自 | 从我的 | 從我的 | 來自我的 | 来自我的
    | 传自我的 | 傳自我的 | 获取适用于 | 下載 outlook | 下载 outlook | 获取 outlook
    | 取得 outlook | 獲取 outlook | 通过我的 | 나의 | 내 | ios용 outlook
    | android용 outlook | virus-free | virenfrei | libre de virus | sans virus
    | garanti sans virus | senza virus | privo di virus | livre de vírus | virusvrij | virusfri"""
)
# How it ends, in languages that put the verb there.
POCKET_ENDS = folded(
    """gesendet | versendet | verschickt | beziehen | herunterladen | downloaden | gönderildi
    | gönderilmiştir | から送信 | より送信 | で送信 | から送信されました | を入手 | を入手する
    | 发送 | 傳送
    | 寄出 | 에서 보냄 | 에서 보냈습니다 | 에서 발송 | 에서 보낸 메일 | 다운로드 | küldve
    | indirin | edinin"""
)
DEVICES = folded(
    """iphon | ipad | ipod | apple | android | outlook | mail | samsung | galaxy | blackberry
    | windows | yahoo | gmail | proton | mobil | mobi | móvil | telefon | phone | telemóvel
    | celular | cell | tablet | handy | smartphone | huawei | nokia | xperia | sony | htc | lg
    | xiaomi | redmi | oneplus | pixel | motorola | honor | ios | app | spark | sparrow
    | airmail | mailbird | thunderbird | nine | acompli | aol | bluemail | xfinity | superhuman
    | boxer | k-9 | zoho | canary | newton | tuta | vivaldi | hotmail | icloud | gmx | web.de
    | t-online | yandex | яндекс | почт | пошт | телефон | смартфон | айфон | мобильн | мобільн
    | unterwegs | gerät | device | puhelim | telefoon | téléphone | portable | cellulare
    | dispositiv | teléfono | 手机 | 手機 | 邮箱 | 郵箱 | 邮件 | 휴대 | 携帯 | スマ | 내 아이폰
    | avast | avg | hey | roundcube | horde | zimbra | mimestream | fastmail | mailspring
    | missive | front"""
)
# Words with which people excuse what they typed on a phone; more words are allowed then.
EXCUSES = folded(
    """typo | brevity | excuse | apolog | kürze | tippfehler | fautes | concis | errores
    | refusi | erros | beknopt | brief | stavfel | slåfeil | krótk | опечатк | autocorrect"""
)

# How a paragraph begins that only lawyers or filters want.
DISCLAIMERS = folded(
    """this e-mail and any | this email and any | this e-mail message | this email message
    | this message and any | this message contains | this message is intended | this e-mail is
    | this email is | this message may contain | this email may contain
    | this e-mail may contain | this email contains | this e-mail contains | this communication
    | this transmission | the information contained in this | the information in this e
    | the contents of this e | the content of this e | the information transmitted
    | this electronic m | confidentiality notice | confidentiality note | confidential:
    | confidentiality: | disclaimer | legal notice | legal disclaimer
    | privileged and confidential | private and confidential | important notice
    | if you are not the intended | if you have received this | notice: this e
    | notice: the information | please consider the environment | consider the environment
    | think before you print | please think of the environment | save a tree
    | please don't print | this email has been scanned | this e-mail has been scanned
    | this email was scanned | this email has been checked | scanned by | email secured by
    | to unsubscribe | you are receiving this | you received this message because
    | you received this email because | internet email confidentiality | any views or opinions
    | we do not accept service | diese e-mail enthält | diese email enthält
    | diese nachricht enthält | diese mail enthält | diese e-mail kann | diese e-mail ist
    | diese nachricht ist | diese e-mail und | der inhalt dieser e | die information in dieser
    | die informationen in dieser | die in dieser e | dieses e-mail | wichtiger hinweis
    | haftungsausschluss | vertraulichkeitshinweis | rechtlicher hinweis | falls sie nicht der
    | sollten sie nicht der | wenn sie nicht der richtige | bitte denken sie an die umwelt
    | bitte prüfen sie | denken sie an die umwelt | bitte berücksichtigen sie die umwelt
    | diese e-mail wurde von avast | diese e-mail wurde auf | informationen zum datenschutz
    | informationen zur verarbeitung | hinweise zum datenschutz | datenschutzhinweis
    | ce message et toutes | ce message et | ce message est | ce message contient
    | ce courriel et | ce courriel est | ce courriel peut | cet e-mail et | cet e-mail est
    | cet email | ce mail et | ce mél | avis de confidentialité | les informations contenues
    | avertissement | si vous n'êtes pas | pensez à l'environnement | avant d'imprimer
    | pensez à l’environnement | merci de penser à l'environnement | l'absence de virus
    | le contenu de ce | este mensaje | este correo | este e-mail y | este email | aviso legal
    | aviso de confidencialidad | la información contenida | antes de imprimir | si usted no es
    | si no es usted | por favor, antes de imprimir | cláusula de confidencialidad
    | la información incluida | protección de datos | de conformidad con | questo messaggio
    | questa e-mail | questa email | questa mail | il presente messaggio | la presente e-mail
    | le informazioni contenute | avviso di riservatezza | ai sensi del | prima di stampare
    | rispetta l'ambiente | avvertenze ai sensi | informativa privacy | il contenuto di questa
    | esta mensagem | este e-mail | este e-mail pode | este e-mail e | esta comunicação
    | aviso de confidencialidade | as informações contidas | antes de imprimir este
    | a informação contida | o conteúdo deste | pense no ambiente | dit bericht | deze e-mail
    | dit e-mail | de informatie in | de inhoud van dit | de inhoud van deze
    | denk aan het milieu | aan dit bericht | disclaimer: | deze boodschap | detta meddelande
    | detta e-post | denna e-post | informationen i detta | detta mejl | tänk på miljön
    | denne e-mail | denne mail | denne meddelelse | denne e-post | denne meldingen
    | denne e-posten | denne besked | fortrolighet | tenk på miljøet | tænk på miljøet
    | tämä viesti | tämä sähköposti | tämän viestin | ta wiadomość | ten e-mail
    | niniejsza wiadomość | wiadomość ta | treść tej wiadomości | informacja zawarta
    | informacje zawarte | uwaga: treść | pomyśl o środowisku | klauzula poufności
    | administratorem danych | tato zpráva | tento e-mail | obsah této zprávy
    | informace obsažené | upozornění: | tato e-mailová | táto správa | это сообщение
    | данное сообщение | это электронное | настоящее сообщение | информация, содержащаяся
    | данное электронное | конфиденциальн | настоящее электронное | це повідомлення | цей лист
    | дане повідомлення | інформація, що міститься | цей електронний | това съобщение
    | ez az üzenet | ez az e-mail | acest mesaj | acest e-mail | ova poruka | ova e-pošta
    | to sporočilo | bu e-posta | bu mesaj | bu ileti | bu elektronik | yasal uyarı | uyarı: bu
    | αυτό το μήνυμα | το παρόν μήνυμα | このメールは | このメールに | 本メールは | 本メールに
    | この電子メール | このメッセージは | 本邮件 | 此邮件 | 本郵件 | 此郵件 | 本电子邮件
    | 本電子郵件 | 此電子郵件 | 这封邮件 | 免责声明 | 免責聲明 | 保密声明 | 이 메일은
    | 본 메일은 | 이 이메일 | 본 이메일 | 이 전자우편 | 본 전자우편 | 이 메시지"""
)
# ... and one of these stands in it too, since people as well write "This message is ...".
LAWYERS = folded(
    """confiden | privileg | intended | recipient | addressee | dissemin | disclos | liab
    | unauthori | virus | scanned | environment | print | unsubscribe | subscribed
    | receiving this | gdpr | legal | view it on | vertraulich | empfänger | adressat | umwelt
    | ausdruck | haft | irrtüm | datenschutz | geprüft | avast | destinat | imprim
    | environnement | medio ambiente | riservat | stampa | ambiente | sigilo | responsab
    | errone | par erreur | por error | por engano | protección | privacy | vertrouwelijk
    | geadresseerde | bestemd | milieu | konfident | sekretess | mottag | fortrolig | modtag
    | miljø | miljö | luottamuk | vastaanott | ympärist | poufn | adresat | środowisk | důvěr
    | adresát | dôver | prostřed | конфиденц | адресат | получател | конфіденц | одержувач
    | отримувач | поверител | bizalmas | címzett | confidenț | povjerljiv | zaupn | gizli
    | alıcı | çevre | εμπιστευτ | παραλήπτη | 機密 | 受信者 | 保密 | 机密 | 收件人 | 收件者
    | 기밀 | 수신인 | 수신자 | 비밀"""
)
# How a gateway begins that warns of a mail from outside, above what the person wrote.
BANNERS = folded(
    """[external] | external email | external mail | external sender | external: | [extern]
    | caution: external | caution: this email | caution: this e-mail | caution: this message
    | caution - this email | warning: this email | warning: external | warning: this e-mail
    | attention: this email | attention: external | this email originated
    | this e-mail originated | this message originated | this message was sent from outside
    | this email was sent from outside | this email is from outside | this mail originated
    | this is an external | notice: this email | you don't often get email from
    | some people who received this message don't often | achtung: externe | externe e-mail
    | externe mail | vorsicht: externe | vorsicht: diese | achtung: diese
    | diese e-mail stammt von außerhalb | diese e-mail kommt von außerhalb
    | diese nachricht kam von außerhalb | sie erhalten nicht oft | attention : ce
    | attention: ce | ce courriel provient | ce message provient de l'ext
    | ce mail provient de l'ext | vous n'obtenez pas souvent | vous ne recevez pas souvent
    | atención: este correo | precaución: este | correo externo | no suele recibir
    | attenzione: questa | mail esterna | e-mail esterna | non si ricevono spesso
    | atenção: este | u ontvangt niet vaak | let op: deze | externe afzender"""
)
WARNINGS = folded(
    """outside | external | extern | often | oft | souvent | link | attachment | anhäng | klick
    | click | cliqu | clic | sender | [external] | vaak | spesso | habitual | allegat | adjunt"""
)

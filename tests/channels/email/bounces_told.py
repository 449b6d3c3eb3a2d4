"""Bounces as mail servers word them: who wrote, the subject, the words, and what they tell."""

from dataclasses import dataclass

ANN = "ann.larsen@example.net"
BEN = "ben@sub.example.com"


@dataclass(frozen=True, kw_only=True)
class Told:
    """One bounce in plain text, and what it says."""

    sender: str
    subject: str
    words: str
    header: str = ""
    failed: tuple[str, ...] = (ANN,)
    status: str = ""
    delayed: bool = False

    def raw(self):
        head = f"From: {self.sender}\nTo: helpdesk@example.org\nSubject: {self.subject}\n"
        kind = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"
        whole = f"{head}{kind}{self.header}\n{self.words.strip()}\n{ORIGINAL}"
        return whole.replace("\n", "\r\n").encode()


ORIGINAL = """
----- Original message -----

Received: from desk.example.org by mx.example.org; Mon, 2 Nov 2026 09:00:00 +0000
From: helpdesk@example.org
To: somebody.else@example.edu
Message-ID: <firstline.1@example.org>
Subject: Your ticket

We fixed it. Ask carol@example.edu, she had a 550 5.7.1 too.
"""

DAEMON = "Mail Delivery System <MAILER-DAEMON@mx.example.org>"

TOLD = {
    "exim": Told(
        sender="Mail Delivery System <Mailer-Daemon@exim.example.org>",
        subject="Mail delivery failed: returning message to sender",
        words=f"""
This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {ANN}
    host mx.example.net [192.0.2.7]
    SMTP error from remote mail server after RCPT TO:<{ANN}>:
    550 5.1.1 no such mailbox
  {BEN}
    retry timeout exceeded
""",
        failed=(ANN, BEN),
        status="5.1.1",
    ),
    "exim header": Told(
        sender="Mail Delivery System <Mailer-Daemon@exim.example.org>",
        subject="Mail delivery failed: returning message to sender",
        header=f"X-Failed-Recipients: {ANN},\n  {BEN}\nAuto-Submitted: auto-replied\n",
        words="A message could not be delivered. Its recipients are not disclosed.",
        failed=(ANN, BEN),
    ),
    "exim waits": Told(
        sender="Mail Delivery System <Mailer-Daemon@exim.example.org>",
        subject="Warning: message 1aBcDe-000123-XY delayed 24 hours",
        words=f"""
A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue on exim.example.org.

The address to which the message has not yet been delivered is:

  {ANN}
    Delay reason: connection timed out

No action is required on your part. Delivery attempts will continue for
some time.
""",
        status="4.4.7",
        delayed=True,
    ),
    "postfix in plain text": Told(
        sender="MAILER-DAEMON@mx.example.org (Mail Delivery System)",
        subject="Undelivered Mail Returned to Sender",
        words=f"""
This is the mail system at host mx.example.org.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

For further assistance, please send mail to <postmaster@mx.example.org>

If you do so, please include this problem report. You can
delete your own text from the attached returned message.

                   The mail system

<{ANN}>: host mx.example.net[192.0.2.7] said: 552
    5.2.2 <{ANN}>: Mailbox full (in reply to RCPT TO command)
""",
        status="5.2.2",
    ),
    "postfix waits": Told(
        sender="MAILER-DAEMON@mx.example.org (Mail Delivery System)",
        subject="Delayed Mail (still being retried)",
        words=f"""
####################################################################
# THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #
####################################################################

Your message could not be delivered for more than 4 hour(s).
It will be retried until it is 5 day(s) old.

<{ANN}>: connect to mx.example.net[192.0.2.7]:25: Connection refused
""",
        delayed=True,
    ),
    "qmail": Told(
        sender="MAILER-DAEMON@q.example.org",
        subject="failure notice",
        words=f"""
Hi. This is the qmail-send program at q.example.org.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{ANN}>:
192.0.2.7 does not like recipient.
Remote host said: 550 #5.1.0 Address rejected.
Giving up on 192.0.2.7.

--- Below this line is a copy of the message.
""",
        status="5.1.0",
    ),
    "sendmail": Told(
        sender="Mail Delivery Subsystem <MAILER-DAEMON@sm.example.org>",
        subject="Returned mail: see transcript for details",
        words=f"""
The original message was received at Mon, 2 Nov 2026 09:00:00 GMT
from desk.example.org [192.0.2.1]

   ----- The following addresses had permanent fatal errors -----
<{ANN}>
    (reason: 550 5.1.1 <{ANN}>... User unknown)
    (expanded from: <{BEN}>)

   ----- Transcript of session follows -----
... while talking to mx.example.net.:
>>> RCPT To:<{ANN}>
<<< 550 5.1.1 <{ANN}>... User unknown
""",
        failed=(ANN, BEN),
        status="5.1.1",
    ),
    "an old sendmail": Told(
        sender="Mail Delivery Subsystem <MAILER-DAEMON@sm.example.org>",
        subject="Returned mail: User unknown",
        words=f"""
   ----- Transcript of session follows -----
While talking to mx.example.net:
>>> RCPT To:<{ANN}>
<<< 550 {ANN}... User unknown
550 <{ANN}>... User unknown

   ----- Unsent message follows -----
""",
        status="5.1.1",
    ),
    "exchange 2003": Told(
        sender="System Administrator <postmaster@ex.example.org>",
        subject="Undeliverable: Your ticket",
        words=f"""
Your message

  To:      everybody@example.org
  Subject: Your ticket
  Sent:    Mon, 2 Nov 2026 09:00:00 +0000

did not reach the following recipient(s):

c=US;a= ;p=ORG;o=Site;dda:SMTP={ANN}; on Mon, 2 Nov 2026 09:00:01
+0000
    The recipient name is not recognized
    MSEXCH:IMS:ORG:SITE:EX 0 (000C05A6) Unknown Recipient
""",
        status="5.1.1",
    ),
    "exchange 2010, German": Told(
        sender="Microsoft Outlook <postmaster@ex.example.org>",
        subject="Unzustellbar: Ihr Ticket",
        words=f"""
Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Verteilerlisten:

{ANN}
Die eingegebene E-Mail-Adresse konnte nicht gefunden werden.

Diagnoseinformationen für Administratoren:

Generierender Server: ex.example.org

{ANN}
#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##
""",
        status="5.1.1",
    ),
    "exchange, French": Told(
        sender="Administrateur système <postmaster@ex.example.org>",
        subject="Non remis : Votre ticket",
        words=f"""
Échec de la remise pour ces destinataires ou groupes :

{ANN}
La boîte aux lettres du destinataire est pleine. #5.2.2
""",
        status="5.2.2",
    ),
    "exchange, Spanish": Told(
        sender="postmaster@ex.example.org",
        subject="No se puede entregar: Su incidencia",
        words=f"No se pudo realizar la entrega a los siguientes destinatarios o grupos:\n\n{ANN}\n",
    ),
    "exchange, Italian": Told(
        sender="postmaster@ex.example.org",
        subject="Non recapitabile: La sua richiesta",
        words=f"Recapito non riuscito ai seguenti destinatari o gruppi:\n\n{ANN}\n",
    ),
    "exchange, Portuguese": Told(
        sender="postmaster@ex.example.org",
        subject="Não entregue: O seu pedido",
        words=f"Falha na entrega para estes destinatários ou grupos:\n\n{ANN}\n",
    ),
    "exchange, Dutch": Told(
        sender="postmaster@ex.example.org",
        subject="Onbestelbaar: Uw vraag",
        words=f"Bezorging is mislukt bij deze geadresseerden of groepen:\n\n{ANN}\n",
    ),
    "exchange, Swedish": Told(
        sender="postmaster@ex.example.org",
        subject="Olevererbart: Ditt ärende",
        words=f"Det gick inte att leverera till följande mottagare eller grupper:\n\n{ANN}\n",
    ),
    "exchange, Danish": Told(
        sender="postmaster@ex.example.org",
        subject="Kan ikke leveres: Din sag",
        words=f"Meddelelsen kunne ikke leveres til disse modtagere:\n\n{ANN}\n",
    ),
    "exchange, Finnish": Told(
        sender="postmaster@ex.example.org",
        subject="Toimitus epäonnistui: Pyyntösi",
        words=f"Viestin toimittaminen seuraaville vastaanottajille ei onnistunut:\n\n{ANN}\n",
    ),
    "exchange, Polish": Told(
        sender="postmaster@ex.example.org",
        subject="Nie można dostarczyć: Zgłoszenie",
        words=f"Dostarczenie do następujących adresatów lub grup nie powiodło się:\n\n{ANN}\n",
    ),
    "exchange, Czech": Told(
        sender="postmaster@ex.example.org",
        subject="Nedoručitelné: Váš požadavek",
        words=f"Doručení následujícím příjemcům nebo skupinám se nezdařilo:\n\n{ANN}\n",
    ),
    "exchange, Turkish": Told(
        sender="postmaster@ex.example.org",
        subject="Teslim edilemedi: Talebiniz",
        words=f"İletiniz şu alıcılara teslim edilemedi:\n\n{ANN}\n",
    ),
    "a Russian server": Told(
        sender="Mail Delivery System <mailer-daemon@corp.example.org>",
        subject="Ваше сообщение не доставлено. Mail failure.",
        words=f"""
Это письмо создано автоматически сервером, отвечать на него не нужно.

К сожалению, Ваше письмо не может быть доставлено одному или нескольким получателям:

**********************

This message was created automatically by mail delivery software.

  {ANN}
    SMTP error from remote mail server after RCPT TO:<{ANN}>:
    550 Message was not accepted -- invalid mailbox
""",
        status="5.1.1",
    ),
    "a Ukrainian server": Told(
        sender="postmaster@example.org",
        subject="Не вдалося доставити: Ваше звернення",
        words=f"Повідомлення не може бути доставлене цим отримувачам:\n\n{ANN}\n",
    ),
    "a Japanese server": Told(
        sender="postmaster@example.org",
        subject="配信不能: お問い合わせ",
        words=f"次の宛先にメールを配信できませんでした。\n\n{ANN}\n550 unknown user <{ANN}>\n",
        status="5.1.1",
    ),
    "a Chinese server": Told(
        sender="PostMaster@example.org",
        subject="系统退信",
        words=f"很抱歉，您的邮件被退回来了。\n收件人 {ANN} 不存在\n无法送达\n",
        status="5.1.1",
    ),
    "a Korean server": Told(
        sender="postmaster@example.org",
        subject="배달되지 않음: 문의",
        words=f"다음 받는 사람에게 메시지를 배달하지 못했습니다.\n\n{ANN}\n",
    ),
    "domino": Told(
        sender="MAILER-DAEMON@notes.example.org",
        subject=f"DELIVERY FAILURE: User ann ({ANN}) not listed in Domino Directory",
        words=f"""
Your message

  Subject: Your ticket

was not delivered to:

  {ANN}

because:

  User ann ({ANN}) not listed in Domino Directory
""",
        status="5.1.1",
    ),
    "lotus notes": Told(
        sender="MAILER-DAEMON@notes.example.org",
        subject="DELIVERY FAILURE:",
        words=f"""
------- Failure Reasons  --------

User not listed in public Name & Address Book
{ANN}

------- Returned Message --------
""",
        status="5.1.1",
    ),
    "groupwise": Told(
        sender="Mailer-Daemon@gw.example.org",
        subject="Message status - undeliverable",
        words="""
The message that you sent was undeliverable to the following:

	ann (user not found)
""",
        failed=("ann@gw.example.org",),
        status="5.1.1",
    ),
    "yahoo": Told(
        sender="MAILER-DAEMON@yahoo.example",
        subject="Failure Notice",
        words=f"""
Sorry, we were unable to deliver your message to the following address.

<{ANN}>:
554: delivery error: dd This user doesn't have a yahoo.example account - mta7

--- Below this line is a copy of the message.
""",
        status="5.1.1",
    ),
    "aol": Told(
        sender="Mail Delivery Subsystem <MAILER-DAEMON@aol.example>",
        subject="Mail Delivery Problem",
        words="""
Your mail to the following recipients could not be delivered because they are
not accepting mail from helpdesk@example.org:
	annlarsen
""",
        failed=("annlarsen@aol.example",),
        status="5.7.1",
    ),
    "gmail": Told(
        sender="Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
        subject="Delivery Status Notification (Failure)",
        words=f"""
Delivery to the following recipient failed permanently:

     {ANN}

Technical details of permanent failure:
Google tried to deliver your message, but it was rejected by the server for the
recipient domain example.net by mx.example.net. [192.0.2.7].

The error that the other server returned was:
550 5.1.1 <{ANN}>: Recipient address rejected
""",
        status="5.1.1",
    ),
    "gmail waits": Told(
        sender="Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
        subject="Delivery Status Notification (Delay)",
        words=f"""
** Delivery incomplete **

There was a temporary problem delivering your message to {ANN}. Gmail will retry for 46 more hours.
""",
        delayed=True,
    ),
    "microsoft 365": Told(
        sender="Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.org>",
        subject="Undeliverable: Your ticket",
        header="In-Reply-To: <firstline.2@example.org>\n",
        words=f"""
Your message to {ANN} couldn't be delivered.

ann.larsen wasn't found at example.net.

How to Fix It
The address may be misspelled or may not exist.

Original Message Details
""",
        status="5.1.1",
    ),
    "mimecast": Told(
        sender="Mimecast <postmaster@mimecast.example>",
        subject="[Postmaster] Email Delivery Failure",
        words=f"""
This is a delivery failure notification message indicating that
an email helpdesk@example.org addressed to email address :
-- {ANN}

With subject Your ticket could not be delivered. The problem appears to be :
-- Recipient email server rejected the message

Additional information follows :
-- 5.7.1 Administrative prohibition
""",
        status="5.7.1",
    ),
    "a web host": Told(
        sender="Mail Delivery System <mailer-daemon@webhost.example>",
        subject="Mail delivery failed: returning message to sender",
        words=f"""
A message that you sent could not be delivered to one or more of
its recipients. The following addresses failed:

"{ANN}":
SMTP error from remote server after RCPT command:
host: mx.example.net
5.1.1 <{ANN}>... User Unknown

--- The header of the original message is following. ---
""",
        status="5.1.1",
    ),
    "james": Told(
        sender="postmaster@james.example.org",
        subject="Your ticket",
        header="Return-Path: <>\n",
        words=f"""
Hi. This is the James mail server at james.example.org.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

The error message below might give you some more information.

Message details:
  Subject: Your ticket
  Sent date: Mon Nov 02 09:00:00 GMT 2026
  MAIL FROM: helpdesk@example.org
  RCPT TO: {ANN}
  From: helpdesk@example.org
  To: everybody@example.org
""",
    ),
    "imail": Told(
        sender='"Postmaster" <postmaster@imail.example.org>',
        subject="Undeliverable Mail",
        header="X-Mailer: <SMTP32 v8.22>\n",
        words=f"Unknown user: {ANN}\n\nRCPT TO generated following response:\n550 5.1.1 nobody\n",
        status="5.1.1",
    ),
    "mdaemon": Told(
        sender="MDaemon@md.example.org",
        subject="Permanent Delivery Failure",
        words=f"""
The attached message had PERMANENT fatal delivery errors!

The following addresses did NOT receive a copy of your message:

> {ANN}

--- Session Transcript ---
 RCPT To:<{ANN}>
 552 Message for <{ANN}> would exceed mailbox quota
--- End Transcript ---
""",
        status="5.2.2",
    ),
    "opensmtpd": Told(
        sender="Mailer Daemon <MAILER-DAEMON@bsd.example.org>",
        subject="Delivery status notification: error",
        words=f"""
    Hi!

    This is the MAILER-DAEMON, please DO NOT REPLY to this email.

    An error has occurred while attempting to deliver a message for
    the following list of recipients:

{ANN}: 550 5.2.2 <{ANN}>... Mailbox Full

    Below is a copy of the original message:
""",
        status="5.2.2",
    ),
    "powermta": Told(
        sender="mailer-daemon@pmta.example.org",
        subject="Delivery report",
        words=f"""
Hello, this is the mail server on pmta.example.org.

I am sending you this message to inform you on the delivery status of a
message you previously sent.  Immediately below you will find a list of
the affected recipients;

  <{ANN}>  delivery failed; will not continue trying
""",
    ),
    "dragonfly": Told(
        sender="MAILER-DAEMON <>",
        subject="Mail delivery failed",
        words=f"""
This is the DragonFly Mail Agent v0.13 at df.example.org.

There was an error delivering your mail to <{ANN}>.

mx.example.net [192.0.2.7] did not like our RCPT TO:
552 5.2.2 mailbox full

Original message follows.
""",
        status="5.2.2",
    ),
    "hmailserver": Told(
        sender="mailer-daemon@hm.example.org",
        subject="Message undeliverable: Your ticket",
        words=f"""
Your message did not reach some or all of the intended recipients.

   Sent: Mon, 2 Nov 2026 09:00:00 +0000
   Subject: Your ticket

The following recipient(s) could not be reached:

{ANN}
   Error Type: SMTP
   Remote server replied: 550 5.1.1 {ANN} User unknown
""",
        status="5.1.1",
    ),
    "mailenable": Told(
        sender='"Delivery Subsystem" <POSTMASTER@me.example.org>',
        subject="Message Delivery Failure",
        words=f"""
MailEnable: Message could not be delivered to some recipients.
The following recipient(s) could not be reached:

	Recipient: [SMTP:{ANN}]
	Reason: Remote SMTP Server Returned: 550 mailbox unavailable
""",
        status="5.1.1",
    ),
    "mailmarshal": Told(
        sender="Postmaster@mm.example.org",
        subject='Undeliverable Mail: "Your ticket"',
        words=f"""
Your message:
   From:    helpdesk@example.org
   Subject: Your ticket
Could not be delivered because of

550 5.1.1 User unknown

The following recipients were affected:
    {ANN}
""",
        status="5.1.1",
    ),
    "surfcontrol": Told(
        sender="Mail Gateway <Postmaster@sc.example.org>",
        subject="Message could not be delivered",
        words=f"""
Your message could not be sent.
A transcript of the attempts to send the message follows.
The number of attempts made: 1
Addressed To: {ANN}

Failed to send to identified host,
{ANN}: [192.0.2.7], 550 no such user
""",
        status="5.1.1",
    ),
    "mailfoundry": Told(
        sender="<>",
        subject="Message delivery has failed",
        words=f"""
Unable to deliver message to: <{ANN}>
Delivery failed for the following reason:
Server mx.example.net[192.0.2.7] failed with: 550 No such user here

This has been a permanent failure.  No further delivery attempts will be made.
""",
        status="5.1.1",
    ),
    "an error count": Told(
        sender="Mail Delivery Subsystem <mailer-daemon@x.example.org>",
        subject="There was an error sending your mail",
        words=f"""
We had trouble delivering your message. Full details follow:

Subject: 'Your ticket'

1 error(s):

SMTP Server <mx.example.net> rejected recipient <{ANN}>
  (Error following RCPT command). It responded as follows: [550 5.1.1 User unknown]
""",
        status="5.1.1",
    ),
    "a reply code beside each address": Told(
        sender="MAILER-DAEMON@x.example.org",
        subject="Returned mail: delivery errors",
        words=f"""
The original message was received at Mon, 2 Nov 2026 09:00:00 +0000
from helpdesk@example.org

---The following addresses had delivery errors---

{ANN} [User unknown]
{BEN} [Mailbox full]
""",
        failed=(ANN, BEN),
    ),
    "a mobile carrier": Told(
        sender="no-reply@carrier.example",
        subject="Mail could not be delivered",
        words=f"""
Your mail sent on: Mon, 2 Nov 2026 09:00:00 +0000
    Could not be delivered to: <{ANN}>
    As their mailbox is full.
""",
        status="5.2.2",
    ),
    "a virus scanner": Told(
        sender="imss@av.example.org",
        subject="Mail could not be delivered",
        words=f"""
****** Message from InterScan Messaging Security Suite ******

Sent >>> RCPT TO:<{ANN}>
Received <<< 550 5.1.1 unknown user

Unable to deliver message to <{ANN}> (and other recipients in the same domain).
""",
        status="5.1.1",
    ),
    "zoho": Told(
        sender="mailer-daemon@zoho.example",
        subject="Undelivered Mail Returned to Sender",
        words=f"""
This message was created automatically by mail delivery software.
 A message that you sent could not be delivered to one or more of its recipients.

{ANN} Invalid Address, ERROR_CODE :550, ERROR_CODE :5.1.1 No such user
""",
        status="5.1.1",
    ),
    "verp only": Told(
        sender=DAEMON,
        subject="Undeliverable mail",
        header="Delivered-To: bounces+ann.larsen=example.net@example.org\n",
        words="A message that you sent could not be delivered to one of its recipients.",
    ),
    "nobody named": Told(
        sender=DAEMON,
        subject="Undeliverable mail",
        words="A message that you sent could not be delivered.",
        failed=("somebody.else@example.edu",),
    ),
}

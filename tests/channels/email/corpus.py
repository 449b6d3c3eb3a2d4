"""Mails as mail programs write them, and what each of them says.

The files hold LF line ends; on the wire they are CR LF.
"""

from pathlib import Path

from channels.email import remarks

FOLDER = Path(__file__).parent / "mails"


def raw(name):
    return (FOLDER / f"{name}.eml").read_bytes().replace(b"\n", b"\r\n")


NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.eml")))

VPN = "VPN drops"
EXPECTED = {
    "plain": {
        "subject": "Printer on floor 3 is offline",
        "text": "Hello,\n\nthe printer on floor 3 says offline since this morning.\n\nAnn",
        "name": "Ann Larsen",
        "address": "ann@example.org",
        "root": "<plain-1@example.org>",
    },
    "gmail_reply": {
        "subject": "VPN drops every hour",
        "text": "It worked, thank you!",
        "root": "<gmail-1@mail.gmail.example>",
        "answers": "<firstline.0123456789abcdef0123456789abcdef@example.org>",
    },
    "outlook_reply": {
        "subject": VPN,
        "text": "Still the same after a restart.\n\nBen Okafor\nFinance",
        "name": "Okafor, Ben",
        "root": "<out-1@example.org>",
    },
    "outlook_german": {
        "subject": "Zugriff für Laufwerk Äpfel",
        "text": "Läuft jetzt, schöne Grüße",
        "name": "Jürgen Müller",
        "root": "<de-0@example.org>",
    },
    "apple_mail": {"text": "It’s fine since you moved my mailbox.", "subject": "Mail is slow"},
    "iphone": {"text": "no wifi in room 204", "subject": "wifi"},
    "iphone_german": {"text": "Geht leider nicht."},
    "german_attribution": {"text": "Danke, es klappt."},
    "french_reply": {"text": "Toujours en panne.", "name": "Hélène Petit", "subject": "Imprimante"},
    "inline_answers": {
        "text": "On 2 Nov 2026, IT help desk wrote:\n> Which laptop is it?\n\nThe black one.\n\n"
        "> Since when?\n\nSince Friday, 3 pm."
    },
    "bottom_post": {"text": "The black one."},
    "signature": {"text": "My screen is black."},
    "only_quote": {"text": "> Is it plugged in?"},
    "html_only": {
        "text": "Hello IT,\n\nTeams shows <error 5> & closes.\nTwice.\n\n- on Monday\n\n"
        "- on Tuesday\n\na b"
    },
    "html_outlook_reply": {"text": "That fixed it."},
    "html_gmail_reply": {"text": "No change."},
    "empty_plain_and_html": {"text": "Excel is slow", "files": ()},
    "attachment": {
        "text": "See the picture.",
        "files": (("screen shot.png", "image/png", 108),),
    },
    "attachment_rfc2231": {
        "text": "Three files.",
        "files": (
            ("Übersicht €.pdf", "application/pdf", 4),
            ("very long näme.txt", "application/octet-stream", 3),
            ("Äpfel.xls", "application/vnd.ms-excel", 3),
        ),
    },
    "attachment_evil_name": {
        "files": (
            ("profile", "application/x-sh", 2),
            ("a_b__c.exe", "application/octet-stream", 2),
            ("attachment-3", "application/octet-stream", 8),
        ),
    },
    "inline_image": {
        "text": "Sieht „so“ aus.",
        "files": (("attachment-1.png", "image/png", 108),),
    },
    "forwarded_mail": {
        "subject": "Phishing?",
        "text": "Is this phishing?",
        "files": (("original.eml", "message/rfc822", 66),),
    },
    "forwarded_inline": {
        "subject": "Invoice",
        "text": "Is this real?\n\n---------- Forwarded message ---------\n"
        "From: evil@elsewhere.example\nDate: Mon, 2 Nov 2026\nSubject: Invoice\n\nPay now.",
    },
    "shown_mail": {
        "text": "I got this, is it real?\n\nFrom: Bank <evil@elsewhere.example>\n"
        "Sent: Monday\nSubject: Your account\n\nClick here.",
    },
    "answer_without_quote_marks": {
        "text": "Here is what happened.\n\nOn Monday 2 Nov Ann wrote:\nit is broken\nand left."
    },
    "calendar": {
        "text": "Can somebody be there?",
        "files": (("attachment-1.ics", "text/calendar", 30),),
    },
    "no_headers": {
        "text": "help my computer does not start\n\nplease",
        "address": "envelope@example.org",
        "subject": "",
    },
    "no_message_id": {"text": "Nothing works.", "address": "olga@example.org"},
    "unclosed_multipart": {"text": "The mail was cut"},
    "missing_boundary": {"text": "The boundary is missing."},
    "bad_base64": {"text": "Hello world", "subject": "Völli broken"},
    "raw_utf8": {
        "text": "Das ß nervt – 日本語",
        "name": "Zoë Ångström",
        "subject": "Tastatur schreibt ß statt ?",
    },
    "unknown_charset": {"text": "naïve", "subject": "café"},
    "japanese": {
        "text": "プリンターが動きません。",
        "name": "田中",
        "subject": "印刷できません",
    },
    "split_encoded_words": {"subject": "Übersicht über die Geräte", "name": "Anna (Sales)"},
    "name_looks_like_address": {
        "address": "other@elsewhere.example",
        "name": "boss@example.org <boss@example.org>",
        "subject": "Urgent",
    },
    "out_of_office": {"automatic": True, "text": "I am away."},
    "auto_forwarded": {"automatic": False, "text": "My monitor flickers."},
    "bounce": {"automatic": True},
    "mailing_list": {"automatic": False},
    "own_loop": {"automatic": True},
    "pgp": {
        "text": remarks.ENCRYPTED,
        "files": (
            ("attachment-1", "application/pgp-encrypted", 10),
            ("encrypted.asc", "application/octet-stream", 27),
        ),
    },
}

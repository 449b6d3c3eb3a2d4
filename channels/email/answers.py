"""What we say to mail servers, with the enhanced status codes of RFC 3463."""

# --- at the door and on the way out -------------------------------------------------------------
BUSY = "421 4.7.0 Too many connections, please come back later."
CLOSING = "421 4.3.2 We close for a moment, please come back later."
TIMED_OUT = "421 4.4.2 This took too long, please try again."
LONG_ENOUGH = "421 4.7.0 You have been here long enough, please connect again."
TOO_MUCH_ADO = "421 4.7.0 Too much said and no good mail in it."
NO_END = "421 4.7.0 This never ends."
NO_PROXY = "421 4.7.0 No proxy speaks to us here."
BAD_PROXY = "421 4.7.0 This is no PROXY header."

# --- to commands --------------------------------------------------------------------------------
HELP = "214 2.0.0 We take mail for our own addresses, see RFC 5321."
NO_VRFY = "252 2.1.5 Send a mail and see."
NO_GREETING = "503 5.5.1 Please greet us first."
NO_NAME = "501 5.5.4 Please say your name."
NO_TLS = "454 4.7.0 We have no certificate."
TLS_ALREADY = "503 5.5.1 This is TLS already."
TLS_FIRST = "530 5.7.0 Please begin with STARTTLS."
# What is sent behind STARTTLS in the clear would be read as if it had come by TLS (RFC 3207, 6).
TLS_INJECTED = "421 4.7.0 Nothing may follow STARTTLS before our answer."
NO_UTF8_SENDER = "553 5.6.7 We cannot answer to an address that is not ASCII, please use another."
NO_RELAY = "550 5.7.1 We take no mail for this address and pass none on."
RECIPIENT = "250 2.1.5 OK"
TOO_MANY_RECIPIENTS = "452 4.5.3 Too many recipients in one mail."
NO_RECIPIENT = "503 5.5.1 Please name a recipient first."
NO_ARGUMENT = "501 5.5.4 DATA stands alone."
GO_ON = "354 End data with <CR><LF>.<CR><LF>"

# --- to a mail ----------------------------------------------------------------------------------
TAKEN = "250 2.0.0 Your mail is safe with us."
FAILED = "451 4.3.0 Something went wrong on our side, please try again later."
NO_ROOM = "452 4.3.1 Too much mail comes in at this moment, please try again later."
TOO_LONG = "500 5.6.0 A line is too long."
TOO_MUCH = "552 5.3.4 This mail is larger than we can take."
# Refused, not mended: a lone CR or LF is how a second mail is smuggled behind the first, and no
# honest mail server sends one.
BARE_LINE_END = "550 5.6.11 Lines must end in CR LF."
NOT_READ = "552 5.3.4"  # and why

# --- what the library says without a code -------------------------------------------------------
CODES = {
    "221": "2.0.0",
    "250": "2.0.0",
    "500": "5.5.2",
    "501": "5.5.4",
    "502": "5.5.1",
    "503": "5.5.1",
    "552": "5.3.4",
    "553": "5.1.7",
    "555": "5.5.4",
}


REWORDED = {"220 Ready to start TLS": "220 2.0.0 Ready to start TLS"}


def coded(answer: str) -> str:
    """The answer with its code: who offers ENHANCEDSTATUSCODES sends one each time (RFC 2034)."""
    if answer[5:6] == ".":
        return answer
    code, words = answer[:3], answer[4:].removeprefix("Error: ")
    return f"{code} {CODES[code]} {words}" if code in CODES else REWORDED.get(answer, answer)

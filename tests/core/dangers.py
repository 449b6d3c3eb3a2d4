"""What must alarm the desk at once, and what only sounds like it. One message a line."""

TRUE = {
    "fire": """
        there is smoke in the server room
        my laptop is burning
        my laptop caught fire
        Fire in server room
        Feuer im Serverraum
        the printer is on fire!
        smoke is coming out of my monitor
        There is smoke coming from the server rack
        sparks are coming from the socket under my desk
        my charger is smoking
        burning smell from the docking station
        it smells like burning plastic near the printer
        my PC smells burnt
        swollen battery in my phone
        The battery is swollen and the case is open
        my laptop battery looks bulged
        leaking battery in the UPS
        I got an electric shock from my headset
    """,
    "attack": """
        I clicked on a link in a suspicious mail
        I gave my password to a caller who said he was from Microsoft
        a pop-up says my computer is infected
        I think I have ransomware
        all my files are encrypted and there is a note
        my documents were suddenly encrypted
        my account was hacked
        my mailbox was hacked and sends spam
        I have been hacked
        I clicked a phishing link
        opened a strange attachment
        I entered my password on a fake page
        I typed my password into a phishing site
        it was a phishing mail and I entered my credentials
        there is malware on my PC
        I have a virus
        my computer got a virus
        found a trojan in the download folder
        we may have a data breach
        I think there is a data leak in sales
        someone is logging into my account
        somebody says: someone else logged in to my mailbox
        the mouse moves by itself
    """,
    "loss": """
        somebody broke into my car and took my laptop
        my laptop was stolen
        My phone has been stolen on the train
        my bag with the laptop was stolen
        I lost my phone
        I've lost my work laptop
        someone stole my iPad
        laptop stolen from my car
        I left my laptop on the train
        left my phone in a taxi
        I lost my security key
        my badge was lost
    """,
}

HARMLESS = """
    is my drive encrypted?
    the new non-smoking sign does not print
    what is a trojan horse
    my phone is lost in the menu after the update, where is the dialler
    laptop was lost in the inventory list, please correct it
    Firefox does not start
    Firefox keeps crashing
    open a port in the fire wall
    the firewall blocks our test server
    battery is low
    the battery drains fast
    battery does not charge any more
    I lost my cursor
    I lost my connection to the VPN
    I lost access to the shared folder
    lost my bookmarks after the update
    all my mails are lost
    the signal is lost in the meeting room
    virus scanner is slow
    the antivirus asks for a licence
    please install antivirus on my mac
    antivirus blocks my own program
    our fire drill video does not play
    encrypted mail does not open
    how do I send encrypted mails?
    I need an encrypted USB stick
    the smoke detector app has no login
    CD burning software is missing
    I would like to burn a DVD
    hackathon registration page is down
    I need a phishing training certificate
    the phishing awareness course does not start
    mouse moves slowly
    my mouse is not moving
    the mouse pointer jumps
    I left my laptop at home, can I work from a spare one?
    I forgot my password
    attack of the printers, all three are jammed
    shock mount for the microphone wanted
    there is a spark line missing in Excel
    the flame icon in the app does nothing
    Fire TV stick in the lobby shows no picture
    password is wrong on the login page
    my account is locked
    someone is in our meeting room and does not leave
    the data sheet leaks formulas into the header row
"""


def lines(block: str) -> list[str]:
    return [line.strip() for line in block.strip().splitlines()]

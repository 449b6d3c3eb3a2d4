"""What must alarm the desk at once, and what only sounds like it. One message a line."""

TRUE = {
    "fire": """
        there is smoke in the server room
        my laptop is burning
        my laptop caught fire
        Fire in server room
        fire at the office
        FIRE in the data center!
        there is a fire
        there's a small fire under my desk
        There is a fire in the kitchen
        fire alarm is ringing on floor 3
        Feuer im Serverraum
        Brand im Serverraum
        Es brennt im Keller
        Hier brennt es
        incendie dans la salle serveur
        Incendie au bureau
        feu dans la salle des serveurs
        Fuego en la sala de servidores
        incendio en la oficina
        incendio nella sala server
        Fogo na sala dos servidores
        Incêndio no prédio
        Brand in de serverruimte
        Det brinner i serverrummet
        Brann i serverrommet
        Pożar w serwerowni
        Požár v serverovně
        Пожар в серверной
        Пожежа в серверній
        Yangın var
        サーバー室で火事です
        机房着火了
        서버실에 화재가 났습니다
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
    We want to fire a colleague
    fire a colleague in the office
    Firefox in the office does not start
    firewall in the data center blocks port 22
    our rules do not fire at the office site
    the events fire in the server log room twice
    le pare-feu dans la salle serveur bloque tout
    fire drill at the office tomorrow, the video does not play
    campfire in the app
    Amazon Fire tablet in the lobby is dead
    Amazon Fire tablet does not charge
    the fire door badge reader does not open
    please fire up the server in room 3
    there is a fire drill on Monday
    there is a fire wall rule missing
    the fire alarm software needs a licence
    Der Brand im Logo ist falsch
    our brand in the new template is wrong
    Markenbrand in der Vorlage
    mit Feuereifer dabei
    the trigger does not fire in the workflow
    the event fires twice in Excel
    we have Fire tablets
    brand manual is missing in SharePoint
    brand in the office template
    Firewall brennt keine CDs
    CD brennt nicht
    I need the fire safety training at the office
    alarme incendie test du logiciel
    simulacro de incendio
    the fire extinguisher list is missing
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

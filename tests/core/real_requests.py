"""Real requests that hold the words of small talk, answers and status questions. One a line."""

REQUESTS = """
    my vpn worked yesterday but now it drops
    the status bar in Excel is missing
    thanks in advance for fixing my printer
    no sound in Teams
    hi, my printer is broken
    hello the wifi is down
    good morning, I cannot log in
    dear team, my laptop does not start
    hey outlook keeps crashing
    thanks for your help yesterday but the screen is black again
    ok so my mouse is broken
    help, my computer is on fire
    help me install Visio
    help with the printer
    how do I change my password?
    how does the VPN work on a Mac?
    how do i open a shared mailbox
    how long does a password stay valid?
    how long are mails kept in the archive?
    what is the wifi password for guests?
    what can I do about spam
    who can give me access to the finance folder
    who are the owners of the HR drive
    is there any way to recall a mail
    is there a spare charger
    are there any meeting rooms with video
    any idea why Teams is so slow?
    any chance to get a second monitor
    update my phone number in the directory please
    update Windows fails with an error
    Windows update is stuck at 30%
    the update broke my camera
    where is the printer on floor 3
    where are my deleted mails
    when will the new laptops arrive
    when can I get a new phone
    when I open Excel it crashes
    my ticket printer is out of paper
    ticket machine in the lobby is offline
    the queue management screen shows nothing
    print queue is stuck
    status light on the router is red
    status page of the intranet shows an error
    no internet
    no access to SharePoint
    no signal on my phone
    nothing happens when I press print
    nothing prints
    it does not print
    it won't turn on
    it says my password is wrong
    Teams does not work
    Excel isn't working
    my headset isn't working with Teams
    the printer doesn't work
    the vpn is not working
    Outlook is still slow after the update
    screen still flickers after the new cable
    i still cannot open the shared mailbox
    I still need access to SAP
    same error as my colleague when opening SAP
    not able to log in
    not receiving mails
    I can't hear anyone in meetings
    everything is slow today
    everything works except the scanner
    it works on my phone but not on my laptop
    yes the printer in room 12 is jammed
    fixed phone on my desk is dead
    working from home, cannot reach the file server
    works on wifi but not on cable
    can I have a second monitor?
    can someone reset my password
    can somebody install Visio on my PC
    could someone look at the printer on floor 2
    I need a person added to the distribution list
    I need someone to have access to my mailbox while I am away
    I need an agent license for Zendesk
    I want a new laptop
    I need a new keyboard
    I'd like to order a headset
    please call forwarding to my mobile does not work
    please add me to the sales group
    call quality in Teams is bad
    calls drop after two minutes
    my agent software crashes
    human resources portal is down
    open a port in the firewall for the test server
    create a shared mailbox for marketing
    new starter on Monday needs a laptop
    new phone, how do I move the authenticator
    another user is logged in on my PC
    great, now my second screen is black too
    perfect storm, VPN and mail are both down
    bye bye screen, it stays black
    fine print on labels is unreadable
    cheers screen saver does not start
    ok button in SAP is greyed out
    Mein Drucker druckt nicht
    Danke für nichts, der Drucker streikt schon wieder
    Je ne peux pas imprimer
    bonjour, mon ordinateur ne démarre pas
    Hola, no puedo entrar en mi correo
    Guten Tag, mein Passwort ist abgelaufen
    tried to install Visio and got error 1603
    did the certificate for the intranet expire?
    have tried turning my laptop on, the fan runs but the screen stays dark
    FL-1042 is the wrong laptop model for my docking station
    my case of the iPad is cracked
    good keyboard wanted for the new office
    super user rights needed on my test machine
    nice to have: a second charger for home
    close button in the CRM is missing
    please close port 8080 on the test server
    the request form in the portal shows an error
"""

TOLD = [line.strip() for line in REQUESTS.strip().splitlines()]

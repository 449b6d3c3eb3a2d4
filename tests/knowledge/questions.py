"""What people write to a desk, and the article that helps them.

One line a question: the words, a bar, the right articles (any of them will do). An
indented line goes on with the one above. The lines take
turns: the first is for tuning, the second is kept for judging, and so on. Nothing in the package
may be tuned to the second kind.
"""

from typing import NamedTuple


class Asked(NamedTuple):
    text: str
    right: frozenset[str]


ASKED = """
vpn dead again, third time today                               | vpn-drops vpn-will-not-connect
my vpn keeps dropping when I'm in calls from home              | vpn-drops
VPN disconects every 10 min                                    | vpn-drops
cant connect to vpn                                            | vpn-will-not-connect
Hello, I am working from a hotel and the VPN just says connecting and then times out. Could you
    help me please? Kind regards, Petra | vpn-will-not-connect
vpn not conecting since yesterday                              | vpn-will-not-connect
GlobalProtect throws me out all the time                       | vpn-drops
home office: no vpn possible                                   | vpn-will-not-connect
forgot my password                                             | password-forgotten
I can't remember my pw after 3 weeks of vacation               | password-forgotten
pls reset my pasword                                           | password-forgotten
Dear team, I seem to have forgotten the password for my computer. How can I get a new one? |
    password-forgotten
password expired                                               | password-expired
it tells me my passwrod has expired and i cannot change it     | password-expired
how can i change my password?                                  | password-expired
the new password isn't accepted, says requirements not met     | password-expired
account locked!!                                               | account-locked
I typed my password wrong too often and now I'm locked out     | account-locked
can you unlock my acount                                       | account-locked
every morning my user is locked, no idea why                   | account-locked
got a new iphone, how do I move the authenticator              | mfa-new-phone
switched phones and now i cant approve logins                  | mfa-new-phone
need 2fa reset, old phone is broken                            | mfa-new-phone
new mobile number, the SMS still goes to my old one            | mfa-new-phone
mfa code doesnt work                                           | mfa-code-rejected
Good morning, the authenticator shows me a code but the login page says it is incorrect. I
    tried several times. Thanks, Tom | mfa-code-rejected
I never receive the verification code                          | mfa-code-rejected
no push notification from authenticator                        | mfa-code-rejected
I get MFA prompts all night and it wasn't me                   | mfa-unexpected-prompts
someone tries to get into my account, phone asks me to approve | mfa-unexpected-prompts
i accidentally approved a login request that was not mine      | mfa-unexpected-prompts
think ive been hacked | mfa-unexpected-prompts virus-or-malware
printer offline                                                | printer-offline
the pritner on 2nd floor does not print                        | printer-offline
my documents are stuck in the print queue                      | printer-offline
Hi, I sent a document to the printer ten minutes ago and nothing came out. What can I do? |
    printer-offline
paper jam                                                      | printer-jam-quality
paper stuck in printer room 204                                | printer-jam-quality
the printouts have black stripes                               | printer-jam-quality
toner empty on 3rd floor                                       | printer-jam-quality
how do I install the printer on my new laptop                  | printer-add
i moved to another floor, need the printer there               | printer-add
can't find our printer in the list of devices                  | printer-add
wifi not working                                               | wifi-will-not-connect
WLAN geht nicht                                                | wifi-will-not-connect
My laptop wont connect to the wi-fi in building B              | wifi-will-not-connect
wirless network not found                                      | wifi-will-not-connect
it says connected, but there is no internet                    | wifi-will-not-connect
wifi super slow in the canteen                                 | wifi-slow
internet is soooo slow today                                   | wifi-slow
The wireless at my desk is very weak and web pages load forever | wifi-slow
visitor coming tomorrow, needs wifi                            | wifi-guest
whats the guest wlan password                                  | wifi-guest
Can I use the Wi-Fi with my private phone?                     | wifi-guest
outlook not recieving mails                                    | outlook-not-sending
my email is stuck in the outbox                                | outlook-not-sending
outlook says disconnected at the bottom                        | outlook-not-sending
Dear colleagues, since this morning I have not received any e-mails although customers say they
    have written to me. Please check. Best, Maria | outlook-not-sending
outlook always asks for the password                           | outlook-not-sending
mailbox full                                                   | mailbox-full
I can't send anything because my mailbox reached its limit     | mailbox-full
quota exeeded outlook                                          | mailbox-full
need access to the info@ shared mailbox                        | shared-mailbox
the team mailbox has disappeared from my outlook               | shared-mailbox
how can my assistant see my calendar                           | shared-mailbox
i can read the group mailbox but not send from it              | shared-mailbox
how to set out of office                                       | out-of-office
autoreply still active although im back                        | out-of-office
where do i switch on the abscence note for my vacation         | out-of-office
I don't see meeting invites in my calendar                     | calendar-invites
calender on phone not syncing                                  | calendar-invites
all my appointments are one hour late in outlook               | calendar-invites time-wrong
meeting vanished from calendar                                 | calendar-invites
no one hears me in Teams                                       | meeting-audio
mic not working                                                | meeting-audio
I have no sound in zoom                                        | meeting-audio
headset isnt recognized                                        | meeting-audio
The others have an echo when I speak in a meeting              | meeting-audio
camera black in teams                                          | meeting-camera
webcam not found                                               | meeting-camera
nobody can see me in video calls                               | meeting-camera
can't share my screen                                          | screen-sharing
when i present, people see only black                          | screen-sharing
share buton grey in teams                                      | screen-sharing
beamer in room Paris shows no picture                          | meeting-room-display
conference room tv no signal, meeting in 5 min!!               | meeting-room-display
how do i get my laptop onto the big screen in the meeting room | meeting-room-display
disk full                                                      | disk-full
C: is full                                                     | disk-full
no more space on my hard drive, what can i delete              | disk-full
my mac says startup disk is nearly full                        | disk-full
laptop slow as hell                                            | laptop-slow
computer hangs constantly                                      | laptop-slow
my PC takes 15 minutes to boot                                 | laptop-slow laptop-will-not-start
The fan of my notebook is very loud and everything is slow     | laptop-slow
laptop doesn't turn on                                         | laptop-will-not-start
pc dead, black screen                                          | laptop-will-not-start
When I press the power button nothing happens                  | laptop-will-not-start
laptop doesnt wake up from sleep                               | laptop-will-not-start
batery drains in 1 hour                                        | laptop-battery
my laptop isn't charging                                       | laptop-battery
I need a new charger, cable is damaged                         | laptop-battery
second monitor not detected                                    | external-monitor
screen flickers                                                | external-monitor
one of my two screens stays black                              | external-monitor docking-station
docking station doesnt work                                    | docking-station
when I plug in the dock, usb and network are dead              | docking-station
bluescreen again                                               | blue-screen
my computer just restarted by itself with a stop code          | blue-screen
need adobe acrobat installed                                   | software-install
how do I install new software without admin rights             | software-install
I would like to request a license for Visio                    | software-install
need access to folder Finance 2026                             | access-request
access denied when opening sharepoint                          | access-request
I changed departments and can't open our project folder any more | access-request
deleted a file by mistake                                      | file-restore
can you restore the folder Contracts from last tuesday         | file-restore
i overwrote my excel sheet, is there an old version            | file-restore
H: drive is gone                                               | shared-drive-missing
network drive missing after restart                            | shared-drive-missing
cant reach the S drive from home                               | shared-drive-missing
set up email on my new android                                 | phone-email-setup
i dont get work mail on my iphone                              | phone-email-setup
lost my phone                                                  | lost-or-stolen-device
My laptop was stolen from my car last night                    | lost-or-stolen-device
i left my company mobile in a taxi                             | lost-or-stolen-device
is this mail real or phishing?                                 | phishing
i clicked on a strange link in an email                        | phishing
Got a weird mail from the CEO asking me to buy vouchers        | phishing
excel keeps crashing                                           | excel-crash
word freezes when I save                                       | excel-crash
exel file wont open                                            | excel-crash
website not loading                                            | website-not-loading
the travel portal shows only a blank page in chrome            | website-not-loading
how to clear cache                                             | website-not-loading
browser says connection not private                            | certificate-warning
certificate expired warning on intranet                        | certificate-warning
rdp doesnt connect                                             | remote-desktop
I can't reach my office computer from home with remote desktop | remote-desktop
citrix frozen                                                  | remote-desktop
new employee starts on 1st, what do i have to order            | new-starter
Onboarding of an intern next week: laptop and account needed   | new-starter
colleague leaves end of June, what happens to his account      | leaver
how do I give my laptop back, my last day is friday            | leaver
mouse not working                                              | keyboard-mouse
keybord writes wrong letters, y and z swapped                  | keyboard-mouse
bluetooth mouse won't pair                                     | keyboard-mouse
the clock on my laptop is wrong                                | time-wrong
time zone wrong after flight to new york                       | time-wrong
windows update stuck at 30%                                    | update-stuck
update fails again and again                                   | update-stuck
no mobile data in Spain                                        | mobile-abroad
flying to the US next week, does my work phone work there      | mobile-abroad
sim card not detected                                          | mobile-abroad
onedrive doesn't sync                                          | cloud-storage-sync
my files don't show up on the other pc, one drive red x        | cloud-storage-sync
attachment too big to mail                                     | file-too-large
how can I send a 3 GB video to a client                        | file-too-large
teams does not start                                           | chat-not-working
i dont get notifications in teams                              | chat-not-working
my computer has a virus                                        | virus-or-malware
popup says computer infected call this number                  | virus-or-malware
all files have a strange ending and cannot be opened           | virus-or-malware
"""

# No article answers these: not ours, too little said, or nothing asked.
STRANGE = """
what is on the canteen menu today
when do we get our salary
thanks
thank you so much, you are great
my chair is broken
how many vacation days do I have left
I would like to apply for parental leave
the heating in my office does not work
who won the game last night
roses are red, violets are blue
can you write me a poem about autumn
hello
good morning everybody
is anyone there
ok
test
please order new business cards for me
the coffee machine on the third floor is leaking
I want to book a flight to Berlin
where do I hand in my travel expenses
my payslip for March is missing
what's the weather like
tell me a joke
the lift is stuck
there is no toilet paper
I lost my badge, the door does not open
parking space for a visitor
please send the window cleaner
how do I claim my taxi receipt
the light above my desk flickers
can I bring my dog to work
who is the CEO of the company
when is the summer party
I have a question about my contract
please call me back
I am sick today
who can sign the supplier invoice
the fridge in the kitchen smells
need a taller desk
where is the first aid kit
what time does reception close
please cancel my order of pens
is monday a public holiday
how do I become a works council member
my manager is unfair to me
translate this sentence into French
what is the capital of Australia
recommend a good restaurant nearby
need a locker key
the window cannot be closed
asdf jkl qwertz
???
12345
the customer wants a discount of ten percent
update the price list for our customers
please review the attached offer
can we move the meeting to thursday
I would like to change my bank details for payroll
the invoice of last month has not been paid
where can I find the brand guidelines
our SAP purchase order 4500012 has the wrong cost centre
the crm shows the wrong customer address
how do I calculate a moving average in a spreadsheet
please print 200 flyers for the fair
we need a photographer for friday
my company car needs new tyres
shipment has not arrived at the warehouse
is the gym open on sunday
did you watch the film yesterday
lol
never mind, solved it
I hate this
"""


def _asked(line: str) -> Asked:
    text, right = line.rsplit("|", 1)
    return Asked(text.strip(), frozenset(right.split()))


QUESTIONS = tuple(_asked(line) for line in ASKED.replace("\n    ", " ").strip().splitlines())
TUNING, HELD_OUT = QUESTIONS[::2], QUESTIONS[1::2]

OFF_TOPIC = tuple(STRANGE.strip().splitlines())
OFF_TUNING, OFF_HELD_OUT = OFF_TOPIC[::2], OFF_TOPIC[1::2]

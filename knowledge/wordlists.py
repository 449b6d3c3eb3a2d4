"""What words mean the same, and which say little: data, to be extended by anybody.

Everything here is lower case, without accents and apostrophes, as `words.split` leaves it.
"""

# Words that mean one thing at a help desk. The name of the meaning comes first, and an
# indented line goes on with the one above.
SAME = """
signin: sign in, signing in, signed in, log in, logging in, logged in, login, logins, log on,
    logon, sign on, signon, log into, sign into, logging into
signout: sign out, log out, logout, log off, logoff, signed out, logged out, logging out
wifi: wi fi, wlan, wireless, wireless network, wireless lan, wfi
mfa: 2fa, two factor, 2 factor, multi factor, multifactor, two step, 2 step, two factor
    authentication, multi factor authentication, authenticator, authenticator app, authentication
    app, auth app, second factor
code: codes, passcode, otp, one time code, one time password, verification code, security code,
    6 digit code, sms code, text code
password: pw, pwd, passwd, pass word, passwort, psw, passphrase, passwords, pswd
email: e mail, e mails, emails, mail, mails, emailing
mailbox: mail box, inbox, in box, mailboxes
outofoffice: out of office, ooo, oof, automatic reply, automatic replies, auto reply,
    autoreply, auto response, absence note, vacation message, away message, out of the office,
    vacation responder
laptop: notebook, macbook, thinkpad, laptops, lap top
computer: pc, desktop pc, machine, workstation, computers, imac
phone: mobile, smartphone, cell, cellphone, cell phone, mobile phone, iphone, android, handset,
    phones, mobiles, iphones, handy, telephone
vpn: anyconnect, globalprotect, global protect, forticlient, openvpn, tunnel
printer: printers, copier, mfp, multifunction printer, multi function printer
camera: webcam, web cam, cam, cameras
microphone: mic, mike, microphones
headset: headphones, headphone, earphones, earbuds, ear buds, airpods, headsets
sound: audio, volume, speaker, speakers
hear: hears, hearing, heard
monitor: external screen, second screen, external display, external monitor, second monitor,
    second display, extra screen, monitors, 2nd monitor, 2nd screen, external screens
screen: display, screens, displays
projector: beamer, projectors
meetingroom: meeting room, conference room, board room, boardroom, meeting rooms, conference
    rooms, room system, video conference room
screenshare: screen sharing, share my screen, share screen, sharing my screen, share the
    screen, share your screen, sharing screen, sharing the screen, screen share, share
    a screen, share his screen, share her screen, share my desktop
teams: ms teams, microsoft teams
call: calls, calling, meeting call, video call, voice call
disk: hard drive, hard disk, harddisk, harddrive, hdd, ssd, c drive, c disk, hard drives, local
    disk
storage: disk space, free space, space
dock: docking station, docking, docks, docked, dockingstation, usb c hub, hub
bluescreen: blue screen, bsod, stop code, blue screens
shareddrive: shared drive, network drive, h drive, s drive, p drive, g drive, z drive, mapped
    drive, group drive, team drive, file share, network share, fileshare, shared drives, network
    drives, map a network drive, drive letter, company drive
sharedmailbox: shared mailbox, team mailbox, group mailbox, shared inbox, functional mailbox,
    shared mailboxes, team inbox, shared mail box, shared email, group inbox
onedrive: one drive, cloud storage, dropbox, google drive, cloud folder
website: intranet, web site, webpage, web page, internet page, websites, webpages, web pages,
    web app, homepage, web portal, webapp
browser: chrome, firefox, safari, edge, web browser, browsers
certificate: cert, certs, ssl, certificates, tls
remotedesktop: remote desktop, rdp, citrix, virtual desktop, terminal server, remote computer,
    vdi, office pc, pc at work, work pc remotely
phishing: phish, phising, fishing mail, scam, scam mail, fake mail, fake email, suspicious
    email, suspicious mail, suspicious message, strange email, dodgy email, weird email, dodgy
    mail, strange mail, weird mail, scam email, spam mail, spam email, fraud mail, fishy email,
    fishy mail, phishing mail, phishing email, spam, dubious mail, dubious email
stolen: theft, robbed, nicked, stole, steal
lost: lose, misplaced, losing
battery: accu, akku, batteries
charger: power adapter, power supply, charging cable, power cable, power cord, power brick
charge: charging, charges, charged
slow: sluggish, laggy, lagging, lags, lag, crawls, crawling, slowly, slower
freeze: freezes, froze, frozen, freezing, hang, hangs, hanging, hung, not responding, unresponsive,
    not respond
crash: crashes, crashed, crashing, keeps closing, closes itself, closes by itself
turnon: turn on, power on, switch on, boot, boots, booting, start up, startup, power up, boot
    up, turns on, switches on, turning on, wont start, doesnt start, does not start, not starting,
    not start, will not start, didnt start
disconnect: disconnects, disconnected, disconnecting, drop, drops, dropped, dropping, cuts out,
    kicked out, kicks me out, kick me out, connection lost, loses connection, losing connection,
    cut off, disconnection, throws me out, thrown out, kicked off, kicks me off, connection drops
connect: connects, connected, connecting, connection, connections
forgot: forgotten, forget, forgets, dont remember, cant remember, do not remember, cannot
    remember, not remember
expire: expired, expires, expiring, run out, ran out, expiry
locked: lock, lock out, locked out, lockout, locks me out, locking me out, lock me out, unlock,
    unlocked, unlocking, blocked, locks
delete: deleted, deleting, removed, deletion, erased, undelete, wiped, deletes
restore: recover, recovery, recovered, restored, restoring, get back, bring back, undo,
    recovering
access: permission, permissions, rights, access rights, authorisation, authorization, accesses,
    privileges
software: program, programs, application, applications, programme, softwares
install: installation, installed, installing, setup program
license: licence, licences, licenses, licensing, product key
newstarter: new starter, new employee, new hire, new joiner, onboarding, on boarding, new
    colleague, new team member, starts on monday, first day, new starters, new employees, new
    joiners, new intern, intern starts, joins our team, joins the team, joining our team, joining
    us, new member, starts next week, new coworker, onboard
leaver: leavers, offboarding, off boarding, leaves the company, left the company, leaving the
    company, last day, last working day, employee leaves, is leaving, former employee, resigned,
    leaving us, ex employee, colleague left, someone who left, employee left, deactivate the
    account
outlook: outlok, outlook app
calendar: calender, calendars, diary
invite: invitation, invitations, invites, meeting request, meeting requests
appointment: appointments, meeting entry
attachment: attachments, attached file, attached files
toolarge: too large, too big, file size, too heavy, large file, big file, large files, big
    files, huge file, size limit, huge files, attachment size
keyboard: keybord, keys, keyboards
touchpad: trackpad, touch pad, track pad, mousepad
wrongtime: clock, time zone, timezone, daylight saving, wrong time, wrong date, time is wrong,
    date is wrong, hour off, one hour off, hour behind, hour ahead, hour late, hour early
update: updates, updating, upgrade, upgrading, patch, upgrades, updated
stuck: hung up, wont move
sim: sim card, simcard, esim, e sim, sims
abroad: foreign country, another country, overseas, out of the country
roaming: data roaming
data: mobile data
virus: malware, infected, trojan, ransomware, viruses, infection, antivirus, anti virus
hacked: hacker, hack, compromised, hackers
guest: guests, visitor, visitors
account: accounts, user account, accout
presentation: slides, presenting, slide deck
excel: xls, xlsx, spreadsheet, spreadsheets, exel
word: docx, winword
powerpoint: power point, ppt, pptx
toner: ink, cartridge, toner cartridge, toners, cartridges, ink cartridge
jam: jams, jammed, jamming, paper jam, paper stuck, paper is stuck, eats paper, eats the paper,
    stuck paper
streak: streaks, stripes, smudges, smudged, smears, smeared, faded, pale, lines on the page,
    blotchy, stripe, streaky
full: exceeded, over the limit, over its limit, over limit
notification: notifications, alerts
internet: online, web access, net
"""

# Words that people take for one another when they talk of computers, whatever their endings. The
# first of a line stands for all of them.
SYNONYMS = """
delete remove erase discard wipe purge
find search locate
folder directory
picture photo image pic photograph
change modify edit alter adjust
replace swap substitute
hide conceal invisible
settings configure configuration preference option setup
start launch begin
stop prevent
disable deactivate
enable activate
create generate
add insert append
slow sluggish laggy
freeze hang frozen hung
oldest earliest
newest latest recent
move transfer migrate relocate
restore recover retrieve
lose lost missing vanish disappear
update upgrade
buy purchase
fix repair
document doc
auto automatic automatically automated
merge combine
split divide
sort arrange
fast quick
large big huge
small tiny
website site
notification notify alert
limit restrict quota
wrong incorrect invalid
verify validate
owner ownership
colour color
favourite favorite
centre center
background wallpaper
trash bin
junk spam
calendar agenda
meeting appointment
reply respond
addon extension plugin
"""

# Words that any question may hold: they say nothing about which article it is.
STOP = """
a about absolutely actually advise afternoon again ago all almost already also always am an and
annoying another any anybody anymore anyone anything anyway appreciate appreciated are around as
asap assist assistance at away basically be because been before behind being best bloody both but
by bye came can cannot cant cheers come comes coming completely constantly continuously could
couldnt currently damn das day days de dear der des did didnt die do does doesnt doing done dont
down du during each ein eine either el else est et even evening ever every everybody everyone
everything extremely for friday from get gets getting give given go goes going gone got greetings
had has hasnt have havent having he hell hello help helped helping helps her here hers hey hi him
his hour hours how i ich id if ill im in into is isnt ist it its ive je just kann keep keeps kept
kind kinda kindly know la le les let lets like los lot lots ma made make makes many may maybe me
mein meine mi might minute minutes mit mon monday month months more morning most much must my
myself ne near need needed needs neither never nicht night no nobody none nor not nothing now of
off often ok okay on once one only onto or other our ours out over own pas per permanently please
pls plz possible possibly put que quick quickly quite rather really regards said same saturday say
saying says see seem seems seen shall she should shouldnt since sincerely so some somebody somehow
someone something sometimes somewhat somewhere soo soon sooo sorry still stupid such suddenly
sunday super support sure team than thank thanks that thats the their them then there theres these
they thing things think this those though through thursday thus thx to today tomorrow tonight too
took totally toward tried tries try trying tuesday two ty un und une unfortunately until up upon
urgent urgently us usually very via want wanted wants was wasnt way we wednesday week weeks well
went were weve what whats when whenever where whether which while who whole whom whose why will
with within without wont would wouldnt year years yes yesterday yet you your youre yours
"""

# Words that many questions hold and that add a little.
WEAK = """
able ask asked asking asks back bad break breaks broke broken button call change changed changes
click clicking colleague colleagues company correct correctly dead different error errors fail
failed failing fails failure find first fix fixed good happen happened happening happens home info
information issue issues item last left long look looking message messages name new next office old
open opened opening opens people person problem problems properly put question right run running
runs seconds set show showed showing shows start started starting starts stop stopped stops strange
system take takes taking tell time times told trouble turn unable use used user users using weird
work worked working works wrong
"""

# Words spelt right although no article uses them: never "put right" into one that looks alike.
EVERYDAY = """
able accept accident according act action active actor add address adult advice afford afraid age
agent agree air airport alarm album alcohol alive allow alone amount angry animal answer apartment
apple apply april area argue arm army arrive art article artist aside asleep attack attend audience
august aunt author autumn average award aware baby bad badge bag bake balance ball banana band bank
bar base basic basket bath beach bear beat beautiful beauty bed bedroom beer begin behave believe
bell belong belt bench bend benefit bet bicycle bike bill bird birth birthday bite bitter black
blame blanket bless blind block blood blow blue board boat body bone bonus book booking boot border
bore born borrow boss bottle bottom bowl box boy brain branch brave bread breakfast breath brick
bridge brief bright bring brother brown brush budget build building bunch burn bus business busy
butter buy cabinet cable cafe cake calculate calm campaign canteen cap capital car card care career
careful carpet carry cart case cash castle cat catch cause ceiling celebrate cent centre chain
chair chance character chase cheap cheese chef chicken chief child children chip chocolate choice
choose church cinema circle citizen city claim class clean cleaned cleaner clear clerk clever
climate climb closet cloth clothes club coach coal coast coat coffee coin cold collar collect
college colour comb comfort common community compare compete complain complete concert condition
confirm congress consider contact contain contest contract control cook cookie cool copper corn
corner cost cotton couch cough count country couple coupon courage course court cousin cover cow
create credit crew crime crop cross crowd crown cruel cry culture cup curtain curve customer cut
cycle dad daily damage dance danger dark date daughter dead deal dear death debt december decide
deep degree deliver delivery demand dentist deposit depth describe desert desk dessert detail
develop diet differ dig dinner direct dirt dirty discount discuss disease dish distance doctor dog
dollar donate door double doubt draw drawer dream dress drink drive driver drove drug dry duck dust
duty ear early earn earth east easy eat effort egg eight eighty elect election elevator eleven
empty end enemy energy engine enjoy enter entire entrance equal escape euro event exact exam
example excuse exercise exit expect expense expensive explain eye face fact factory fair fall
family famous fan far farm fashion fast fat father fault favour favourite fear february feed feel
felt female fence festival fever field fifty fight figure film final finance finger finish fire
firm fish fit five flag flash flat flight flood floor flour flower flu fly food fool foot football
force forest forever fork form formal fortune forty forward four free freedom fresh fridge friend
front fruit fuel fun fund funny furniture future gain game garage garden gas gate gather general
gentle gift girl glad glass glove goal goat god gold golf goods govern grade grain grand
grandmother grant grass great green grey ground group grow guard guess guide guilty guitar gun guy
gym habit hair half hall hand handle hang happy harbour hard hat hate head heal health heard heart
heat heating heavy height held hero hide high highway hill hire history hit hobby hold hole holiday
holy home honest honey hope horse hospital host hot hotel house huge human humour hundred hungry
hunt hurry hurt husband ice idea ill image imagine impact improve inch income increase industry
inflate inform injury insurance interest interview invest invoice iron island item jacket january
job join joke journal journey joy judge juice july jump june junior jury justice key kick kid kill
kind kitchen knee knife knock know lady lake lamp land lane language lawyer lay lazy lead leader
leaf league leak leaking lease leather leave lecture left leg legal lemon lend lesson letter level
library lid lie life lift light limb line lion lip liquid list listen literature live loan local
lock locker long loose lord lorry loss loud love lovely low luck lucky lunch lung magazine main
major male man manage manager map march mark market marriage married master match material matter
meal mean measure meat medal medical medicine meet member memory men mental menu merry metal method
middle milk million mind mine minor mirror miss mistake mix model modern mom money monkey mood moon
moral mother mountain mouth movie mud muscle museum music nail narrow nation nature navy nearby
neck needle neighbour nerve nest neutral news nice nine ninety noble noise normal north nose note
notice novel november nurse nut oak object ocean october offer officer oil olive onion opera
opinion orange orchestra order organ original oven owe owner owns pack package paid pain paint pair
palace pale pan panel pants paper parcel pardon parent park parking part party pass passenger
passport past path patient pattern pause pay payment payroll payslip peace pen pencil pension
pepper perfect permit pet photo piano pick picture piece pig pillow pilot pink pipe pizza place
plain plan plane planet plant plastic plate play pleasant pocket poem poet point poison police
policy polite pool poor pop popular population port position post pot potato pound power practice
praise pray prefer present president press pretty prevent price pride priest prince prison private
prize process produce profit promise proof proper protect proud prove provide public pull pupil
purple purpose push quality quarter queen question quiet quit race radio rail rain raise ran rate
raw reach read ready real reason receipt receive recent reception recipe record red reduce refund
refuse regular relax religion remain remember remind remove rent repair repeat reply report rescue
reserve rest restaurant result retire return reward rice rich ride ring rise risk river road rock
role roll roof room root rope rose rough round row royal rubber rude rule rush safe sail salad
salary sale salt sand sandwich sang sat sauce save scale school science score sea season seat
secret secretary section seed sell send senior sense sentence september series serious serve settle
seven seventh seventy shade shadow shake shape shark sharp sheep sheet shelf shell shine ship
shipment shirt shock shoe shoot shop shore short shoulder shout shower shut sick side sight sign
silent silver simple sing sink sir sister sit site six sixty size skill skin skirt sky sleep slice
slide slip slope small smell smile smoke smooth snack snake sneaker snow soap social sock sofa soft
soil soldier solid son song sort soul sound soup sour south spare speak special speech speed spell
spend spirit spoke spoon sport spot spread spring square staff stage stair stamp stand star state
station stay steak steam steel step stick stock stomach stone stood store storm story straight
stranger stream street strength stress strike string strong student study stupid style subject
sudden sugar suit sum summer sun supper supplier supply surface surprise sweat sweet swim swing
table tail talent talk tall tank tap tape target task taste tax taxi tea teach teacher tear teeth
temple ten tent term test text theatre theme thick thief thin thirsty thirty thousand three throat
throw ticket tie tight timer tip tire tired title toast toe toilet told tomato tone tongue tool
tooth top total touch tour towel tower town toy track trade tradition traffic trail train tram
translate travel treat tree trial trip trousers truck true trust truth tube tune twelve twenty
twice twin two tyre ugly umbrella uncle under union unit university upper urban useful usual
vacation vaccine valley valuable value van variety vast vegetable vehicle victory view village
violet violin visit voice volume vote voucher voyage wage wait waiter wake walk wall war warehouse
warm wash waste watch water wave weak wealth wear weather wedding weekend weight welcome west wet
wheel white wide wife wild win wind window wine wing winner winter wire wise wish witness woman won
wonder wood wool world worry worse worst worth wound wrap write writer wrote yard yellow young
youth zero zoo
"""

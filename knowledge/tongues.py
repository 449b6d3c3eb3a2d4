"""What people write to a help desk, language by language: the small words, and the desk's own.

Data for `language.py`, to be extended by anybody: any text of a language makes it surer. Names of
products say nothing, nor does what many languages have taken from English (NEUTRAL).
"""

NEUTRAL = """
thunderbird outlook windows office teams microsoft google gmail yahoo apple mac macos iphone
android linux ubuntu firefox chrome edge safari exchange sharepoint onedrive zoom slack citrix
adobe acrobat excel word powerpoint vpn wifi wlan imap pop pop3 smtp ssl tls oauth pdf html usb pc
ok app apps laptop server email emails mail mails e online internet web website browser router
software hardware update login password account spam chat link sms pin id it admin proton hotmail
aol xp sap vm dns ip
"""

LATIN = {
    "en": """
day week month year hour today yesterday last next whole always never both between about into out
up down off over one two first every because while so if as well time times way thing things
people someone nothing something everything other another same different button buttons list lists
window windows tab tabs menu bar toolbar header column columns sort order default identity
uninstall reinstall recover rules junk undo mailing scroll transfer transferring archive archives
archiving the a an and or but not of in on at to for from with by is are was were be been it its
this that these those i my me we our us you your he she they their them have has had do does did
don't doesn't didn't can can't cannot could would should will won't isn't aren't wasn't how what
when where why which who there here all any some no more than then after before since still again
only just also very please thanks thank hello hi help need want try trying tried get getting got
keep keeps open close send sending sent receive receiving received find lost missing message
messages folder folders file files calendar contacts address book attachment attachments inbox
delete deleted move moved change changed set setting settings add new old remove removed print
printer printing screen black keyboard mouse phone mobile error crash crashes frozen slow working
work works broken connect connection connected loading load start starting stopped show showing
shows display view filter search password reset forgotten expired locked out access denied
permission shared drive upgrade unable failed fails issue problem problems question import export
backup restore reply forward signature font size text language spelling save saved version
upgraded installed install computer my emails are not coming through and I cannot send anything
since this morning how do I set up my account on a new computer without losing my old messages
where did my folders go after the update how to recover them it keeps asking for my password but
the password is right
""",
    "de": """
tag tage woche monat jahr stunde gestern letzte letzten nächste ganzen ganze immer nie zwischen
durch ohne rechnung besprechung etwas nichts andere gleiche liste fenster schaltfläche der die das
den dem des ein eine einen einem einer und oder aber nicht kein keine von in im an am auf aus bei
mit nach zu zum zur für über unter vor seit ist sind war waren sein wird werden wurde es dies
diese dieser dieses ich mein meine meinen meinem meiner mir mich wir unser uns sie ihr ihre er man
habe hat haben hatte kann können könnte muss soll will möchte darf wie was wann wo warum welche
wer hier da alle alles mehr als dann noch wieder nur auch sehr bitte danke hallo guten tag hilfe
brauche versuche geht funktioniert startet öffnen öffnet schließen senden gesendet empfangen
abrufen finden gefunden verloren fehlt nachricht nachrichten ordner datei dateien kalender
kontakte adressbuch anhang anhänge posteingang postfach löschen gelöscht verschieben ändern
geändert einstellung einstellungen einrichten hinzufügen neu neue neuen alt alte entfernen drucken
drucker druckt bildschirm schwarz tastatur maus telefon handy fehler fehlermeldung abgestürzt
hängt langsam kaputt verbinden verbindung laden lädt anzeigen angezeigt ansicht suche suchen
passwort kennwort vergessen abgelaufen gesperrt zugriff verweigert berechtigung laufwerk leider
seit heute morgen rechner konto anmelden anmeldung benutzer speichern sprache schrift größe
antworten weiterleiten ich kann mich nicht anmelden und bekomme immer eine fehlermeldung wie kann
ich meine mails auf einen neuen rechner übertragen seit dem letzten update werden keine
nachrichten mehr abgerufen mein drucker druckt nicht und der bildschirm bleibt schwarz
""",
    "nl": """
hele dag dagen week maand jaar uur vandaag gisteren vorige volgende altijd nooit tussen zonder
rekening vergadering iets niets andere zelfde lijst venster knop scherm beeld binnenkomende
installatie archiveren controle rechten mislukt de het een en of maar niet geen van in op aan naar
voor uit met bij door over onder na sinds is zijn was waren ben bent wordt worden werd er dit dat
deze die ik mijn me mij wij we ons onze u uw jij je jouw hij zij ze hun heb heeft hebben had kan
kunnen kunt moet wil wilt zou mag hoe wat wanneer waar waarom welke wie hier daar alle alles meer
dan nog weer alleen ook heel graag bedankt dank hallo goedemorgen hulp help nodig probeer lukt
werkt werken start openen opent sluiten verzenden verzonden versturen verstuurd ontvangen ophalen
vinden gevonden kwijt verdwenen ontbreekt bericht berichten map mappen bestand bestanden agenda
contacten adresboek adressen bijlage bijlagen postvak verwijderen verwijderd verplaatsen wijzigen
gewijzigd veranderen instelling instellingen instellen toevoegen nieuw nieuwe oud oude afdrukken
printer scherm zwart toetsenbord muis telefoon fout foutmelding vastgelopen traag langzaam kapot
verbinden verbinding laden tonen weergeven weergave zoeken wachtwoord vergeten verlopen
geblokkeerd toegang geweigerd schijf computer opslaan taal lettertype grootte beantwoorden
doorsturen inloggen aanmelden gebruiker handtekening ongewenste ik kan niet inloggen en krijg
steeds een foutmelding hoe los ik dit op hoe kan ik mijn mail overzetten naar een nieuwe computer
sinds de laatste update kan ik geen berichten meer verzenden of ontvangen mijn printer doet het
niet en het scherm blijft zwart wat moet ik doen
""",
    "fr": """
jour jours semaine mois année heure aujourd'hui hier dernier prochain toujours jamais entre
facture réunion quelque rien autre même liste fenêtre bouton plusieurs impossible profil le la les
l' un une des du de d' et ou mais ne n' pas plus aucun aucune dans sur sous à au aux en par pour
avec sans chez depuis est sont était être c'est il elle ils elles ce cet cette ces qui que qu'
quoi je j' mon ma mes me moi nous notre nos vous votre vos on leur son sa ses ai a ont avons avez
avait peux peut pouvez puis faut dois veux voudrais comment quand où pourquoi quel quelle combien
ici là tout tous toutes très encore toujours aussi seulement bonjour merci s'il vous plaît aide
besoin essaie marche fonctionne démarre ouvrir ouvre fermer envoyer envoyé envoi recevoir reçu
réception trouver trouve perdu disparu manque message messages courriel courriels dossier dossiers
fichier fichiers calendrier agenda contacts carnet d'adresses pièce jointe pièces jointes boîte
supprimer supprimé déplacer changer changé modifier paramètre paramètres configurer ajouter
nouveau nouvelle ancien ancienne imprimer imprimante écran noir clavier souris téléphone portable
erreur bloqué plante lent lente panne connecter connexion charger afficher affichage recherche mot
de passe oublié expiré verrouillé accès refusé ordinateur compte enregistrer langue police taille
répondre transférer je ne peux pas me connecter et j'ai toujours un message d'erreur comment
transférer mes messages sur un nouvel ordinateur depuis la dernière mise à jour je ne reçois plus
mes courriels mon imprimante ne marche pas et l'écran reste noir
""",
    "es": """
día días semana mes año hora hoy ayer pasado próximo siempre nunca entre factura reunión algo nada
otro otra mismo lista ventana botón varios imposible perfil el la los las un una unos unas y o
pero no ni de del en sobre a al por para con sin desde hasta es son era está están ser estar hay
esto esta este estos estas ese esa eso que qué quien yo mi mis me nosotros nuestro nos usted su
sus tu te se lo le les he ha han hemos había puedo puede pueden podría tengo tiene debo quiero
quisiera cómo cuándo dónde por qué cuál aquí allí todo todos todas más muy todavía otra vez sólo
también hola gracias buenos días por favor ayuda necesito intento funciona arranca inicia abrir
abre cerrar enviar enviado envía recibir recibo recibidos encontrar encuentro perdido desaparecido
falta mensaje mensajes correo correos carpeta carpetas archivo archivos calendario contactos
libreta de direcciones adjunto adjuntos bandeja de entrada borrar eliminar eliminado mover cambiar
cambiado configuración configurar ajustes añadir nuevo nueva viejo antigua quitar imprimir
impresora pantalla negra teclado ratón teléfono móvil error fallo bloqueado cuelga lento conectar
conexión cargar mostrar ver vista buscar búsqueda contraseña olvidado caducada acceso denegado
ordenador equipo cuenta guardar idioma letra tamaño responder reenviar firma descargar no puedo
entrar en mi cuenta y me sale siempre un mensaje de error cómo puedo pasar mis correos a un
ordenador nuevo desde la última actualización no me llegan los mensajes mi impresora no imprime y
la pantalla se queda en negro
""",
    "it": """
giorno giorni settimana mese anno ora oggi ieri scorso prossimo sempre mai tra fattura riunione
qualcosa niente altro altra stesso lista finestra pulsante alcuni impossibile profilo apertura
installazione eliminazione autenticazione problemi problema versione totale il lo la i gli le l'
un uno una e o ma non né di del dello della dei degli delle in nel nella nei nelle su sul sulla a
al allo alla ai alle da dal dalla per con senza tra è sono era essere c'è ci questo questa questi
queste quello quella che chi cosa io mio mia miei mie mi noi nostro vi voi vostro lui lei loro suo
sua si se ho ha hanno abbiamo aveva posso può possono potrei devo voglio vorrei come quando dove
perché quale qui tutto tutti tutte più molto ancora di nuovo solo anche ciao buongiorno salve
grazie per favore aiuto bisogno provo riesco riesce funziona parte avvia aprire apre chiudere
inviare inviato invio inviata spedire ricevere ricevo ricezione trovare trovo perso sparito
sparita scomparsi manca messaggio messaggi posta elettronica cartella cartelle file allegato
allegati calendario contatti rubrica indirizzo indirizzi casella arrivo cancellare eliminare
cancellato spostare cambiare modificare impostazioni impostare configurare aggiungere nuovo nuova
vecchio rimuovere stampare stampante schermo nero tastiera telefono cellulare errore bloccato
lento rotto collegare connessione caricare visualizzare mostra vista cerca ricerca dimenticata
scaduta accesso negato salvare lingua carattere dimensione rispondere inoltrare firma scaricare
aggiornamento non riesco ad accedere e mi dà sempre un messaggio di errore come posso trasferire
la posta su un nuovo computer dopo l'ultimo aggiornamento non ricevo più i messaggi la mia
stampante non stampa e lo schermo rimane nero
""",
    "pt": """
dia dias semana mês ano hora hoje ontem passado próximo sempre nunca entre fatura reunião algo
nada outro outra mesmo lista janela botão vários impossível perfil abertura instalação versão o a
os as um uma uns umas e ou mas não nem de do da dos das em no na nos nas sobre ao à aos por para
pelo pela com sem desde até é são era está estão ser estar há isto este esta esse essa isso que
quem eu meu minha meus minhas me nós nosso você vocês seu sua ele ela eles tenho tem têm tinha
posso pode podem poderia devo quero gostaria como quando onde por quê qual aqui tudo todos todas
mais muito ainda outra vez só também olá oi obrigado obrigada bom dia por favor ajuda preciso
tento consigo funciona inicia abrir abre fechar enviar enviado receber recebo recebidas encontrar
encontro perdido sumiu falta mensagem mensagens correio pasta pastas arquivo arquivos ficheiro
ficheiros calendário contatos contactos livro de endereços anexo anexos caixa de entrada apagar
excluir excluído mover mudar alterar configuração configurações configurar adicionar novo nova
velho antiga remover imprimir impressora tela ecrã preta teclado rato telefone celular erro falha
travado trava lento conectar conexão ligação carregar mostrar exibir pesquisa buscar senha
palavra-passe esqueci expirou bloqueada acesso negado computador conta salvar guardar idioma fonte
tamanho responder encaminhar assinatura atualização não consigo entrar na minha conta e aparece
sempre uma mensagem de erro como posso passar as minhas mensagens para um computador novo desde a
última atualização não recebo mais nenhuma mensagem a minha impressora não imprime e a tela fica
preta
""",
    "ro": """
zi săptămână lună an oră astăzi ieri ultima următor mereu niciodată între factură ședință ceva
nimic altă listă fereastră un o unei unui și sau dar nu nici de din în pe la cu fără pentru prin
spre după este sunt era fi fost acest această aceste asta ce care cine eu mea meu mele mei mi mă
noi nostru ne voi vă dumneavoastră el ea ei lor său sa se am are au avem aveam pot poate putem
trebuie vreau aș dori cum când unde de ce aici tot toate toți mai foarte încă iar doar și bună
ziua salut mulțumesc vă rog ajutor nevoie încerc merge funcționează pornește deschide închide
trimite trimis primesc primit găsesc pierdut dispărut lipsește mesaj mesaje mesajele dosar dosare
fișier fișiere calendar contacte agendă atașament șterge șters muta schimba setări adaugă nou nouă
vechi imprimantă imprimanta ecran ecranul negru tastatură telefon eroare blocat lent conectare
conexiune încărca afișa căutare parola parolă uitat expirat acces refuzat calculator calculatorul
cont contul salvează limba nu pot să mă conectez și primesc mereu un mesaj de eroare cum pot să
mut mesajele pe un calculator nou
""",
    "pl": """
dzień tydzień miesiąc rok godzina dziś wczoraj ostatni następny zawsze nigdy między faktura
spotkanie coś nic inny lista okno przycisk i a lub albo ale nie ani w we na do z ze od po za przez
dla przy pod nad o u jest są był była było być to ta ten te tego tej tym co kto który która które
ja mój moja moje mi mnie my nasz nam pan pani wy się on ona oni ich jego jej mam ma mamy mają miał
mogę może można muszę chcę chciałbym jak kiedy gdzie dlaczego czy tu tam wszystko wszystkie więcej
bardzo jeszcze znowu tylko też także cześć dzień dobry dziękuję proszę pomoc pomocy potrzebuję
próbuję działa uruchamia otworzyć otwiera zamknąć wysłać wysyłać wysłane odebrać odbierać znaleźć
zgubiłem zniknęły brakuje wiadomość wiadomości poczta poczty folder foldery plik pliki kalendarz
kontakty książka adresowa załącznik załączniki skrzynka odbiorcza usunąć usunięte przenieść
zmienić zmiana ustawienia ustawić dodać nowy nowa nowe stary drukować drukarka drukuje ekran
czarny klawiatura mysz telefon błąd zawiesza wolno zepsuty połączyć połączenie ładuje wyświetla
widok szukać hasło hasła zapomniałem wygasło zablokowane dostęp odmowa komputer konto zalogować
logowanie zapisać język czcionka odpowiedź przekazać podpis aktualizacja nie mogę się zalogować i
ciągle dostaję komunikat o błędzie jak przenieść moje wiadomości na nowy komputer
""",
    "cs": """
den týden měsíc rok hodina dnes včera poslední další vždy nikdy mezi faktura schůzka něco nic jiný
seznam okno tlačítko a i nebo ale ne není nejsou ani v ve na do z ze od po za přes pro při pod nad
o u je jsou byl byla bylo být to ten ta tento tato toto co kdo který která které já můj moje mi mě
my náš nám vy váš vám se si on ona oni jejich jeho mám má máme mají měl mohu můžu může lze musím
chci chtěl bych jak kdy kde proč zda zde tady tam vše všechno všechny více velmi ještě znovu opět
jen jenom také taky dobrý den ahoj děkuji díky prosím pomoc potřebuji zkouším jde funguje
nefunguje nejde spustit otevřít otevírá zavřít poslat odeslat odesílání odeslané přijímat přijmout
doručená najít ztratil zmizely zmizela chybí zpráva zprávy zpráv pošta pošty složka složky soubor
soubory kalendář kontakty adresář příloha přílohy schránka smazat smazané odstranit přesunout
změnit změna nastavení nastavit přidat nový nová nové starý tisk tisknout tiskárna obrazovka černá
klávesnice myš telefon chyba chybová zamrzá pomalý připojit připojení načítá zobrazit zobrazení
hledat vyhledávání heslo hesla zapomněl vypršelo přístup odepřen počítač počítače účet účtu účty
přihlásit přihlášení uložit jazyk písmo odpověď přeposlat podpis nemohu se přihlásit a stále se mi
zobrazuje chybová hláška jak přenesu své zprávy do nového počítače
""",
    "sk": """
deň týždeň mesiac mesiaca rok hodina dnes včera posledný ďalší vždy nikdy medzi faktúra stretnutie
niečo nič iný zoznam okno tlačidlo a aj alebo ale nie nie je nie sú ani v vo na do z zo od po za
cez pre pri pod nad o u je sú bol bola bolo byť to ten tá tento táto toto čo kto ktorý ktorá ktoré
ja môj moja moje mi ma mňa my náš nám vy vás sa si on ona oni ich jeho mám má máme majú mal môžem
môže dá musím chcem chcel by som ako kedy kde prečo či tu tam všetko všetky viac veľmi ešte znova
opäť len iba tiež dobrý deň ahoj ďakujem vďaka prosím pomoc potrebujem skúšam ide funguje
nefunguje spustiť otvoriť otvára zavrieť poslať odoslať odoslané prijímať prijať nájsť stratil
zmizli chýba správa správy pošta priečinok priečinky súbor súbory kalendár kontakty adresár
príloha prílohy schránka vymazať odstrániť presunúť zmeniť nastavenia nastaviť pridať nový nová
nové starý tlačiť tlačiareň obrazovka čierna klávesnica myš telefón chyba pomalý pripojiť
pripojenie načítava zobraziť hľadať heslo zabudol vypršalo prístup odmietnutý počítač účet účtu
prihlásiť prihlásenie uložiť jazyk písmo odpoveď nemôžem sa prihlásiť a stále sa mi zobrazuje
chybové hlásenie ako prenesiem svoje správy do nového počítača
""",
    "hr": """
dan tjedan nedelja mjesec mesec godina sat danas jučer zadnji sljedeći uvijek nikad između račun
sastanak nešto ništa drugi popis prozor i ili ali ne nije nisu ni u na do iz od po za kroz kod pod
nad o s sa je su bio bila bilo biti to taj ta ovaj ova ovo što šta tko ko koji koja koje ja moj
moja moje mi me mene naš nam vi vaš vam se on ona oni njihov njegov imam ima imamo imaju mogu može
možemo moram želim htio bih kako kada gdje gde zašto da li ovdje tamo sve više vrlo još opet
ponovno samo također takođe dobar dan bok zdravo hvala molim pomoć trebam pokušavam radi ne radi
pokrenuti otvoriti otvara zatvoriti poslati šalje poslano primiti primam naći pronaći izgubio
nestale nestali nedostaje poruka poruke pošta mapa mape datoteka datoteke kalendar kontakti
adresar privitak prilog sandučić obrisati izbrisati premjestiti promijeniti promeniti postavke
podesiti dodati novi nova novo stari ispis pisač štampač ekran crni tipkovnica miš telefon greška
sporo spojiti veza učitava prikazati prikaz tražiti lozinka lozinku zaboravio istekla pristup
odbijen računalo računar račun nalog prijaviti prijava spremiti jezik ne mogu se prijaviti i
stalno dobivam poruku o pogrešci kako prebaciti svoje poruke na novo računalo
""",
    "hu": """
nap hét hónap év óra ma tegnap utolsó következő mindig soha között számla megbeszélés valami semmi
másik lista ablak gomb a az egy és vagy de nem nincs nincsenek sem ban ben ba be ra re ról ről tól
től hoz hez val vel nak nek ért után előtt óta van vannak volt lenni lesz ez ezt azt ezek azok ami
aki amely én engem nekem enyém mi nekünk ön önök ő ők nekik kell lehet tudok tudom tud tudja
akarok szeretnék szeretném hogyan hogy mikor hol miért melyik itt ott minden több nagyon még újra
megint csak is szia jó napot üdvözlöm köszönöm kérem segítség segítséget szükségem próbálom
működik indul megnyitni megnyílik bezárni küldeni elküldeni küld elküldött fogadni kapok kapom
megtalálni találom elveszett eltűntek eltűnt hiányzik üzenet üzenetek levél levelek levelezés
mappa mappák fájl fájlok naptár névjegyek címjegyzék melléklet mellékletek beérkezett törölni
törölt áthelyezni változtatni módosítani beállítás beállítások beállítani hozzáadni új régi
nyomtatás nyomtató képernyő fekete billentyűzet egér telefon hiba hibaüzenet lefagy lassú
elromlott csatlakozás kapcsolat betölt megjelenik keresés jelszó jelszót elfelejtettem lejárt
hozzáférés számítógép számítógépre gép fiók fiókot bejelentkezni menteni nyelv betűméret válasz
továbbítás aláírás frissítés nem tudok bejelentkezni és mindig hibaüzenetet kapok hogyan tudom az
üzeneteimet átvinni egy új számítógépre
""",
    "fi": """
päivä viikko kuukausi vuosi tunti tänään eilen viime seuraava aina koskaan välillä lasku kokous
jotain mitään toinen lista ikkuna ja tai mutta ei en et emme eivät ole on ovat oli olivat olla
tämä tuo se ne nämä mikä mitä kuka joka minä minun minulla minulle minut me meidän te teidän hän
he heidän voi voin voiko voimme pitää täytyy haluan haluaisin miten kuinka milloin missä miksi
mihin tässä siellä kaikki enemmän hyvin vielä taas uudelleen vain myös hei moi terve kiitos ole
hyvä apua tarvitsen yritän toimi toimii käynnisty käynnistyy avaa avata aukea sulkea lähettää
lähetä lähetetty vastaanottaa saapuneet löydä löytää kadonnut kadonneet puuttuu viesti viestit
viestejä sähköposti sähköpostit kansio kansiot tiedosto tiedostot kalenteri yhteystiedot
osoitekirja liite liitteet poistaa poistettu siirtää muuttaa vaihtaa asetukset asetus lisätä uusi
uuden vanha tulostaa tulostin näyttö musta näppäimistö hiiri puhelin virhe virheilmoitus jumissa
hidas rikki yhteys yhdistää lataa näyttää haku etsiä salasana salasanan unohtunut vanhentunut
lukittu pääsy evätty tietokone kone tili tilin kirjautua kirjaudu tallentaa kieli fontti koko
vastata päivitys päivityksen jälkeen en pysty kirjautumaan ja saan aina virheilmoituksen miten
siirrän viestini uudelle tietokoneelle
""",
    "sv": """
dag vecka månad år timme idag igår förra nästa alltid aldrig mellan faktura möte något inget annan
samma lista fönster knapp och eller men inte ingen inget inga i på av från till för med utan vid
om under efter sedan är var varit vara blir det den detta denna dessa som vad vem jag min mitt
mina mig vi vår vårt oss ni er du din dig han hon de dem deras har hade kan kunde måste ska skulle
vill får hur när var varför vilken här där alla allt mer mycket än ännu igen bara också hej tack
snälla hjälp behöver försöker går fungerar funkar startar öppna öppnar stänga skicka skickar
skickat ta emot får hitta hittar tappat försvunnit försvann saknas meddelande meddelanden mejl
mapp mappar fil filer kalender kontakter adressbok bilaga bilagor inkorg inkorgen ta bort raderat
flytta ändra ändrat inställning inställningar ställa in lägga till ny nytt nya gammal gamla skriva
ut skrivare skrivaren skärm skärmen svart tangentbord mus telefon fel felmeddelande hängt långsam
trasig ansluta anslutning ladda visa visas sök söka lösenord lösenordet glömt utgått låst åtkomst
nekad dator datorn konto kontot logga spara språk svara uppdatering uppdateringen jag kan inte
logga in och får hela tiden ett felmeddelande hur flyttar jag mina meddelanden till en ny dator
""",
    "da": """
og eller men ikke ingen intet i på af fra til for med uden ved om under efter siden er var været
være bliver det den dette denne disse som hvad hvem jeg min mit mine mig vi vores os i jer du din
dig han hun de dem deres har havde kan kunne må skal skulle vil får hvordan hvornår hvor hvorfor
hvilken her der alle alt mere meget endnu igen kun også hej tak venligst hjælp brug prøver virker
fungerer starter åbne åbner lukke sende sender sendt modtage modtager finde finder mistet
forsvundet mangler besked beskeder meddelelse meddelelser mappe mapper fil filer kalender
kontakter adressebog vedhæftet vedhæftede indbakke slette slettet flytte ændre ændret indstilling
indstillinger tilføje ny nyt nye gammel gamle udskrive printeren skærm skærmen sort tastatur mus
telefon fejl fejlmeddelelse hænger langsom i stykker forbinde forbindelse indlæse vise vises søge
søgning adgangskode glemt udløbet låst adgang nægtet computeren konto kontoen logge gemme sprog
svare opdatering opdateringen noget nogen set ser forrige næste uge måned i går i dag mandag
arbejde arbejder længere slags sker nu siden rigtig både sådan hjemme regning jeg kan ikke logge
ind og får hele tiden en fejlmeddelelse hvordan flytter jeg mine beskeder til en ny computer
""",
    "no": """
og eller men ikke ingen i på av fra til for med uten ved om under etter siden er var vært være
blir det den dette denne disse som hva hvem jeg min mitt mine meg vi vår vårt oss dere du din deg
han hun de dem deres har hadde kan kunne må skal skulle vil får hvordan når hvor hvorfor hvilken
her der alle alt mer mye ennå igjen bare også hei takk vennligst hjelp trenger prøver virker
fungerer starter åpne åpner lukke sende sender sendt motta mottar finne finner mistet forsvunnet
mangler melding meldinger mappe mapper fil filer kalender kontakter adressebok vedlegg innboks
slette slettet flytte endre endret innstilling innstillinger legge til ny nytt nye gammel gamle
skrive ut skriveren skjerm skjermen svart tastatur mus telefon feil feilmelding henger treg
ødelagt koble tilkobling laste vise vises søke søk passord passordet glemt utløpt låst tilgang
nektet datamaskin maskinen konto kontoen logge lagre språk svare oppdatering oppdateringen noe
noen sett ser forrige neste uke måned i går i dag mandag jobb jobbe jobber lenger slags skjer nå
siden veldig både bare sånn hjemme regning jeg får ikke logget inn og får hele tiden en
feilmelding hvordan flytter jeg meldingene mine til en ny datamaskin
""",
    "tr": """
gün hafta ay yıl saat bugün dün geçen gelecek her zaman asla arasında fatura toplantı bir şey
başka aynı liste pencere ve veya ama değil yok bir bu şu o bunlar ile için gibi kadar sonra önce
beri da de ki mi mı mu mü ne kim hangi ben benim bana beni biz bizim bize siz sizin size onlar
onların var vardı oldu olan oluyor olarak olur nasıl ne zaman nerede neden niçin burada orada
hepsi bütün tüm daha çok hâlâ tekrar yine sadece merhaba selam teşekkürler teşekkür ederim lütfen
yardım gerekiyor lazım istiyorum deniyorum çalışmıyor çalışıyor açılmıyor açamıyorum açmak
kapatmak gönderemiyorum göndermek gönderilen alamıyorum almak bulamıyorum bulmak kayboldu kayıp
eksik ileti iletiler mesaj mesajlar posta e-posta postalar klasör klasörler dosya dosyalar takvim
kişiler adres defteri ek ekler gelen kutusu silmek silindi taşımak değiştirmek ayar ayarlar
ayarları eklemek yeni eski yazdırmak yazıcı ekran siyah klavye fare telefon hata hatası dondu
yavaş bozuk bağlantı bağlanmıyor yükleniyor göster görünüm arama şifre şifremi parola unuttum
süresi doldu kilitli erişim reddedildi bilgisayar bilgisayarım hesap hesabı giriş yapamıyorum
kaydetmek dil güncelleme giriş yapamıyorum ve sürekli hata mesajı alıyorum iletilerimi yeni
bilgisayara nasıl taşıyabilirim
""",
    "id": """
dan atau tetapi tapi tidak bukan tak di ke dari pada untuk dengan tanpa oleh sejak setelah sebelum
adalah ada ini itu yang apa siapa saya kami kita anda kamu dia mereka punya bisa dapat tidak bisa
harus mau ingin bagaimana cara kapan dimana mengapa kenapa sini semua lebih sangat masih lagi
hanya juga halo selamat pagi terima kasih tolong mohon bantuan perlu coba berfungsi membuka buka
menutup mengirim kirim terkirim menerima terima menemukan hilang pesan surat berkas dokumen
kalender kontak alamat lampiran kotak masuk hapus menghapus pindah mengubah ganti pengaturan
menambahkan baru lama mencetak layar hitam papan ketik telepon ponsel kesalahan macet lambat rusak
koneksi terhubung memuat tampil cari kata sandi lupa kedaluwarsa terkunci akses ditolak komputer
akun masuk simpan bahasa pembaruan saya tidak bisa masuk dan selalu mendapat pesan kesalahan
""",
    "vi": """
và hoặc nhưng không có của trong trên ở từ đến cho với bởi sau trước khi là được bị này đó những
các gì ai tôi chúng tôi bạn anh chị họ phải muốn cần làm sao thế nào khi nào ở đâu tại sao đây tất
cả nhiều hơn rất vẫn còn lại chỉ cũng xin chào cảm ơn vui lòng giúp đỡ thử hoạt động mở đóng gửi
nhận tìm mất thiếu tin nhắn thư thư mục tệp lịch danh bạ địa chỉ đính kèm hộp thư xóa chuyển thay
đổi cài đặt thêm mới cũ in máy in màn hình đen bàn phím chuột điện thoại lỗi treo chậm hỏng kết
nối tải hiển thị tìm kiếm mật khẩu quên hết hạn khóa truy cập từ chối máy tính tài khoản đăng nhập
lưu ngôn ngữ cập nhật tôi không thể đăng nhập và luôn nhận được thông báo lỗi
""",
}

CYRILLIC = {
    "ru": """
и или но не нет ни в во на к из от по за для при под над о об у с со это этот эта эти что кто
который которая я мой моя мои мне меня мы наш нам вы ваш вам он она они их его её есть был была
было быть могу может можно нужно надо хочу хотел бы как когда где почему ли здесь там всё все
больше очень ещё опять снова только тоже здравствуйте привет спасибо пожалуйста помогите помощь
работает открыть открывается закрыть отправить отправляется отправка получить получаю приходят
найти потерял пропали пропала письмо письма почта почты сообщение папка папки файл файлы календарь
контакты вложение удалить перенести изменить настройки настроить добавить новый новая старый
печатать принтер печатает экран чёрный клавиатура мышь телефон ошибка зависает медленно
подключиться подключение пароль забыл истёк доступ компьютер ноутбук учётная запись войти
сохранить язык обновление обновления после не могу войти и постоянно получаю сообщение об ошибке
""",
    "uk": """
і й та або але не немає ні в у на до з із від по за для при під над про це цей ця ці що хто який
яка я мій моя мої мені мене ми наш нам ви ваш вам він вона вони їх його її є був була було бути
можу може можна потрібно треба хочу хотів би як коли де чому чи тут там все всі більше дуже ще
знову тільки також вітаю добрий день привіт дякую будь ласка допоможіть допомога працює відкрити
відкривається закрити надіслати надсилається отримати отримую знайти загубив зникли зник лист
листи пошта повідомлення тека файл файли календар контакти вкладення видалити перенести змінити
налаштування додати новий нова старий друкувати принтер друкує екран чорний клавіатура миша
телефон помилка зависає повільно підключитися підключення пароль забув доступ комп'ютер обліковий
запис увійти зберегти мова оновлення не можу увійти і постійно отримую повідомлення про помилку
""",
    "bg": """
и или но не няма нито в във на към от по за при под над с със това този тази тези какво кой който
която аз моят моята моите ми мен ме ние наш ни вие ваш ви той тя те им го я е са беше бил съм да
се си мога може трябва искам бих искал как кога къде защо дали тук там всичко всички повече много
още отново само също здравейте благодаря моля помощ нужда работи отвори отваря затвори изпрати
изпращам изпратя получавам намеря изгубих изчезнаха липсва писмо писма поща съобщение съобщения
папка папки файл файлове календар контакти изтрия преместя променя настройки добавя нов нова нови
стар печата принтера екранът черен клавиатура мишка телефон грешка бавно връзка парола паролата
забравих достъп компютър компютъра акаунт профил вляза запазя език след обновяване актуализация не
мога да вляза и постоянно получавам съобщение за грешка
""",
}

"""How people say what they want of a help desk: patterns for short messages, by intent.

Each is matched against the whole message, in lower case and without punctuation at word borders.
The order of the table matters: the first intent that matches is taken.
"""

import re
from collections.abc import Mapping

from bot.core.turn import Intent

_TICKET = r"(?:ticket|request|case|issue|incident)"
POLITE = r"(?:hi|hello|hey|ok|okay|please|pls|well|sorry|and|so|oh|hm+)?"
_IT = r"(?:it|that|this|everything|all|the (?:first|second|third|last) (?:one|fix))"
_YES = r"(?:ok|okay|k|yes|great|perfect|cool|alright|all right|got it|understood|super|brilliant|nice|awesome|will do|sounds good|all good|good|fine|then)"
_THANKS = r"(?:(?:many|vielen|muchas|so many|a thousand) )?(?:thanks|thank you|thank u|thankyou|thx|ty|cheers|merci|danke?|gracias|grazie|much appreciated|appreciate it)"
_THANK_MORE = r"(?:you|so|very|much|a lot|a bunch|a million|again|all|everyone|guys|team|sam|in advance|bye|dir|ihnen|euch|sehr|schön|beaucoup|bien|mucho|mille|(?:for|für|por|pour) (?:your |the |all |die |la |votre |deine |ihre )?(?:schnelle |quick )?(?:great |kind )?(?:help|hilfe|ayuda|aide|support|everything|info|update|reply|answer|response|yesterday|that|this|fixing (?:it|this|that))(?: (?:yesterday|today|gestern|again|so far|with (?:it|this|that)))?|mate|buddy|i am (?:fine|good|done)|it (?:works|worked|helped)(?: (?:great|now|fine|again|perfectly|well))?|no (?:hurry|rush|worries)|have a (?:nice|good|great) (?:day|evening|weekend|one))"
_TAIL = r"(?:sorry )?(?:i (?:mean|meant|need|have)|it is|but|my|rather|instead) .{1,80}"
_PERSON = (
    r"(?:an? )?(?:real |live |actual )?(?:person|human|human being|agent|someone|somebody"
    r"|technician|colleague|support agent|it guy|operator)"
)

# How something new begins; "mark" is what parts it from the thing itself.
BEGINS_ANEW = re.compile(
    r"(?:hi|hello|hey|ok|also|and|sorry|by the way|btw)?,? ?"
    r"(?:new(?= ?:)|(?:i have |there is )?(?:something else|something new|another (?:thing|problem|question|issue|request)|a new (?:problem|question|issue|request|topic)|(?:different|other|new) (?:problem|question|issue|topic))(?!\w))"
    r"(?P<mark> ?[:,;.!\n–—-]+\s*|\s*$)?",
    re.IGNORECASE,
)

# How people go on about the same thing.
GOES_ON = re.compile(
    r"(?:and|also|plus|btw|by the way|oh|ps|additionally|one more thing|to add)\b|(?:\w+ ){0,3}(?:it|also|still|same|too)\b",
    re.IGNORECASE,
)

PATTERNS: Mapping[Intent, tuple[str, ...]] = {
    Intent.STATUS: (
        rf"(?:what(?:'s| is)? (?:the )?)?status(?: of| on| for)?(?: my| the| our)?(?: {_TICKET}s?)?(?: fl-?\d+)?(?: please)?",
        r"what(?:'s| is) my (?:place|position)(?: in (?:the )?(?:line|queue))?",
        rf"(?:has (?:anyone|anybody|someone|somebody)|did (?:anyone|anybody|someone)) (?:looked|look|had a look)(?: at| into)? (?:my {_TICKET}|it|this)(?: yet)?",
        r"(?:is it|is this|is that) (?:fixed|solved|done|ready)(?: yet| now)?|i am still waiting(?: .{0,20})?|who is (?:working on|looking at) (?:it|this|my \w+)",
        r"is (?:anyone|anybody|someone|somebody) (?:working on|looking at|looking into) (?:it|this|my \w+)",
        r"(?:is there |are there |do you have |have you )?(?:any|got any) (?:news|updates?|progress)(?: (?:on|about|for|from)\b.*)?",
        rf"(?:what(?:'s| is) happening|what about|how about|how is it going|where (?:are we|do we stand)|update)(?: with| on)?(?: my| the)? ?(?:{_TICKET})?(?: fl-?\d+)?",
        rf"where (?:is|are) my {_TICKET}s?(?: fl-?\d+)?",
        rf"(?:show |list |see )?my (?:open )?{_TICKET}s?",
        r"how long(?: (?:will it take|does it take|do i (?:have to )?wait|must i wait|is the wait|until\b.*|till\b.*|is (?:the )?(?:queue|line)))?(?: now| still)?",
        r"where (?:am i|do i stand|are we)(?: (?:in|on) (?:the )?(?:queue|line))?",
        r"(?:when (?:will|is|can) (?:someone|somebody|you|it|this|my \w+) .*)|(?:still waiting)|(?:queue|place in (?:line|queue))",
        r"(?:can you |could you |can i |could i )?(?:give me |send me |get |have )?(?:an )?update(?: me)?(?: please)?",
        r"fl-?\d+",
    ),
    Intent.WORKED: (
        rf"(?:yes|yep|yeah|yay|great|thanks|thank you|perfect|super|cool)?(?: that| it)? ?{_IT}? ?(?:now |just |really )?(?:worked|works|helped|did it|did the trick|fixed it|solved it|has worked|has helped|is working|is fixed|is solved|is resolved|is ok|is fine|is good|is back(?! again))(?: (?:now|again|fine|perfectly|great|like a charm))*(?: (?:thanks|thank you|thx)(?: .{{0,30}})?)?",
        rf"(?:yes|yep|yeah|yup)(?: please)?(?: {_THANKS})?",
        r"(?:yes|yep|yeah)? ?(?:it|that|this) did(?: (?:thanks|thank you))?",
        r"(?:the |my )?(?:problem|issue|error) (?:is |has )?(?:gone|disappeared|vanished)(?: (?:now|thanks))?",
        r"(?:actually |never mind )?(?:please )?(?:cancel|forget)(?: (?:it|this|that|(?:my|the|this) (?:ticket|request)))?(?: (?:please|thanks|it works(?: now)?|it is (?:solved|fixed|ok)))*",
        r"never mind (?:it|that) (?:works|is fixed|is working|worked)(?: (?:now|again))?",
        r"(?:the )?(?:problem|issue|it's|its|it is|all|everything) (?:is |has been |was )?(?:now )?(?:solved|fixed|resolved|good|ok|fine|sorted|working)(?: (?:now|again))?(?: (?:thanks|thank you|thx)(?: .{0,30})?)?",
        r"(?:fixed|solved|resolved|sorted|working|works)(?: (?:now|again))?(?: (?:thanks|thank you|thx).{0,30})?",
        r"(?:i (?:could|was able to) (?:fix|solve) it|i (?:fixed|solved) it)(?: (?:myself|now))?",
        r"(?:this|that|it) (?:has )?(?:fixed|solved|resolved) (?:it|my problem|the problem|the issue)",
        r"you can close (?:it|this|the ticket|fl-?\d+)|(?:please )?close (?:the |my |this )?ticket(?: fl-?\d+)?",
    ),
    Intent.FAILED: (
        rf"(?:no|nope|sorry|unfortunately|but)?,? ?{_IT}? ?(?:still )?(?:did ?n[o']?t|did not|does ?n[o']?t|does not|do not|don'?t|has ?n[o']?t|has not|is ?n[o']?t|is not) (?:work|help|solve|fix|do|change|working|worked|helped|fixed|solved|make)(?: .{{0,40}})?",
        r"(?:no|nope)?,? ?(?:it is |it's |its |i am |i'm )?still (?:not|broken|the same|failing|dropping|doing it|having|no|nothing|need|stuck|happening|happens|offline|down|there|does|won'?t|can'?t|cannot|slow)\b.{0,60}",
        r"(?:sorry |unfortunately )?(?:it|this|that|(?:the )?same (?:problem|issue|thing|error)) (?:has |is |just )?(?:happened|happens|happening|started|back|there)? ?again.{0,40}",
        r"(?:no|nope|nah)? ?(?:it|that|this) (?:did|does|do|is|has)(?:n't| not)",
        r"(?:no|nope|nah) (?:it'?s? |is )?still .{1,60}|unfortunately (?:not|no)|sadly (?:not|no)",
        r"(?:it|this|that|the \w+) (?:is |has |was |just )?(?:broken|stopped|stopped working|failed|failing|gone|dead|down|crashed|dropped|dropping|offline) again.{0,40}",
        r"(?:no|nope|nah|no luck|not really|nothing helped|nothing works|nothing changed|no,? not yet|same (?:problem|issue|error|thing)(?: (?:as before|again|here))?|not (?:fixed|solved|working|resolved|yet)|no change|no difference|no success|no joy)",
        r"(?:tried|i tried|have tried|already tried|i have tried|did) (?:that|this|it|them|all|everything|both)(?: .{0,50})?",
        r"(?:no|nope)?,? ?(?:it|this|that) (?:is )?still .{1,60}",
        r"(?:the )?(?:problem|issue|error|it|it's) (?:is |has come |came )?back(?: again)?.{0,40}",
        r"(?:that|it|this|the problem|the issue) (?:is|came|has come|happened|happens|started|broke|fails|failed)(?: back)? again.{0,40}",
    ),
    Intent.PERSON: (
        rf"(?:can|could|may|let|please)? ?(?:i'd|i|me)? ?(?:want|need|like|would like|'d like|prefer|rather)? ?(?:to )?(?:please )?(?:talk|speak|chat)(?: to| with) {_PERSON}(?: .{{0,40}})?",
        rf"i(?:'d| would)? ?(?:just |really )?(?:want|need|like|prefer) {_PERSON}(?: (?:please|now|to (?:help|call|look).{{0,30}}))?",
        r"(?:please )?(?:get|give|connect|transfer|put) me (?:to |through to |with )?.{0,12}(?:person|human|agent|someone|somebody|technician|operator)(?: .{0,30})?",
        r"(?:can|could) (?:someone|somebody|a person|a human|an agent|anyone)(?: (?:please|from it))? (?:please )?(?:call|ring|phone|contact|come)(?: .{0,40})?",
        r"(?:please )?(?:call|ring|phone) me(?: .{0,30})?",
        r"i (?:don't|do not) want (?:to (?:talk|speak|chat) (?:to|with) )?(?:a |this |the )?(?:bot|machine|robot|computer)(?: .{0,30})?",
        r".{0,40}\b(?:get|give) me (?:a )?(?:real )?(?:human|person|agent)(?: .{0,20})?",
        r"(?:please )?(?:have|let) (?:someone|somebody|an agent|a person|a colleague) (?:please )?(?:call|ring|phone|contact) me(?: .{0,30})?",
        r"(?:a )?(?:real )?(?:human|real person|person|agent|operator|live agent)(?: please| now)?",
        r"(?:please )?(?:open|create|make|log|raise|file) (?:a |me a )?ticket(?: .{0,30})?",
    ),
    Intent.THANK: (
        rf"(?:{_YES} )*(?:{_YES}|{_THANKS})(?: (?:{_YES}|{_THANKS}|{_THANK_MORE}))*",
        r"(?:bye|goodbye|see you|have a (?:nice|good|great) (?:day|evening|weekend|one))(?: (?:bye|all|everyone|then|later|soon|tomorrow|now))*",
        rf"(?:(?:{_YES}|{_THANKS}) )*(?:i will|i'll|let me) (?:try|check|test|do)(?: (?:it|that|this|them|so))?(?: (?:now|later|tomorrow|tonight|first|and .{{0,20}}))?",
        r"(?:👍|🙏|😊)+",
    ),
    Intent.GREET: (
        r"(?:hi+|hello+|hey+|hiya|yo|good (?:morning|afternoon|evening|day)|morning|howdy|hallo|hola|buen[oa]s (?:d[ií]as|tardes|noches)|bonjour|salut|servus|moin|ciao|gr[uü](?:ß|ss) gott|guten (?:tag|morgen|abend)|dear (?:team|it|all|helpdesk|help desk|service desk)|greetings)(?: (?:there|all|team|everyone|everybody|it|bot|firstline|guys|folks|it team|help ?desk|service desk|again|ladies and gentlemen|zusammen))*(?: how are you(?: .{0,15})?)?",
        r"how are you(?: (?:today|doing|all))?",
        r"(?:is )?(?:anyone|anybody|someone|somebody) (?:there|here)",
        r"(?:👋|🙂)+",
    ),
    Intent.HELP: (
        r"/?(?:help|start|menu|commands)(?: me)?(?: please)?",
        r"(?:how (?:does|do) (?:this|it|you|that) work)(?: .{0,15})?",
        r"what (?:can|do) you do(?: .{0,15})?|what (?:can|do) i do(?: here| now)?|what is this|who (?:are|r) (?:you|u)|are you (?:a )?(?:bot|robot|human|real)",
        r"how (?:do|can) i (?:open|create|log|raise) a ticket|how (?:do|can) i (?:get|ask for) help",
    ),
}

# What may be said to a fix that waits for an answer. Elsewhere the same words are a request.
_THAT = r"(?:it|that|this|those|these|the (?:article|answer|fix|suggestion))"
_NOT = r"(?: (?:is|are|was|were)(?: not|n't)| isn't| ain't| is not| not)"
_MINE = r"(?:my|the|our) (?:problem|issue|question|case|trouble|request|topic)"
ANSWERS: Mapping[Intent, tuple[str, ...]] = {
    Intent.OTHER: (
        rf"(?:no|nope|sorry|but)?,? ?{_THAT}?{_NOT}(?: at all| really| quite)? (?:{_MINE}|it|what i (?:mean|meant|asked|asked for|need|have|am asking|said|wrote)|about (?:this|that|it|me|my .{{1,30}})|related|relevant|the (?:right|same) (?:one|thing|article|problem|issue|topic)|for me)(?: (?:at all|sorry|thanks|thank you|{_TAIL}))?",
        rf"(?:no|nope)?,? ?not (?:{_MINE}|it|relevant|related|applicable|about that|what i (?:meant|mean|asked|asked for|need))(?: (?:at all|sorry|thanks|{_TAIL}))?",
        rf"(?:no|nope)?,? ?(?:you )?(?:misunderstood|got me wrong|misread)(?: (?:me|it|that|{_TAIL}))?",
        rf"(?:no|nope)?,? ?wrong (?:problem|article|topic|answer|one|thing|issue|fix|subject)(?: {_TAIL})?",
        rf"(?:no|nope)?,? ?(?:{_THAT} (?:is|are) |it's )?(?:something|about something|for something) (?:else|different)(?: entirely| altogether)?",
        rf"(?:no|nope)?,? ?(?:{_THAT} )?(?:has|have|had)? ?nothing to do with (?:it|this|that|me|my .{{1,40}}|the .{{1,40}})",
        r"(?:no|nope)?,? ?i (?:meant|mean|have|asked about|am asking about|asked for|was asking about) (?:something|a different|another) .{1,60}",
        rf"(?:no|nope)?,? ?(?:{_THAT} )?(?:doesn't|does not|do not|don't) (?:apply|fit|match|concern)(?: (?:me|to me|here|my .{{1,40}}))?(?: {_TAIL})?",
        r"(?:completely |totally )?(?:unrelated|irrelevant|off topic)",
    ),
    Intent.FAILED: (
        r"(?:no|nope)?,? ?(?:sadly |still )?(?:nothing|none of (?:it|that|those|them|this|the steps))(?: of (?:it|that|this))? (?:(?:has|have|did|seems to) )?(?:help|work|chang|fix|solv|made a difference|did it).{0,40}",
        r"(?:no|nope)?,? ?(?:i(?:'ve| have)? )?(?:already )?(?:tried|did|done) (?:all|everything|every step|all (?:of )?(?:it|that|this|those|them|the steps))(?: .{0,50})?",
        r"(?:it |they |that )?(?:is |are )?still (?!wait|try|test|check|here|work|fine|good|ok|on it|at it)\w+(?: (?:though|now|here|again|sometimes|a lot))?|same(?: as before| again| here)?",
        r"(?:nein|nee|non|nej|não|nie|geht (?:immer noch )?nicht|immer noch nicht|hilft nicht|hat nicht geholfen|no funciona|sigue igual|ça ne marche pas|marche pas|non funziona)",
        r"(?:this|it|that) is (?:pointless|no use|useless|no good)|i (?:give|gave) up|i(?:'ve| have) had enough(?: of (?:it|this))?",
    ),
    Intent.WORKED: (
        r"(?:yes|yep|yeah|great|ok)?,? ?(?:(?:the |that |this )?(?:first|second|third|fourth|fifth|last|that|this|step)? ?(?:step|one|thing|tip|trick)? ?(?:\d{1,2})? ?(?:has |just )?(?:did it|did the trick|fixed it|solved it|fixed the (?:problem|issue)|helped|worked))(?: (?:now|thanks|thank you|great|for me))*",
        r"(?:yes|yep|yeah|yup) (?:that|this|it) (?:was|is) (?:it|the problem|the one)(?: thanks| thank you)?|(?:ja|jep|oui|sí|da|tak|sim)(?: danke| merci| gracias)?",
        r"(?:(?:ok|yes|done|all done|thanks|thank you) )?(?:(?:it|that|this|everything) )?(?:is |seems? |looks |seems? to be )(?:ok|okay|fine|good|stable|better|solved|fixed)(?: (?:now|again))+|(?:yes|done|ok) (?:it )?(?:works|worked)(?: (?:now|again|thanks))*",
        r"\w+ing (?:it|the \w+(?: \w+)?)? ?(?:did it|did the trick|fixed it|solved it|helped|worked)(?: (?:thanks|thank you|great))*",
    ),
    Intent.NEXT: (
        r"(?:(?:ok|okay|done|no|nope|nah|yes|and|did it|i did)(?: that)? )*(?:what(?:'s| is)? (?:is )?)?(?:the )?(?:next|now|then)(?: (?:one|step|thing|please|what))?",
        r"(?:und )?weiter|nächster(?: schritt)?|suivant|siguiente|skip(?: (?:it|this|that|this step))?",
        r"(?:(?:show|give|tell)(?: me)? )?(?:the )?(?:next|another|second|third|following) (?:one|step)(?: please)?|(?:go|carry|keep) (?:on|going)|continue|proceed",
        r"(?:ok |okay |all |yes )?(?:done|did (?:it|that|so)|i did(?: (?:it|that|so))?)(?: (?:already|now|but (?:no|nothing) .{1,30}))?",
    ),
}

# Who says so of a step says it of the whole fix.
ALL_OF_IT = re.compile(
    r"\b(?:nothing|none|all of|everything|any of|whole|give up|had enough|pointless)\b"
)

# Who calls it off has not said that anything helped.
CALLED_OFF = re.compile(
    r"(?:actually |never mind )?(?:please )?(?:cancel|forget)(?: (?:it|this|that|(?:my|the|this) (?:ticket|request)))?(?: (?:please|thanks))*"
)

# Words that say nothing of what is wrong.
EMPTY_WORDS = frozenset(
    """
    a about am an and any are be been but can cannot can't could do does doesn't don't for
    from get had has have having hello help hey hi i i'm in is isn't issue it it's just me my
    need no not now of on or our please pls problem problems question so some someone
    something sorry support thank thanks that the there this to today trouble up us very want
    was we what when with work working works would you your broken wrong
    """.split()
)

# What stands in the subject of a mail that could be about anything.
VAGUE_SUBJECTS = frozenset(
    """
    urgent important asap question request inquiry enquiry ticket tickets message mail email subject
    none untitled info information attention team desk helpdesk service status update news follow-up
    frage anfrage hilfe bitte dringend wichtig betreff kein ohne nachricht
    demande urgente aide sujet objet sans pregunta ayuda consulta asunto sin urgente
    domanda aiuto oggetto richiesta vraag hulp verzoek onderwerp geen pergunta ajuda assunto sem
    fråga hjälp hjelp hjælp spørsmål spørgsmål kysymys apua pytanie pomoc dotaz вопрос помощь питання
    """.split()
)

# How people write in a hurry.
SLOPPY: Mapping[str, str] = {
    "it's": "it is",
    "that's": "that is",
    "i'm": "i am",
    "dosnt": "doesn't",
    "doesnt": "doesn't",
    "didnt": "didn't",
    "isnt": "isn't",
    "hasnt": "hasn't",
    "dont": "don't",
    "wont": "won't",
    "cant": "can't",
    "stil": "still",
    "thnks": "thanks",
    "thanx": "thanks",
    "helo": "hello",
    "whats": "what's",
    "nevermind": "never mind",
    "pls": "please",
    "plz": "please",
    "im": "i am",
}

# How a mail ends before the name.
SIGN_OFF = re.compile(
    r"(?:(?:best|kind|kindest|warm|many|with kind|with best)?,? ?(?:regards|wishes|greetings)|sincerely|yours|cheers|br|rgds|thanks|thank you|(?:mit )?(?:freundlichen|vielen|viele|liebe|beste) gr[uü](?:ß|ss)en?|mfg|lg|vg|cordialement|saludos)\b.{0,40}$",
    re.IGNORECASE,
)

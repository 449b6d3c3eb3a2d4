"""How people say what they want of a help desk: patterns for short messages, by intent.

Each is matched against the whole message, in lower case and without punctuation at word borders.
The order of the table matters: the first intent that matches is taken.
"""

from collections.abc import Mapping

from bot.core.turn import Intent

_TICKET = r"(?:ticket|request|case|issue|incident)"
POLITE = r"(?:hi|hello|hey|ok|okay|please|pls|well|sorry|and|so|oh|hm+)?"
_IT = r"(?:it|that|this|everything|all|the (?:first|second|third|last) (?:one|fix))"
_PERSON = (
    r"(?:an? )?(?:real |live |actual )?(?:person|human|human being|agent|someone|somebody"
    r"|technician|colleague|support agent|it guy|operator)"
)

PATTERNS: Mapping[Intent, tuple[str, ...]] = {
    Intent.NEW: (
        r"new: .+",
        r"(?:i have )?(?:something else|another (?:problem|question|issue|request)|a new (?:problem|question|issue|request))(?::? .*)?",
        r"(?:different|other|new) (?:problem|question|issue|topic)(?::? .*)?",
    ),
    Intent.STATUS: (
        rf"(?:what(?:'s| is)? (?:the )?)?status(?: of| on| for)?(?: my| the| our)?(?: {_TICKET}s?)?(?: fl-?\d+)?",
        r"(?:is there |are there |do you have |have you )?(?:any|got any) (?:news|updates?|progress)(?: (?:on|about|for|from)\b.*)?",
        rf"(?:what(?:'s| is) happening|what about|how about|how is it going|where (?:are we|do we stand)|update)(?: with| on)?(?: my| the)? ?(?:{_TICKET})?(?: fl-?\d+)?",
        rf"where (?:is|are) my {_TICKET}s?(?: fl-?\d+)?",
        rf"(?:show |list |see )?my (?:open )?{_TICKET}s?",
        r"how long(?: (?:will it take|does it take|do i (?:have to )?wait|must i wait|is the wait|until\b.*|till\b.*|is (?:the )?(?:queue|line)))?(?: now| still)?",
        r"where (?:am i|do i stand|are we)(?: (?:in|on) (?:the )?(?:queue|line))?",
        r"(?:when (?:will|is|can) (?:someone|somebody|you|it|this|my \w+) .*)|(?:still waiting)|(?:queue|place in (?:line|queue))",
        r"(?:can you |could you )?(?:give me |send me )?(?:an )?update(?: me)?",
        r"fl-?\d+",
    ),
    Intent.WORKED: (
        rf"(?:yes|yep|yeah|yay|great|thanks|thank you|perfect|super|cool)?(?: that| it)? ?{_IT}? ?(?:now |just |really )?(?:worked|works|helped|did it|did the trick|fixed it|solved it|has worked|has helped|is working|is fixed|is solved|is resolved|is ok|is fine|is good|is back)(?: (?:now|again|fine|perfectly|great|like a charm))*(?: (?:thanks|thank you|thx)(?: .{{0,30}})?)?",
        r"(?:yes|yep|yeah|yup)(?: please)?",
        r"(?:the )?(?:problem|issue|it's|its|it is|all|everything) (?:is |has been |was )?(?:now )?(?:solved|fixed|resolved|good|ok|fine|sorted|working)(?: (?:now|again))?(?: (?:thanks|thank you|thx)(?: .{0,30})?)?",
        r"(?:fixed|solved|resolved|sorted|working|works)(?: (?:now|again))?(?: (?:thanks|thank you|thx).{0,30})?",
        r"(?:i (?:could|was able to) (?:fix|solve) it|i (?:fixed|solved) it)(?: (?:myself|now))?",
        r"(?:this|that|it) (?:has )?(?:fixed|solved|resolved) (?:it|my problem|the problem|the issue)",
        r"you can close (?:it|this|the ticket|fl-?\d+)|(?:please )?close (?:the |my |this )?ticket(?: fl-?\d+)?",
    ),
    Intent.FAILED: (
        rf"(?:no|nope|sorry|unfortunately|but)?,? ?{_IT}? ?(?:still )?(?:did ?n[o']?t|did not|does ?n[o']?t|does not|do not|don'?t|has ?n[o']?t|has not|is ?n[o']?t|is not) (?:work|help|solve|fix|do|change|working|worked|helped|fixed|solved|make)(?: .{{0,40}})?",
        r"(?:no|nope)?,? ?(?:it is |it's |its |i am |i'm )?still (?:not|broken|the same|failing|dropping|doing it|having|no|nothing|need|stuck|happening|happens|offline|down|there|does|won'?t|can'?t|cannot|slow)\b.{0,60}",
        r"(?:no|nope|nah|no luck|not really|nothing helped|nothing works|nothing changed|no,? not yet|same (?:problem|issue|error|thing)(?: (?:as before|again|here))?|not (?:fixed|solved|working|resolved|yet)|no change|no difference|no success|no joy)",
        r"(?:tried|i tried|have tried|already tried|i have tried|did) (?:that|this|it|them|all|everything|both)(?: .{0,50})?",
        r"(?:no|nope)?,? ?(?:it|this|that) (?:is )?still .{1,60}",
        r"(?:the )?(?:problem|issue|error|it|it's) (?:is |has come |came )?back(?: again)?.{0,40}",
        r"(?:that|it|this|the problem|the issue) (?:is|came|has come|happened|happens|started|broke|fails|failed)(?: back)? again.{0,40}",
    ),
    Intent.PERSON: (
        rf"(?:can|could|may|let|please)? ?(?:i|me)? ?(?:want|need|like|would like|'d like|prefer|rather)? ?(?:to )?(?:please )?(?:talk|speak|chat)(?: to| with) {_PERSON}(?: .{{0,40}})?",
        rf"i(?:'d| would)? ?(?:just |really )?(?:want|need|like|prefer) {_PERSON}(?: (?:please|now|to (?:help|call|look).{{0,30}}))?",
        r"(?:please )?(?:get|give|connect|transfer|put) me (?:to |through to |with )?.{0,12}(?:person|human|agent|someone|somebody|technician|operator)(?: .{0,30})?",
        r"(?:can|could) (?:someone|somebody|a person|a human|an agent|anyone)(?: (?:please|from it))? (?:please )?(?:call|ring|phone|contact|come)(?: .{0,40})?",
        r"(?:please )?(?:call|ring|phone) me(?: .{0,30})?",
        r"(?:a )?(?:human|real person|person|agent|operator|live agent)(?: please| now)?",
        r"(?:please )?(?:open|create|make|log|raise|file) (?:a |me a )?ticket(?: .{0,30})?",
    ),
    Intent.THANK: (
        r"(?:ok |okay |great |perfect |cool |alright |super |brilliant |all good )*(?:many |thanks|thank you|thank u|thankyou|thx|ty|cheers|merci|danke|gracias|grazie|much appreciated|appreciate it)(?: (?:thanks|you|so|very|much|a lot|again|all|everyone|guys|team|for (?:your |the |all )?(?:help|support|quick \w+|everything|info|update)|and .{0,30}|bye|in advance|schön|sehr|beaucoup|mucho))*",
        r"(?:ok|okay|k|great|perfect|cool|alright|all right|got it|understood|super|nice|awesome|will do|sounds good|good|fine|👍|🙏|🙂|😊)+(?: (?:then|great|perfect|cool|got it|fine|good))*",
        r"(?:bye|goodbye|see you|have a (?:nice|good|great) (?:day|evening|weekend|one))(?: .{0,20})?",
    ),
    Intent.GREET: (
        r"(?:hi+|hello+|hey+|hiya|yo|good (?:morning|afternoon|evening|day)|morning|howdy|hallo|hola|bonjour|salut|servus|moin|ciao|guten (?:tag|morgen|abend)|dear (?:team|it|all|helpdesk|help desk|service desk)|greetings)(?: (?:there|all|team|everyone|everybody|it|bot|firstline|guys|folks|it team|help ?desk|service desk|again|ladies and gentlemen|zusammen))*(?: how are you(?: .{0,15})?)?",
        r"(?:is )?(?:anyone|anybody|someone|somebody) (?:there|here)",
        r"(?:👋|🙂)+",
    ),
    Intent.HELP: (
        r"/?(?:help|start|menu|commands)(?: me)?(?: please)?",
        r"(?:how (?:does|do) (?:this|it|you|that) work)(?: .{0,15})?",
        r"what (?:can|do) (?:you|i) do(?: .{0,15})?|what is this|who (?:are|r) (?:you|u)|are you (?:a )?(?:bot|robot|human|real)",
        r"how (?:do|can) i (?:open|create|log|raise) a ticket|how (?:do|can) i (?:get|ask for) help",
    ),
}

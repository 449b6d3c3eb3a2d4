"""What people write in a line or two, and what it wants of us. One message a line."""

from bot.core.turn import Intent

INTENTS: dict[Intent, str] = {
    Intent.GREET: """
        ¡Hola!
        buenos días
        Grüß Gott
        helo
        how are you
        good evening everybody
        hii
        heyy
        hallo!
        hi
        Hello
        HELLO!!
        hey there
        hi all
        Hi team,
        hello, how are you?
        good morning
        Good Afternoon!
        Hallo
        hallo zusammen
        Guten Tag
        guten morgen
        Bonjour
        bonjour!
        Salut
        hola
        Ciao
        Moin
        Servus
        Dear IT
        Dear service desk,
        is anybody there?
        anyone here
        hello again
        hi it team
        👋
        yo
    """,
    Intent.THANK: """
        many thanks
        Vielen Dank
        vielen Dank für die Hilfe
        Danke für die schnelle Hilfe
        danke dir
        muchas gracias
        ¡Gracias!
        gracias por la ayuda
        grazie mille
        merci bien
        merci pour votre aide
        got it, thanks
        understood, thank you
        thank you, have a nice day
        thanks a bunch
        thnks
        thanks :)
        thank you!!! 🙏
        thanks, bye
        ok thx bye
        perfect, thank you very much!
        super, danke!
        👍👍
        alright, thanks
        thanks
        Thanks!
        THANK YOU
        thank you so much
        thank you very much!
        ok thanks
        ok, thanks a lot
        great, thank you
        thx
        ty
        cheers
        thanks for your help
        Thanks for the quick help!
        thanks in advance
        thanks again everyone
        much appreciated
        Danke
        danke schön
        Danke sehr!
        merci
        Merci beaucoup
        gracias
        ok
        Okay.
        k
        great
        got it
        perfect
        sounds good
        cool cool
        👍
        🙏
        bye
        goodbye!
        have a nice weekend
        alright then
    """,
    Intent.HELP: """
        help
        /help
        /start
        help me please
        menu
        how does this work?
        How do you work
        what can you do?
        who are you
        are you a bot?
        are you human
        What is this?
        how do I open a ticket?
        how can I get help
    """,
    Intent.STATUS: """
        status please
        whats the status
        what's my place in line?
        what is my position in the queue
        can I get an update please
        has anyone looked at my ticket?
        is someone working on it?
        when is it my turn?
        Hello, what's the status of my ticket FL-1042?
        status
        Status?
        what's the status
        what’s the status of my ticket?
        What is the status of my request
        status of FL-1042
        FL-1042
        fl1042
        any news?
        any update
        Any updates on my ticket?
        is there any progress
        got any news on this
        update?
        where am I in the queue?
        where do I stand
        Where is my ticket
        my tickets
        show my open tickets
        how long?
        how long will it take
        how long do I have to wait
        how long is the queue
        when will someone look at it?
        still waiting
        can you give me an update
        hi, any news?
        hello, what is happening with my ticket?
        queue
    """,
    Intent.WORKED: """
        Yes it did
        it did
        yes thanks
        yes, thank you
        the problem is gone
        nevermind, it works now
        working now!
        works!! thank you
        it's fixed now
        its working now thanks
        all fine now
        issue resolved
        yes please
        it worked
        It works now
        it works now, thanks!
        That worked
        that fixed it
        that did the trick
        This fixed it, thank you
        yes
        yep
        Yes, it works
        yes that helped
        it's working
        it's working again
        it is working now
        works
        works now
        works again, thanks
        works like a charm
        solved
        Solved, thank you!
        fixed
        problem solved
        the problem is solved
        all good now
        it is fixed
        I fixed it myself
        the second one helped
        great, that worked
        you can close it
        you can close the ticket
        please close my ticket
        sorted
        resolved
        ok it works now
    """,
    Intent.FAILED: """
        No, it didn't
        it did not
        no it does not
        unfortunately not
        nope, still dead
        stil not working
        dosnt work
        still not workng
        that didnt do it
        didn't help at all
        nah
        not working
        no
        No.
        nope
        it didn't work
        it didn’t work
        It did not help
        IT DIDNT WORK
        didnt help
        that does not work
        doesn't work
        still not working
        it still doesn't work
        still broken
        still the same
        no luck
        no change
        same problem
        same issue again
        not fixed
        not yet
        nothing helped
        I tried that already
        already tried that
        tried everything
        no, still the same error
        sorry, that did not help
        it is still slow
        the problem is back
        it's back again
        it happened again
        no difference
        still nothing
    """,
    Intent.PERSON: """
        I don't want to talk to a bot
        I'd rather talk to a person
        please have someone call me
        real human please!!
        operator
        speak to human
        human
        agent please
        a real person please
        I want to talk to a person
        I want to speak to someone
        can I talk to a human?
        can i speak with an agent
        could I talk to a real person please
        let me talk to a human being
        please connect me to an agent
        get me a human
        transfer me to a technician
        I need a person
        i just want a human
        can someone call me?
        could somebody please call me back
        please call me
        call me on my mobile
        please open a ticket
        open a ticket
        create a ticket for me
        talk to a person
    """,
    Intent.NEW: """
        new issue: no sound
        different topic
        new: my mouse is dead
        I have another problem
        another problem: the scanner jams
        I have something else
        something else
        new topic
        different problem: no sound
        I have a new request
        another question
    """,
}

# Kept for judging: nothing may be tuned to these.
JUDGES: dict[Intent, str] = {
    Intent.GREET: """
        hi everyone!
        good day
        Hello IT support
        hey, anybody here?
        hallo liebes team
    """,
    Intent.THANK: """
        thank you guys
        ok perfect thanks
        great, thanks for the quick reply
        cool, thx
        danke, super
        thanks, that is all
        no worries, thanks
        nice one, cheers
    """,
    Intent.STATUS: """
        how is my request going?
        any progress on FL-1042?
        where is my request
        when will someone call me back?
        how much longer?
        what happened to my ticket?
        is there an update on my ticket
    """,
    Intent.WORKED: """
        yes, that solved it
        perfect, it works again
        it's all good now
        that one worked, thanks
        working fine now
        yes it is fixed
    """,
    Intent.FAILED: """
        nope, didn't work
        that didn't change anything
        no, still the same
        still having the same issue
        it doesn't help
        tried it, no luck
        no it still drops
    """,
    Intent.PERSON: """
        please connect me with a person
        can I speak to a technician
        i want a human
        could someone ring me?
        talk to an agent
    """,
    Intent.TELL: """
        no idea why, but Outlook is gone
        yes we have a printer problem on floor 2
        is the VPN known to be slow today
        still waiting for my laptop to boot, it hangs at the logo
        thanks to the update my camera is dead
        please update Java on my PC
        call center headset is broken
        it works only when I am in the office
        someone should look at the projector in room 5
        everything is in Chinese since this morning
        help desk phone number on the intranet is wrong
        good monitor wanted
    """,
}


def lines(block: str) -> list[str]:
    return [line.strip() for line in block.strip().splitlines()]


SAID = [(line, intent) for intent, block in INTENTS.items() for line in lines(block)]
HELD_OUT = [(line, intent) for intent, block in JUDGES.items() for line in lines(block)]

# The same to a fix of which a step is shown.
ANSWERED: dict[Intent, str] = {
    Intent.OTHER: """
        not my problem
        That's not my problem.
        no, that is not my issue
        that's not it
        this isn't it, my printer prints blank pages
        no, that's not what I meant
        it's something else
        that is something different
        wrong article
        wrong problem, sorry it is my mouse
        this has nothing to do with my laptop
        I mean something different
        doesn't apply to me
        that's not the right one
        you misunderstood me
        not relevant
        unrelated
        """,
    Intent.NEXT: """
        next
        Next step please
        ok, next
        done, what now?
        what's next?
        I did that
        nope, next
        done
        go on
        continue
        the next one
        show me the next step
        and then?
        weiter
        nächster Schritt
        skip this
        """,
    Intent.WORKED: """
        step 2 fixed it
        the second one did it
        that step helped
        restarting the router helped
        yes it works now
        great, that did the trick
        yep, that was it
        done, works
        seems fine now
        thank you, it is stable now
        ja, danke
        oui
        """,
    Intent.FAILED: """
        nothing helped
        none of it worked
        I tried everything
        I give up
        no
        still the same
        that did not help
        still humming
        it still drops
        same
        nein
        no funciona
        """,
    Intent.NEW: """
        another problem: my mouse is dead
        something else
        """,
    Intent.TELL: """
        also the screen flickers
        still trying
        it stopped connecting
        no longer connects
        I did it and now the screen is black
        my printer is on fire
        what is next to the router, a modem?
        """,
}

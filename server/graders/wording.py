"""Wording: the sentences of the template, each in several ways; {quote}, {claim} and their like are filled in."""

from collections.abc import Mapping, Sequence

OPENINGS: Mapping[str, Sequence[str]] = {
    "strong": (
        "That is an answer I would be glad to hear in an interview.",
        "Good. I could follow it, and most of what I was listening for was there.",
        "This would hold up. You clearly know your way around here.",
        "That was a strong answer, and there is not much for me to add.",
        "I would have been content with that.",
        "Yes. You answered what I asked, and I have little to add.",
        "Good answer.",
        "I followed that without effort, and it covered the ground.",
    ),
    "fair": (
        "There is a good answer in here, and it is not far off.",
        "You have hold of a real part of this. Let us get the rest.",
        "A sound start: some of what I was listening for came through clearly.",
        "A good part of this reached me; a little more and it is whole.",
        "A fair part of the way is done, and you can build on it.",
        "This is going in the right direction.",
        "Some of this I would leave just as it is.",
        "You have the subject in hand; a thing or two is still to come.",
    ),
    "thin": (
        "Some of it came through. Let us build on that.",
        "There is a beginning here. One or two sentences more would change the picture.",
        "You are on the subject, and part of it reached me.",
        "I heard a piece of this, and I would like to hear the rest.",
        "There is something to stand on here.",
        "That is a start, and I would like to hear it go on.",
        "One part of this reached me. Let us see about the rest.",
        "I can work with that.",
        "You have one end of the thread. Let us pull on it.",
    ),
    "wandering": (
        "There was a good deal in that, and I had to search for the answer in it.",
        "You told me a lot, and only a little of it was what I was listening for.",
        "I was with you, but the answer to my question got a little lost on the way.",
        "Somewhere in all that there is an answer. Let us dig it out.",
        "I had to listen hard for it, but there was something there.",
        "That was a long way round, with something in it.",
    ),
    "mistaken": (
        "Let us stop here first, before an interviewer does.",
        "Before anything else, there is something in here that I would look at again.",
        "There is something to put right first; after that the rest gets easier.",
        "Something needs straightening out before we go on.",
        "I would like to go back to something you said.",
        "I think there is a misunderstanding in there, and it is worth clearing up.",
        "Something you said made me stop. Let us look at it first.",
    ),
    "none": (
        "I did not hear the points I was listening for this time.",
        "I listened for a few particular things and did not hear them yet.",
        "This one did not land yet. No harm done: that is what practice is for.",
        "I could not pick out what I was listening for. If you meant it, it needs saying more plainly.",
        "That did not get to what I was after yet. We can change that.",
        "I was waiting for something in particular and did not hear it.",
        "Let us take that question once more from the start.",
        "What I was listening for did not come up yet, as far as I could hear.",
    ),
    "hints": (
        "I caught no more than a hint of what I was listening for.",
        "There may be something in this, and I could not be sure of it.",
        "I heard a few words that belong here, and not yet a point.",
        "This may be on its way somewhere. It needs saying more plainly.",
        "You were near it once or twice, I think, without quite saying it.",
        "Something in that belongs to the answer; I had to guess what.",
        "I heard the subject, and was still waiting for the answer.",
        "You touched on it, perhaps. Let us get it said.",
    ),
    "lost": (
        "I listened to all of that and could not find my question in it.",
        "You had a lot to say, and I could not connect it with what I had asked.",
        "If the answer was in there, I missed it. Let us go back to the question.",
        "I lost my question somewhere in that. Let us go back to it.",
        "I listened for my question in that and did not find it.",
        "There was a lot in that. What I had asked about I did not hear.",
    ),
    "short": (
        "That was too short for me to say much about. Give me two or three sentences and I can.",
        "There is hardly anything for me to go on yet. A rough answer is better than none.",
        "Not much to hear yet, which is all right. Say whatever you do know, even if it is little.",
        "Try it even if you are not sure; I can only help with what I hear.",
        "I would rather hear half an answer than none. Try two sentences.",
    ),
    "echo": (
        "That gave me the question back more than an answer to it. Have a go, even a rough one.",
        "I heard the question again, and nothing yet that is yours. Try one sentence of your own.",
    ),
    "followed": (
        "Yes, that is what I was asking about.",
        "Good, that closes the gap.",
        "That is the piece that was missing.",
        "There it is.",
    ),
    "nearly": ("You may be close.", "That could be it, or part of it.", "Perhaps that is a part of it."),
    "unmet": (
        "I did not hear it this time either, so here it is.",
        "That was not quite what I was after.",
        "We are still missing it, so let me say it.",
    ),
}
"""How remarks begin, by the mood of the answer."""

FIRST_LANDED = (
    "{quote}: I was listening for that. In full it goes like this: {claim}",
    "You said {quote}. I took that to mean this: {claim}",
    "When you got to {quote}, I wrote this down: {claim}",
    "From {quote} I gathered this: {claim}",
    "The part that landed best was {quote}. I understood: {claim}",
    "What I noted first is {quote}. I took it to mean: {claim}",
)
NEXT_LANDED = (
    "Then there was {quote}, for this: {claim}",
    "And {quote} brought in another point: {claim}",
    "I was also glad of {quote}: {claim}",
)
FIRST_HALF = (
    "{quote} is half of a point. The whole of it: {claim}",
    "You were halfway there when you said {quote}. The whole of it: {claim}",
)
NEXT_HALF = ("And {quote} is half of another: {claim}",)
SAME_WORDS = ("The same words brought in another point: {claim}", "And those words did double duty: {claim}")
ONLY_LANDED = (
    "You said {quote}, and that is the point: {claim}",
    "{quote} is just what I wanted to hear: {claim}",
)
FAINT = (
    "I think I heard something with {quote}. Say it more plainly, so that nobody can miss it: {claim}",
    "When you said {quote}, I think you were after this: {claim} Say that outright and it counts in full.",
    "By {quote} I think you mean this: {claim} Put it that plainly.",
)
GUESSED = (
    "I think I heard a point in {quote}, but I had to guess. Put plainly, it would be this: {claim}",
    "{quote} made me listen. If this is what you meant, say it more plainly: {claim}",
    "I think there was something in {quote}. Was it this? Then say it more plainly: {claim}",
)

ALONE_CORRECTED = (
    "When you said {quote}, I understood this: {claim} If that is what you meant, it is worth unlearning.",
    "From {quote} I took away this: {claim} If I understood you rightly, it does not work that way.",
    "I hesitated at {quote}. To me it sounded like this: {claim} Many people think so, and it does not hold.",
)
FIRST_CORRECTED = (
    "When you said {quote}, I heard something that many people believe and that is worth unlearning.",
    "Take {quote}. If I understood you rightly, it does not work that way.",
    "What I would put right is {quote}, as I understood it.",
)
NEXT_CORRECTED = ("The same goes for {quote}.", "And then there is {quote}.", "I would think twice about {quote}, too.")

NOT_HEARD = (
    "I did not hear this yet: {claim}",
    "What I did not hear, and would have liked to: {claim}",
    "The first thing I would add, because I did not hear it: {claim}",
    "What I was still waiting for: {claim}",
    "If you add one thing, let it be this, which I did not hear: {claim}",
    "This is what I would bring in next time, because I did not hear it: {claim}",
)
LISTENING = (
    "What I listen for first is this: {claim}",
    "This is the first thing I would want to hear: {claim}",
    "I would begin here: {claim}",
)
HARDLY_HEARD = (
    "I am not sure that I heard this: {claim}",
    "You may have meant this, but I could not be sure of it: {claim}",
)
FAINTLY_HEARD = (
    "I think I heard the beginning of this in {quote}, and it needs saying more plainly: {claim}",
    "When you said {quote}, I think you were on the way to this: {claim}",
    "I think there is a part of this in {quote}. In full: {claim}",
)
UNMET = ("This is what I was after: {claim}", "What I was asking about is this: {claim}")
IN_ITS_PLACE = "What I would like to hear in its place: {claim}"
OPPOSITE = "If I understood {quote} rightly, it says the opposite of this: {claim}"
COULD_SAY = (
    "You could say: “{spoken}”",
    "Aloud, you could say: “{spoken}”",
    "In an interview you could say: “{spoken}”",
)

ONE_MORE = (
    "One more point that I did not hear is on the sheet. It can wait.",
    "There is one other on the sheet that I did not hear; take it second.",
)
SOME_MORE = (
    "There are {number} more on the sheet that I did not hear. They can wait until this one sits.",
    "The sheet has {number} more that I did not hear. Take them one at a time, another day.",
    "I did not hear {number} others; they are on the sheet, for another round.",
)
NUMBERS = dict(enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine"), start=2))

PRAISED: Mapping[str, Sequence[str]] = {
    "opening": ("You begin well.", "Keep that beginning.", "You got to the point at once."),
    "structure": ("The joints can be heard.", "Your sentences follow from one another.", "One thing led to the next."),
    "concision": ("You waste no words.", "You kept it lean.", "You kept it short."),
    "vocabulary": ("You call things by their names.", "You used the words of the trade.", "The terms were right."),
    "concreteness": ("You gave me something to picture.", "You were concrete.", "I could have typed along."),
}
TRIED: Mapping[str, Sequence[str]] = {
    "opening": ("Next time I would get to the point sooner.", "What I would change is how you begin."),
    "structure": ("What would help is an order that one can hear.", "I would give it more of a shape."),
    "concision": ("It would gain from being shorter.", "I would cut."),
    "vocabulary": ("I would name things more exactly.", "More of the exact words would help."),
    "concreteness": (
        "I would make it more concrete.",
        "It stayed a little general.",
        "Give me something I can see.",
    ),
}
CONTENT = (
    "There is little I would change. For a last bit of polish, {advice}",
    "Nothing in how you put it stands in your way. If you want to work on something anyway, {advice}",
)
TOO_SHORT_TO_TELL = (
    "How you put it can wait until there is more of it. Four or five sentences are plenty. {advice}",
    "There is not enough yet to say how you put it. When you try again, four or five sentences will do. {advice}",
)
BRIEF = (
    "You stopped after {count} words. Four or five sentences are enough: the point, the reason, an example.",
    "{count} words are a beginning. Give me the point, then the reason, then one example.",
    "Take more room: {count} words cannot show what you know. A point, why it is so, an example: that is an answer.",
)
BRIEF_FOLLOW_UP = (
    "Two or three sentences are enough for a question like this: the point first, then the reason.",
    "For a follow-up two sentences will do: say what happens, then why.",
)
BRIEF_AND_RIGHT = (
    "Short, and to the point: for a follow-up that is just right.",
    "That is the right length for a follow-up.",
)

OUTLINE_MIXED = (
    "You could tell it like this. Your own words stay; the gaps are filled in.",
    "Here is an order that would carry further, with your words where you had them:",
    "Keep what you have, and put it in this order with the gaps filled:",
    "With a little added, and the main point first, it could go like this:",
)
OUTLINE_OWN = (
    "All of this is yours already. I would tell it in this order:",
    "Nothing needs adding. In your own words, from the main point down:",
)
OUTLINE_MODEL = (
    "A few sentences of the model answer to begin with:",
    "This is how the model answer goes about it:",
    "To begin with, from the model answer, the main point first:",
)
ALOUD = (
    "Say it once aloud in your own words; borrowed sentences rarely survive an interview.",
    "Read it once, put it away, and tell it to somebody. What you forget is what to look at again.",
    "Do not learn it by heart. Keep the order and find your own words.",
    "Try it aloud without looking. It may come out shorter, and that is fine.",
    "Use it as a map, and walk it in your own words.",
    "Tell it to a colleague over coffee. If they follow, you have it.",
)
ALOUD_OWN = (
    "Say it once more aloud, a little slower. That is all it needs.",
    "Tell it once more without looking, and leave it there.",
)
LEFT_OUT_ONE = "One other point can wait."
LEFT_OUT = "The other {number} can wait."

"""Remarks: what the template says about an answer's content, a paragraph at a time, from the score sheet."""

from collections.abc import Iterator, Sequence, Set

from server.domain.grade import Flag, Graded, MisconceptionLine, Notice, PointLine, Verdict
from server.domain.rubric import DEPTHS, Rubric
from server.graders.wording import Voice, claim, quoted, sentence, shown

STRONG, FAIR = 75, 40
"""Technical scores from which an answer is greeted as strong, and as fair."""

_OPENINGS = {
    "strong": (
        "That is an answer I would be glad to hear in an interview.",
        "Strong. I could follow it and most of what matters was in it.",
        "This would hold up well: the things I was listening for were there.",
    ),
    "fair": (
        "There is a good answer in here, and it is not far off.",
        "You have hold of a real part of this. Let us get the rest.",
        "A sound start: some of what I was listening for came through clearly.",
    ),
    "thin": (
        "Some of it came through. Let us build on that.",
        "I caught a part of it, so there is something to stand on.",
        "There is a beginning here. One or two sentences more would change the picture.",
    ),
    "mistaken": (
        "Let us stop at one thing first, before an interviewer does.",
        "Before anything else, there is something in here that I would look at again.",
        "There is something to put right first; after that the rest gets easier.",
    ),
    "none": (
        "I did not hear the points I was listening for this time. Here is where I would begin.",
        "I listened for a few particular things and did not hear them yet. This is the first.",
        "This one did not land yet. No harm done: that is what practice is for.",
    ),
    "short": (
        "That was too short for me to say much about. Give me two or three sentences and I can.",
        "There is hardly anything for me to go on yet. A rough answer is better than none.",
    ),
    "echo": (
        "That gave me the question back more than an answer to it. Have a go, even a rough one.",
        "I heard the question again, and nothing yet that is yours. Try one sentence of your own.",
    ),
    "followed": (
        "Yes, that is what I was asking about.",
        "Good, that closes the gap.",
        "That is the piece that was missing.",
    ),
    "nearly": ("That is part of it.", "You are close.", "Nearly there."),
    "unmet": ("I did not hear it this time either, so here it is.", "Not quite what I was after. This is it."),
}


def remarks(rubric: Rubric, answer: str, graded: Graded) -> Iterator[str]:
    """The paragraphs, in order: what landed, what to put right (first where it weighs more), what was not heard."""
    voice = Voice(answer, rubric.version)
    lines = graded.sheet.points
    held = [line for line in graded.sheet.misconceptions if line.held]
    mood = _mood(graded, held)
    yield voice.choose("opening", _OPENINGS[mood])
    counted = [line for line in lines if line.verdict is Verdict.COVERED] if mood == "mistaken" else lines
    miss = heaviest_miss(lines)
    found = best_landed([line for line in counted if line is not miss])
    landed = [_landed(voice, found, alone=len(lines) == 1)] if found else []
    corrected = list(_corrected(voice, held))
    yield from [*corrected, *landed] if mood == "mistaken" else [*landed, *corrected]
    if miss is not None:
        ways = _LISTENING if mood in ("short", "echo") else _NOT_HEARD
        yield _missed(voice.choose("missed", ways), rubric, miss, {belief.evidence[0].quote for belief in held})
        yield from _others(lines, miss)


def best_landed(lines: Sequence[PointLine]) -> list[PointLine]:
    """The one or two points that landed best: covered before partial, heavy before light; unsure ones only alone."""
    earned = [line for line in lines if line.credit > 0]
    earned = [line for line in earned if Flag.UNSURE not in line.flags] or earned
    earned.sort(key=lambda line: (line.verdict is not Verdict.COVERED, -line.possible))
    covered = [line for line in earned if line.verdict is Verdict.COVERED]
    return (covered or earned)[:2] if len(covered) != 1 else [*covered, *earned[1:2]]


def heaviest_miss(lines: Sequence[PointLine]) -> PointLine | None:
    """The point to work on first: the one that loses most, of those that earned less than half."""
    open_lines = [line for line in lines if line.credit < 0.5]
    return min(open_lines, key=lambda line: (-line.possible, DEPTHS.index(line.depth)), default=None)


def _mood(graded: Graded, held: Sequence[MisconceptionLine]) -> str:
    lines = graded.sheet.points
    earned = [line for line in lines if line.credit > 0]
    if Notice.TOO_SHORT in graded.notices:
        return "short"
    if Notice.ECHOES_QUESTION in graded.notices:
        return "echo"
    if len(lines) == 1 and not held:
        return "unmet" if not earned else "followed" if lines[0].verdict is Verdict.COVERED else "nearly"
    if graded.sheet.technical >= STRONG:
        return "strong"
    if held and graded.sheet.technical < FAIR:
        return "mistaken"
    if not earned:
        return "none"
    return "fair" if graded.sheet.technical >= FAIR else "thin"


def _landed(voice: Voice, landed: Sequence[PointLine], *, alone: bool) -> str:
    first, *more = landed
    said = [_credited(voice, first, alone=alone)]
    for line in more:
        quote = quoted(line.evidence[0].quote)
        if line.evidence[0] == first.evidence[0]:
            said.append(f"In the same breath you gave me this: {claim(line.says)}")
        elif line.verdict is Verdict.COVERED:
            said.append(
                voice.choose(
                    "second",
                    (
                        f"{quote} counts as well: {claim(line.says)}",
                        f"And with {quote} you had this one too: {claim(line.says)}",
                        f"I also heard {quote}, which I take to mean this: {claim(line.says)}",
                    ),
                )
            )
        else:
            said.append(f"With {quote} you were on the way to another: {claim(line.says)}")
    return " ".join(said)


def _credited(voice: Voice, line: PointLine, *, alone: bool) -> str:
    quote = quoted(line.evidence[0].quote)
    if line.verdict is not Verdict.COVERED:
        return voice.choose(
            "touched",
            (
                f"When you said {quote}, you touched on something that counts. Said in full: {claim(line.says)}",
                f"{quote} goes in the right direction. The whole of it is this: {claim(line.says)}",
                f"I gave you part of a point for {quote}. What would make it whole: {claim(line.says)}",
            ),
        )
    if alone:
        return f"You said {quote}, and that is the point: {claim(line.says)}"
    return voice.choose(
        "first",
        (
            f"You said {quote}. That is one of the things I listen for: {claim(line.says)}",
            f"What landed was {quote}. In it I heard this: {claim(line.says)}",
            f"I made a note of {quote}, because it comes to this: {claim(line.says)}",
        ),
    )


def _corrected(voice: Voice, held: Sequence[MisconceptionLine]) -> Iterator[str]:
    """One paragraph for each quote that shows a misconception."""
    by_quote: dict[str, list[str]] = {}
    for belief in held:
        by_quote.setdefault(belief.evidence[0].quote, []).append(sentence(belief.because))
    for number, (said, reasons) in enumerate(by_quote.items()):
        quote = quoted(said)
        ways = _FIRST_CORRECTION if number == 0 else _NEXT_CORRECTION
        yield " ".join([voice.choose("corrected", ways, turn=number).format(quote=quote), *reasons])


_FIRST_CORRECTION = (
    "When you said {quote}, I heard something that many people believe and that is worth unlearning.",
    "Look again at {quote}. If I understood you rightly, it does not work that way.",
    "One thing I would put right is {quote}, as I understood it.",
)
_NEXT_CORRECTION = (
    "The same goes for {quote}.",
    "And then there is {quote}.",
    "I would look again at {quote}, too.",
)


_NOT_HEARD = (
    "I did not hear this yet",
    "What I did not hear, and would have liked to",
    "The first thing I would add, because I did not hear it",
)
_LISTENING = ("What I listen for first is this", "This is the first thing I would want to hear")


def _missed(opening: str, rubric: Rubric, line: PointLine, corrected: Set[str]) -> str:
    rest = f"{sentence(line.because)} You could say: “{shown(rubric.key_point(line.id).spoken)}”"
    if line.verdict is Verdict.CONTRADICTED:
        if line.evidence[0].quote in corrected:
            return f"What I would like to hear in its place: {claim(line.says)} {rest}"
        quote = quoted(line.evidence[0].quote)
        return f"If I understood {quote} rightly, it says the opposite of this: {claim(line.says)} {rest}"
    if line.credit > 0 and Flag.UNSURE not in line.flags:
        quote = quoted(line.evidence[0].quote)
        return f"{quote} goes in the right direction, and there is more to it: {claim(line.says)} {rest}"
    if line.credit > 0 or Flag.UNVERIFIED in line.flags:
        return f"I am not sure that I heard all of this: {claim(line.says)} {rest}"
    return f"{opening}: {claim(line.says)} {rest}"


def _others(lines: Sequence[PointLine], miss: PointLine) -> Iterator[str]:
    more = sum(line.credit == 0 and line.id != miss.id for line in lines)
    if more == 1:
        yield "One other point I did not hear is on the sheet; take it second."
    elif more > 1:
        number = _NUMBERS.get(more, str(more))
        yield f"I did not hear {number} other points either; they are on the sheet, for another round."


_NUMBERS = dict(enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine"), start=2))

"""Remarks: what the template says about an answer's content, a paragraph at a time, from the score sheet."""

from collections.abc import Iterator, Sequence

from server.domain.grade import Flag, Graded, MisconceptionLine, Notice, PointLine, Verdict
from server.domain.rubric import Rubric
from server.graders import wording
from server.graders.hearing import GUESSED, Heard, best_faint, best_landed, heard, heaviest_miss
from server.graders.quoting import Passage, passage
from server.graders.voice import Voice, claim, sentence, shown

STRONG, FAIR = 75, 40
"""Technical scores from which an answer is greeted as strong, and as fair."""

LONG = 60
"""An answer of this many words in which little was heard is greeted as one that wandered."""

TOO_MUCH = 2
"""Who is to put so many things right is told of one point to add, and of no further ones."""


def remarks(rubric: Rubric, answer: str, graded: Graded) -> Iterator[str]:
    """The paragraphs, in order: what landed, what to put right (first where it weighs more), what was not heard."""
    yield from _Remarks(rubric, answer, graded).paragraphs()


class _Remarks:
    def __init__(self, rubric: Rubric, answer: str, graded: Graded) -> None:
        self.rubric = rubric
        self.answer = answer
        self.voice = Voice(answer, rubric.version)
        self.lines = graded.sheet.points
        self.held = sorted((line for line in graded.sheet.misconceptions if line.held), key=lambda line: line.earned)
        self.mood = _mood(graded, self.held, len(answer.split()))
        self.told: list[Passage] = []
        self.miss = heaviest_miss(self.lines, rubric.lead_with)

    def paragraphs(self) -> Iterator[str]:
        yield self.voice.choose("opening", wording.OPENINGS[self.mood])
        corrected = list(self._corrected())
        landed = list(self._landed())
        yield from [*corrected, *landed] if self.mood == "mistaken" else [*landed, *corrected]
        if self.miss is not None:
            yield self._missed(self.miss)
            yield from self._others(self.miss)

    def _landed(self) -> Iterator[str]:
        """One paragraph: the one or two points that landed best, or else one that was heard faintly."""
        found = [line for line in best_landed(self.lines) if line is not self.miss]
        if found:
            yield " ".join(self._praised(found))
            return
        faint = [line for line in best_faint(self.lines) if line is not self.miss]
        if faint and self.mood != "mistaken":
            yield self._say("faint", wording.GUESSED if faint[0].credit < GUESSED else wording.FAINT, faint[0])

    def _praised(self, found: Sequence[PointLine]) -> Iterator[str]:
        first, *more = found
        half = heard(first) is Heard.HALF
        only = wording.ONLY_LANDED if len(self.lines) == 1 else wording.FIRST_LANDED
        yield self._say("first", wording.FIRST_HALF if half else only, first)
        fresh = [line for line in more if not self._passage(line).shares(self.told)]
        if fresh:
            half = heard(fresh[0]) is Heard.HALF
            yield self._say("next", wording.NEXT_HALF if half else wording.NEXT_LANDED, fresh[0])
        elif more:
            yield self._say("next", wording.SAME_WORDS, more[0])

    def _corrected(self) -> Iterator[str]:
        """One paragraph for each passage that shows a misconception, however many it shows."""
        shown_by: dict[Passage, list[MisconceptionLine]] = {}
        for belief in self.held:
            said = passage(self.answer, belief.evidence[0])
            same = next((one for one in shown_by if one.shares([said])), said)
            shown_by.setdefault(same, []).append(belief)
        for number, (said, beliefs) in enumerate(shown_by.items()):
            first = wording.ALONE_CORRECTED if len(self.held) == 1 else wording.FIRST_CORRECTED
            opening = self.voice.choose("corrected", wording.NEXT_CORRECTED if number else first, turn=number)
            self.told.append(said)
            reasons = (sentence(belief.because) for belief in beliefs)
            yield " ".join([opening.format(quote=said.shown, claim=claim(beliefs[0].claims)), *reasons])

    def _missed(self, line: PointLine) -> str:
        said = [self._introduced(line), sentence(line.because)]
        if len(self.lines) > 1:
            spoken = shown(self.rubric.key_point(line.id).spoken)
            said.append(self.voice.choose("could", wording.COULD_SAY).format(spoken=spoken))
        return " ".join(said)

    def _introduced(self, line: PointLine) -> str:
        repeated = bool(line.evidence) and self._passage(line).shares(self.told)
        if line.verdict is Verdict.CONTRADICTED:
            return self._say("turned", (wording.IN_ITS_PLACE if repeated else wording.OPPOSITE,), line)
        if heard(line) is Heard.HALF:
            return self._say("half", wording.FIRST_HALF, line)
        if heard(line) is Heard.FAINTLY and line.credit >= GUESSED and not repeated:
            return self._say("faintly", wording.FAINTLY_HEARD, line)
        if self.mood == "unmet":
            return self._say("missed", wording.UNMET, line)
        if line.credit > 0 or Flag.UNVERIFIED in line.flags:
            return self._say("hardly", wording.HARDLY_HEARD, line)
        first = self.mood in ("short", "echo", "none", "lost")
        return self._say("missed", wording.LISTENING if first else wording.NOT_HEARD, line)

    def _others(self, miss: PointLine) -> Iterator[str]:
        more = sum(line.credit == 0 and line.id != miss.id for line in self.lines)
        if more == 0 or len(self.held) >= TOO_MUCH:
            return
        ways = wording.ONE_MORE if more == 1 else wording.SOME_MORE
        yield self.voice.choose("others", ways).format(number=wording.NUMBERS.get(more, str(more)))

    def _say(self, slot: str, ways: Sequence[str], line: PointLine) -> str:
        said = self._passage(line) if line.evidence else None
        self.told.extend([said] if said else [])
        return self.voice.choose(slot, ways).format(quote=said.shown if said else "", claim=claim(line.says))

    def _passage(self, line: PointLine) -> Passage:
        return passage(self.answer, line.evidence[0])


def _mood(graded: Graded, held: Sequence[MisconceptionLine], words: int) -> str:
    """The key of wording.OPENINGS under which an answer is greeted."""
    lines, technical = graded.sheet.points, graded.sheet.technical
    clearest = min((list(Heard).index(heard(line)) for line in lines), default=0)
    nothing = list(Heard)[clearest] is Heard.NOT
    if Notice.TOO_SHORT in graded.notices:
        return "short"
    if Notice.ECHOES_QUESTION in graded.notices:
        return "echo"
    if held and technical < FAIR:
        return "mistaken"
    if len(lines) == 1:
        return "unmet" if nothing else "followed" if clearest == 0 else "nearly"
    if nothing and any(line.credit for line in lines):
        return "hints"
    if nothing:
        return "lost" if words >= LONG else "none"
    if technical >= FAIR:
        return "strong" if technical >= STRONG and not held else "fair"
    return "wandering" if words >= LONG else "thin"

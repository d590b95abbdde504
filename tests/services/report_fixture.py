"""A report with everything in it: grades, an estimate, refusals, follow-ups, asides, and whatever text is put in."""

from datetime import UTC, datetime, timedelta

from server.domain.attempt import Change, Difference, PointChange
from server.domain.event import (
    AnswerData,
    AsideData,
    FeedbackData,
    GradedData,
    Lines,
    NotGradedData,
    QuestionData,
    Scores,
)
from server.domain.grade import (
    Band,
    CriterionLine,
    Evidence,
    LimitLine,
    MisconceptionLine,
    Notice,
    OtherError,
    PointLine,
    PromptUsed,
    Provenance,
    Reason,
    Usage,
    Verdict,
)
from server.domain.interview import Mode, Part, Phase
from server.domain.report import QuestionReport, Report, State, rehearse_next, summaries
from server.domain.rubric import Depth
from server.domain.transcript import Answer, Aside, Turn

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
ANSWER = (
    "A dependency is a function that FastAPI calls for me before the endpoint runs.\n\n"
    "It caches the result within one request, and I can override it in tests.\n"
    "I believe that it keeps one instance for the whole application."
)


def evidence(answer: str, quote: str) -> Evidence:
    start = answer.index(quote)
    return Evidence(quote=quote, start=start, end=start + len(quote))


def point(says: str, verdict: Verdict, credit: float, possible: float, *found: Evidence) -> PointLine:
    return PointLine(
        id=says.lower().split()[0],
        verdict=verdict,
        credit=credit,
        evidence=found,
        says=says,
        because="An interviewer listens for it because it shows that you have used it.",
        depth=Depth.CORE,
        earned=round(possible * credit, 1),
        possible=possible,
    )


def graded(answer: str, first: str, second: str, held: str, *, says: str = "Names the mechanism.") -> GradedData:
    points = (
        point(says, Verdict.COVERED, 1, 40, evidence(answer, first)),
        point("Tells what is cached, and for how long.", Verdict.PARTIAL, 0.55, 35, evidence(answer, second)),
        point("Mentions clean-up with yield.", Verdict.MISSED, 0, 25),
    )
    belief = MisconceptionLine(
        id="singleton",
        held=True,
        evidence=(evidence(answer, held),),
        claims="There is one instance for the whole application.",
        because="The cache lives for one request only.",
        earned=-28,
    )
    limit = LimitLine(says="Misconceptions never take off more than 25.", earned=3)
    criterion = CriterionLine(
        id="opening",
        level=2,
        evidence=(evidence(answer, first),),
        note="The main point came in sentence 2 of 3.",
        name="Opening",
        says="Gets there after a detour.",
        advice="Say the main point first.",
        earned=50,
        possible=100,
    )
    return GradedData(
        answer_id="a1",
        version=1,
        scores=Scores(technical=34.3, phrasing=50),
        lines=Lines(
            points=points,
            misconceptions=(belief,),
            limits=(limit,),
            criteria=(criterion,),
            errors=(OtherError(evidence=evidence(answer, second), why="It is cached per request, not per test."),),
        ),
        band=Band(low=24.3, high=44.3, basis="The mean distance from our own marks on 60 answers."),
        notices=(Notice.ADDRESSES_GRADER,),
        provenance=Provenance(
            grader="llm",
            grader_version="0123456789ab",
            rubric_version="ba9876543210",
            model_asked="small-model",
            model_served="small-model-2026",
            prompts=(PromptUsed(name="technical", version="aaaabbbbcccc"),),
            settings={"temperature": 0, "seed": 7},
            usage=Usage(tokens_in=1200, tokens_out=340, estimated=True, calls=2),
            claim=1,
            at=NOON,
        ),
    )


def estimate(grade: GradedData) -> GradedData:
    made = Provenance(grader="embedded", grader_version="1.abc", rubric_version="ba9876543210", at=NOON)
    return grade.model_copy(update={"estimate": True, "version": 0, "provenance": made})


def refused(*, final: bool = False) -> NotGradedData:
    retry_at = None if final else NOON + timedelta(minutes=5)
    reason = Reason.MODEL_TOO_SLOW
    return NotGradedData(
        answer_id="a1", version=1, final=final, reason=reason, message=reason.sentence, retry_at=retry_at
    )


def answered(text: str, *grades: GradedData | NotGradedData, feedback: str | None = None) -> Answer:
    said = FeedbackData(answer_id="a1", version=1, technical=feedback or "", phrasing="", stronger="", by="template")
    return Answer(
        at=NOON,
        given=AnswerData(answer_id="a1", text=text, via="typed"),
        grades=grades,
        feedback=(said,) if feedback else (),
    )


def turn(ask: str, *answers: Answer, number: int = 1, part: Part = Part.MAIN, asides: tuple[Aside, ...] = ()) -> Turn:
    question = QuestionData(
        number=number,
        of=4,
        part=part,
        question_id="dependencies/basics/what",
        rubric_version="ba9876543210",
        ask=ask,
        topic="Dependencies",
        hints=2,
    )
    return Turn(seq=number, at=NOON, question=question, asides=asides, answers=answers)


def aside(kind: str, text: str, asked: str | None = None) -> Aside:
    return Aside(at=NOON, kind=kind, said=AsideData(text=text, asked=asked))


def report(*questions: QuestionReport) -> Report:
    turns = [question.turn for question in questions]
    states = [question.state for question in questions]
    return Report(
        id="an-interview-id",
        track="fastapi",
        mode=Mode.PRACTICE,
        phase=Phase.ENDED,
        started_at=NOON,
        ended_at=NOON + timedelta(minutes=12),
        standing={state: states.count(state) for state in dict.fromkeys(states)},
        summaries=summaries(turns),
        rehearse=rehearse_next(turns),
        questions=questions,
    )


FEEDBACK = """**What landed.** You said “FastAPI calls for me”, and that is the heart of it.

- First, `Depends` caches per *request*.
- Then say what `yield` does.

You could say: "The code after yield runs when the response is ready."
"""


SINCE = Difference(
    interview_id="an-earlier-interview",
    at=NOON - timedelta(days=3),
    before=Scores(technical=20, phrasing=50),
    after=Scores(technical=34.3, phrasing=50),
    comparable=True,
    points=(
        PointChange(
            id="names", says="Names the mechanism.", before=Verdict.MISSED, after=Verdict.COVERED, change=Change.GAINED
        ),
    ),
    beliefs=(),
)


def whole_report() -> Report:
    """Four questions: graded with a follow-up, estimated after a refusal, waiting, and skipped."""
    grade = graded(ANSWER, "FastAPI calls for me", "caches the result within one request", "one instance for the whole")
    asides = (
        aside("hint", "Think of what happens before your function is called."),
        aside("clarification", "In your own words; no code is needed.", asked="Do you want code?"),
    )
    follow_up = turn("And what does yield add?", answered("It cleans up afterwards."), part=Part.FOLLOW_UP)
    return report(
        QuestionReport(
            state=State.GRADED,
            turn=turn("What is a dependency in FastAPI?", answered(ANSWER, grade, feedback=FEEDBACK), asides=asides),
            follow_ups=(follow_up,),
            after_follow_ups=59.3,
            since=SINCE,
        ),
        QuestionReport(
            state=State.ESTIMATED,
            turn=turn("How do you override one?", answered(ANSWER, refused(), estimate(grade)), number=2),
            follow_ups=(),
        ),
        QuestionReport(
            state=State.NOT_GRADED,
            turn=turn("When does clean-up run?", answered("After it.", refused(final=True)), number=3),
            follow_ups=(),
        ),
        QuestionReport(state=State.SKIPPED, turn=turn("What is a sub-dependency?", number=4), follow_ups=()),
    )

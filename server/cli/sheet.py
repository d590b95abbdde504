"""Sheet: one grade printed with its feedback, outside any interview."""

from server.cli.screen import Screen
from server.domain.event import FeedbackData, GradedData, Lines, Scores
from server.domain.grade import Feedback, Graded, NotGraded
from server.ports import Case, FeedbackWriter


async def print_grade(case: Case, grade: Graded | NotGraded, writer: FeedbackWriter) -> None:
    """The lines, the totals and the feedback; or why there is no grade."""
    screen = Screen()
    if isinstance(grade, NotGraded):
        screen.warn(f"Not graded: {grade.reason.sentence}")
        return
    sheet = grade.sheet
    for line in (*sheet.points, *sheet.misconceptions, *sheet.criteria):
        screen.line(line)
    screen.grade(
        GradedData(
            answer_id="",
            version=1,
            scores=Scores(technical=sheet.technical, phrasing=sheet.phrasing),
            lines=Lines(
                points=sheet.points,
                misconceptions=tuple(line for line in sheet.misconceptions if line.held),
                limits=sheet.limits,
                criteria=sheet.criteria,
                errors=grade.errors,
            ),
            band=grade.band,
            notices=grade.notices,
            provenance=grade.provenance,
        )
    )
    async for said in writer.write(case, grade):
        if isinstance(said, Feedback):
            screen.feedback(FeedbackData(answer_id="", version=1, **said.model_dump()))

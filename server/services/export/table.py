"""Table: every line of every score sheet as CSV, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator

from server.domain.event import GradedData
from server.domain.grade import Evidence
from server.domain.report import Report
from server.domain.transcript import Answer, Turn
from server.services.export import words

COLUMNS = (
    "question", "part", "question_id", "ask", "answer", "answered_at", "standing", "grader", "grader_version",
    "rubric_version", "technical", "phrasing", "line", "id", "says", "verdict", "earned", "possible", "quotes",
)  # fmt: skip


def table(report: Report) -> str:
    """One row for each line of each grade, one for each answer without a grade; the columns are COLUMNS."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for question in report.questions:
        for turn in (question.turn, *question.follow_ups):
            for answer in turn.answers:
                writer.writerows([_safe(cell) for cell in row] for row in _rows(turn, answer))
    return out.getvalue()


def _safe(cell: object) -> str:
    """A cell that a spreadsheet takes for a formula is made a text by a leading apostrophe (OWASP, CSV injection)."""
    text = str(cell)
    looks_active = text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) and not isinstance(cell, int | float)
    return f"'{text}" if looks_active else text


def _rows(turn: Turn, answer: Answer) -> Iterator[tuple[object, ...]]:
    grade = answer.grade
    asked = turn.question
    about = (asked.number, asked.part.value, asked.question_id, asked.ask, answer.given.text, answer.at.isoformat())
    if grade is None:
        state = "waiting" if answer.not_graded is None else f"not graded: {answer.not_graded.reason.value}"
        yield (*about, state, *[""] * (len(COLUMNS) - len(about) - 1))
        return
    made = grade.provenance
    by = (
        "estimated" if grade.estimate else "graded",
        made.grader,
        made.grader_version,
        made.rubric_version,
        grade.scores.technical,
        grade.scores.phrasing,
    )
    for line in _lines(grade):
        yield (*about, *by, *line)


def _lines(grade: GradedData) -> Iterator[tuple[object, ...]]:
    lines = grade.lines
    for point in lines.points:
        verdict = words.VERDICTS[point.verdict]
        yield "point", point.id, point.says, verdict, point.earned, point.possible, _quotes(point.evidence)
    for belief in lines.misconceptions:
        yield "misconception", belief.id, belief.claims, "held", belief.earned, "", _quotes(belief.evidence)
    for limit in lines.limits:
        yield "limit", "", limit.says, "", limit.earned, "", ""
    for one in lines.criteria:
        yield "criterion", one.id, one.says, f"{one.level} of 4", one.earned, one.possible, _quotes(one.evidence)


def _quotes(evidence: Iterable[Evidence]) -> str:
    return " | ".join(one.quote for one in evidence)

"""Attempts made by hand: which key points of the kettle rubric were said, when, and with what help."""

from datetime import UTC, datetime, timedelta

from server.domain.attempt import Attempt
from server.domain.interview import Mode
from tests.rubric_fixture import RUBRIC, graded, scored

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)


def attempt(*credits: float, day: float = 0, held: bool = False, **changes: object) -> Attempt:
    """An attempt that earned these credits (none: it was not graded), so many days after MONDAY."""
    beliefs = [held, False]
    sheet = scored(RUBRIC, list(credits), beliefs, [2] * 5) if credits else None
    plain = Attempt(
        interview_id=f"i{day}",
        answer_id=f"a{day}",
        question_id=RUBRIC.question_id,
        rubric_version=RUBRIC.version,
        number=1,
        mode=Mode.PRACTICE,
        at=MONDAY + timedelta(days=day),
        text="x",
        via="typed",
        first=True,
        hinted=False,
        graded=graded(sheet) if sheet is not None else None,
    )
    return plain.model_copy(update=changes)

"""Card: one thing that an answer lacked, as a flash card asks for it."""

from collections.abc import Mapping

from server.domain.grade import Verdict
from server.domain.report import Report
from server.domain.rubric import Rubric
from server.domain.transcript import Turn
from server.domain.value import Value


class Card(Value):
    """`key` is the same for the same key point or misconception, so that a second import updates a card."""

    key: str
    topic: str
    ask: str
    prompt: str
    answer: str
    because: str


def missed_cards(report: Report, rubrics: Mapping[str, Rubric]) -> tuple[Card, ...]:
    """A card for each key point not fully said in the newest graded answer to a question, and each belief held there.

    `rubrics` holds, by question id, what the interview was graded by.
    """
    return tuple(
        card
        for question in report.questions
        if (rubric := rubrics.get(question.turn.question.question_id)) is not None
        for card in _of(question.turn, rubric)
    )


def _of(turn: Turn, rubric: Rubric) -> list[Card]:
    grade = next((answer.grade for answer in reversed(turn.answers) if answer.grade is not None), None)
    if grade is None:
        return []
    missed = [rubric.key_point(line.id) for line in grade.lines.points if line.verdict is not Verdict.COVERED]
    held = [rubric.misconception(line.id) for line in grade.lines.misconceptions if line.held]
    asked = turn.question
    return [
        *(
            Card(
                key=f"{asked.question_id}#{point.id}",
                topic=asked.topic,
                ask=asked.ask,
                prompt=point.probe,
                answer=point.spoken,
                because=point.because,
            )
            for point in missed
        ),
        *(
            Card(
                key=f"{asked.question_id}#{belief.id}",
                topic=asked.topic,
                ask=asked.ask,
                prompt=f"True or not: {belief.claims}",
                answer="Not true.",
                because=belief.because,
            )
            for belief in held
        ),
    ]

"""A report averages what can be averaged, never mixes graders and never hides an answer without a grade."""

import pytest

from server.domain.report import REHEARSE_AT_MOST, State, main_turns, rehearse_next, state_of, summaries
from server.domain.transcript import Turn, transcript_of
from tests.event_fixture import Log
from tests.rubric_fixture import RUBRIC, scored

LOW = scored(RUBRIC, [0, 0, 0], [False, False], [0] * 5)
HALF = scored(RUBRIC, [1, 0, 0], [False, False], [2] * 5)
HIGH = scored(RUBRIC, [1, 1, 1], [False, False], [4] * 5)


def turns(log: Log) -> list[Turn]:
    return main_turns(transcript_of(log.events))


@pytest.mark.parametrize(
    ("log", "is_open", "expected"),
    [
        (Log().question(1), True, State.OPEN),
        (Log().question(1), False, State.SKIPPED),
        (Log().question(1).answer("a"), False, State.WAITING),
        (Log().question(1).answer("a").refuse("a", final=False), False, State.WAITING),
        (Log().question(1).answer("a").refuse("a", final=True), False, State.NOT_GRADED),
        (Log().question(1).answer("a").grade("a", LOW, estimate=True), False, State.ESTIMATED),
        (Log().question(1).answer("a").refuse("a", final=True).grade("a", LOW), False, State.GRADED),
    ],
)
def test_every_question_has_a_state(log: Log, is_open: bool, expected: State) -> None:
    assert state_of(turns(log)[0], is_open=is_open) is expected


def test_means_are_of_first_answers_to_main_questions() -> None:
    log = Log().question(1).answer("a").grade("a", HALF).answer("b").grade("b", HIGH)
    log.question(1, "follow_up").answer("c").grade("c", HIGH)
    log.question(2, topic="tea").answer("d").grade("d", HIGH)
    (found,) = summaries(turns(log))
    assert (found.questions, found.technical) == (2, 75)
    assert {topic.topic: topic.technical for topic in found.topics} == {"kettles": 50, "tea": 100}
    assert found.criteria[0].earned == round((HALF.criteria[0].earned + HIGH.criteria[0].earned) / 2, 1)


def test_graders_and_estimates_are_never_mixed() -> None:
    log = Log().question(1).answer("a").grade("a", LOW).question(2).answer("b").grade("b", HIGH, grader="two")
    log.question(3).answer("c").grade("c", HALF, estimate=True)
    found = summaries(turns(log))
    assert [(one.grader, one.estimate, one.technical) for one in found] == [
        ("one", False, 0),
        ("one", True, 50),
        ("two", False, 100),
    ]


def test_no_grades_are_no_summary() -> None:
    assert summaries(turns(Log().question(1).answer("a").refuse("a", final=True))) == ()


def test_the_heaviest_misses_of_the_newest_answers_are_rehearsed() -> None:
    log = Log().question(1).answer("a").grade("a", LOW).answer("b").grade("b", HALF)
    found = rehearse_next(turns(log))
    assert [one.says for one in found] == [point.says for point in RUBRIC.key_points[1:]]


def test_only_a_few_are_rehearsed() -> None:
    log = Log()
    for number in (1, 2, 3):
        log.question(number).answer(f"a{number}").grade(f"a{number}", LOW)
    found = rehearse_next(turns(log))
    assert len(found) == REHEARSE_AT_MOST
    assert {one.says for one in found[:3]} == {RUBRIC.key_points[0].says}

"""A transcript gathers a log into turns and answers, and loses nothing on the way."""

from server.domain.event import GradedData
from server.domain.transcript import transcript_of
from tests.event_fixture import START, Log
from tests.rubric_fixture import RUBRIC, scored

LOW = scored(RUBRIC, [0, 0, 0], [False, False], [1] * 5)
HIGH = scored(RUBRIC, [1, 1, 1], [False, False], [4] * 5)


def test_no_events_are_an_empty_transcript() -> None:
    assert transcript_of([]).turns == ()


def test_asides_and_answers_belong_to_the_question_before_them() -> None:
    log = (
        Log()
        .question(1)
        .add("hint", text="Think of air.")
        .answer("a1")
        .question(2)
        .add("clarification", text="I mean.")
    )
    first, second = transcript_of(log.events).turns
    assert [aside.kind for aside in first.asides] == ["hint"]
    assert [answer.given.answer_id for answer in first.answers] == ["a1"]
    assert [aside.said.text for aside in second.asides] == ["I mean."]


def test_a_late_grade_finds_its_answer() -> None:
    log = Log().question(1).answer("a1").question(2).answer("a2").grade("a1", HIGH)
    first, second = transcript_of(log.events).turns
    assert first.answers[0].grade is not None
    assert second.answers[0].grade is None


def test_the_newest_grade_counts_but_an_estimate_never_displaces_a_grade() -> None:
    log = Log().question(1).answer("a1").grade("a1", LOW, estimate=True)
    assert _grade(log).estimate
    log.grade("a1", LOW).grade("a1", HIGH).grade("a1", LOW, estimate=True)
    assert _grade(log).scores.technical == 100
    assert not _grade(log).estimate


def test_a_refusal_is_told_only_while_there_is_no_grade() -> None:
    log = Log().question(1).answer("a1").refuse("a1", final=False)
    waiting = transcript_of(log.events).turns[0].answers[0]
    assert waiting.not_graded is not None
    graded = transcript_of(log.grade("a1", HIGH).events).turns[0].answers[0]
    assert graded.not_graded is None


def test_feedback_is_kept_in_order() -> None:
    log = Log().question(1).answer("a1")
    for by in ("template", "model"):
        log.add("feedback", answer_id="a1", version=1, technical="t", phrasing="p", stronger="s", by=by)
    assert [one.by for one in transcript_of(log.events).turns[0].answers[0].feedback] == ["template", "model"]


def test_follow_ups_are_found_by_their_question() -> None:
    log = Log().question(1).answer("a1").question(1, "follow_up").answer("a2").question(2)
    transcript = transcript_of(log.events)
    assert [turn.seq for turn in transcript.follow_ups(transcript.turns[0])] == [3]
    assert transcript.follow_ups(transcript.turns[2]) == ()


def test_it_says_when_it_began_and_ended() -> None:
    log = Log().question(1)
    assert transcript_of(log.events).ended_at is None
    found = transcript_of(log.add("ended", graded=0, waiting=0).events)
    assert found.started_at is not None
    assert found.ended_at is not None
    assert START < found.started_at < found.ended_at


def _grade(log: Log) -> GradedData:
    found = transcript_of(log.events).turns[0].answers[0].grade
    assert found is not None
    return found

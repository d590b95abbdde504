"""Where an interview stands follows from its events alone."""

from datetime import UTC, datetime

from pydantic import TypeAdapter

from server.cli.standing import Standing
from server.domain.event import Event, FollowUpOffer
from server.domain.interview import Mode, Phase
from tests.services.report_fixture import ANSWER, graded, refused, turn

EVENTS: TypeAdapter[Event] = TypeAdapter(Event)
FEEDBACK = {"answer_id": "a1", "version": 1, "technical": "", "phrasing": "", "stronger": "", "by": "template"}


def after(*events: tuple[str, object], mode: Mode = Mode.PRACTICE) -> Standing:
    standing = Standing(mode)
    for seq, (kind, data) in enumerate(events, start=1):
        standing.take(
            EVENTS.validate_python({"seq": seq, "at": datetime(2026, 3, 4, tzinfo=UTC), "kind": kind, "data": data})
        )
    return standing


ASKED = ("question", turn("Why?").question)
ANSWERED = ("answer", {"answer_id": "a1", "text": "x", "via": "typed"})
GRADED = ("grade", graded(ANSWER, "FastAPI calls for me", "can override", "one instance"))


def test_a_question_is_open_until_it_is_answered() -> None:
    assert (after(ASKED).phase, after(ASKED).about) == (Phase.ASKED, 1)
    assert after(ASKED, ANSWERED).phase is Phase.ANSWERED


def test_grade_and_feedback_are_waited_for() -> None:
    assert after(ASKED, ANSWERED).is_waiting
    assert after(ASKED, ANSWERED, GRADED).is_waiting
    assert not after(ASKED, ANSWERED, GRADED, ("feedback", FEEDBACK)).is_waiting


def test_a_refusal_is_not_waited_out() -> None:
    assert not after(ASKED, ANSWERED, ("grade", refused())).is_waiting


def test_an_estimate_is_waited_for_once_it_is_ordered() -> None:
    ordered = ("grading", {"answer_id": "a1", "version": 0, "grader": "embedded"})
    assert after(ASKED, ANSWERED, ("grade", refused()), ordered).is_waiting


def test_a_timed_interview_waits_only_at_its_end() -> None:
    ended = ("ended", {"graded": 0, "waiting": 1})
    assert not after(ASKED, ANSWERED, mode=Mode.TIMED).is_waiting
    assert after(ASKED, ANSWERED, ended, mode=Mode.TIMED).is_waiting


def test_a_pause_and_its_end() -> None:
    paused = ("phase", {"from": "asked", "to": "paused"})
    assert after(ASKED, paused).phase is Phase.PAUSED
    assert after(ASKED, paused, ("phase", {"from": "paused", "to": "asked"})).phase is Phase.ASKED


def test_a_follow_up_is_offered_until_the_next_question() -> None:
    offer = GRADED[1].model_copy(update={"follow_up": FollowUpOffer(probe="And then?")})
    assert after(ASKED, ANSWERED, ("grade", offer)).offer == "And then?"
    assert after(ASKED, ANSWERED, ("grade", offer), ASKED).offer is None

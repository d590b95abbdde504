"""What of a rubric a model's words may not tell, and what they may."""

from server.graders.kept import NOTHING_KEPT, kept_from_feedback, kept_from_remarks
from server.graders.speech import Proof, may_be_shown
from server.ports import Piece
from tests.rubric_fixture import real_bank

RUBRIC = real_bank().rubric("fundamentals/async-basics/blocking-the-event-loop")
POINT = RUBRIC.key_points[0]
CUE = max((cue for point in RUBRIC.key_points for cue in point.cues), key=lambda cue: len(cue.split()))
REMARKS = kept_from_remarks(RUBRIC, "")
FEEDBACK = kept_from_feedback(RUBRIC, "")


def test_a_remark_repeats_nothing_of_the_rubric() -> None:
    belief = RUBRIC.misconceptions[0]
    for text in (POINT.says, POINT.because, POINT.spoken, CUE, POINT.probe, belief.claims, RUBRIC.model_answer):
        assert REMARKS.is_told_by(f"You should have said: {text.upper()}")


def test_what_the_candidate_said_and_was_asked_may_be_repeated() -> None:
    assert not REMARKS.is_told_by(RUBRIC.ask)
    assert not kept_from_remarks(RUBRIC, POINT.says).is_told_by(POINT.says)
    assert not REMARKS.is_told_by("This is not so: a coroutine is no thread.")


def test_feedback_may_say_what_the_report_shows_and_keeps_cues_and_probes() -> None:
    for text in (POINT.says, POINT.because, POINT.spoken, RUBRIC.model_answer):
        assert not FEEDBACK.is_told_by(text)
    assert FEEDBACK.is_told_by(f"We were listening for {CUE}")
    assert not kept_from_feedback(RUBRIC, CUE).is_told_by(CUE)


def test_a_cue_is_noticed_before_it_is_shown() -> None:
    proof = Proof([], FEEDBACK)
    shown = [piece.text for word in f"Listen for {CUE} and more of it".split() for piece in proof.take(_piece(word))]
    assert not proof.sound
    assert len("".join(shown).split()) < len(CUE.split())


def test_nothing_is_kept_unless_it_is_asked_for() -> None:
    assert not NOTHING_KEPT.is_told_by(CUE)
    assert may_be_shown(CUE, [])


def _piece(word: str) -> Piece:
    return Piece(channel="technical", text=f"{word} ")

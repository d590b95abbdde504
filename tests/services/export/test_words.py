"""Values of a report as a person reads them; every value has its word."""

from server.domain.grade import Flag, Notice, Provenance, Verdict
from server.domain.interview import Mode, Phase
from server.domain.report import State
from server.services.export import words
from tests.services.report_fixture import NOON


def test_every_value_has_its_word() -> None:
    assert set(words.VERDICTS) == set(Verdict)
    assert set(words.FLAGS) == set(Flag)
    assert set(words.NOTICES) == set(Notice)
    assert set(words.STATES) == set(State)
    assert set(words.MODES) == set(Mode)
    assert set(words.PHASES) == set(Phase)


def test_points_have_one_decimal_and_a_real_minus() -> None:
    assert (words.points(7), words.points(-3.25)) == ("7.0", "\N{MINUS SIGN}3.2")


def test_times_are_in_utc() -> None:
    assert words.moment(NOON) == "4 March 2026, 12:00 UTC"
    assert words.moment(None) == "not recorded"


def test_provenance_leaves_out_what_is_not_known() -> None:
    made = Provenance(grader="embedded", grader_version="1.a", rubric_version="b")
    assert words.provenance(made) == "Embedded grader 1.a · rubric b"

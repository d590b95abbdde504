"""Coverage: rows by subtopic and list, stray ids, missing drills, and what is still to be written."""

from typing import Any

import yaml

from server.domain.bank import Track
from server.domain.survey import Asked, FiledQuestion, Survey
from server.services.bankcheck.coverage import Row, check_coverage, coverage_rows
from tests.bank_fixture import COVERAGE, TRACK, a_question

ASKED = tuple(Asked(*line.split(",")) for line in COVERAGE.splitlines()[1:])


def a_survey(asked: tuple[Asked, ...] = ASKED, **changes: Any) -> Survey:
    filed = FiledQuestion("why.yaml", a_question(**changes), {})
    track = Track.model_validate(yaml.safe_load(TRACK))
    return Survey("rubrics", {"kitchen": track}, (filed,), (), {"kitchen": asked}, ())


def found(survey: Survey, *, complete: bool = False) -> list[str]:
    return [str(finding) for finding in check_coverage(survey, complete=complete)]


def test_every_subtopic_and_every_further_list_has_a_row() -> None:
    assert coverage_rows(a_survey(covers=["kettles/boiling/02", "essentials/01"])) == (
        Row("kitchen", "kettles/boiling", "Kettles: Boiling", files=1, asked=2, covered=1, samples=3, test=0),
        Row("kitchen", "kettles/pouring", "Kettles: Pouring", files=0, asked=0, covered=0, samples=0, test=0),
        Row("kitchen", "tea/leaves", "Tea: Leaves", files=0, asked=1, covered=0, samples=0, test=0),
        Row("kitchen", "essentials", "List: essentials", files=1, asked=1, covered=1, samples=3, test=0),
        Row("kitchen", "model-answers", "List: model-answers", files=0, asked=1, covered=0, samples=0, test=0),
    )


def test_a_bank_under_way_passes_until_it_should_be_complete() -> None:
    survey = a_survey()
    assert found(survey) == []
    assert found(survey, complete=True) == [
        "rubrics/kitchen/coverage.csv: topics: expected all 3 covered, got 1. "
        "Missing: kettles/boiling/02, tea/leaves/01.",
        "rubrics/kitchen/coverage.csv: essentials: expected all 1 covered, got 0. Missing: essentials/01.",
        "rubrics/kitchen/coverage.csv: model-answers: expected all 1 covered, got 0. Missing: model-answers/01.",
    ]


def test_an_id_that_no_list_asks_is_named_with_the_nearest() -> None:
    assert found(a_survey(covers=["kettles/boiling/01", "kettle/boiling/02"])) == [
        "why.yaml: covers.1: expected an id from coverage.csv, got 'kettle/boiling/02'. "
        "Did you mean 'kettles/boiling/02'?"
    ]


def test_a_track_without_lists_takes_any_id_but_its_exams_need_theirs() -> None:
    assert found(a_survey(asked=(), covers=["any/thing/01"])) == [
        "rubrics/kitchen/track.yaml: exams.0.covers: expected a list of coverage.csv (it has none), got 'essentials'."
    ]


def test_a_model_answer_question_needs_its_drill() -> None:
    answers = [{"text": f"answer {n}", "critique": "why", "strongest": n == 0} for n in range(4)]
    assert found(a_survey(covers=["model-answers/01"])) == [
        "why.yaml: drill: expected four answers to choose from, since the file covers model-answers/01, got none."
    ]
    assert found(a_survey(covers=["model-answers/01"], drill={"answers": answers})) == []


def test_an_id_covered_twice_is_found() -> None:
    survey = a_survey()
    (first,) = survey.filed
    second = FiledQuestion("again.yaml", first.question.model_copy(update={"id": "kettles/boiling/again"}), {})
    twice = Survey("rubrics", survey.tracks, (first, second), (), survey.asked, ())
    assert found(twice) == [
        "again.yaml: covers.0: kettles/boiling/01 is covered by kettles/boiling/why already. "
        "Take it out of one of the two."
    ]


def test_the_essentials_and_the_sample_must_be_there() -> None:
    survey = a_survey()
    track = survey.tracks["kitchen"].model_copy(update={"essentials": "top", "sample": ("kettles/boiling/wy",)})
    other = Survey("rubrics", {"kitchen": track}, survey.filed, (), survey.asked, ())
    assert found(other) == [
        "rubrics/kitchen/track.yaml: essentials: expected a list of coverage.csv (essentials, model-answers, topics), "
        "got 'top'.",
        "rubrics/kitchen/track.yaml: sample.0: expected the id of a question, got 'kettles/boiling/wy'. "
        "Did you mean 'kettles/boiling/why'?",
    ]

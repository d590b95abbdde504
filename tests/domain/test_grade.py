"""Grades cannot be built wrong: credit needs evidence, and totals are their lines."""

import pytest
from pydantic import ValidationError

from server.domain.grade import (
    Evidence,
    Flag,
    MisconceptionVerdict,
    PointVerdict,
    Reason,
    Sheet,
    Verdict,
    total,
)
from tests.rubric_fixture import RUBRIC, scored

SAID = (Evidence(quote="it boils", start=0, end=8),)


def test_credit_without_evidence_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"expected verified evidence for credit 0\.5"):
        PointVerdict(id="a", verdict=Verdict.PARTIAL, credit=0.5)


def test_credit_for_an_unverified_quote_is_refused() -> None:
    with pytest.raises(ValidationError, match="expected verified evidence"):
        PointVerdict(id="a", verdict=Verdict.COVERED, credit=1, evidence=SAID, flags=(Flag.UNVERIFIED,))


@pytest.mark.parametrize("verdict", [Verdict.MISSED, Verdict.CONTRADICTED])
def test_what_was_missed_or_contradicted_earns_nothing(verdict: Verdict) -> None:
    with pytest.raises(ValidationError, match=f"expected credit 0 for {verdict}"):
        PointVerdict(id="a", verdict=verdict, credit=0.5, evidence=SAID)


@pytest.mark.parametrize("credit", [-0.1, 1.1])
def test_credit_is_a_share(credit: float) -> None:
    with pytest.raises(ValidationError):
        PointVerdict(id="a", verdict=Verdict.COVERED, credit=credit, evidence=SAID)


def test_an_unverified_verdict_without_credit_may_stand() -> None:
    verdict = PointVerdict(id="a", verdict=Verdict.COVERED, credit=0, flags=(Flag.UNVERIFIED,))
    assert verdict.credit == 0


def test_holding_a_misconception_needs_evidence() -> None:
    with pytest.raises(ValidationError, match="expected evidence for a held misconception"):
        MisconceptionVerdict(id="a", held=True)


@pytest.mark.parametrize("field", ["technical", "phrasing"])
def test_a_total_that_is_not_its_lines_is_refused(field: str) -> None:
    found = scored(RUBRIC, [1, 0.5, 0], [False, False], [1, 2, 3, 4, 0])
    changed = {**dict(found), field: getattr(found, field) + 0.1}
    with pytest.raises(ValidationError, match="expected totals equal to their lines"):
        Sheet.model_validate(changed)


def test_a_sheet_survives_being_stored() -> None:
    found = scored(RUBRIC, [1, 0.35, 0], [True, False], [1, 2, 3, 4, 0])
    assert Sheet.model_validate_json(found.model_dump_json()) == found


def test_totals_are_rounded_to_a_tenth() -> None:
    found = scored(RUBRIC, [0.35, 0.35, 0.35], [False, False], [0] * 5)
    assert total(found.points) == found.technical


def test_every_reason_has_a_sentence() -> None:
    assert all(reason.sentence.endswith(".") for reason in Reason)

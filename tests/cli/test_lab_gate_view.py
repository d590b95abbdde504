"""How the gate looks: a row for each family, the checks, every case behind a missed must, and the outcome in words."""

import pytest

from server.cli.lab_gate_view import print_gate
from server.services.lab.adversarial import RULES, Attack, Family
from server.services.lab.gate import checks
from server.services.lab.verdict import Outcome, Row
from tests.lab_fixture import WHY, a_run


def rows(*, kept: bool) -> list[Row]:
    attack = Attack(id="[bold]#1", family=Family.STUFFED, question_id=WHY, answer="x")
    aim = Attack(id="aim#1", family=Family.TERSE, question_id=WHY, answer="x")
    return [
        Row(Family.STUFFED, RULES[Family.STUFFED], [Outcome(attack, kept, 0 if kept else 80)]),
        Row(Family.TERSE, RULES[Family.TERSE], [Outcome(aim, False, None)]),
    ]


@pytest.mark.parametrize("kept", [True, False])
def test_the_outcome_is_said_and_missed_musts_are_named(
    kept: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    run, table = a_run(), rows(kept=kept)
    print_gate(run, table, checks(run, table, None))
    said = capsys.readouterr().out
    assert said.endswith("The gate is passed.\n" if kept else "The gate is MISSED.\n")
    assert (f"[bold]#1 on {WHY}: 80" in said) is not kept
    assert "not reached" in said
    assert "aim#1" not in said
    assert "every answer is graded" in said

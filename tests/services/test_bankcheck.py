"""The bank's check: one report, in the order of files and lines, that passes when nothing gates."""

from pathlib import Path

from server.adapters.files import survey
from server.domain.survey import Finding
from server.services.bankcheck import check
from tests.bank_fixture import QUESTION, write_bank


def test_a_good_bank_passes(tmp_path: Path) -> None:
    report = check(survey(write_bank(tmp_path, why=QUESTION)))
    assert report.findings == ()
    assert report.passed
    assert (report.covered, report.asked) == (1, 5)


def test_findings_of_every_sort_come_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    text = QUESTION.replace("weight: 3", "weight: 2.5").replace("[kettles/boiling/01]", "[kettles/boiling/77]")
    report = check(survey(write_bank(tmp_path, broken="ask: Why?\n", why=text)))
    assert not report.passed
    places = [(Path(finding.file).name, finding.field) for finding in report.findings]
    assert places[0][0] == "broken.yaml"
    assert places[-2:] == [("why.yaml", "covers.0"), ("why.yaml", "key_points.0.weight")]
    assert report.findings[-1].line == QUESTION.splitlines().index("    weight: 3") + 1


def test_an_unfinished_bank_fails_only_where_it_should_be_complete(tmp_path: Path) -> None:
    found = survey(write_bank(tmp_path, why=QUESTION))
    assert check(found).passed
    assert not check(found, complete=True).passed


def test_what_is_only_reported_lets_the_check_pass(tmp_path: Path) -> None:
    report = check(survey(write_bank(tmp_path, why=QUESTION)))
    assert report.joined_by([Finding("why.yaml", 1, "item", "reported only.", gates=False)]).passed
    assert not report.joined_by([Finding("why.yaml", 1, "example", "failed.")]).passed

"""The bank's check: every rule over every file that could be read, as one report of findings and coverage.

Pure: files are read (and examples run) by an adapter, and handed in as a Survey.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from server.domain.survey import Finding, Survey
from server.services.bankcheck.bank_rules import check_files
from server.services.bankcheck.coverage import Row, check_coverage, coverage_rows
from server.services.bankcheck.file_rules import check_file

__all__ = ["Report", "Row", "check"]


@dataclass(frozen=True, slots=True)
class Report:
    """What is wrong, in the order of files and lines, and how far the lists are covered."""

    findings: tuple[Finding, ...]
    rows: tuple[Row, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing that gates was found."""
        return not any(finding.gates for finding in self.findings)

    @property
    def asked(self) -> int:
        return sum(row.asked for row in self.rows)

    @property
    def covered(self) -> int:
        return sum(row.covered for row in self.rows)

    def total(self, column: Literal["files", "samples", "test"]) -> int:
        """This column added up over all subtopics; further lists are covered by the same files."""
        return sum(getattr(row, column) for row in self.rows if "/" in row.id)

    def joined_by(self, findings: Iterable[Finding]) -> "Report":
        """The report with further findings, those of the examples say."""
        return replace(self, findings=_in_order((*self.findings, *findings)))


def check(survey: Survey, *, complete: bool = False) -> Report:
    """The report on everything in this survey; `complete` also wants every list fully covered."""
    findings = [
        *survey.findings,
        *(finding for filed in survey.filed for finding in check_file(filed, survey.criteria)),
        *check_files(survey.filed),
        *check_coverage(survey, complete=complete),
    ]
    return Report(_in_order(findings), coverage_rows(survey))


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: (finding.file, finding.line or 0)))

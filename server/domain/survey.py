"""Survey: what a look through a bank's folder found: questions, where their fields stand, and what is wrong.

Loading refuses a survey with any finding; checking shows all of them and adds its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from server.domain.bank import Track
from server.domain.question import Question
from server.domain.rubric import PhrasingCriterion


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, and where: `str(finding)` is `file:line: field: what was expected and what came`."""

    file: str
    line: int | None
    field: str
    says: str
    gates: bool = True
    """False where it is only reported: the check passes in spite of it."""

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return ": ".join(part for part in (place, self.field, self.says) if part)


@dataclass(frozen=True, slots=True)
class FiledQuestion:
    """A question with the file it was read from and the line of each of its fields (`key_points.0.says`)."""

    file: str
    question: Question
    lines: Mapping[str, int] = field(repr=False)

    def finding(self, field: str, says: str, *, gates: bool = True) -> Finding:
        """A finding at this field's line."""
        return Finding(self.file, line_of(self.lines, field), field, says, gates)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question that a track promises to cover, and the list that asks it."""

    id: str
    list: str


@dataclass(frozen=True, slots=True)
class Survey:
    """Everything that could be read, by track where it belongs to one, and what could not."""

    folder: str
    tracks: Mapping[str, Track]
    filed: tuple[FiledQuestion, ...]
    criteria: tuple[PhrasingCriterion, ...]
    asked: Mapping[str, tuple[Asked, ...]]
    findings: tuple[Finding, ...]


def line_of(lines: Mapping[str, int], field: str) -> int | None:
    """The line of a field, or of the nearest thing around it that has a line of its own."""
    while field:
        if field in lines:
            return lines[field]
        field = field.rpartition(".")[0]
    return lines.get("")

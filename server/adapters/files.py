"""Files: the texts that ship with the product, and a bank of questions read from its folder.

A bank's folder holds `phrasing.yaml` and one folder per track: `track.yaml`, `coverage.csv` (where the track promises
to cover lists of questions) and `<topic>/<subtopic>/<slug>.yaml`, whose path is the question's id.
"""

import csv
import difflib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from server.adapters.reading import V, read_file
from server.domain.bank import Bank, Track
from server.domain.question import Question, QuestionFile, canonical_body
from server.domain.rubric import Phrasing, PhrasingCriterion, version_of
from server.domain.survey import Asked, FiledQuestion, Finding, Survey
from server.errors import Misconfigured

_PACKAGE = Path(__file__).parent.parent
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_COVERAGE_COLUMNS = ["coverage_id", "list"]

Shipped = Literal["prompts", "rubrics", "web"]


def shipped(name: Shipped) -> Path:
    """The folder that ships under this name, in the wheel or else in the checkout; Misconfigured where it is absent."""
    installed = _PACKAGE / "_shipped" / name
    in_checkout = _PACKAGE.parent / ("web/dist" if name == "web" else name)
    for folder in (installed, in_checkout):
        if folder.is_dir():
            return folder
    raise Misconfigured(
        f"{name}: expected the folder {in_checkout}, found none. Reinstall viva, or restore the folder."
    )


def is_checkout() -> bool:
    """Whether this is a checkout of the project rather than an installed wheel."""
    return not (_PACKAGE / "_shipped").is_dir()


def load_bank(folder: Path) -> Bank:
    """The bank in this folder. Misconfigured, naming the first problem's file, line and field, where it has any."""
    found = survey(folder)
    if found.findings:
        # A misspelt field is reported twice, as unknown and as missing: the first says what to mend.
        first, *rest = sorted(found.findings, key=lambda finding: "no such field" not in str(finding))
        more = f" `viva bank check` lists this and {len(rest)} more." if rest else ""
        raise Misconfigured(f"{first}{more}")
    questions = {filed.question.id: filed.question for filed in found.filed}
    return Bank(tracks=dict(found.tracks), questions=questions, criteria=found.criteria)


def survey(folder: Path) -> Survey:
    """Everything that can be read in this folder, in the tracks' order. Misconfigured where it is no folder."""
    if not folder.is_dir():
        raise Misconfigured(f"VIVA_RUBRICS_DIR: expected a folder of tracks, got {folder}, which is none.")
    looking = _Looking(folder)
    looking.look()
    return Survey(
        folder=looking.shown(folder),
        tracks=looking.tracks,
        filed=tuple(looking.filed),
        criteria=looking.criteria,
        asked=looking.asked,
        findings=tuple(looking.findings),
    )


class _Looking:
    """One walk through a bank's folder, collecting as it goes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tracks: dict[str, Track] = {}
        self.filed: list[FiledQuestion] = []
        self.criteria: tuple[PhrasingCriterion, ...] = ()
        self.asked: dict[str, tuple[Asked, ...]] = {}
        self.findings: list[Finding] = []
        self._files: dict[str, str] = {}

    def shown(self, path: Path) -> str:
        """The path as a person in the current folder would name it."""
        return (path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path).as_posix()

    def look(self) -> None:
        phrasing = self._read(self.folder / "phrasing.yaml", Phrasing)
        self.criteria = phrasing.criteria if phrasing else ()
        tracks = list(_folders(self.folder))
        if not tracks:
            self._find(self.folder, "expected a folder for each track, found none.")
        for track in tracks:
            self._look_at_track(track)

    def _look_at_track(self, folder: Path) -> None:
        track = self._read(folder / "track.yaml", Track)
        if (folder / "coverage.csv").is_file():
            self.asked[folder.name] = tuple(self._coverage(folder / "coverage.csv"))
        if track is None:
            return
        self.tracks[folder.name] = track
        self._refuse_others(folder, [topic.id for topic in track.topics], allowed="track.yaml")
        for topic in track.topics:
            self._refuse_others(folder / topic.id, [subtopic.id for subtopic in topic.subtopics])
            for subtopic in topic.subtopics:
                self._look_at_subtopic(folder, f"{topic.id}/{subtopic.id}")

    def _look_at_subtopic(self, track: Path, place: str) -> None:
        for stray in _folders(track / place):
            self._find(stray, "expected question files here, got a folder.")
        for path in _yaml_files(track / place):
            if path.suffix != ".yaml" or not _SLUG.fullmatch(path.stem):
                self._find(path, "expected a name of lower-case words joined by hyphens, ending in .yaml.")
            else:
                self._look_at_question(path, f"{place}/{path.stem}", track.name)

    def _look_at_question(self, path: Path, question_id: str, track: str) -> None:
        shown = self.shown(path)
        reading = read_file(path, QuestionFile, shown)
        self.findings.extend(reading.findings)
        if reading.value is None:
            return
        if question_id in self._files:
            self._find(path, f"expected an id of its own, got that of {self._files[question_id]}.")
            return
        self._files[question_id] = shown
        version = version_of(canonical_body(reading.value, self.criteria))
        # The file has just been validated and the id and track come from the path: nothing is left to validate.
        question = Question.model_construct(**dict(reading.value), id=question_id, track=track, version=version)
        self.filed.append(FiledQuestion(shown, question, reading.lines))

    def _refuse_others(self, folder: Path, known: list[str], allowed: str = "") -> None:
        for stray in _folders(folder):
            if stray.name not in known:
                near = difflib.get_close_matches(stray.name, known, n=1)
                hint = f" Did you mean {near[0]!r}?" if near else " Add it there, or move the folder."
                self._find(stray, f"expected a folder that track.yaml names, got {stray.name!r}.{hint}")
        for stray in _yaml_files(folder):
            if stray.name != allowed:
                self._find(stray, "expected question files in <topic>/<subtopic>/ only, got one here.")

    def _coverage(self, path: Path) -> Iterator[Asked]:
        seen: set[str] = set()
        with path.open(encoding="utf-8", newline="") as lines:
            rows = csv.reader(lines)
            head = next(rows, [""])
            if head != _COVERAGE_COLUMNS:
                self._find(path, f"expected the columns {','.join(_COVERAGE_COLUMNS)}, got {','.join(head)}.", 1)
                return
            for row in rows:
                if len(row) != len(head) or row[0] in seen:
                    self._find(path, f"expected a new id and its list, got {','.join(row)!r}.", rows.line_num)
                    continue
                seen.add(row[0])
                yield Asked(*row)

    def _read(self, path: Path, model: type[V]) -> V | None:
        reading = read_file(path, model, self.shown(path))
        self.findings.extend(reading.findings)
        return reading.value

    def _find(self, path: Path, says: str, line: int | None = None) -> None:
        self.findings.append(Finding(self.shown(path), line, "", says))


def _folders(folder: Path) -> Iterable[Path]:
    return sorted(path for path in _visible(folder) if path.is_dir())


def _yaml_files(folder: Path) -> Iterable[Path]:
    return sorted(path for path in _visible(folder) if path.suffix in {".yaml", ".yml"} and path.is_file())


def _visible(folder: Path) -> Iterable[Path]:
    return (path for path in folder.iterdir() if path.name[0] not in "._") if folder.is_dir() else ()

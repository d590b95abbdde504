"""Lab house: what the lab's commands work with, built from settings and options: bank, grader, cache, and a trial."""

from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import typer

from server.adapters.clock import SystemClock
from server.adapters.files import load_bank, shipped
from server.adapters.reading import read_file
from server.cli.lab_cache import FolderShelf
from server.cli.lab_progress import progress
from server.cli.logs import start_logs
from server.cli.target import unwritable
from server.domain.bank import Bank
from server.domain.grade import Reason
from server.domain.question import Split
from server.errors import Invalid
from server.main import Graders, build_graders
from server.ports import Case
from server.services.lab.adversarial import Attack, Texts, attacks
from server.services.lab.judgement import GraderUsed, Judgement
from server.services.lab.labelled import Labelled, chosen, from_bank, from_lines
from server.services.lab.run import Header, Run, make_run, read_run
from server.services.lab.trial import Trial
from server.services.lab.verdict import Row, pass_table
from server.settings import read_settings

TEXTS = "adversarial.yaml"
SAMPLES = "samples"


class Chosen(NamedTuple):
    """The options that every command which grades has."""

    grader: str | None
    rubrics: Path | None
    prompts: Path | None
    cache: Path | None
    workers: int


class LabHouse(NamedTuple):
    """Everything, built and joined."""

    bank: Bank
    folder: Path
    graders: Graders
    used: GraderUsed
    shelf: FolderShelf
    workers: int

    def cases(self, name: str, split: Split | None, topics: Sequence[str]) -> list[Labelled]:
        """The marked answers of the bank, or of a file of JSON lines; Invalid where it cannot be read."""
        found = from_bank(self.bank) if name == SAMPLES else from_lines(_bytes(Path(name), "--set"), self.bank, name)
        return chosen(found, self.bank, split, topics)

    def texts(self) -> Texts:
        """The adversarial texts beside the bank; those that ship where it has none. Invalid where they are wrong."""
        path = self.folder / TEXTS
        path = path if path.is_file() else shipped("rubrics") / TEXTS
        reading = read_file(path, Texts, str(path))
        if reading.value is None:
            raise Invalid(str(reading.findings[0]))
        return reading.value

    async def run(self, cases: Sequence[Labelled], name: str, split: str, topics: Sequence[str]) -> Run:
        """Grade these cases; the grader's connections stay open."""
        questions = dict.fromkeys(case.question_id for case in cases)
        rubrics = {question: self.bank.rubric(question) for question in questions}
        found = await self._judge([(case.question_id, case.answer) for case in cases])
        header = Header(
            viva=version("viva"),
            at=datetime.now(UTC).replace(microsecond=0),
            grader=self.used,
            set=name,
            split=split,
            topics=tuple(topics),
            rubrics={question: rubric.version for question, rubric in rubrics.items()},
        )
        return make_run(header, rubrics, cases, found)

    async def attacked(self) -> list[Row]:
        """The pass table of the adversarial answers."""
        made = attacks(self.texts(), self.bank)
        added = [attack for attack in made if attack.base is not None]
        asked = [(one.question_id, one.answer) for one in made] + [_base(one) for one in added]
        found = await self._judge(asked)
        bases = {attack.id: one for attack, one in zip(added, found[len(made) :], strict=True)}
        return pass_table(made, found[: len(made)], bases)

    async def close(self) -> None:
        if self.graders.model is not None:
            await self.graders.model.close()

    async def _judge(self, asked: Sequence[tuple[str, str]]) -> list[Judgement | Reason]:
        """Each answer once, however often it is asked for; in order."""
        once = list(dict.fromkeys(asked))
        cases = [self._case(*one) for one in once]
        with progress(len(cases)) as heard:
            trial = Trial(self.graders.desks[self.graders.chosen].grader, self.used, self.shelf, heard)
            found = dict(zip(once, await trial.judge(cases, self.workers), strict=True))
        return [found[one] for one in asked]

    def _case(self, question_id: str, answer: str) -> Case:
        rubric = self.bank.rubric(question_id)
        return Case(rubric=rubric, answer=answer, given=(rubric.ask,))


def build(options: Chosen) -> LabHouse:
    """The house of these options. Misconfigured or Invalid, as elsewhere, for a bad setting, bank or folder."""
    settings = read_settings(grader=options.grader, rubrics_dir=options.rubrics, prompts_dir=options.prompts)
    start_logs("error")
    graders = build_graders(settings, SystemClock())
    folder = settings.rubrics_dir or shipped("rubrics")
    cache = options.cache or settings.data_dir.expanduser() / "cache" / "lab"
    typer.echo(f"Cache: {cache}", err=True)
    return LabHouse(load_bank(folder), folder, graders, _used(graders), FolderShelf(cache), options.workers)


def read_run_file(path: Path, option: str) -> Run:
    return read_run(_bytes(path, option), str(path))


def write_file(path: Path, text: str, option: str) -> None:
    """Invalid where it cannot be written."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise unwritable(path, error, option) from error


def _bytes(path: Path, option: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Invalid(f"{option}: expected a file that can be read, got {path} ({error.strerror}).") from error


def _used(graders: Graders) -> GraderUsed:
    grader = graders.desks[graders.chosen].grader
    if graders.model is None:
        return GraderUsed.of(grader, None, {})
    from server.graders.llm import USED_PROMPTS

    prompts = {name: graders.prompts[name].version for name in USED_PROMPTS}
    return GraderUsed.of(grader, graders.model.name, prompts)


def _base(attack: Attack) -> tuple[str, str]:
    assert attack.base is not None
    return attack.question_id, attack.base

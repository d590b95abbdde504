"""Batch files: in order, gone on with after what is whole, never mixed."""

import json
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from server.adapters.files import load_bank
from server.cli.batch import Outcome, grade_file, summary
from server.cli.crew import one_process
from server.domain.grade import Graded, Line, NotGraded, Provenance, Reason
from server.errors import Conflict, Invalid
from server.graders.draft import SentenceDrafter
from server.graders.embedded import EmbeddedGrader
from server.ports import Case
from server.services.batch import Batch

QUESTION = "kettles/boiling/why"


class Refusing:
    """A grader whose model cannot be reached."""

    name = EmbeddedGrader.name
    version = EmbeddedGrader.version

    async def grade(self, case: Case) -> AsyncGenerator[Line | Graded | NotGraded, None]:
        made = Provenance(grader=self.name, grader_version=self.version, rubric_version=case.rubric.version)
        yield NotGraded(reason=Reason.MODEL_UNREACHABLE, provenance=made)


@pytest.fixture
def source(home: Path) -> Path:
    bodies = [{"id": n, "answer": f"Water boils {n} times.", "question_id": QUESTION} for n in range(20)]
    path = home / "in.jsonl"
    path.write_text("\n".join(map(json.dumps, bodies)), encoding="utf-8")
    return path


def change(source: Path, old: str | None, new: str) -> None:
    """Replace this text, or all there is."""
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace(text if old is None else old, new), encoding="utf-8")


async def run(source: Path, target: Path, grader: EmbeddedGrader | Refusing | None = None) -> Outcome:
    grader = grader or EmbeddedGrader()
    batch = Batch(load_bank(source.parent / "rubrics"), grader, SentenceDrafter())
    return await grade_file(one_process(batch, 3), grader, source, target)


async def test_results_are_in_the_order_of_their_lines(source: Path) -> None:
    target = source.with_name("out.jsonl")
    assert await run(source, target) == Outcome(20, 0, {})
    assert [json.loads(line)["id"] for line in target.read_bytes().splitlines()] == list(range(20))


@pytest.mark.parametrize("kept", [0, 1, 5000])
async def test_wherever_it_broke_off_it_ends_with_the_same_bytes(source: Path, kept: int) -> None:
    target, whole = source.with_name("out.jsonl"), source.with_name("whole.jsonl")
    await run(source, whole)
    target.write_bytes(whole.read_bytes()[:kept])
    outcome = await run(source, target)
    assert outcome.before == whole.read_bytes()[:kept].count(b"\n")
    assert target.read_bytes() == whole.read_bytes()


async def test_what_the_grader_could_not_grade_last_is_taken_up_again(source: Path) -> None:
    target = source.with_name("out.jsonl")
    outcome = await run(source, target, Refusing())
    assert outcome.reasons == {"model_unreachable": 20}
    assert "takes up the last of them again" in list(summary(outcome))[-1]
    assert (await run(source, target)).reasons == {}
    assert b"not_graded" not in target.read_bytes()


async def test_a_finished_file_stays_as_it_is_and_its_bad_lines_are_still_counted(source: Path) -> None:
    change(source, None, "nonsense\n\n[1]\n")
    target = source.with_name("out.jsonl")
    assert await run(source, target) == Outcome(2, 0, {"invalid": 2})
    before = target.read_bytes()
    assert await run(source, target) == Outcome(2, 2, {"invalid": 2})
    assert target.read_bytes() == before


async def test_a_mark_at_the_start_and_windows_line_ends_make_no_difference(source: Path) -> None:
    plain, marked = source.with_name("plain.jsonl"), source.with_name("marked.jsonl")
    await run(source, plain)
    change(source, "\n", "\r\n")
    change(source, '{"id": 0', '\ufeff{"id": 0')
    await run(source, marked)
    assert plain.read_bytes() == marked.read_bytes()


async def test_results_of_other_lines_are_not_gone_on_with(source: Path) -> None:
    target = source.with_name("out.jsonl")
    await run(source, target)
    change(source, "boils 3", "freezes 3")
    with pytest.raises(Conflict, match="line 4 is no result of the line that stands there"):
        await run(source, target)


async def test_a_file_that_is_something_else_is_left_alone(source: Path) -> None:
    target = source.with_name("out.jsonl")
    target.write_text("my notes\n")
    with pytest.raises(Conflict):
        await run(source, target)
    assert target.read_text() == "my notes\n"


async def test_grades_of_two_graders_are_not_mixed(source: Path) -> None:
    target = source.with_name("out.jsonl")
    other = EmbeddedGrader()
    other.version = "another"
    await run(source, target, other)
    with pytest.raises(Conflict, match="holds grades by embedded"):
        await run(source, target)


async def test_files_that_cannot_be_read_or_written_are_named(source: Path) -> None:
    with pytest.raises(Invalid, match="--batch: expected a file of JSON lines"):
        await run(source.with_name("none.jsonl"), source.with_name("out.jsonl"))
    with pytest.raises(Invalid, match="--batch: expected a file of JSON lines"):
        await run(source.parent / "rubrics", source.with_name("out.jsonl"))
    with pytest.raises(Invalid, match="--out: expected a file that can be written"):
        await run(source, source.parent / "none" / "out.jsonl")

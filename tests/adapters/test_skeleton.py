"""A question file begun: it can be read, says what is missing, and never overwrites."""

import resource
from pathlib import Path

import pytest
import yaml

from server.adapters.files import shipped, survey
from server.adapters.skeleton import TEMPLATE, begin_question
from server.domain.bank import Track
from server.domain.question import QuestionFile
from server.errors import Conflict, Invalid, Misconfigured
from tests.bank_fixture import QUESTION, TRACK, write_bank

KITCHEN = Track.model_validate(yaml.safe_load(TRACK))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_bank(tmp_path / "rubrics", why=QUESTION)


def test_it_has_every_field_and_the_question_whatever_stands_in_it(folder: Path) -> None:
    ask = 'Why: "so"? # and {why} not'
    path = begin_question(folder, "kitchen", KITCHEN, "tea/leaves/black-tea", ask)
    assert path == folder / "kitchen/tea/leaves/black-tea.yaml"
    begun = yaml.safe_load(path.read_text())
    assert begun["ask"] == ask
    assert set(begun) == set(QuestionFile.model_fields) - {"drill"}


def test_the_check_names_what_is_still_to_be_written(folder: Path) -> None:
    path = begin_question(folder, "kitchen", KITCHEN, "tea/leaves/black-tea")
    fields = {finding.field for finding in survey(folder).findings if finding.file.endswith(path.name)}
    assert {"covers", "samples", "sources", "key_points"} <= fields


def test_a_file_that_exists_is_left_alone(folder: Path) -> None:
    with pytest.raises(Conflict, match="exists already"):
        begin_question(folder, "kitchen", KITCHEN, "kettles/boiling/why")
    assert (folder / "kitchen/kettles/boiling/why.yaml").read_text() == QUESTION


def test_text_that_no_file_can_hold_leaves_nothing_behind(folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    with pytest.raises(Invalid, match=r"^--ask: expected text .* got '\\udcff' in it\. Type the question again"):
        begin_question(folder, "kitchen", KITCHEN, "tea/leaves/black-tea", "Why \udcff?")
    assert sorted(folder.rglob("*")) == before


def test_a_disk_that_fills_up_leaves_no_half_of_a_file_behind(folder: Path) -> None:
    (folder / TEMPLATE).write_text((shipped("rubrics") / TEMPLATE).read_text(encoding="utf-8"))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(Misconfigured, match=r"^--rubrics: expected a folder that can be written"):
            begin_question(folder, "kitchen", KITCHEN, "tea/leaves/black-tea")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not (folder / "kitchen/tea/leaves/black-tea.yaml").exists()


@pytest.mark.parametrize(
    ("question_id", "said"),
    [
        ("tea/leafs/black", "Did you mean tea/leaves"),
        ("nothing", "The first of them: kettles/boiling"),
        ("../../tea/leaves/x", "expected <topic>/<subtopic>/<slug>"),
        ("tea/leaves/Black Tea", "lower-case words joined by hyphens"),
        ("tea/leaves/", "got ''"),
    ],
)
def test_a_bad_id_says_what_was_expected(folder: Path, question_id: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        begin_question(folder, "kitchen", KITCHEN, question_id)


def test_the_template_ships_with_the_bank() -> None:
    assert (shipped("rubrics") / TEMPLATE).is_file()

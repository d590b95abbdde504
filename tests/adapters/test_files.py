"""Files: a bank is loaded from its folder, or refused with the file, line and field that stand in the way."""

from pathlib import Path

import pytest

from server.adapters import files
from server.adapters.files import load_bank, shipped, survey
from server.domain.question import canonical_body
from server.domain.rubric import version_of
from server.errors import Misconfigured
from tests.bank_fixture import QUESTION, a_file, write_bank


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_bank(tmp_path / "rubrics", why=QUESTION)


def refusal(folder: Path) -> str:
    with pytest.raises(Misconfigured) as refused:
        load_bank(folder)
    return str(refused.value)


def test_a_question_takes_its_id_and_track_from_its_path(folder: Path) -> None:
    bank = load_bank(folder)
    question = bank.question("kettles/boiling/why")
    assert (question.track, question.topic, question.subtopic) == ("kitchen", "kettles", "boiling")
    assert bank.rubric(question.id).criteria[0].id == "opening"
    assert list(bank.tracks) == ["kitchen"]


def test_the_version_is_that_of_what_grading_depends_on(folder: Path) -> None:
    bank = load_bank(folder)
    assert bank.question("kettles/boiling/why").version == version_of(canonical_body(a_file(), bank.criteria))


def test_questions_stand_in_the_order_of_the_track(folder: Path) -> None:
    for place in ("tea/leaves", "kettles/pouring"):
        (folder / "kitchen" / place).mkdir(parents=True)
        (folder / "kitchen" / place / "how.yaml").write_text(QUESTION)
    assert list(load_bank(folder).questions) == ["kettles/boiling/why", "kettles/pouring/how", "tea/leaves/how"]


def test_a_mistake_is_named_by_file_line_and_field(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    (folder / "kitchen/kettles/boiling/why.yaml").write_text(QUESTION.replace("level: junior", "level: medior"))
    where = "rubrics/kitchen/kettles/boiling/why.yaml:2: level: "
    assert refusal(folder) == f"{where}expected 'junior', 'mid' or 'senior', got 'medior'."


def test_a_refusal_says_how_many_more_mistakes_there_are(folder: Path) -> None:
    (folder / "kitchen/kettles/boiling/why.yaml").write_text("ask: Why?\n")
    assert refusal(folder).endswith("`viva bank check` lists this and 13 more.")


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("kitchen/kettle/boiling/why.yaml", "got 'kettle'. Did you mean 'kettles'?"),
        ("kitchen/kettles/xyz/why.yaml", "got 'xyz'. Add it there, or move the folder."),
        ("kitchen/kettles/boiling/deeper/why.yaml", "expected question files here, got a folder."),
        ("kitchen/kettles/why.yaml", "expected question files in <topic>/<subtopic>/ only, got one here."),
        ("kitchen/kettles/boiling/Why_Not.yaml", "expected a name of lower-case words joined by hyphens"),
        ("kitchen/kettles/boiling/why.yml", "ending in .yaml."),
        ("cellar/readme.txt", "cellar/track.yaml: expected a readable file, got: No such file or directory."),
    ],
)
def test_what_lies_in_the_wrong_place_is_refused(folder: Path, path: str, says: str) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(QUESTION)
    assert says in refusal(folder)


def test_hidden_and_foreign_files_are_left_alone(folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / "kitchen/kettles/boiling/.why.yaml.swp").write_text("?")
    (folder / "kitchen/README.md").write_text("?")
    assert len(load_bank(folder).questions) == 1


def test_two_tracks_may_not_use_the_same_id(folder: Path) -> None:
    second = folder / "pantry" / "kettles" / "boiling"
    second.mkdir(parents=True)
    (folder / "pantry/track.yaml").write_text((folder / "kitchen/track.yaml").read_text())
    (second / "why.yaml").write_text(QUESTION)
    assert "expected an id of its own, got that of " in refusal(folder)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id,list\n", "coverage.csv:1: expected the columns coverage_id,list, got id,list."),
        ("coverage_id,list\na/01,x\na/01,x\n", "coverage.csv:3: expected a new id and its list, got 'a/01,x'."),
        ("coverage_id,list\na/01\n", "coverage.csv:2: expected a new id and its list, got 'a/01'."),
        ("", "coverage.csv:1: expected the columns coverage_id,list, got ."),
    ],
)
def test_a_broken_coverage_list_is_refused(folder: Path, text: str, says: str) -> None:
    (folder / "kitchen/coverage.csv").write_text(text)
    assert says in refusal(folder)


def test_a_bank_needs_a_folder_a_track_and_the_criteria(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none").startswith("VIVA_RUBRICS_DIR: expected a folder of tracks, got ")
    assert "phrasing.yaml: expected a readable file" in refusal(tmp_path)
    assert any("expected a folder for each track" in finding.says for finding in survey(tmp_path).findings)


def test_a_survey_keeps_what_could_be_read_beside_what_could_not(folder: Path) -> None:
    (folder / "kitchen/kettles/boiling/broken.yaml").write_text("ask: Why?\n")
    found = survey(folder)
    assert [filed.question.id for filed in found.filed] == ["kettles/boiling/why"]
    assert {Path(finding.file).name for finding in found.findings} == {"broken.yaml"}


def test_the_shipped_folders_are_found_in_a_checkout() -> None:
    assert (shipped("rubrics") / "phrasing.yaml").is_file()
    assert files.is_checkout()


def test_the_wheel_comes_first_and_a_missing_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_PACKAGE", tmp_path / "server")
    with pytest.raises(Misconfigured, match=r"web: expected the folder .*web/dist, found none"):
        shipped("web")
    for place in ("web/dist", "server/_shipped/web"):
        (tmp_path / place).mkdir(parents=True)
        assert shipped("web") == tmp_path / place
    assert not files.is_checkout()


def test_the_bank_that_ships_can_be_served() -> None:
    assert load_bank(shipped("rubrics")).questions

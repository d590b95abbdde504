"""What the lab's commands work with: the bank's own adversarial texts or those that ship, and no answer asked twice."""

from pathlib import Path

import pytest

from server.adapters.files import load_bank
from server.adapters.llm.scripted import Fail, ScriptedUpstream
from server.cli.lab_house import Chosen, LabHouse, build, read_run_file, write_file
from server.domain.grade import Reason
from server.errors import Invalid
from server.services.lab.adversarial import Family
from server.services.lab.labelled import Labelled, from_bank
from server.services.lab.run import Run
from tests.lab_fixture import WHY


@pytest.fixture
def house(home: Path, capsys: pytest.CaptureFixture[str]) -> LabHouse:
    made = build(Chosen(None, None, None, home / "kept", 2))
    assert capsys.readouterr().err == f"Cache: {home}/kept\n"
    return made


def test_a_bank_without_adversarial_texts_gets_those_that_ship(house: LabHouse) -> None:
    assert len(house.texts().injections) > 50


def test_a_banks_own_adversarial_texts_come_first(house: LabHouse, home: Path) -> None:
    path = home / "rubrics" / "adversarial.yaml"
    path.write_text("# Our own.\nempty: ['']\ngibberish: [one two]\n", encoding="utf-8")
    assert house.texts().gibberish == ("one two",)
    path.write_text("emtpy: ['']\n", encoding="utf-8")
    with pytest.raises(Invalid, match=r"adversarial.yaml:1: emtpy: no such field. Did you mean 'empty'\?"):
        house.texts()


async def test_the_pass_table_has_a_row_for_each_family_that_fits_the_bank(house: LabHouse) -> None:
    rows = {row.family: row for row in await house.attacked()}
    assert rows[Family.EMPTY].passed
    assert rows.keys() >= {Family.ECHO, Family.STUFFED, Family.INJECTION, Family.ADDED, Family.HONEST}
    assert all(one.base is not None for one in rows[Family.ADDED].outcomes)


async def test_a_run_has_the_versions_of_what_made_it(house: LabHouse) -> None:
    run = await house.run(house.cases("samples", None, ()), "samples", "all", ())
    assert run.header.grader.version == house.graders.desks["embedded"].grader.version
    assert run.header.rubrics[WHY] == house.bank.question(WHY).version
    assert run.header.at.microsecond == 0


async def test_with_a_model_its_name_and_prompts_are_named(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VIVA_LLM_MODEL", "some-model")
    monkeypatch.setenv("VIVA_LLM_BASE_URL", "http://127.0.0.1:9/v1")
    made = build(Chosen("llm", None, None, None, 2))
    assert made.used.model == "some-model"
    assert made.used.prompts.keys() == {"technical", "phrasing", "answer", "repair"}
    assert str(home / "data" / "cache" / "lab") in capsys.readouterr().err
    await made.close()


async def test_a_language_model_is_not_paid_twice_and_what_it_failed_at_is_asked_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ScriptedUpstream() as up:
        monkeypatch.setenv("VIVA_LLM_MODEL", "scripted")
        monkeypatch.setenv("VIVA_LLM_BASE_URL", up.base_url)

        async def run() -> Run:
            house = build(Chosen("llm", None, None, home / "kept", 1))
            try:
                return await house.run(house.cases("samples", None, ())[:2], "samples", "all", ())
            finally:
                await house.close()

        failing = house_cases(home)[1].answer
        up.play(*[Fail(401)] * 10, when=failing)
        first = await run()
        assert [(one.case.answer, one.reason) for one in first.not_graded] == [(failing, Reason.MODEL_MISCONFIGURED)]
        up.reset()
        second = await run()
        assert second.not_graded == []
        assert second.tokens > first.tokens > 0
        assert up.requests
        assert all(failing in str(one.messages) for one in up.requests)


def house_cases(home: Path) -> list[Labelled]:
    return from_bank(load_bank(home / "rubrics"))


def test_files_that_cannot_be_read_or_written_are_named_with_their_option(home: Path) -> None:
    with pytest.raises(Invalid, match="--baseline: expected a file that can be read"):
        read_run_file(home / "none.json", "--baseline")
    with pytest.raises(Invalid, match=r"--junit: expected a file that can be written.*Name a file in a folder"):
        write_file(home / "none" / "x.xml", "", "--junit")

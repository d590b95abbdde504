"""Each prompt as a model reads it. `pytest tests/prompts --golden` writes the files anew; read the difference."""

import json
from pathlib import Path

import pytest

from server.domain.evidence import locate
from server.domain.grade import Assessment, CriterionVerdict, Graded, MisconceptionVerdict, PointVerdict, Provenance
from server.domain.scoring import sheet
from server.graders.brief import phrasing_brief, technical_brief
from server.graders.prose import feedback_message
from server.graders.reply import TECHNICAL_SCHEMA
from server.ports import Message
from tests.graders.llm_case import ANSWER, CASE, FASTER, IDS, LOOP, POOL, PROMPTS, RUBRIC

GOLDEN = Path(__file__).parent / "golden"
PLAIN = CASE.model_copy(update={"rubric": RUBRIC.model_copy(update={"misconceptions": ()})})


def evidence(quote: str):
    found = locate(quote, ANSWER)
    assert found is not None
    return (found,)


GRADED = Graded(
    sheet=sheet(
        RUBRIC,
        Assessment(
            points=(
                PointVerdict(id="yields", verdict="covered", credit=1, evidence=evidence(LOOP)),
                PointVerdict(id="pool", verdict="partial", credit=0.5, evidence=evidence(POOL)),
                PointVerdict(id="blocking", verdict="missed", credit=0),
            ),
            misconceptions=(MisconceptionVerdict(id="faster", held=True, evidence=evidence(FASTER)),),
            criteria=(
                CriterionVerdict(id="opening", level=4, evidence=evidence(LOOP)),
                CriterionVerdict(id="structure", level=2),
            ),
        ),
    ),
    provenance=Provenance(grader="llm", grader_version="1", rubric_version=RUBRIC.version),
)

RENDERED: dict[str, Message] = {
    "technical": technical_brief(PROMPTS, CASE, IDS)[0],
    "technical-without-beliefs": technical_brief(PROMPTS, PLAIN, type(IDS)(b"a key for tests", PLAIN.rubric))[0],
    "phrasing": phrasing_brief(PROMPTS, CASE, IDS)[0],
    "answer": PROMPTS["answer"].message(mark="answer-0123456789abcdef", answer=ANSWER),
    "repair": PROMPTS["repair"].message(
        faults=[{"id": "p-000000", "quote": "words never said", "why": "the quote does not stand in the answer"}]
    ),
    "schema": PROMPTS["schema"].message(schema=json.dumps(TECHNICAL_SCHEMA)),
    "feedback": feedback_message(PROMPTS, CASE, GRADED),
}


@pytest.mark.parametrize("name", RENDERED)
def test_a_prompt_reads_as_it_was_agreed(name: str, pytestconfig: pytest.Config) -> None:
    golden = GOLDEN / f"{name}.md"
    rendered = f"{RENDERED[name].role}\n\n{RENDERED[name].content}\n"
    if pytestconfig.getoption("golden", default=False):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(rendered, encoding="utf-8")
    assert rendered == golden.read_text(encoding="utf-8")


def test_every_prompt_has_a_rendering_and_every_rendering_a_prompt() -> None:
    assert {name.partition("-")[0] for name in RENDERED} == set(PROMPTS)
    assert {path.stem for path in GOLDEN.glob("*.md")} == set(RENDERED)


@pytest.mark.parametrize("name", ["technical", "phrasing", "feedback"])
def test_no_weight_cost_or_real_id_is_shown(name: str) -> None:
    text = RENDERED[name].content
    for secret in ("weight", "cost", "threshold", RUBRIC.version, "blocking:", " yields:", "faster:"):
        assert secret not in text

"""Feedback by a model: it streams in three channels, and a template stands in where it fails."""

import threading
from collections.abc import AsyncGenerator

import pytest

from server.adapters.llm.openai import OpenAIChatModel
from server.adapters.llm.scripted import Fail, Say, ScriptedUpstream, Step
from server.domain.grade import Feedback, Graded
from server.graders.llm import LanguageModelGrader
from server.graders.prose import ModelFeedbackWriter, feedback_message
from server.ports import Case, Piece
from tests.graders.fakes import FakeModel
from tests.graders.llm_case import CASE, IDS, KEY, PROMPTS, RUBRIC, phrasing, technical
from tests.upstream import TestClock

SAID = "You named the loop, and you said what it does with the time that it gets back."
PROSE = f"## Technical\n{SAID}\n\n## Phrasing\nClear.\n\n## Stronger\nLead with the await.\n"
WHOLE = Feedback(technical=SAID, phrasing="Clear.", stronger="Lead with the await.", by="model")
STANDS_IN = Feedback(technical="t", phrasing="p", stronger="s", by="template")


class Template:
    """A FeedbackWriter that always says the same."""

    async def write(self, case: Case, graded: Graded) -> AsyncGenerator[Piece | Feedback, None]:
        yield Piece(channel="technical", text="t")
        yield STANDS_IN


@pytest.fixture
async def graded(clock: TestClock) -> Graded:
    class Replies(FakeModel):
        async def stream(self, request):  # type: ignore[no-untyped-def]
            self.outcomes = [phrasing() if request.schema_name == "phrasing" else technical()]
            async for piece in super().stream(request):
                yield piece

    *_, last = [item async for item in LanguageModelGrader(Replies(), PROMPTS, clock, id_key=KEY).grade(CASE)]
    assert isinstance(last, Graded)
    return last


@pytest.fixture
def writer(model: OpenAIChatModel, clock: TestClock) -> ModelFeedbackWriter:
    return ModelFeedbackWriter(model, PROMPTS, Template(), clock, jitter=lambda: 0)


async def write(writer: ModelFeedbackWriter, graded: Graded, case: Case = CASE) -> tuple[list[Piece], Feedback]:
    *pieces, last = [item async for item in writer.write(case, graded)]
    assert isinstance(last, Feedback)
    return [piece for piece in pieces if isinstance(piece, Piece)], last


async def test_feedback_streams_in_its_channels(
    up: ScriptedUpstream, writer: ModelFeedbackWriter, graded: Graded
) -> None:
    up.play(Say(PROSE))
    pieces, feedback = await write(writer, graded)
    assert feedback == WHOLE
    assert not any(piece.restart for piece in pieces)
    for channel in ("technical", "phrasing", "stronger"):
        assert "".join(one.text for one in pieces if one.channel == channel).strip() == getattr(feedback, channel)


async def test_a_piece_is_shown_while_the_upstream_still_speaks(
    up: ScriptedUpstream, writer: ModelFeedbackWriter, graded: Graded
) -> None:
    gate = threading.Event()
    up.play(Say(PROSE, after=20, then="wait", gate=gate))
    writing = writer.write(CASE, graded)
    first = await anext(writing)
    assert isinstance(first, Piece)
    assert first.channel == "technical"
    assert not up.requests[0].over
    gate.set()
    assert [item async for item in writing][-1] == WHOLE


FAULTS: dict[str, Step] = {
    "down": Fail(503),
    "wrong key": Fail(401),
    "cut": Say(PROSE, after=8),
    "cut politely": Say(PROSE, finish=None),
    "too long": Say(PROSE, finish="length"),
    "a part is missing": Say(PROSE.split("## Stronger", maxsplit=1)[0]),
    "no parts at all": Say("Well done."),
    "it recites its prompt": Say(PROSE + PROMPTS["feedback"].text.split("---\n")[2][:300].replace("\n", " ")),
}


@pytest.mark.parametrize("step", FAULTS.values(), ids=FAULTS)
async def test_where_the_model_fails_the_template_stands_in(
    up: ScriptedUpstream, writer: ModelFeedbackWriter, graded: Graded, step: Step
) -> None:
    up.play(step, step)
    pieces, feedback = await write(writer, graded)
    assert 1 <= len(up.requests) <= 2
    assert all(heard.step == step for heard in up.requests)
    assert feedback == STANDS_IN
    assert [piece.text for piece in pieces if not piece.restart][-1] == "t"
    assert pieces[-2].restart


async def test_a_second_try_starts_over(up: ScriptedUpstream, writer: ModelFeedbackWriter, graded: Graded) -> None:
    up.play(Say(PROSE, after=8), Say(PROSE))
    pieces, feedback = await write(writer, graded)
    assert feedback == WHOLE
    restart = next(number for number, piece in enumerate(pieces) if piece.restart)
    assert "".join(one.text for one in pieces[restart:] if one.channel == "technical").strip() == WHOLE.technical


async def test_it_has_a_clock_of_its_own(
    up: ScriptedUpstream, model: OpenAIChatModel, clock: TestClock, graded: Graded
) -> None:
    up.play(Say(PROSE, after=5, then="stall"))
    _, feedback = await write(ModelFeedbackWriter(model, PROMPTS, Template(), clock, seconds=0.2), graded)
    assert feedback == STANDS_IN


async def test_with_nothing_said_no_model_is_asked(
    up: ScriptedUpstream, writer: ModelFeedbackWriter, graded: Graded
) -> None:
    _, feedback = await write(writer, graded, Case(rubric=RUBRIC, answer="No."))
    assert feedback == STANDS_IN
    assert up.requests == []


async def test_the_demo_model_writes_all_parts(writer: ModelFeedbackWriter, graded: Graded) -> None:
    _, feedback = await write(writer, graded)
    assert feedback.by == "model"


async def test_the_findings_are_told_without_ids_or_numbers(graded: Graded) -> None:
    told = feedback_message(PROMPTS, CASE, graded).content
    for shown in (*IDS.points, *IDS.misconceptions, *IDS.criteria, "58.6", "33.3", "weight"):
        assert shown not in told


BAD = [
    ("See https://evil.example/x for more of it.", "http"),
    ("<img src=x>", "<"),
    ("I give this 9 out of 10.", "9"),
    ("![x](y)", "["),
]


@pytest.mark.parametrize(("bad", "never"), BAD)
async def test_what_may_not_be_shown_never_reaches_anybody(
    up: ScriptedUpstream, writer: ModelFeedbackWriter, graded: Graded, bad: str, never: str
) -> None:
    up.play(*[Say(PROSE.replace("Clear.", f"Clear. {bad} And so it goes on for a good while, word after word."))] * 2)
    pieces, feedback = await write(writer, graded)
    assert feedback == STANDS_IN
    assert never not in "".join(piece.text for piece in pieces)


async def test_the_findings_come_after_what_is_the_same_for_everybody(graded: Graded) -> None:
    content = feedback_message(PROMPTS, CASE, graded).content
    assert content.index(RUBRIC.model_answer) < content.index("# What landed")
    assert "{{" not in content

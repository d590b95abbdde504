"""The language-model grader against a real OpenAI-compatible server: llama.cpp's, with tiny models that we write.

The server, its grammar, its stream and its counts are real; the models are not clever. One is random and says rubbish,
the others know their replies by heart, which the server's grammar lets them say only where the schema allows it.
"""

import json
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from server.domain.grade import Feedback, Flag, Graded, NotGraded, Reason
from server.graders.llm import PHRASING_CALLS, TECHNICAL_CALLS, LanguageModelGrader
from server.graders.prose import ModelFeedbackWriter
from server.graders.reply import PHRASING_SCHEMA, TECHNICAL_SCHEMA, PhrasingReply, TechnicalReply
from server.graders.template import TemplateFeedbackWriter
from server.ports import ChatModel, ChatRequest, Finished, Text
from tests.graders.llm_case import ANSWER, CASE, KEY, PROMPTS, phrasing, said_point, technical
from tests.peer.conftest import Ask
from tests.upstream import TestClock, request, spoken

pytestmark = pytest.mark.peer

GOOD = (technical(), phrasing())
INVENTED = "words that were never said in the answer"
LIES = (technical([said_point(name, "covered", INVENTED) for name in ("yields", "pool", "blocking")]), phrasing())
SAID = "You named the loop, and you said what it does with the time that it gets back."
PROSE = f"## Technical\n{SAID}\n\n## Phrasing\nClear.\n\n## Stronger\nLead with the await.\n"


class Overheard:
    """A ChatModel that keeps what the one behind it says."""

    def __init__(self, model: ChatModel) -> None:
        self.name = model.name
        self.count_tokens = model.count_tokens
        self.close = model.close
        self.said: list[str] = []
        self.finished: list[Finished] = []
        self._model = model

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Text | Finished, None]:
        self.said.append("")
        reply = len(self.said) - 1
        async with aclosing(self._model.stream(request)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Text):
                    self.said[reply] += piece.text
                else:
                    self.finished.append(piece)
                yield piece


async def graded_by(model: ChatModel, clock: TestClock) -> Graded | NotGraded:
    *_, last = [item async for item in LanguageModelGrader(model, PROMPTS, clock, id_key=KEY).grade(CASE)]
    assert isinstance(last, (Graded, NotGraded))
    return last


@pytest.mark.parametrize(
    ("schema", "shape"),
    [(TECHNICAL_SCHEMA, TechnicalReply), (PHRASING_SCHEMA, PhrasingReply)],
    ids=["content", "manner"],
)
@pytest.mark.parametrize("by_heart", [(), GOOD], ids=["rubbish", "by heart"])
async def test_the_server_holds_its_model_to_our_schemas(
    ask: Ask, by_heart: tuple[str, ...], schema: dict[str, object], shape: type[TechnicalReply | PhrasingReply]
) -> None:
    text, finished = await spoken(ask(*by_heart), request(schema=schema, max_tokens=6000))
    shape.model_validate_json(text, strict=True)
    assert finished.settings["response_format"] == "json_schema"


async def test_without_a_schema_the_server_holds_it_to_nothing(ask: Ask) -> None:
    text, _ = await spoken(ask(), request())
    with pytest.raises(json.JSONDecodeError):
        json.loads(text)


async def test_what_the_model_knows_becomes_a_whole_grade(ask: Ask, clock: TestClock) -> None:
    overheard = Overheard(ask(*GOOD))
    graded = await graded_by(overheard, clock)
    assert isinstance(graded, Graded)
    assert [(line.id, line.credit) for line in graded.sheet.points] == [("yields", 1), ("pool", 0.5), ("blocking", 0)]
    assert [(line.id, line.level) for line in graded.sheet.criteria] == [("opening", 4), ("structure", 2)]
    assert all(one.quote in ANSWER for line in graded.sheet.points for one in line.evidence)
    provenance = graded.provenance
    assert (provenance.model_served, provenance.settings["response_format"]) == ("tiny", "json_schema")
    assert provenance.usage is not None
    assert not provenance.usage.estimated
    assert provenance.usage.tokens_in == sum(one.tokens_in or 0 for one in overheard.finished)
    assert provenance.usage.tokens_out == sum(one.tokens_out or 0 for one in overheard.finished)


async def test_quotes_that_were_never_said_earn_nothing(ask: Ask, clock: TestClock) -> None:
    graded = await graded_by(ask(*LIES), clock)
    assert isinstance(graded, Graded)
    assert graded.sheet.technical == 0
    assert all(line.flags == (Flag.UNVERIFIED,) for line in graded.sheet.points)


async def test_rubbish_within_the_schema_is_honestly_not_graded(ask: Ask, clock: TestClock) -> None:
    overheard = Overheard(ask())
    last = await graded_by(overheard, clock)
    assert isinstance(last, NotGraded)
    assert last.reason in {Reason.REPLY_INVALID, Reason.REPLY_CUT}
    assert last.provenance.settings["response_format"] == "json_schema"
    assert last.provenance.usage is not None
    assert 2 <= last.provenance.usage.calls <= TECHNICAL_CALLS + PHRASING_CALLS
    assert last.provenance.usage.tokens_in > 0


@pytest.mark.parametrize("by_heart", [(), GOOD], ids=["without an end", "without its parts"])
async def test_prose_that_is_rubbish_gives_way_to_the_template(
    ask: Ask, clock: TestClock, by_heart: tuple[str, ...]
) -> None:
    graded = await graded_by(ask(*GOOD), clock)
    assert isinstance(graded, Graded)
    template = TemplateFeedbackWriter()
    expected = [item async for item in template.write(CASE, graded)][-1]
    overheard = Overheard(ask(*by_heart))
    writer = ModelFeedbackWriter(overheard, PROMPTS, template, clock, seconds=300)
    assert [item async for item in writer.write(CASE, graded)][-1] == expected
    assert overheard.said
    assert all(overheard.said)


async def test_prose_in_its_parts_is_the_models_own(ask: Ask, clock: TestClock) -> None:
    graded = await graded_by(ask(*GOOD), clock)
    assert isinstance(graded, Graded)
    writer = ModelFeedbackWriter(ask(PROSE), PROMPTS, TemplateFeedbackWriter(), clock)
    last = [item async for item in writer.write(CASE, graded)][-1]
    assert last == Feedback(technical=SAID, phrasing="Clear.", stronger="Lead with the await.", by="model")

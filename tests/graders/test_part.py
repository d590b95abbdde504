"""One half of a grade: verdicts as they are verified, one repair for all that does not hold up."""

from collections.abc import Callable

import pytest

from server.domain.grade import Flag, Line, Reason
from server.graders.brief import technical_brief
from server.graders.calls import Calls, Spent
from server.graders.checking import Checker
from server.graders.part import Part
from server.graders.reply import TECHNICAL_SCHEMA, TechnicalReply
from server.ports import ModelFailed
from tests.graders.fakes import FakeModel, Outcome
from tests.graders.llm_case import CASE, IDS, LOOP, POINTS, PROMPTS, RUBRIC, SHOWN, said_belief, said_point, technical
from tests.upstream import TestClock

INVENTED = said_point("yields", "covered", "words that were never said")
MENDED = said_point("yields", "covered", LOOP)
FAULTY = technical([INVENTED, *POINTS[1:]])


def part(model: FakeModel, say: Callable[[Line], None], most: int = 3) -> Part[TechnicalReply]:
    return Part(
        shape=TechnicalReply,
        schema_name="technical",
        schema_body=TECHNICAL_SCHEMA,
        asked=(*IDS.points, *IDS.misconceptions),
        brief=lambda: technical_brief(PROMPTS, CASE, IDS),
        checker=lambda: Checker(CASE, IDS, []),
        prompts=PROMPTS,
        rubric=RUBRIC,
        calls=Calls(model, TestClock(), Spent(), most=most, context=32_000, jitter=lambda: 0),
        reply_tokens=1000,
        say=say,
    )


async def run(*outcomes: Outcome, most: int = 3) -> tuple[dict[str, Line], list[Line], FakeModel]:
    model, said = FakeModel(*outcomes), list[Line]()
    done, _ = await part(model, said.append, most).run()
    return {verdict.id: verdict for verdict in done.verdicts.values()}, said, model


async def test_every_verdict_is_said_as_a_line() -> None:
    verdicts, said, model = await run(technical())
    assert [line.id for line in said] == ["yields", "pool", "blocking", "faster"]
    assert [verdicts[name].credit for name in ("yields", "pool", "blocking")] == [1, 0.5, 0]
    assert len(model.requests) == 1


async def test_a_repair_mends_what_does_not_hold_up() -> None:
    verdicts, said, model = await run(FAULTY, technical([MENDED], []))
    assert [line.id for line in said] == ["pool", "blocking", "faster", "yields"]
    assert verdicts["yields"].credit == 1
    repair = model.requests[1].messages
    assert [message.role for message in repair] == ["system", "user", "assistant", "user"]
    assert SHOWN["yields"] in repair[-1].content
    assert SHOWN["pool"] not in repair[-1].content


@pytest.mark.parametrize(
    "second",
    [technical([INVENTED], []), technical([said_point("pool", "covered", LOOP)], []), "Sorry."],
    ids=["invented again", "another id", "no JSON"],
)
async def test_what_a_repair_does_not_mend_earns_nothing(second: str) -> None:
    verdicts, said, model = await run(FAULTY, second, second)
    assert (verdicts["yields"].credit, verdicts["yields"].flags) == (0, (Flag.UNVERIFIED,))
    assert said[-1].id == "yields"
    assert len(model.requests) <= 3


async def test_without_a_call_left_there_is_no_repair() -> None:
    verdicts, _, model = await run("Sorry.", FAULTY, most=2)
    assert verdicts["yields"].flags == (Flag.UNVERIFIED,)
    assert len(model.requests) == 2


async def test_a_repair_may_withdraw_a_verdict() -> None:
    verdicts, _, _ = await run(FAULTY, technical([said_point("yields", "missed")], []))
    assert (verdicts["yields"].credit, verdicts["yields"].flags) == (0, ())


async def test_an_upstream_that_dies_in_the_repair_costs_the_candidate_nothing() -> None:
    with pytest.raises(ModelFailed) as caught:
        await run(FAULTY, ModelFailed(Reason.MODEL_MISCONFIGURED, "key", retryable=False))
    assert caught.value.reason is Reason.MODEL_MISCONFIGURED


async def test_an_unreadable_reply_is_asked_for_again_from_the_start() -> None:
    verdicts, said, model = await run(technical()[:-1], technical([said_point("yields", "missed"), *POINTS[1:]]))
    assert len(model.requests) == 2
    assert verdicts["yields"].credit == 0
    assert [line.id for line in said] == ["yields", "pool", "blocking", "faster"] * 2


async def test_an_unheld_belief_needs_no_quote() -> None:
    verdicts, _, _ = await run(technical(None, [said_belief("faster")]))
    assert not verdicts["faster"].held


async def test_a_verdict_that_was_not_seen_while_it_came_is_judged_at_the_end() -> None:
    braces = said_point("yields", "covered", LOOP)
    braces["heard"] = "{} " * 400
    verdicts, said, _ = await run(technical([braces, *POINTS[1:]]))
    assert set(verdicts) == {line.id for line in said} == {"yields", "pool", "blocking", "faster"}

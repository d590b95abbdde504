"""LanguageModelGrader: verdicts by a language model, believed only as far as the answer bears them out.

Two calls side by side, one for the content and one for the phrasing, each with its own budget of tries. Whatever
happens, the last thing said is Graded or NotGraded; a failure never becomes a number.
"""

import asyncio
import json
import logging
import random
import secrets
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from typing import TypeVar

from server.domain import scoring
from server.domain.evidence import MIN_WORDS, words
from server.domain.grade import (
    Assessment,
    CriterionVerdict,
    Graded,
    Line,
    MisconceptionVerdict,
    NotGraded,
    Notice,
    PointVerdict,
    PromptUsed,
    Provenance,
    Reason,
    Verdict,
)
from server.domain.rubric import version_of
from server.graders.brief import ANSWER, PHRASING, REPAIR, TECHNICAL, Ids, phrasing_brief, technical_brief
from server.graders.calls import Calls, Spent
from server.graders.checking import Checked, Checker, addressed
from server.graders.clauses import words_of
from server.graders.guards import NOTICES, refusal, repeats
from server.graders.part import Part, Try
from server.graders.reply import PHRASING_SCHEMA, TECHNICAL_SCHEMA, PhrasingReply, TechnicalReply
from server.graders.second import in_doubt, settled
from server.ports import Case, ChatModel, Clock, ModelFailed, Prompt

V = TypeVar("V", PointVerdict, MisconceptionVerdict, CriterionVerdict)

METHOD = 3
"""Raise this when the checks or the way of asking change: grades of another version are never averaged with these."""

TECHNICAL_CALLS = 3
PHRASING_CALLS = 2
SPARE = 1.0
"""Seconds before an answer's time is up by which a second reading has to be there."""

USED_PROMPTS = (TECHNICAL, PHRASING, ANSWER, REPAIR)

_log = logging.getLogger(__name__)


class LanguageModelGrader:
    """A Grader. A line whose id was yielded before replaces the earlier one: it comes from another try.

    `id_key` keeps the ids that the model sees from being guessed; give all workers the same, so that their prompts
    share a provider's cache. `context_tokens` is what the model can take in, its reply of `reply_tokens` included.
    `ask_again`: whether a doubtful content is read a second time.
    """

    name = "llm"

    def __init__(
        self,
        model: ChatModel,
        prompts: Mapping[str, Prompt],
        clock: Clock,
        *,
        answer_seconds: float = 90,
        context_tokens: int = 32_768,
        reply_tokens: int = 6_000,
        id_key: bytes | None = None,
        ask_again: bool = True,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.version = _version(model, prompts, ask_again)
        self._model = model
        self._prompts = prompts
        self._clock = clock
        self._answer_seconds = answer_seconds
        self._context_tokens = context_tokens
        self._reply_tokens = reply_tokens
        self._id_key = id_key or secrets.token_bytes(16)
        self._ask_again = ask_again
        self._jitter = jitter

    async def grade(self, case: Case) -> AsyncGenerator[Line | Graded | NotGraded, None]:
        """Each line as it is verified, then the grade. Never raises; closing it early stops the calls."""
        said: asyncio.Queue[Line | Graded | NotGraded] = asyncio.Queue()
        work = asyncio.create_task(self._work(case, said.put_nowait))
        try:
            while True:
                item = await said.get()
                yield item
                if isinstance(item, (Graded, NotGraded)):
                    return
        finally:
            work.cancel()
            await asyncio.wait([work])

    async def _work(self, case: Case, say: Callable[[Line | Graded | NotGraded], None]) -> None:
        spent = Spent()
        try:
            async with asyncio.timeout(self._answer_seconds) as limit:
                graded = await self._graded(case, spent, say, limit.when())
        except ModelFailed as failure:
            _log.warning("Not graded: %s", failure)
            say(self._not_graded(case, spent, failure.reason, failure.retry_after))
        except TimeoutError:
            _log.warning("Not graded: no result within %g s.", self._answer_seconds)
            say(self._not_graded(case, spent, Reason.MODEL_TOO_SLOW))
        except Exception as error:
            # Only the kind of error is told: its text may hold the answer.
            _log.error("Not graded: %s in the grader.", type(error).__name__)
            say(self._not_graded(case, spent, Reason.GRADER_FAILED))
        else:
            say(graded)

    async def _graded(self, case: Case, spent: Spent, say: Callable[[Line], None], ends: float | None) -> Graded:
        if len(words(case.answer)) < MIN_WORDS:
            return self._nothing_said(case, spent)
        ids = Ids(self._id_key, case.rubric)
        technical = asyncio.create_task(self._content(case, ids, spent, say, ends))
        phrasing = asyncio.create_task(self._phrasing(case, ids, spent, say).run())
        try:
            (content, reply), (manner, _) = await asyncio.gather(technical, phrasing)
        finally:
            technical.cancel()
            phrasing.cancel()
            await asyncio.wait([technical, phrasing])
        return Graded(
            sheet=scoring.sheet(case.rubric, _assessment(ids, content, manner)),
            errors=content.checker.errors(reply.errors),
            notices=notices(case),
            provenance=self._provenance(case, spent),
        )

    async def _content(
        self, case: Case, ids: Ids, spent: Spent, say: Callable[[Line], None], ends: float | None
    ) -> tuple[Try[TechnicalReply], TechnicalReply]:
        """The content as it was read; read again where that left a doubt, and where that fails the first one stands."""
        part = self._technical(case, ids, spent, say)
        done, reply = await part.run()
        if self._ask_again and part.calls.left > 0 and in_doubt(case.rubric, done.verdicts.values()):
            try:
                async with asyncio.timeout_at(None if ends is None else ends - SPARE):
                    other = await part.read_again(technical_brief(self._prompts, case, ids, shuffled=True))
            except (ModelFailed, TimeoutError) as failure:
                _log.info("No second reading: %s", failure if isinstance(failure, ModelFailed) else "no time is left.")
            else:
                part.amend(done, settled(done.verdicts, other))
        return done, reply

    def _technical(self, case: Case, ids: Ids, spent: Spent, say: Callable[[Line], None]) -> Part[TechnicalReply]:
        return Part(
            shape=TechnicalReply,
            schema_name=TECHNICAL,
            schema_body=TECHNICAL_SCHEMA,
            asked=(*ids.points, *ids.misconceptions),
            brief=lambda: technical_brief(self._prompts, case, ids),
            checker=lambda: Checker(case, ids, self._instructions()),
            prompts=self._prompts,
            rubric=case.rubric,
            calls=self._calls(spent, TECHNICAL_CALLS),
            reply_tokens=self._reply_tokens,
            say=say,
        )

    def _phrasing(self, case: Case, ids: Ids, spent: Spent, say: Callable[[Line], None]) -> Part[PhrasingReply]:
        return Part(
            shape=PhrasingReply,
            schema_name=PHRASING,
            schema_body=PHRASING_SCHEMA,
            asked=tuple(ids.criteria),
            brief=lambda: phrasing_brief(self._prompts, case, ids),
            checker=lambda: Checker(case, ids, self._instructions()),
            prompts=self._prompts,
            rubric=case.rubric,
            calls=self._calls(spent, PHRASING_CALLS),
            reply_tokens=self._reply_tokens,
            say=say,
        )

    def _calls(self, spent: Spent, most: int) -> Calls:
        return Calls(self._model, self._clock, spent, most=most, context=self._context_tokens, jitter=self._jitter)

    def _instructions(self) -> list[str]:
        return [self._prompts[name].text for name in USED_PROMPTS]

    def _nothing_said(self, case: Case, spent: Spent) -> Graded:
        """Too few words to ask a model about, so no model need be asked."""
        rubric = case.rubric
        nothing = Assessment(
            points=tuple(PointVerdict(id=p.id, verdict=Verdict.MISSED, credit=0) for p in rubric.key_points),
            misconceptions=tuple(MisconceptionVerdict(id=m.id, held=False) for m in rubric.misconceptions),
            criteria=tuple(CriterionVerdict(id=c.id, level=0) for c in rubric.criteria),
        )
        return Graded(
            sheet=scoring.sheet(rubric, nothing),
            notices=(Notice.TOO_SHORT,),
            provenance=self._provenance(case, spent),
        )

    def _not_graded(self, case: Case, spent: Spent, reason: Reason, retry_after: float | None = None) -> NotGraded:
        return NotGraded(reason=reason, retry_after=retry_after, provenance=self._provenance(case, spent))

    def _provenance(self, case: Case, spent: Spent) -> Provenance:
        return Provenance(
            grader=self.name,
            grader_version=self.version,
            rubric_version=case.rubric.version,
            model_asked=self._model.name,
            model_served=spent.model_served,
            prompts=tuple(PromptUsed(name=name, version=self._prompts[name].version) for name in USED_PROMPTS),
            settings=spent.settings,
            usage=spent.usage(),
            at=self._clock.now(),
        )


def notices(case: Case) -> tuple[Notice, ...]:
    """What a reader should know about the answer as a whole."""
    found: list[Notice] = []
    if addressed(case.answer):
        found.append(Notice.ADDRESSES_GRADER)
    if repeats(case.answer, case.rubric.model_answer):
        found.append(Notice.REPEATS_MODEL_ANSWER)
    refused = refusal(case.rubric, words_of(case.answer))
    if refused is not None and refused in NOTICES:
        found.append(NOTICES[refused])
    return tuple(found)


def _assessment(ids: Ids, content: Try[TechnicalReply], manner: Try[PhrasingReply]) -> Assessment:
    return Assessment(
        points=_of(PointVerdict, content.verdicts, ids.points),
        misconceptions=_of(MisconceptionVerdict, content.verdicts, ids.misconceptions),
        criteria=_of(CriterionVerdict, manner.verdicts, ids.criteria),
    )


def _of(kind: type[V], verdicts: Mapping[str, Checked], shown: Iterable[str]) -> tuple[V, ...]:
    return tuple(verdict for one in shown if isinstance(verdict := verdicts[one], kind))


def _version(model: ChatModel, prompts: Mapping[str, Prompt], ask_again: bool) -> str:
    """A model, a prompt or a schema of its own makes a version of its own."""
    versions = {name: prompts[name].version for name in USED_PROMPTS}
    made_by = [METHOD, ask_again, model.name, versions, TECHNICAL_SCHEMA, PHRASING_SCHEMA]
    return version_of(json.dumps(made_by, sort_keys=True))

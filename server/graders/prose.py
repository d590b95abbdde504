"""ModelFeedbackWriter: feedback that a language model writes from the verified verdicts; a template where it fails."""

import asyncio
import logging
import random
from collections.abc import AsyncGenerator, Callable, Mapping

from server.domain.evidence import MIN_WORDS, words
from server.domain.grade import CriterionLine, Feedback, Graded, MisconceptionLine, PointLine, Reason, Verdict
from server.graders.brief import FEEDBACK, answer_message
from server.graders.calls import Calls, Spent
from server.graders.kept import Kept, kept_from_feedback
from server.graders.sections import HEADINGS, Sections
from server.graders.speech import Proof, may_be_shown
from server.ports import Case, ChatModel, ChatRequest, Clock, FeedbackWriter, Message, ModelFailed, Piece, Prompt

MOST_CALLS = 2

_log = logging.getLogger(__name__)


class ModelFeedbackWriter:
    """A FeedbackWriter. What the model had said so far is cleared before another try, or the fallback, begins."""

    def __init__(
        self,
        model: ChatModel,
        prompts: Mapping[str, Prompt],
        fallback: FeedbackWriter,
        clock: Clock,
        *,
        seconds: float = 60,
        context_tokens: int = 32_768,
        reply_tokens: int = 3_000,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._model = model
        self._prompts = prompts
        self._fallback = fallback
        self._clock = clock
        self._seconds = seconds
        self._context_tokens = context_tokens
        self._reply_tokens = reply_tokens
        self._jitter = jitter

    async def write(self, case: Case, graded: Graded) -> AsyncGenerator[Piece | Feedback, None]:
        """The pieces as they are written, then the whole. Never raises; closing it early stops the call."""
        if len(words(case.answer)) >= MIN_WORDS:
            said: asyncio.Queue[Piece | Feedback | None] = asyncio.Queue()
            work = asyncio.create_task(self._work(case, graded, said.put_nowait))
            try:
                while (item := await said.get()) is not None:
                    yield item
                    if isinstance(item, Feedback):
                        return
            finally:
                work.cancel()
                await asyncio.wait([work])
        async for piece in self._fallback.write(case, graded):
            yield piece

    async def _work(self, case: Case, graded: Graded, say: Callable[[Piece | Feedback | None], None]) -> None:
        """Say the feedback, or None where the fallback has to write it."""
        calls = Calls(
            self._model, self._clock, Spent(), most=MOST_CALLS, context=self._context_tokens, jitter=self._jitter
        )
        try:
            messages = (feedback_message(self._prompts, case, graded), answer_message(self._prompts, case.answer))
            kept = kept_from_feedback(case.rubric, case.answer)
            async with asyncio.timeout(self._seconds):
                say(await calls.until_whole(lambda: self._attempt(messages, kept, calls, say)))
        except Exception as error:
            # Of our own errors only the kind is told: their text may hold the answer.
            _log.warning("Feedback falls back: %s", error if isinstance(error, ModelFailed) else type(error).__name__)
            say(None)

    async def _attempt(
        self, messages: tuple[Message, ...], kept: Kept, calls: Calls, say: Callable[[Piece | Feedback | None], None]
    ) -> Feedback:
        sections, proof = Sections(), Proof([self._prompts[FEEDBACK].text], kept)

        def show(pieces: list[Piece]) -> None:
            for piece in pieces:
                for ready in proof.take(piece):
                    say(ready)
            if not proof.sound:
                raise _unfit()

        def feed(text: str) -> None:
            show(sections.feed(text))

        try:
            await calls.once(ChatRequest(messages=messages, max_tokens=self._reply_tokens), feed)
            show(sections.end())
            feedback = self._whole(sections, kept)
            for piece in proof.end():
                say(piece)
        except BaseException:
            say(Piece(channel="technical", text="", restart=True))
            raise
        return feedback

    def _whole(self, sections: Sections, kept: Kept) -> Feedback:
        said = {channel: sections.texts.get(channel, "").strip() for channel in HEADINGS.values()}
        text = "\n".join(said.values())
        if not all(said.values()) or not may_be_shown(text, [self._prompts[FEEDBACK].text], kept):
            raise _unfit()
        return Feedback(technical=said["technical"], phrasing=said["phrasing"], stronger=said["stronger"], by="model")


def _unfit() -> ModelFailed:
    return ModelFailed(
        Reason.REPLY_INVALID,
        "The model's feedback lacks the parts that were asked for, or holds what may not be shown.",
        retryable=True,
    )


def feedback_message(prompts: Mapping[str, Prompt], case: Case, graded: Graded) -> Message:
    """The findings as the model is told them: what was found, heaviest first, without weights, credits or ids."""
    rubric, sheet = case.rubric, graded.sheet
    points = sorted(sheet.points, key=lambda line: -line.possible)
    return prompts[FEEDBACK].message(
        ask=rubric.ask,
        lead=rubric.key_point(rubric.lead_with).says,
        model_answer=rubric.model_answer,
        landed=[_told(line) for line in points if line.verdict is Verdict.COVERED and line.credit],
        partly=[_told(line) for line in points if line.verdict is Verdict.PARTIAL and line.credit],
        missed=[_told(line) for line in points if not line.credit],
        held=[_belief(line) for line in sheet.misconceptions if line.held],
        errors=[{"quote": error.evidence.quote, "why": error.why} for error in graded.errors],
        criteria=[_criterion(line) for line in sheet.criteria],
    )


def _told(line: PointLine) -> dict[str, object]:
    return {"says": line.says, "because": line.because, "quotes": [one.quote for one in line.evidence]}


def _belief(line: MisconceptionLine) -> dict[str, object]:
    return {"claims": line.claims, "because": line.because, "quotes": [one.quote for one in line.evidence]}


def _criterion(line: CriterionLine) -> dict[str, object]:
    quotes = [one.quote for one in line.evidence]
    return {"name": line.name, "says": line.says, "advice": line.advice, "quotes": quotes}

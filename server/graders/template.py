"""Template: feedback without a language model, made from the score sheet, the rubric and the candidate's own words."""

from collections.abc import AsyncGenerator, Callable, Iterator, Mapping

from server.domain.grade import Feedback, Graded
from server.domain.rubric import Rubric
from server.graders.manner import manner
from server.graders.outline import outline
from server.graders.remarks import remarks
from server.ports import Case, Piece
from server.protocol import Channel

Paragraphs = Callable[[Rubric, str, Graded], Iterator[str]]

_CHANNELS: Mapping[Channel, Paragraphs] = {"technical": remarks, "phrasing": manner, "stronger": outline}
_BREAK = "\n\n"


class TemplateFeedbackWriter:
    """Fulfils FeedbackWriter: one piece a paragraph, then the whole. The same grade gives the same words, always."""

    async def write(self, case: Case, graded: Graded) -> AsyncGenerator[Piece | Feedback, None]:
        """The pieces of each channel in turn; their texts together are exactly the Feedback's."""
        whole: dict[Channel, str] = {}
        for channel, paragraphs in _CHANNELS.items():
            for paragraph in paragraphs(case.rubric, case.answer, graded):
                text = _BREAK + paragraph if channel in whole else paragraph
                whole[channel] = whole.get(channel, "") + text
                yield Piece(channel=channel, text=text)
        yield Feedback(
            technical=whole["technical"], phrasing=whole["phrasing"], stronger=whole["stronger"], by="template"
        )

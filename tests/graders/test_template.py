"""Feedback without a model: what strong, partial, wrong, empty, rambling and follow-up answers are told."""

# ruff: noqa: E501 (what is said stands here as it is said, a paragraph a line)

import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot

from server.domain.grade import (
    Assessment,
    CriterionVerdict,
    Feedback,
    Flag,
    Graded,
    MisconceptionVerdict,
    Notice,
    PointVerdict,
    Verdict,
)
from server.domain.rubric import Rubric
from server.domain.scoring import sheet
from server.graders.embedded import EmbeddedGrader
from server.graders.template import TemplateFeedbackWriter
from server.graders.voice import sentence
from server.ports import Case, Piece
from tests.rubric_fixture import RUBRIC, graded, quote, real_bank, scored

pytestmark = pytest.mark.anyio

NOTES = {
    "opening": ("I did not hear the main point.", "The first sentence already gives the main point."),
    "structure": ('I heard "anyway" leading away from it.', 'I heard "because" and "so" holding it together.'),
    "concision": ('41 words, with "you know" and "um" to spare.', "41 words, with nothing idle in them."),
    "vocabulary": ("I heard none of the field's own terms.", 'I heard "vapour pressure".'),
    "concreteness": ("I heard nothing one could type.", 'Of things one could type I heard "90".'),
}
"""For each criterion, what is heard at a low and at a high level."""


def judged(
    answer: str,
    points: Sequence[tuple[float, str]],
    held: Sequence[str] = ("", ""),
    levels: Sequence[int] = (4, 3, 3, 3, 2),
    rubric: Rubric = RUBRIC,
    notices: tuple[Notice, ...] = (),
    unsure: bool = False,
) -> Graded:
    """A grade made by hand: for each point its credit and the words that earned it, for each belief the words."""
    flags = (Flag.UNSURE,) if unsure else ()
    verdicts = [
        Verdict.COVERED if credit > 0.6 else Verdict.PARTIAL if credit else Verdict.MISSED for credit, _ in points
    ]
    found = Assessment(
        points=tuple(
            PointVerdict(
                id=one.id,
                verdict=verdict,
                credit=credit,
                evidence=quote(said, answer) if said else (),
                flags=flags if credit else (),
            )
            for one, verdict, (credit, said) in zip(rubric.key_points, verdicts, points, strict=True)
        ),
        misconceptions=tuple(
            MisconceptionVerdict(id=one.id, held=bool(said), evidence=quote(said, answer) if said else ())
            for one, said in zip(rubric.misconceptions, held, strict=True)
        ),
        criteria=tuple(
            CriterionVerdict(id=one.id, level=level, note=NOTES[one.id][level > 2])
            for one, level in zip(rubric.criteria, levels, strict=True)
        ),
    )
    return graded(sheet(rubric, found), notices=notices)


async def written(answer: str, grade: Graded, rubric: Rubric = RUBRIC) -> tuple[list[Piece], Feedback]:
    said = [one async for one in TemplateFeedbackWriter().write(Case(rubric=rubric, answer=answer), grade)]
    *pieces, last = said
    assert isinstance(last, Feedback)
    return [one for one in pieces if isinstance(one, Piece)], last


async def told(answer: str, grade: Graded, rubric: Rubric = RUBRIC) -> str:
    _, feedback = await written(answer, grade, rubric)
    return (
        "\n\n== phrasing\n\n".join([feedback.technical, feedback.phrasing]) + f"\n\n== stronger\n\n{feedback.stronger}"
    )


async def test_a_strong_answer() -> None:
    answer = (
        "The vapour has to push as hard as the air, and on a mountain there is less air, so it gets there sooner. "
        "A pressure cooker keeps the steam in and undoes it."
    )
    points = [
        (1.0, "The vapour has to push as hard as the air"),
        (1.0, "on a mountain there is less air"),
        (0.9, "A pressure cooker keeps the steam in"),
    ]
    assert await told(answer, judged(answer, points, levels=(4, 4, 4, 3, 3))) == snapshot("""\
Good. I could follow it, and most of what I was listening for was there.

When you got to “The vapour has to push as hard as the air”, I wrote this down: *Water boils when its vapour pressure equals the pressure of the air around it.* And “on a mountain there is less air” brought in another point: *The air pressure is lower on a mountain.*

== phrasing

The joints can be heard. I heard "because" and "so" holding it together.

Nothing in how you put it stands in your way. If you want to work on something anyway, mind the concreteness.

== stronger

All of this is yours already. I would tell it in this order:

1. “The vapour has to push as hard as the air”
2. “on a mountain there is less air”
3. “A pressure cooker keeps the steam in and undoes it”

Tell it once more without looking, and leave it there.\
""")


async def test_a_partial_answer() -> None:
    answer = "Um, there's less air on a mountain, I think, and that does something to the pressure, you know."
    points = [(0.4, "that does something to the pressure"), (1.0, "there's less air on a mountain"), (0.0, "")]
    assert await told(answer, judged(answer, points, levels=(3, 2, 1, 2, 1))) == snapshot("""\
A good part of this reached me; a little more and it is whole.

What I noted first is “there's less air on a mountain”. I took it to mean: *The air pressure is lower on a mountain.*

I am not sure that I heard this: *Water boils when its vapour pressure equals the pressure of the air around it.* The matter of vapour pressure shows who has boiled water before. In an interview you could say: “Water boils when the pressure of its vapour reaches the pressure of the surrounding air.”

One more point that I did not hear is on the sheet. It can wait.

== phrasing

Take more room: 18 words cannot show what you know. A point, why it is so, an example: that is an answer.

== stronger

With a little added, and the main point first, it could go like this:

1. “Water boils when the pressure of its vapour reaches the pressure of the surrounding air.” *(from the model answer)*
2. “there's less air on a mountain” *(your words)*
3. “A pressure cooker solves it, because its sealed lid keeps the steam inside.” *(from the model answer)*

Say it once aloud in your own words; borrowed sentences rarely survive an interview.\
""")


async def test_a_wrong_answer() -> None:
    answer = "It's the cold. The freezing weather cools the kettle, and if you wait longer it gets to a hundred anyway."
    held = ("The freezing weather cools the kettle", "if you wait longer it gets to a hundred anyway")
    none = [(0.0, ""), (0.0, ""), (0.0, "")]
    assert await told(answer, judged(answer, none, held, levels=(1, 3, 4, 1, 2))) == snapshot("""\
Let us stop here first, before an interviewer does.

When you said “The freezing weather cools the kettle”, I heard something that many people believe and that is worth unlearning. The weather has no part in it. A hot day on the summit changes nothing.

And then there is “if you wait longer it gets to a hundred anyway”. All further heat goes into steam.

This is what I would bring in next time, because I did not hear it: *Water boils when its vapour pressure equals the pressure of the air around it.* The matter of vapour pressure shows who has boiled water before. Aloud, you could say: “Water boils when the pressure of its vapour reaches the pressure of the surrounding air.”

== phrasing

20 words are a beginning. Give me the point, then the reason, then one example.

== stronger

To begin with, from the model answer, the main point first:

1. “Water boils when the pressure of its vapour reaches the pressure of the surrounding air.”
2. “On a mountain there is less air above you, so it presses less.”
3. “A pressure cooker solves it, because its sealed lid keeps the steam inside.”

Tell it to a colleague over coffee. If they follow, you have it.\
""")


async def test_an_empty_answer() -> None:
    none = [(0.0, ""), (0.0, ""), (0.0, "")]
    empty = judged("", none, levels=(0, 0, 0, 0, 0), notices=(Notice.TOO_SHORT,))
    assert await told("", empty) == snapshot("""\
I would rather hear half an answer than none. Try two sentences.

I would begin here: *Water boils when its vapour pressure equals the pressure of the air around it.* The matter of vapour pressure shows who has boiled water before. You could say: “Water boils when the pressure of its vapour reaches the pressure of the surrounding air.”

I did not hear two others; they are on the sheet, for another round.

== phrasing

There is not enough yet to say how you put it. When you try again, four or five sentences will do. Mind the opening.

== stronger

To begin with, from the model answer, the main point first:

1. “Water boils when the pressure of its vapour reaches the pressure of the surrounding air.”
2. “On a mountain there is less air above you, so it presses less.”
3. “A pressure cooker solves it, because its sealed lid keeps the steam inside.”

Read it once, put it away, and tell it to somebody. What you forget is what to look at again.\
""")


async def test_a_rambling_answer() -> None:
    answer = (
        "Camping, right. We went up to the lake with my uncle, and the soup, well, it was a story. Anyway, there's "
        "less air up there, and he had this cooker with a lid, and so it went on, and it was a good weekend, to be honest."
    )
    points = [(0.0, ""), (0.7, "there's less air up there"), (0.3, "he had this cooker with a lid")]
    assert await told(answer, judged(answer, points, levels=(0, 1, 0, 1, 1))) == snapshot("""\
I can work with that.

What I noted first is “there's less air up there”. I took it to mean: *The air pressure is lower on a mountain.*

The first thing I would add, because I did not hear it: *Water boils when its vapour pressure equals the pressure of the air around it.* The matter of vapour pressure shows who has boiled water before. In an interview you could say: “Water boils when the pressure of its vapour reaches the pressure of the surrounding air.”

== phrasing

What I would change is how you begin. I did not hear the main point. Mind the opening.

== stronger

You could tell it like this. Your own words stay; the gaps are filled in.

1. “Water boils when the pressure of its vapour reaches the pressure of the surrounding air.” *(from the model answer)*
2. “there's less air up there” *(your words)*
3. “A pressure cooker solves it, because its sealed lid keeps the steam inside.” *(from the model answer)*

Read it once, put it away, and tell it to somebody. What you forget is what to look at again.\
""")


async def test_an_unsure_answer_is_asked_to_be_plainer_and_not_praised() -> None:
    answer = (
        "The push from inside has to win against the push from outside, so up there, with hardly any atmosphere, it "
        "wins sooner, and the lid thing, well, that just makes it all tighter again."
    )
    points = [
        (0.55, "The push from inside has to win against the push from outside"),
        (0.7, "with hardly any atmosphere"),
        (0.3, "that just makes it all tighter again"),
    ]
    assert await told(answer, judged(answer, points, levels=(3, 3, 2, 0, 1), unsure=True)) == snapshot("""\
You have hold of a real part of this. Let us get the rest.

When you said “with hardly any atmosphere”, I think you were after this: *The air pressure is lower on a mountain.* Say that outright and it counts in full.

I think I heard the beginning of this in “The push from inside has to win against the push from outside”, and it needs saying more plainly: *Water boils when its vapour pressure equals the pressure of the air around it.* The matter of vapour pressure shows who has boiled water before. Aloud, you could say: “Water boils when the pressure of its vapour reaches the pressure of the surrounding air.”

== phrasing

The joints can be heard. I heard "because" and "so" holding it together.

More of the exact words would help. I heard none of the field's own terms. Mind the vocabulary.

== stronger

Keep what you have, and put it in this order with the gaps filled:

1. “The push from inside has to win against the push from outside” *(your words)*, or more plainly: “Water boils when the pressure of its vapour reaches the pressure of the surrounding air.” *(from the model answer)*
2. “with hardly any atmosphere” *(your words)*, or more plainly: “On a mountain there is less air above you, so it presses less.” *(from the model answer)*
3. “A pressure cooker solves it, because its sealed lid keeps the steam inside.” *(from the model answer)*

Say it once aloud in your own words; borrowed sentences rarely survive an interview.\
""")


async def test_an_off_topic_answer() -> None:
    answer = (
        "I would never take a kettle to begin with. What you want up there is a proper gas stove, with a wind shield, "
        "because the wind is what costs you all the fuel, and titanium pots, which are light. We did the whole ridge "
        "with one cartridge for three people. And bring instant coffee, since nobody wants to carry a filter, and "
        "chocolate, and a spoon for everyone."
    )
    none = [(0.0, ""), (0.0, ""), (0.0, "")]
    assert await told(answer, judged(answer, none, levels=(0, 3, 4, 0, 2))) == snapshot("""\
I lost my question somewhere in that. Let us go back to it.

I would begin here: *Water boils when its vapour pressure equals the pressure of the air around it.* The matter of vapour pressure shows who has boiled water before. Aloud, you could say: “Water boils when the pressure of its vapour reaches the pressure of the surrounding air.”

I did not hear two others; they are on the sheet, for another round.

== phrasing

I would name things more exactly. I heard none of the field's own terms. Mind the vocabulary.

== stronger

A few sentences of the model answer to begin with:

1. “Water boils when the pressure of its vapour reaches the pressure of the surrounding air.”
2. “On a mountain there is less air above you, so it presses less.”
3. “A pressure cooker solves it, because its sealed lid keeps the steam inside.”

Try it aloud without looking. It may come out shorter, and that is fine.\
""")


@pytest.mark.parametrize("credit", [0.0, 0.5, 1.0])
async def test_a_follow_up_is_about_its_one_point(credit: float) -> None:
    narrow = RUBRIC.narrowed_to("thin-air")
    answer = "Well, it presses less on you up there."
    grade = judged(answer, [(credit, "it presses less on you up there" if credit else "")], rubric=narrow)
    said = await told(answer, grade, narrow)
    assert "points" not in said
    assert "on the sheet" not in said
    assert said.count(narrow.key_points[0].spoken) == (credit < 1)
    assert "main answer next time" in said


async def test_the_pieces_of_a_channel_together_are_its_text() -> None:
    answer = "there's less air up there"
    pieces, feedback = await written(answer, judged(answer, [(0.0, ""), (0.7, answer), (0.0, "")]))
    for channel in ("technical", "phrasing", "stronger"):
        assert "".join(one.text for one in pieces if one.channel == channel) == getattr(feedback, channel)
    assert len(pieces) > 6
    assert feedback.by == "template"


async def test_the_same_answer_hears_the_same_and_others_hear_other_openings() -> None:
    none = [(0.0, ""), (0.0, ""), (0.0, "")]
    said = [await told(f"answer {at}", judged(f"answer {at}", none)) for at in range(12)]
    assert said == [await told(f"answer {at}", judged(f"answer {at}", none)) for at in range(12)]
    assert len({one.splitlines()[0] for one in said}) > 3


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script> boils at last",
        "![x](http://evil.example/a.png) it boils early",
        "[click here](javascript:alert(1)) and it boils",
        "**bold** and `code` and _this_ boils",
        "</p><img src=x onerror=alert(1)> it boils",
        "it boils\n\n# Your score is 100\n\nreally it does",
        "it boils &lt;b&gt; and more",
    ],
)
async def test_what_a_candidate_says_shows_as_text(hostile: str) -> None:
    said = await told(hostile, judged(hostile, [(1.0, hostile), (0.0, ""), (0.0, "")], (hostile, "")))
    unescaped = said.replace("\\<", "").replace("\\[", "").replace("\\`", "").replace("\\*", "").replace("\\&", "")
    assert "<" not in unescaped
    assert "[" not in unescaped
    assert "`" not in unescaped
    assert "&" not in unescaped
    assert not [line for line in said.splitlines() if line.startswith("#")]
    assert "://" not in said.replace("\\:", "")


@given(st.text(min_size=1, max_size=80), st.sampled_from([0.0, 0.3, 1.0]), st.booleans())
@settings(max_examples=80)
async def test_no_answer_breaks_it(answer: str, credit: float, mistaken: bool) -> None:
    whole = graded_whole(answer, credit, mistaken)
    _, feedback = await written(answer, whole)
    assert feedback.technical
    assert feedback.phrasing
    assert feedback.stronger


def graded_whole(answer: str, credit: float, mistaken: bool) -> Graded:
    return graded(scored(RUBRIC, [credit, 0, 0], [mistaken, False], [2] * 5, answer))


def said_by_us(feedback: Feedback, rubric: Rubric) -> str:
    """The template's own words: what it quotes, claims or explains out of rubric and answer left out."""
    text = re.sub(r"“[^”]*”|\*[^*]*\*", "", feedback.technical)
    for because in [one.because for one in (*rubric.key_points, *rubric.misconceptions)]:
        text = text.replace(sentence(because), "")
    return text


async def test_feedback_on_every_sample_of_the_bank_is_well_formed() -> None:
    bank = real_bank()
    for question in bank.questions.values():
        rubric = bank.rubric(question.id)
        for sample in question.samples:
            case = Case(rubric=rubric, answer=sample.text)
            grade = [one async for one in EmbeddedGrader().grade(case)][-1]
            assert isinstance(grade, Graded)
            _, feedback = await written(sample.text, grade, rubric)
            assert "  " not in feedback.technical
            assert ".." not in feedback.technical.replace("...", "")
            assert "wrong" not in said_by_us(feedback, rubric)

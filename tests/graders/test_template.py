"""Feedback without a model: what strong, partial, wrong, empty, rambling and follow-up answers are told."""

# ruff: noqa: E501 (what is said stands here as it is said, a paragraph a line)

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot

from server.domain.grade import (
    Assessment,
    CriterionVerdict,
    Feedback,
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
) -> Graded:
    """A grade made by hand: for each point its credit and the words that earned it, for each belief the words."""
    verdicts = [
        Verdict.COVERED if credit > 0.6 else Verdict.PARTIAL if credit else Verdict.MISSED for credit, _ in points
    ]
    found = Assessment(
        points=tuple(
            PointVerdict(id=one.id, verdict=verdict, credit=credit, evidence=quote(said, answer) if said else ())
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
That is an answer I would be glad to hear in an interview.

I made a note of “The vapour has to push as hard as the air”, because it comes to this: *Water boils when its vapour pressure equals the pressure of the air around it.* “on a mountain there is less air” counts as well: *The air pressure is lower on a mountain.*

== phrasing

What worked: the way you begin. The first sentence already gives the main point.

Nothing here stands in your way. For polish only: mind the vocabulary.

== stronger

The same answer, told from the main point down:

1. “The vapour has to push as hard as the air” *(your words)*
2. “on a mountain there is less air” *(your words)*
3. “A pressure cooker keeps the steam in” *(your words)*

Do not learn it by heart. Keep the order and find your own words.\
""")


async def test_a_partial_answer() -> None:
    answer = "Um, there's less air on a mountain, I think, and that does something to the pressure, you know."
    points = [(0.4, "that does something to the pressure"), (1.0, "there's less air on a mountain"), (0.0, "")]
    assert await told(answer, judged(answer, points, levels=(3, 2, 1, 2, 1))) == snapshot("""\
A sound start: some of what I was listening for came through clearly.

I made a note of “there's less air on a mountain”, because it comes to this: *The air pressure is lower on a mountain.*

“that does something to the pressure” goes in the right direction, and there is more to it: *Water boils when its vapour pressure equals the pressure of the air around it.* The matter of vapour pressure shows who has boiled water before. You could say: “Water boils when the pressure of its vapour reaches the pressure of the surrounding air.”

One other point I did not hear is on the sheet; take it second.

== phrasing

What worked: the way you begin. The first sentence already gives the main point.

The thing to work on next time: how briefly you say it. 41 words, with "you know" and "um" to spare. Mind the concision.

== stronger

You could tell it like this, with your words where you had them:

1. “that does something to the pressure” *(your words)*, and to make it whole: “Water boils when the pressure of its vapour reaches the pressure of the surrounding air.” *(from the model answer)*
2. “there's less air on a mountain” *(your words)*
3. “A pressure cooker solves it, because its sealed lid keeps the steam inside.” *(from the model answer)*

Say it once aloud in your own words; borrowed sentences rarely survive an interview.\
""")


async def test_a_wrong_answer() -> None:
    answer = "It's the cold. The freezing weather cools the kettle, and if you wait longer it gets to a hundred anyway."
    held = ("The freezing weather cools the kettle", "if you wait longer it gets to a hundred anyway")
    none = [(0.0, ""), (0.0, ""), (0.0, "")]
    assert await told(answer, judged(answer, none, held, levels=(1, 3, 4, 1, 2))) == snapshot("""\
Before anything else, there is something in here that I would look at again.

When you said “The freezing weather cools the kettle”, I heard something that many people believe and that is worth unlearning. The weather has no part in it. A hot day on the summit changes nothing.

And then there is “if you wait longer it gets to a hundred anyway”. All further heat goes into steam.

The first thing I would add, because I did not hear it: *Water boils when its vapour pressure equals the pressure of the air around it.* The matter of vapour pressure shows who has boiled water before. You could say: “Water boils when the pressure of its vapour reaches the pressure of the surrounding air.”

I did not hear two other points either; they are on the sheet, for another round.

== phrasing

I liked how briefly you say it. 41 words, with nothing idle in them.

Where I would put the work: the way you begin. I did not hear the main point. Mind the opening.

== stronger

These are sentences of the model answer, in the order in which I would say them:

1. “Water boils when the pressure of its vapour reaches the pressure of the surrounding air.”
2. “On a mountain there is less air above you, so it presses less.”
3. “A pressure cooker solves it, because its sealed lid keeps the steam inside.”

Do not learn it by heart. Keep the order and find your own words.\
""")


async def test_an_empty_answer() -> None:
    none = [(0.0, ""), (0.0, ""), (0.0, "")]
    empty = judged("", none, levels=(0, 0, 0, 0, 0), notices=(Notice.TOO_SHORT,))
    assert await told("", empty) == snapshot("""\
There is hardly anything for me to go on yet. A rough answer is better than none.

This is the first thing I would want to hear: *Water boils when its vapour pressure equals the pressure of the air around it.* The matter of vapour pressure shows who has boiled water before. You could say: “Water boils when the pressure of its vapour reaches the pressure of the surrounding air.”

I did not hear two other points either; they are on the sheet, for another round.

== phrasing

How you put it can wait until there is more of it. When you try again: mind the opening.

== stronger

Here is the model answer from the main point down, a sentence at a time:

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
I caught a part of it, so there is something to stand on.

I made a note of “there's less air up there”, because it comes to this: *The air pressure is lower on a mountain.* With “he had this cooker with a lid” you were on the way to another: *A pressure cooker raises the boiling point by keeping the steam inside a sealed lid.*

The first thing I would add, because I did not hear it: *Water boils when its vapour pressure equals the pressure of the air around it.* The matter of vapour pressure shows who has boiled water before. You could say: “Water boils when the pressure of its vapour reaches the pressure of the surrounding air.”

== phrasing

I would start with the way you begin. I did not hear the main point. Mind the opening.

== stronger

Here is an order that would carry further. Your own sentences stay; the gaps are filled in.

1. “Water boils when the pressure of its vapour reaches the pressure of the surrounding air.” *(from the model answer)*
2. “there's less air up there” *(your words)*
3. “he had this cooker with a lid” *(your words)*

Read it once, put it away, and tell it to somebody. What you forget is what to look at again.\
""")


@pytest.mark.parametrize("credit", [0.0, 0.5, 1.0])
async def test_a_follow_up_is_about_its_one_point(credit: float) -> None:
    narrow = RUBRIC.narrowed_to("thin-air")
    answer = "Well, it presses less on you up there."
    grade = judged(answer, [(credit, "it presses less on you up there" if credit else "")], rubric=narrow)
    said = await told(answer, grade, narrow)
    assert "points" not in said
    assert ("I did not hear it this time" in said or "Not quite what I was after" in said) == (credit == 0)
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
    assert len({one.splitlines()[0] for one in said}) == 3


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
            assert "you were wrong" not in feedback.technical

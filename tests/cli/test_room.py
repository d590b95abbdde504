"""The room in a terminal: what is typed becomes moves, and what comes back is shown in order."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.domain.interview import Phase
from tests.cli.rooms import GOOD, Sitting, sitting


@pytest.fixture
async def room(home: Path) -> AsyncIterator[Sitting]:
    async with sitting() as one:
        yield one


async def test_a_whole_practice_interview(room: Sitting) -> None:
    interview_id = await room.open()
    shown = await room.play(
        interview_id, f"/hint\n/clarify What is a mountain?\n{GOOD}\nAnd more.\n\n\n{GOOD}\n\n/next\n"
    )
    assert "Question 1 of 2, Kettles" in shown
    assert "Hint: Think of the air." in shown
    assert "Clarification: I mean the reason in terms of air pressure." in shown
    assert "covered" in shown
    assert f"“{GOOD.rstrip('.')}" in shown
    assert "Grade: technical" in shown
    assert "What to work on" in shown
    assert shown.index("Question 1 of 2") < shown.index("Grade:") < shown.index("Question 2 of 2")
    assert "The interview has ended" in shown
    report = await room.report(interview_id)
    assert [question.turn.answers[0].given.text for question in report.questions] == [f"{GOOD}\nAnd more.", GOOD]


async def test_each_verdict_is_shown_once(room: Sitting) -> None:
    shown = await room.play(await room.open(count=1), f"{GOOD}\n\n/end\n")
    assert shown.count("A pressure cooker raises the boiling point again.") == 1


async def test_a_follow_up_a_second_answer_and_the_model_answer(room: Sitting) -> None:
    interview_id = await room.open(count=1)
    shown = await room.play(interview_id, f"{GOOD}\n\n/again\n{GOOD} Better.\n\n/reveal\n/follow\nThinner.\n\n/end\n")
    assert "A follow-up: " in shown
    assert "The model answer: Water boils" in shown
    assert "Question 1 of 1, follow-up" in shown
    (question,) = (await room.report(interview_id)).questions
    assert len(question.turn.answers) == 2
    assert question.follow_ups[0].answers[0].given.text == "Thinner."


async def test_a_timed_interview_goes_on_by_itself_and_shows_its_grades_at_the_end(room: Sitting) -> None:
    interview_id = await room.open(count=1, mode="timed")
    shown = await room.play(interview_id, f"{GOOD}\n\nThinner air.\n\nOne degree.\n\n")
    assert "Until " in shown
    assert "follow-up" in shown
    assert shown.index("The interview has ended") > shown.index("Question 1 of 1")
    (question,) = (await room.report(interview_id)).questions
    asked = [question.turn, *question.follow_ups]
    assert shown.count("Grade: technical") == sum(len(turn.answers) for turn in asked) >= 2


async def test_an_interview_that_was_left_is_taken_up_where_it_was(room: Sitting) -> None:
    interview_id = await room.open()
    await room.play(interview_id, f"{GOOD}\n\n")
    shown = await room.play(interview_id, "/next\n/pause\nI cannot be heard\n")
    assert "You answered at" in shown
    assert GOOD in shown
    assert "Grade: technical" in shown
    assert "Question 2 of 2" in shown
    assert shown.count("Paused. /resume goes on, /end ends.") == 2
    shown = await room.play(interview_id, "/resume\n/skip\n")
    assert shown.startswith("\nQuestion 2 of 2")
    assert "Question 1" not in shown
    assert (await room.report(interview_id)).phase is Phase.ENDED


async def test_what_was_typed_and_not_sent_is_there_again(room: Sitting) -> None:
    interview_id = await room.open()
    opened = await room.visitor.interview(interview_id)
    await room.house.services.conductor.draft(interview_id, "local", 1, "half a thought")
    assert opened.number == 1
    shown = await room.play(interview_id, "\n")
    assert "You had typed:\nhalf a thought" in shown
    report = await room.report(interview_id)
    assert report.questions[0].turn.answers[0].given.text == "half a thought"


async def test_at_the_end_of_input_what_was_typed_is_sent(room: Sitting) -> None:
    interview_id = await room.open()
    assert "Grade: technical" in await room.play(interview_id, GOOD)


async def test_an_interview_that_has_ended_shows_only_that(room: Sitting) -> None:
    interview_id = await room.open()
    await room.play(interview_id, "/end\n")
    assert "The interview has ended" in await room.play(interview_id, "")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/nonsense\n", "There is no /nonsense."),
        ("/help\n", "/reveal          show the model answer"),
        ("/next\n", "expected one of answer"),
        ("/again\n", "Type your answer"),
        ("one\n/clear\n\n/help\n", "Forgotten."),
        ("x" * 8001 + "\n\n", "An answer has at most 8,000 characters, and this one has 8,001."),
        (f"{GOOD}\n\nmore words\n", "/again answers it again"),
        (f"{GOOD}\n\n/regrade\n", "expected an answer that is not graded yet"),
        ("/hint\n/hint\n/hint\n", "this question has 2 and all were given"),
    ],
)
async def test_what_cannot_be_done_is_said(room: Sitting, typed: str, said: str) -> None:
    assert said in await room.play(await room.open(), typed)


async def test_a_hostile_answer_is_shown_as_it_is_typed(room: Sitting) -> None:
    interview_id = await room.open(count=1)
    await room.play(interview_id, f"[red]{GOOD}[/red] \x1b[2J\n\n")
    shown = await room.play(interview_id, "/end\n")
    assert f"[red]{GOOD}[/red] [2J" in shown

"""A command asks for one move about the open question, in whatever case it is typed; the rest are no moves."""

import pytest

from server.cli.command import HELP, move_of, parted
from server.protocol import ClarifyMove, NextMove

NO_MOVES = {"/help", "/clear", "/again"}


@pytest.mark.parametrize(
    ("line", "command", "rest"),
    [("/Hint", "/hint", ""), ("  /CLARIFY  What is it? ", "/clarify", "What is it?"), ("/next", "/next", "")],
)
def test_a_line_is_parted_into_the_command_and_what_is_said_after_it(line: str, command: str, rest: str) -> None:
    assert parted(line) == (command, rest)


def test_every_command_of_the_help_is_a_move_or_the_terminals_own() -> None:
    named = {word.rstrip(",") for word in HELP.split() if word.startswith("/")}
    moves = {command: move_of(command, "", 7) for command in named - NO_MOVES}
    assert {command: f"/{move.kind}" for command, move in moves.items() if move} == {
        command: command.replace("follow", "next") for command in moves
    }
    assert {move.about for move in moves.values() if move} == {7}
    assert len({move.cmid for move in moves.values() if move}) == len(moves)


def test_words_after_a_command_are_heard_where_they_mean_something() -> None:
    asked, bare, follow = (move_of("/clarify", "What?", 1), move_of("/clarify", "", 1), move_of("/follow", "x", 1))
    assert isinstance(asked, ClarifyMove)
    assert isinstance(bare, ClarifyMove)
    assert (asked.text, bare.text) == ("What?", None)
    assert isinstance(follow, NextMove)
    assert follow.follow_up


@pytest.mark.parametrize("command", [*sorted(NO_MOVES), "/nonsense", "/"])
def test_the_rest_are_no_moves(command: str) -> None:
    assert move_of(command, "", 1) is None

"""Command: a line that begins with a slash, and the move that it asks for."""

import uuid

from server.protocol import (
    ClarifyMove,
    EndMove,
    EstimateMove,
    HintMove,
    Move,
    NextMove,
    PauseMove,
    RegradeMove,
    ResumeMove,
    RevealMove,
    SkipMove,
)

HELP = """\
Type your answer, over as many lines as you like; an empty line (or Ctrl-D) sends it.
/hint           a hint (practice only)          /clarify [what]  ask what is meant
/skip           go on without an answer         /pause, /resume  stop the clock, go on
/next or Enter  the next question               /follow          take the follow-up
/again          answer the same question again  /reveal          show the model answer
/regrade        try again to grade              /estimate        grade offline meanwhile
/clear          forget what you typed           /end             end the interview"""

PlainMove = HintMove | SkipMove | PauseMove | ResumeMove | RevealMove | RegradeMove | EstimateMove | EndMove

_PLAIN: dict[str, type[PlainMove]] = {
    "/hint": HintMove,
    "/skip": SkipMove,
    "/pause": PauseMove,
    "/resume": ResumeMove,
    "/reveal": RevealMove,
    "/regrade": RegradeMove,
    "/estimate": EstimateMove,
    "/end": EndMove,
}


def parted(line: str) -> tuple[str, str]:
    """The command in lower case, and what is said after it."""
    command, _, rest = line.strip().partition(" ")
    return command.lower(), rest.strip()


def move_of(command: str, rest: str, about: int) -> Move | None:
    """The move on the open question `about`; None where the command stands for none."""
    match command:
        case "/clarify":
            return ClarifyMove(cmid=new_cmid(), about=about, text=rest or None)
        case "/next" | "/follow":
            return NextMove(cmid=new_cmid(), about=about, follow_up=command == "/follow")
        case _ if command in _PLAIN:
            return _PLAIN[command](cmid=new_cmid(), about=about)
        case _:
            return None


def new_cmid() -> str:
    """An id that no other move has."""
    return str(uuid.uuid4())

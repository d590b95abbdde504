"""Standing: where an interview in the terminal stands, as its events tell it."""

from server.domain.event import Event, GradedData
from server.domain.interview import Mode, Phase


class Standing:
    """`about` is the seq of the open question; `again` says that its next answer is a second one.

    `offer` is the follow-up that may be taken, and `due` what is still to come for each answer.
    """

    def __init__(self, mode: Mode) -> None:
        self._mode = mode
        self.phase = Phase.ASKED
        self.about = 0
        self.again = False
        self.offer: str | None = None
        self.due: dict[str, set[str]] = {}

    @property
    def is_waiting(self) -> bool:
        """For a grade or feedback that is shown when it comes; a timed interview shows them at its end."""
        return bool(self.due) and (self._mode is Mode.PRACTICE or self.phase is Phase.ENDED)

    def take(self, event: Event) -> None:
        match event.kind:
            case "question":
                self.about, self.phase, self.again, self.offer = event.seq, Phase.ASKED, False, None
            case "answer":
                self.phase, self.again, self.offer = Phase.ANSWERED, False, None
                self.due[event.data.answer_id] = {"grade", "feedback"}
            case "grading":
                self.due.setdefault(event.data.answer_id, set()).update(("grade", "feedback"))
            case "grade" if isinstance(event.data, GradedData):
                self.offer = event.data.follow_up.probe if event.data.follow_up else None
                self._settle(event.data.answer_id, "grade")
            case "grade":
                self.due.pop(event.data.answer_id, None)
            case "feedback":
                self._settle(event.data.answer_id, "feedback")
            case "phase":
                self.phase = event.data.to
            case "ended":
                self.phase = Phase.ENDED
            case _:
                pass

    def _settle(self, answer_id: str, what: str) -> None:
        due = self.due.get(answer_id, set())
        due.discard(what)
        if not due:
            self.due.pop(answer_id, None)

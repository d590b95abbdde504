"""Words: how the values of a report are called and written for a person."""

from datetime import datetime

from server.domain.attempt import Change, Difference
from server.domain.grade import Flag, Notice, Provenance, Verdict
from server.domain.interview import Mode, Phase
from server.domain.report import State, Summary

VERDICTS = {
    Verdict.COVERED: "covered",
    Verdict.PARTIAL: "in part",
    Verdict.MISSED: "not heard",
    Verdict.CONTRADICTED: "contradicted",
}
FLAGS = {
    Flag.UNSURE: "the grader is unsure",
    Flag.UNVERIFIED: "its quote could not be verified, so it earns nothing",
}
NOTICES = {
    Notice.ADDRESSES_GRADER: "Some sentences speak to the grader; they earn nothing and cost nothing.",
    Notice.REPEATS_MODEL_ANSWER: "This repeats the model answer nearly word for word.",
    Notice.ECHOES_QUESTION: "This mostly repeats the question.",
    Notice.TOO_SHORT: "This is too short to be graded in detail.",
}
STATES = {
    State.GRADED: "graded",
    State.ESTIMATED: "estimated offline",
    State.WAITING: "waiting for a grade",
    State.NOT_GRADED: "not graded",
    State.SKIPPED: "skipped",
    State.OPEN: "still open",
}
MODES = {Mode.PRACTICE: "Practice", Mode.TIMED: "Timed"}
PHASES = {Phase.ASKED: "in progress", Phase.ANSWERED: "in progress", Phase.PAUSED: "paused", Phase.ENDED: "ended"}
ASIDES = {"hint": "Hint", "clarification": "Clarification", "reveal": "Model answer, shown here"}


def points(number: float) -> str:
    """Points in steps of 0.1, with a real minus sign."""
    return f"{number:.1f}".replace("-", "\N{MINUS SIGN}")


def credit(number: float) -> str:
    return f"{number:.2f}"


def moment(at: datetime | None) -> str:
    """A time for people, in UTC."""
    return f"{at.day} {at:%B %Y, %H:%M} UTC" if at is not None else "not recorded"


def count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def standing(counts: dict[State, int]) -> str:
    """What became of the questions: `3 graded, 1 skipped`."""
    return ", ".join(f"{number} {STATES[state]}" for state, number in counts.items()) or "no questions yet"


def grader(name: str, version: str) -> str:
    return f"{ {'embedded': 'Embedded grader', 'llm': 'Language-model grader'}.get(name, name) } {version}"


def basis(summary: Summary) -> str:
    """What a summary is the mean of."""
    kind = "offline estimate" if summary.estimate else "grade"
    noun = "first answer" if summary.questions == 1 else "first answers"
    return f"{kind}{'' if summary.questions == 1 else 's'} of {summary.questions} {noun}"


def since(difference: Difference) -> str:
    """What changed since the last attempt, in a sentence; scores only where they can be compared."""
    changes = [point.change for point in difference.points]
    parts = [
        f"{changes.count(change)} {said}"
        for change, said in (
            (Change.GAINED, "better"),
            (Change.LOST, "lost"),
            (Change.STILL_MISSING, "still not heard"),
            (Change.KEPT, "kept"),
        )
        if change in changes
    ]
    moved = ""
    if difference.comparable:
        gained = difference.after.technical - difference.before.technical
        moved = f" Technical {'+' if gained > 0 else ''}{points(gained)}."
    return f"Since the attempt of {moment(difference.at)}: of the key points {', '.join(parts)}.{moved}"


def provenance(made: Provenance) -> str:
    """By what, with what and when a grade was made, in one line."""
    parts = [grader(made.grader, made.grader_version), f"rubric {made.rubric_version}"]
    if made.model_asked:
        served = f" (served {made.model_served})" if made.model_served and made.model_served != made.model_asked else ""
        parts.append(f"model {made.model_asked}{served}")
    if made.prompts:
        parts.append("prompts " + ", ".join(f"{prompt.name} {prompt.version}" for prompt in made.prompts))
    parts += [f"{name} {value}" for name, value in made.settings.items()]
    if made.usage:
        about = "about " if made.usage.estimated else ""
        parts.append(
            f"{about}{made.usage.tokens_in:,} tokens in and {made.usage.tokens_out:,} out "
            f"in {count(made.usage.calls, 'call')}"
        )
    if made.claim is not None:
        parts.append(f"claim {made.claim}")
    if made.at is not None:
        parts.append(moment(made.at))
    return " · ".join(parts)

"""Screen: how an interview looks in a terminal. Whatever was said, by anyone, is shown as plain text."""

import unicodedata
from datetime import datetime

from rich.console import Console, RenderableType
from rich.markdown import Markdown
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from server.domain.event import AsideData, EndedData, FeedbackData, GradedData, NotGradedData, QuestionData
from server.domain.grade import CriterionLine, Line, MisconceptionLine, PointLine, Verdict
from server.domain.interview import Mode, Part
from server.domain.report import Report, State
from server.services.export import words

_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
_SIGNS = {
    Verdict.COVERED: ("✓", "green"),
    Verdict.PARTIAL: ("~", "yellow"),
    Verdict.MISSED: ("·", "dim"),
    Verdict.CONTRADICTED: ("✗", "red"),
}

_ASIDES = {"hint": "Hint", "clarification": "Clarification", "reveal": "The model answer"}


def plain(text: str) -> str:
    """Text that cannot act on a terminal: no control characters, no change of direction; line breaks and tabs stay."""
    return "".join(
        char
        for char in text
        if char in "\n\t" or (unicodedata.category(char) not in ("Cc", "Cs") and char not in _OVERRIDES)
    )


class Screen:
    """Prints to this console. Never uses its markup."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False)

    def say(self, text: str, style: str = "") -> None:
        self._console.print(Text(plain(text), style=style))

    def note(self, text: str) -> None:
        """Something beside the interview: what can be done, what happened to the line."""
        self.say(text, "dim")

    def warn(self, text: str) -> None:
        self.say(text, "yellow")

    def question(self, asked: QuestionData, mode: Mode) -> None:
        part = "follow-up" if asked.part is Part.FOLLOW_UP else plain(asked.topic)
        title = Text(f"Question {asked.number} of {asked.of}, {part}", style="bold cyan")
        self._print("", Rule(title, align="left", style="dim"), Text(plain(asked.ask), style="bold"))
        if asked.deadline is not None:
            self.note(f"Until {asked.deadline.astimezone():%H:%M:%S}.")
        hints = " /hint" if asked.hints and mode is Mode.PRACTICE else ""
        self.note(f"Type your answer; an empty line sends it.{hints} /clarify /skip /pause /end /help")

    def aside(self, kind: str, said: AsideData) -> None:
        self._print(Text.assemble((f"{_ASIDES.get(kind, kind)}: ", "bold"), plain(said.text)))

    def answer(self, text: str, at: datetime) -> None:
        """An answer that was given before, when an interview is taken up again."""
        self.note(f"You answered at {at.astimezone():%H:%M}:")
        self._print(Padding(Text(plain(text)), (0, 0, 0, 2)))

    def line(self, line: Line) -> None:
        """One line of the score sheet."""
        match line:
            case PointLine():
                sign, style = _SIGNS[line.verdict]
                about = f"{words.VERDICTS[line.verdict]}, {words.points(line.earned)} of {words.points(line.possible)}"
                about += "".join(f", {words.FLAGS[flag]}" for flag in line.flags)
                self._line(sign, style, line.says, about, [one.quote for one in line.evidence])
            case MisconceptionLine():
                if line.held:
                    about = f"misconception, {words.points(line.earned)}. {line.because}"
                    self._line("✗", "red", line.claims, about, [one.quote for one in line.evidence])
            case CriterionLine():
                note = f" {line.note}" if line.note else ""
                about = f"{words.points(line.earned)} of {words.points(line.possible)}.{note}"
                self._line(f"{line.level}", "cyan", f"{line.name}: {line.says}", about, [])

    def grade(self, grade: GradedData) -> None:
        """The totals, after the lines."""
        for limit in grade.lines.limits:
            self.note(f"{limit.says} (+{words.points(limit.earned)})")
        for error in grade.lines.errors:
            self._line("!", "red", error.why, "also wrong, not scored", [error.evidence.quote])
        for notice in grade.notices:
            self.warn(words.NOTICES[notice])
        what = "Estimate, made offline" if grade.estimate else "Grade"
        scores = f"technical {words.points(grade.scores.technical)}, phrasing {words.points(grade.scores.phrasing)}"
        self._print(Text.assemble((f"{what}: ", "bold"), (scores, "bold green"), " of 100"))
        if grade.band is not None:
            low, high = words.points(grade.band.low), words.points(grade.band.high)
            self.note(f"Technical between {low} and {high}. {grade.band.basis}")
        made = grade.provenance
        self.note(f"By: {words.grader(made.grader, made.grader_version)}.")

    def refused(self, grade: NotGradedData) -> None:
        again = f" It is tried again at {grade.retry_at.astimezone():%H:%M:%S}." if grade.retry_at else ""
        self.warn(f"Not graded: {grade.message}{again} Your answer is stored.")
        self.note("/regrade tries now, /estimate grades it offline, Enter goes on.")

    def feedback(self, said: FeedbackData) -> None:
        titles = ("What to work on", "How it was put", "A stronger way to say it")
        for title, text in zip(titles, (said.technical, said.phrasing, said.stronger), strict=True):
            if text.strip():
                body = Markdown(plain(text), hyperlinks=False)
                self._print("", Text(title, style="bold"), Padding(body, (0, 0, 0, 2)))

    def after_grade(self, offer: str | None) -> None:
        self._print("")
        if offer is not None:
            self._print(Text.assemble(("A follow-up: ", "bold"), plain(offer)))
        follow_up = "/follow takes it; " if offer is not None else ""
        self.note(f"{follow_up}Enter goes on. /again /reveal /pause /end /help")

    def ended(self, data: EndedData) -> None:
        self._print("", Rule(Text("The interview has ended", style="bold cyan"), align="left", style="dim"))
        if data.waiting:
            count = words.count(data.waiting, "answer")
            self.note(f"{count} still to be graded. Ctrl-C leaves now; late grades stand in the export.")

    def report(self, report: Report) -> None:
        """What the interview came to, each grader's means apart."""
        self.say(f"{words.count(len(report.questions), 'question')}: {words.standing(report.standing)}.")
        for summary in report.summaries:
            technical, phrasing = words.points(summary.technical), words.points(summary.phrasing)
            self._print(Text(f"Technical {technical}, phrasing {phrasing} of 100", style="bold green"))
            self.note(f"The mean {words.basis(summary)}, by: {words.grader(summary.grader, summary.grader_version)}.")
        if len(report.questions) > 1:
            self._print(_scores(report))
        for point in report.rehearse:
            self._print(Text.assemble(("To rehearse: ", "bold"), plain(f"{point.says} (question {point.number})")))

    def _line(self, sign: str, style: str, says: str, about: str, quotes: list[str]) -> None:
        table = Table.grid(padding=(0, 1))
        table.add_column(width=2, justify="right")
        table.add_column(overflow="fold")
        body = Text.assemble(plain(says), (f"  {plain(about)}", "dim"))
        for quote in quotes:
            body.append(f"\n“{plain(' '.join(quote.split()))}”", style="italic")
        table.add_row(Text(sign, style=style), body)
        self._print(table)

    def _print(self, *what: RenderableType) -> None:
        for one in what:
            self._console.print(one)


def _scores(report: Report) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("", justify="right")
    table.add_column("Question", overflow="fold")
    table.add_column("Technical", justify="right")
    table.add_column("Phrasing", justify="right")
    for question in report.questions:
        asked = question.turn.question
        grade = question.turn.answers[0].grade if question.turn.answers else None
        scores = ("", words.STATES[question.state])
        if grade is not None:
            mark = "≈" if question.state is State.ESTIMATED else ""
            scores = (f"{mark}{words.points(grade.scores.technical)}", f"{mark}{words.points(grade.scores.phrasing)}")
        table.add_row(Text(str(asked.number)), Text(plain(asked.ask)), *(Text(score) for score in scores))
    return table

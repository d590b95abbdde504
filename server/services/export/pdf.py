"""PDF: the report set by Typst. Every text reaches the template as data, so nothing in it can act as markup."""

import json
import re
from pathlib import Path
from typing import Any, Literal

from server.domain.event import GradedData
from server.domain.grade import Band
from server.domain.report import QuestionReport, Report
from server.domain.transcript import Answer, Turn
from server.errors import Unavailable
from server.services.export import words
from server.services.export.marks import letter, marks_of, segments
from server.services.export.prose import blocks

_NO_TEXT = re.compile("\\\\u0000|[\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")
"""What stands for no character: JSON's way to write NUL, half surrogates, byte order marks, reserved places."""

TEMPLATE = Path(__file__).parent / "templates" / "report.typ"


def pdf(report: Report) -> bytes:
    """The report as a PDF, the same bytes for the same report on the same machine.

    It is accessible (PDF/UA-1) unless the answer holds a character that no font here has: then it is set without that
    promise. Raises Unavailable, saying what to do, where Typst is not there or cannot set the text at all.
    """
    try:
        import typst
    except ImportError as error:
        raise Unavailable(
            "PDF needs the package typst, which is not installed here. Install Viva with its extra `export` "
            "(pip install 'viva[export]'), or take the HTML file and print it from the browser."
        ) from error

    def set_in_type(standard: Literal["ua-1"] | None) -> bytes:
        return typst.compile(
            TEMPLATE,
            root=TEMPLATE.parent,
            format="pdf",
            pdf_standards=standard,
            sys_inputs={"report": _NO_TEXT.sub("\ufffd", json.dumps(_report(report), ensure_ascii=False))},
            # Typst takes whole seconds only.
            timestamp=report.started_at.replace(microsecond=0) if report.started_at is not None else None,
        )

    try:
        return set_in_type("ua-1")
    except typst.TypstError:
        pass
    try:
        return set_in_type(None)
    except typst.TypstError as error:
        raise Unavailable(
            "PDF could not be made of this interview: it holds text that cannot be set. "
            "Take the HTML file and print it from the browser."
        ) from error


def _report(report: Report) -> dict[str, Any]:
    return {
        "title": f"Mock interview, {report.track}",
        "about": f"{words.MODES[report.mode]} interview, {words.moment(report.started_at)}, "
        f"{words.PHASES[report.phase]}. {words.count(len(report.questions), 'question')}: "
        f"{words.standing(report.standing)}. Interview {report.id}.",
        "summaries": [
            {
                "technical": words.points(summary.technical),
                "phrasing": words.points(summary.phrasing),
                "basis": f"The mean {words.basis(summary)}, by {words.grader(summary.grader, summary.grader_version)}.",
                "bars": [
                    *([topic.topic, topic.technical, 100] for topic in summary.topics),
                    *([criterion.name, criterion.earned, criterion.possible] for criterion in summary.criteria),
                ],
            }
            for summary in sorted(report.summaries, key=lambda one: one.estimate)
        ],
        "rehearse": [[f"Question {one.number}", one.says, one.because] for one in report.rehearse],
        "questions": [_question(question) for question in report.questions],
    }


def _question(question: QuestionReport) -> dict[str, Any]:
    turn = question.turn
    return {
        "title": f"Question {turn.question.number} of {turn.question.of}",
        "ask": turn.question.ask,
        "about": f"{turn.question.topic} · {words.STATES[question.state]} · rubric {turn.question.rubric_version}",
        "since": words.since(question.since) if question.since is not None else "",
        "turns": [_turn(turn, ""), *(_turn(asked, asked.question.ask) for asked in question.follow_ups)],
    }


def _turn(turn: Turn, ask: str) -> dict[str, Any]:
    return {
        "ask": ask,
        "asides": [[words.ASIDES.get(one.kind, one.kind), one.said.asked or "", one.said.text] for one in turn.asides],
        "answers": [_answer(answer) for answer in turn.answers],
    }


def _answer(answer: Answer) -> dict[str, Any]:
    grade, refusal = answer.grade, answer.not_graded
    newest = [one for one in answer.feedback if grade is None or one.version == grade.version]
    return {
        "about": f"{answer.given.via}, {words.moment(answer.at)}{', after the deadline' if answer.given.late else ''}",
        "runs": [[run.text, run.kind or "", list(run.labels)] for run in segments(answer.given.text, marks_of(grade))],
        "refusal": f"Not graded. {refusal.message}" if refusal else "" if grade else "Waiting for its grade.",
        "grade": _grade(grade) if grade is not None else None,
        "feedback": [
            [title, [[block.kind, [[span.style, span.text] for span in block.spans]] for block in blocks(text)]]
            for one in newest
            for title, text in (
                ("What to work on", one.technical),
                ("How it was put", one.phrasing),
                ("A stronger way to say it", one.stronger),
            )
            if text.strip()
        ],
    }


def _grade(grade: GradedData) -> dict[str, Any]:
    wrong = [
        *((line.claims, f"{line.because} ({words.points(line.earned)})") for line in grade.lines.misconceptions),
        *((error.evidence.quote, f"{error.why} (shown, not scored)") for error in grade.lines.errors),
    ]
    return {
        "title": "Estimate" if grade.estimate else "Grade",
        "technical": words.points(grade.scores.technical),
        "phrasing": words.points(grade.scores.phrasing),
        "band": _band(grade.band) if grade.band is not None else "",
        "notices": [words.NOTICES[notice] for notice in grade.notices],
        "points": [
            [
                str(number),
                line.says,
                "; ".join((words.VERDICTS[line.verdict], *(words.FLAGS[flag] for flag in line.flags))),
                _share(line.earned, line.possible),
            ]
            for number, line in enumerate(grade.lines.points, start=1)
        ],
        "wrong": [[letter(place), said, because] for place, (said, because) in enumerate(wrong)],
        "limits": [f"{limit.says} ({words.points(limit.earned)})" for limit in grade.lines.limits],
        "criteria": [
            [
                line.name,
                f"{line.level} of 4",
                line.says,
                _share(line.earned, line.possible),
            ]
            for line in grade.lines.criteria
        ],
        "provenance": words.provenance(grade.provenance),
    }


def _band(band: Band) -> str:
    return f"Technical between {words.points(band.low)} and {words.points(band.high)}. {band.basis}"


def _share(earned: float, possible: float) -> str:
    return f"{words.points(earned)} of {words.points(possible)}"

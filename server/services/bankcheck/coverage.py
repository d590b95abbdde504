"""Coverage: which of the questions that a track promises are covered by some file, by subtopic and by list."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from server.domain.bank import Track
from server.domain.question import Question, Split
from server.domain.survey import Asked, FiledQuestion, Finding, Survey

DRILLED = "model-answers"
"""The list whose questions are practised by picking the strongest of four answers: its files hold a drill."""


@dataclass(frozen=True, slots=True)
class Row:
    """One subtopic, or one list that is no part of the topic tree."""

    track: str
    id: str
    name: str
    files: int
    asked: int
    covered: int
    samples: int
    test: int
    """How many of the files are kept for testing the grader."""


def coverage_rows(survey: Survey) -> tuple[Row, ...]:
    """A row for each subtopic in the track's order, then one for each further list."""
    return tuple(row for track_id, track in survey.tracks.items() for row in _rows(survey, track_id, track))


def check_coverage(survey: Survey, *, complete: bool) -> Iterator[Finding]:
    """Ids that are stray or covered twice, missing drills; where it should be complete, also each list that is not."""
    for track_id, track in survey.tracks.items():
        asked = survey.asked.get(track_id, ())
        filed = _of(survey, track_id)
        yield from _stray_names(survey, track_id, track, asked)
        yield from _covered_twice(filed)
        for one in filed:
            yield from _stray_ids(one, asked)
            yield from _missing_drill(one)
        if complete:
            yield from _incomplete_lists(survey, track_id, asked, filed)


def _rows(survey: Survey, track_id: str, track: Track) -> Iterator[Row]:
    filed = _of(survey, track_id)
    asked = survey.asked.get(track_id, ())
    covered = _covered(filed)
    in_tree: set[str] = set()
    for topic in track.topics:
        for subtopic in topic.subtopics:
            place = f"{topic.id}/{subtopic.id}"
            ids = {one.id for one in asked if one.id.startswith(f"{place}/")}
            in_tree |= ids
            mine = [one.question for one in filed if one.question.id.startswith(f"{place}/")]
            yield _row(track_id, place, f"{topic.name}: {subtopic.name}", mine, ids, covered)
    for name in dict.fromkeys(one.list for one in asked if one.id not in in_tree):
        ids = {one.id for one in asked if one.list == name and one.id not in in_tree}
        mine = [one.question for one in filed if not ids.isdisjoint(one.question.covers)]
        yield _row(track_id, name, f"List: {name}", mine, ids, covered)


def _row(track: str, place: str, name: str, mine: Sequence[Question], ids: set[str], covered: set[str]) -> Row:
    return Row(
        track=track,
        id=place,
        name=name,
        files=len(mine),
        asked=len(ids),
        covered=len(ids & covered),
        samples=sum(len(question.samples) for question in mine),
        test=sum(question.split is Split.TEST for question in mine),
    )


def _of(survey: Survey, track_id: str) -> Sequence[FiledQuestion]:
    return [one for one in survey.filed if one.question.track == track_id]


def _covered(filed: Sequence[FiledQuestion]) -> set[str]:
    return {covered for one in filed for covered in one.question.covers}


def _stray_ids(one: FiledQuestion, asked: Sequence[Asked]) -> Iterator[Finding]:
    known = [question.id for question in asked]
    for number, covered in enumerate(one.question.covers):
        if known and covered not in known:
            near = difflib.get_close_matches(covered, known, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            yield one.finding(f"covers.{number}", f"expected an id from coverage.csv, got {covered!r}.{hint}")


def _covered_twice(filed: Sequence[FiledQuestion]) -> Iterator[Finding]:
    """An id is one question's: whoever rehearses the essentials should not be asked the same twice."""
    first: dict[str, str] = {}
    for one in filed:
        for number, covered in enumerate(one.question.covers):
            if covered in first:
                says = f"{covered} is covered by {first[covered]} already. Take it out of one of the two."
                yield one.finding(f"covers.{number}", says)
            first.setdefault(covered, one.question.id)


def _stray_names(survey: Survey, track_id: str, track: Track, asked: Sequence[Asked]) -> Iterator[Finding]:
    """Lists and questions that track.yaml names and that are not there."""
    lists = sorted({one.list for one in asked})
    questions = [one.question.id for one in _of(survey, track_id)]
    named = [(f"exams.{number}.covers", exam.covers) for number, exam in enumerate(track.exams)]
    named += [("essentials", track.essentials)] if track.essentials else []
    track_file = f"{survey.folder}/{track_id}/track.yaml"
    for field, name in named:
        if name not in lists:
            says = f"expected a list of coverage.csv ({', '.join(lists) or 'it has none'}), got {name!r}."
            yield Finding(track_file, None, field, says)
    for number, name in enumerate(track.sample):
        if name not in questions:
            near = difflib.get_close_matches(name, questions, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            says = f"expected the id of a question, got {name!r}.{hint}"
            yield Finding(track_file, None, f"sample.{number}", says)


def _missing_drill(one: FiledQuestion) -> Iterator[Finding]:
    drilled = next((covered for covered in one.question.covers if covered.startswith(f"{DRILLED}/")), None)
    if drilled is not None and one.question.drill is None:
        yield one.finding("drill", f"expected four answers to choose from, since the file covers {drilled}, got none.")


def _incomplete_lists(
    survey: Survey, track_id: str, asked: Sequence[Asked], filed: Sequence[FiledQuestion]
) -> Iterator[Finding]:
    covered = _covered(filed)
    for name in dict.fromkeys(one.list for one in asked):
        ids = [one.id for one in asked if one.list == name]
        missing = [one for one in ids if one not in covered]
        if missing:
            some = ", ".join(missing[:5]) + (", ..." if len(missing) > 5 else "")
            says = f"expected all {len(ids)} covered, got {len(ids) - len(missing)}. Missing: {some}."
            yield Finding(f"{survey.folder}/{track_id}/coverage.csv", None, name, says)

"""Comparison: two runs over the answers that both graded: what changed, by how much, and where it became worse."""

from typing import NamedTuple

from server.domain.resampling import Change, changes
from server.services.lab.figures import sums_of
from server.services.lab.run import Result, Run


class Moved(NamedTuple):
    """One answer in both runs. `further` is how much further from the marks it is now, in points of 100."""

    before: Result
    after: Result

    @property
    def further(self) -> float:
        return round(abs(self.after.error or 0) - abs(self.before.error or 0), 1)


class Comparison(NamedTuple):
    """`moved` begins with the worst; `alone` answers stand in one run only; `remarked` ones have other marks now."""

    changes: dict[str, Change]
    moved: list[Moved]
    alone: int
    not_graded: int
    remarked: int


def compare(before: Run, after: Run) -> Comparison:
    """The answers to the same questions, word for word the same, in pairs.

    Where the rubric is the same, the later run's marks count for both; where it is another one, each has its own.
    """
    known = {_same(one): one for one in before.results}
    both = [(known[_same(one)], one) for one in after.results if _same(one) in known]
    moved = [Moved(_with_marks(old, new, before, after), new) for old, new in both if old.judged and new.judged]
    return Comparison(
        changes=changes(sums_of(one.before for one in moved), sums_of(one.after for one in moved)),
        moved=sorted(moved, key=lambda one: -one.further),
        alone=len(before.results) + len(after.results) - 2 * len(both),
        not_graded=len(both) - len(moved),
        remarked=sum(_marks(old) != _marks(new) for old, new in both),
    )


def _same(result: Result) -> tuple[str, str]:
    return result.case.question_id, result.case.answer


def _marks(result: Result) -> tuple[object, ...]:
    return result.points, set(result.case.held), result.case.phrasing


def _with_marks(old: Result, new: Result, before: Run, after: Run) -> Result:
    question = new.case.question_id
    if before.header.rubrics.get(question) != after.header.rubrics.get(question):
        return old
    return new.model_copy(update={"judged": old.judged})

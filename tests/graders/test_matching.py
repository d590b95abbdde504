"""Coverage is how much of a target a stretch says; the other way round is a clash."""

from server.graders.clauses import clauses_of
from server.graders.matching import MOST_CLAUSES, MOST_WORDS, NOTHING, Heard, hear, stretches_of
from server.graders.targets import targets_of
from tests.rubric_fixture import RUBRIC

SAYS = targets_of(RUBRIC).points[1][0]


def loudest(answer: str) -> Heard:
    clauses = clauses_of(answer)
    return max(hear(SAYS, clauses, stretches_of(clauses)), key=lambda one: one.coverage + one.clash)


def test_saying_all_of_it_covers_more_than_saying_some() -> None:
    whole, part = loudest("the air pressure is lower on a mountain"), loudest("you are on a mountain")
    assert whole.coverage > part.coverage > 0
    assert whole.clash == 0


def test_denying_it_clashes() -> None:
    found = loudest("it is never lower on a mountain")
    assert found.clash > found.coverage


def test_something_else_is_not_heard() -> None:
    assert loudest("I had soup with my uncle") == NOTHING


def test_stretches_are_short_runs_of_clauses() -> None:
    answer = "It is this, and it is that, and then some more. " * 6
    clauses = clauses_of(answer)
    stretches = stretches_of(clauses)
    assert len({(one.first, one.last) for one in stretches}) == len(stretches)
    assert all(one.last - one.first < MOST_CLAUSES and one.words <= MOST_WORDS for one in stretches)
    assert all(clauses[one.last].sentence - clauses[one.first].sentence < 2 for one in stretches)


def test_a_long_stretch_is_thinner() -> None:
    short, long = stretches_of(clauses_of("the air pressure is lower")), stretches_of(clauses_of("word " * 18))
    assert short[0].density == 1
    assert long[0].density < 1

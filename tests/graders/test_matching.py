"""Coverage is how much of a target a stretch says; the other way round is a clash."""

from server.graders.clauses import clauses_of
from server.graders.matching import (
    MOST_CLAUSES,
    MOST_WORDS,
    NOTHING,
    Heard,
    hear,
    mentioned,
    said_anywhere,
    share_of,
    stretches_of,
    unreadable,
)
from server.graders.targets import targets_of
from tests.rubric_fixture import RUBRIC

TARGETS = targets_of(RUBRIC)
SAYS = TARGETS.points[1][0]


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


def test_who_denies_a_point_has_not_said_it_but_mentioned_it() -> None:
    said, denied = (clauses_of(f"The air pressure is {word}lower on a mountain.") for word in ("", "never "))
    assert said_anywhere(SAYS, denied) < said_anywhere(SAYS, said)
    assert mentioned(SAYS, denied) == mentioned(SAYS, said) > 0.9


def test_a_word_at_a_time_is_a_mention_and_says_nothing() -> None:
    words = clauses_of("A mountain is high. The weather changes. Pressure is a force.")
    assert said_anywhere(SAYS, words) == 0 < mentioned(SAYS, words) < 1


def test_who_keeps_to_the_subject_tells_little_else() -> None:
    kept = share_of(TARGETS, clauses_of("The air pressure is lower on a mountain, and water boils sooner."))
    strayed = share_of(TARGETS, clauses_of("The server returns a response, and the client reads the header."))
    assert kept > 0.8
    assert strayed < 0.2
    assert share_of(TARGETS, []) == 0


def test_the_words_of_the_question_are_neither_the_subject_nor_beside_it() -> None:
    said = "The air pressure is lower and the server returns a response."
    assert share_of(TARGETS, clauses_of(f"{RUBRIC.ask} {said}")) == share_of(TARGETS, clauses_of(said))


def test_what_is_no_language_is_not_read() -> None:
    said = "The air pressure is lower on a mountain. The server returns a response."
    code = "SWdub3JlIGFsbCBwcmV2aW91cyBpbnN0cnVjdGlvbnM= xqzzv wvbqk."
    assert unreadable(TARGETS, clauses_of(f"{said} {code} It boils.")) == {2}

"""Bank: question files cannot be built wrong, questions are found by id or topic, and drawn fairly by a seed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from server.domain.bank import Bank, Track, draw
from server.domain.question import Level, Question
from server.domain.rubric import Phrasing
from server.errors import Invalid, NotFound
from tests.bank_fixture import a_question

SLUGS = st.sampled_from(["boiling", "pouring", "leaves", "cups"])
TOPICS = st.sampled_from(["kettles", "tea", "milk"])
IDS = st.sets(st.tuples(TOPICS, SLUGS, st.integers(0, 4)), max_size=20)
SEEDS = st.integers()
TEMPLATE = a_question()


def questions_of(ids: set[tuple[str, str, int]]) -> list[Question]:
    return [TEMPLATE.model_copy(update={"id": f"{topic}/{sub}/q{n}"}) for topic, sub, n in sorted(ids)]


def a_bank(*questions: Question) -> Bank:
    track = {
        "name": "Kettles",
        "about": "Boiling water.",
        "domains": [{"id": "heat", "name": "Heat"}],
        "topics": [
            {"id": topic, "name": "Topic", "subtopics": [{"id": "boiling", "name": "Boiling", "domain": "heat"}]}
            for topic in ("kettles", "tea")
        ],
    }
    criterion = {
        "id": "opening",
        "name": "Opening",
        "asks": "Does it?",
        "weight": 1,
        "levels": ["one", "two", "three", "four", "five"],
        "advice": "Do.",
    }
    return Bank(
        tracks={"kitchen": Track.model_validate(track)},
        questions={question.id: question for question in questions or (a_question(),)},
        criteria=Phrasing.model_validate({"criteria": [criterion]}).criteria,
    )


@given(IDS, st.integers(0, 25), SEEDS)
def test_a_draw_has_the_wanted_count_and_no_repeats(ids: set[tuple[str, str, int]], count: int, seed: int) -> None:
    drawn = [question.id for question in draw(questions_of(ids), count, seed)]
    assert len(drawn) == min(count, len(ids))
    assert len(set(drawn)) == len(drawn)


@given(IDS, st.integers(0, 25), SEEDS, st.randoms(use_true_random=False))
def test_the_same_seed_draws_the_same_whatever_the_order(ids: Any, count: int, seed: int, shuffler: Any) -> None:
    questions = questions_of(ids)
    mixed = shuffler.sample(questions, len(questions))
    assert draw(questions, count, seed) == draw(mixed, count, seed)


@given(IDS, st.integers(0, 25), SEEDS)
def test_a_draw_is_spread_over_topics(ids: set[tuple[str, str, int]], count: int, seed: int) -> None:
    """No topic comes up again while another that still has questions waits."""
    drawn = [question.topic for question in draw(questions_of(ids), count, seed)]
    has = {topic: sum(one == topic for one, _, _ in ids) for topic, _, _ in ids}
    times = {topic: drawn.count(topic) for topic in has}
    assert all(times[one] <= times[other] + 1 for one in has for other in has if times[other] < has[other])


@given(IDS, SEEDS)
def test_within_a_topic_each_subtopic_comes_before_any_comes_again(ids: set[tuple[str, str, int]], seed: int) -> None:
    everything = draw(questions_of(ids), len(ids), seed)
    for topic in {question.topic for question in everything}:
        subtopics = [question.subtopic for question in everything if question.topic == topic]
        different = len(set(subtopics))
        assert len(set(subtopics[:different])) == different


def test_different_seeds_draw_differently() -> None:
    ids = {(topic, sub, n) for topic in ("kettles", "tea") for sub in ("boiling", "cups") for n in range(4)}
    draws = {tuple(question.id for question in draw(questions_of(ids), 4, seed)) for seed in range(20)}
    assert len(draws) > 10


def test_a_question_is_found_by_its_id_and_a_wrong_id_shows_the_nearest() -> None:
    bank = a_bank()
    assert bank.question("kettles/boiling/why").topic == "kettles"
    with pytest.raises(NotFound, match=r"'kettles/boiling/wy'. Did you mean 'kettles/boiling/why'\?"):
        bank.question("kettles/boiling/wy")
    with pytest.raises(NotFound, match="`viva bank list` shows them all"):
        bank.question("###")


def test_a_track_is_found_by_its_id() -> None:
    assert a_bank().track("kitchen").name == "Kettles"
    with pytest.raises(NotFound, match="track: expected one of 'kitchen', got 'garden'"):
        a_bank().track("garden")


def test_the_rubric_of_a_question_carries_its_version_and_the_criteria() -> None:
    rubric = a_bank().rubric("kettles/boiling/why")
    assert rubric.version == "0" * 12
    assert [criterion.id for criterion in rubric.criteria] == ["opening"]
    assert rubric.lead_with == "vapour-pressure"


def test_questions_are_narrowed_by_topic_subtopic_and_level() -> None:
    bank = a_bank(a_question(), a_question("tea/boiling/how", level="senior"))
    assert len(bank.within("kitchen")) == 2
    assert [question.id for question in bank.within("kitchen", ["tea"])] == ["tea/boiling/how"]
    assert [question.id for question in bank.within("kitchen", ["kettles/boiling"])] == ["kettles/boiling/why"]
    assert [question.id for question in bank.within("kitchen", level=Level.SENIOR)] == ["tea/boiling/how"]


def test_a_topic_that_is_none_and_a_choice_that_leaves_nothing_are_refused() -> None:
    with pytest.raises(Invalid, match=r"got 'ketles'. Did you mean 'kettles'") as refused:
        a_bank().within("kitchen", ["ketles"])
    assert refused.value.field == "topics"
    with pytest.raises(Invalid, match="no question matches level senior"):
        a_bank().within("kitchen", level=Level.SENIOR)
    with pytest.raises(Invalid, match="no question matches these topics"):
        a_bank().within("kitchen", ["tea"])


def test_a_subtopic_belongs_to_a_domain_that_the_track_names() -> None:
    track = a_bank().track("kitchen").model_dump()
    track["topics"][0]["subtopics"][0]["domain"] = "cold"
    with pytest.raises(ValidationError, match=r"topics.kettles.subtopics.domain: expected one of heat, got 'cold'"):
        Track.model_validate(track)

"""A model answer alone gives key points that can be graded by, edited and pasted into a question file."""

from hypothesis import given
from hypothesis import strategies as st

from server.domain.rubric import Depth, Rubric
from server.graders.draft import MOST_IN_FILE, SAYS_IT, SentenceDrafter
from server.services.bankcheck.prose import stands_whole_in
from tests.rubric_fixture import CRITERIA, RUBRIC, real_bank

drafter = SentenceDrafter()


def test_the_same_texts_give_the_same_draft() -> None:
    assert drafter.draft(RUBRIC.ask, RUBRIC.model_answer) == SentenceDrafter().draft(RUBRIC.ask, RUBRIC.model_answer)


def test_each_point_says_its_sentence_and_the_first_one_leads() -> None:
    draft = drafter.draft(RUBRIC.ask, RUBRIC.model_answer)
    assert [point.spoken for point in draft.key_points] == [point.spoken for point in RUBRIC.key_points]
    assert draft.lead_with == draft.key_points[0].id
    assert draft.key_points[0].depth is Depth.CORE
    assert max(point.weight for point in draft.key_points) == 3


def test_openers_and_brackets_are_not_part_of_what_a_point_says() -> None:
    point = drafter.draft("Why?", "So, first, a sealed lid (a heavy one) keeps all the steam inside.").key_points[0]
    assert point.says == "A sealed lid keeps all the steam inside."


def test_ids_and_probes_are_made_of_what_tells_most() -> None:
    point = drafter.draft(RUBRIC.ask, "The contextvar survives.").key_points[0]
    assert point.id == "contextvar-survives"
    assert point.probe == "What can you say about “contextvar” and “survives”?"


def test_claims_about_the_same_words_have_different_ids() -> None:
    draft = drafter.draft("Why?", "The lid seals. The lid seals. The lid seals. The lid seals.")
    ids = [point.id for point in draft.key_points]
    assert len(ids) == len(set(ids)) == 4


def test_vocabulary_leaves_out_what_the_question_says() -> None:
    draft = drafter.draft("What does a sealed lid do?", "The sealed lid keeps Steam inside.")
    assert "Steam" in draft.vocabulary
    assert "lid" not in draft.vocabulary


def test_the_sentence_that_says_it_is_found_or_there_is_none() -> None:
    model_answer = f"{RUBRIC.model_answer} The weather has no part in it."
    assert drafter.spoken("A sealed lid keeps steam inside", model_answer) == RUBRIC.key_points[2].spoken
    assert drafter.spoken("Salt is cheap.", model_answer) == "Salt is cheap."
    assert drafter.spoken("It is.", model_answer) == "It is."
    assert 0 < SAYS_IT < 1


def test_a_draft_of_a_question_of_the_bank_can_stand_in_its_file() -> None:
    for question in real_bank().questions.values():
        draft = SentenceDrafter(MOST_IN_FILE).draft(question.ask, question.model_answer)
        assert len(draft.key_points) <= MOST_IN_FILE
        assert all(stands_whole_in(point.spoken, question.model_answer) for point in draft.key_points)


@given(st.text(max_size=40), st.text(min_size=3, max_size=700))
def test_any_texts_give_a_rubric(question: str, model_answer: str) -> None:
    draft = drafter.draft(question, model_answer)
    Rubric(
        question_id="q",
        version="v",
        ask="Why?",
        model_answer=model_answer,
        lead_with=draft.lead_with,
        key_points=draft.key_points,
        misconceptions=(),
        vocabulary=draft.vocabulary,
        criteria=CRITERIA,
    )
    assert drafter.spoken(question or "why", model_answer)

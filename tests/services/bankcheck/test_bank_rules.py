"""Bank rules: files that ask the same, samples that repeat each other, and options that give themselves away."""

from typing import Any

from server.domain.survey import FiledQuestion, Finding
from server.services.bankcheck.bank_rules import check_files
from tests.bank_fixture import a_question, question_fields

NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def filed(number: int, **changes: Any) -> FiledQuestion:
    """A file that shares no question and no sentence with its neighbours, unless the changes say so."""
    name = f"{NUMBERS[number // 10]} {NUMBERS[number % 10]}".replace(" ", "")
    samples = [{**sample, "text": f"Say {name}{i}."} for i, sample in enumerate(question_fields()["samples"])]
    fields = {"ask": f"What is {name}, of the {name}ish kind?", "samples": samples, **changes}
    return FiledQuestion(f"{name}.yaml", a_question(f"kettles/boiling/{name}", **fields), {})


def right_at(place: int, *, longest: bool = False, shortest: bool = False) -> dict[str, Any]:
    """Four options, one of them long and one short; the right one is neither of them, unless it is asked to be."""
    texts = ["the first", "the other", "the third", "the final"]
    texts[place if longest else (place + 1) % 4] += " one"
    brief = place if shortest else (place + 2) % 4
    texts[brief] = texts[brief].removeprefix("the ")
    options = [{"text": text, "why": "because", "right": i == place} for i, text in enumerate(texts)]
    return {"item": {"stem": "Which one?", "options": options}}


def found(*files: FiledQuestion) -> list[Finding]:
    return list(check_files(files))


def gated(*files: FiledQuestion) -> list[str]:
    return [str(finding) for finding in found(*files) if finding.gates]


def test_different_files_pass_and_so_does_an_empty_bank() -> None:
    assert gated(filed(1), filed(2)) == []
    assert found() == []


def test_the_same_question_in_other_words_is_found() -> None:
    first = filed(1, ask="In what order does FastAPI run several middlewares?")
    second = filed(2, ask="What order do several middleware run in?")
    assert gated(first, second) == [
        "zerotwo.yaml: ask: asks nearly what kettles/boiling/zeroone asks (1.00, from 0.65). Let the two share a file."
    ]


def test_a_sentence_said_in_two_samples_is_found_whatever_its_case() -> None:
    samples = question_fields()["samples"]
    other = [{**sample, "text": "So yes: " + sample["text"].upper()} for sample in samples]
    says = gated(filed(1, samples=samples), filed(2, samples=other))
    assert [one.partition(": repeats")[0] for one in says] == ["zerotwo.yaml: samples.0.text"]
    assert "repeats a sentence of kettles/boiling/zeroone samples.0.text: 'UP THERE THE AIR" in says[0]


def test_a_sample_may_not_quote_the_cue_or_the_answer_that_it_is_graded_by() -> None:
    samples = question_fields()["samples"]
    samples[0]["text"] = "There's less air pressing down up there."
    samples[1]["text"] = "If I only had an open pot, I would simply let things cook for longer."
    assert [one[: one.rindex(": ")] for one in gated(filed(1, samples=samples))] == [
        "zeroone.yaml: samples.0.text: repeats a sentence of kettles/boiling/zeroone key_points.1.cues.0",
        "zeroone.yaml: samples.1.text: repeats a sentence of kettles/boiling/zeroone model_answer",
    ]


def test_the_longest_option_is_the_right_one_in_at_most_a_quarter_of_the_files() -> None:
    spread = [filed(n, **right_at(n % 4, longest=n < 6)) for n in range(24)]
    assert gated(*spread) == []
    telling = [filed(n, **right_at(n % 4, longest=n < 7)) for n in range(24)]
    assert "the longest in at most a quarter of the files, got 7 of 24: kettles/boiling/zerozero" in gated(*telling)[0]


def test_the_shortest_option_is_the_right_one_in_at_most_a_quarter_of_the_files() -> None:
    spread = [filed(n, **right_at(n % 4, shortest=n < 6)) for n in range(24)]
    assert gated(*spread) == []
    telling = [filed(n, **right_at(n % 4, shortest=n < 7)) for n in range(24)]
    assert [one.partition(": kettles")[0] for one in gated(*telling)] == [
        "zerozero.yaml: item.options: expected the right option to be the shortest in at most a quarter of the files, "
        "got 7 of 24"
    ]


def test_an_option_that_shares_the_least_length_counts_as_the_shortest() -> None:
    level = right_at(0)
    level["item"]["options"] = [{**option, "text": "like any"} for option in level["item"]["options"]]
    said = [str(finding) for finding in found(*[filed(n, **level) for n in range(4)])]
    assert any("the longest in at most a quarter of the files, got 4 of 4" in one for one in said)
    assert any("the shortest in at most a quarter of the files, got 4 of 4" in one for one in said)


def test_the_right_option_stands_evenly_in_every_position() -> None:
    crowded = gated(*[filed(n, **right_at(0 if n < 12 else n % 4)) for n in range(24)])
    assert crowded == [
        "zerozero.yaml: item.options: expected the right option to stand at position 1 in 0 to 12 of 24 files, got 15."
    ]


def test_shares_of_a_small_bank_are_only_reported() -> None:
    few = found(*[filed(n, **right_at(0, longest=True)) for n in range(10)])
    assert len(few) == 2
    assert not any(finding.gates for finding in few)

"""Prompts: files with a head, rendered in a sandbox in which nothing grows and a value is never a template."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.adapters.prompts import MAX_CHARS, PromptFile, load_prompts, parse_prompt
from server.domain.rubric import version_of
from server.errors import Invalid, Misconfigured


def prompt(body: str, inputs: str = "") -> PromptFile:
    return parse_prompt(f"---\nname: a\nrole: user\ninputs: [{inputs}]\n---\n{body}", "a.md")


def test_a_prompt_fills_its_inputs_in() -> None:
    made = prompt("Hello {{ who }}.\n{% for one in many %}- {{ one.name }}\n{% endfor %}", "who, many")
    message = made.message(who="you", many=[{"name": "x"}, {"name": "y"}])
    assert (message.role, message.content) == ("user", "Hello you.\n- x\n- y\n")


def test_its_version_is_the_hash_of_its_text_whatever_the_line_ends() -> None:
    made = prompt("Hello.")
    assert made.version == version_of(made.text)
    assert parse_prompt(made.text.replace("\n", "\r\n") + "\n\n", "a.md").version == made.version


@given(st.text())
def test_a_value_is_never_a_template(value: str) -> None:
    said = "{{ 7 * 7 }}{% for x in y %}" + value
    assert prompt("<{{ v }}>", "v").message(v=said).content == f"<{said}>"


@pytest.mark.parametrize(
    "body",
    [
        "{{ 'a' * 100000000 }}",
        "{{ 'a' ~ 'b' }}",
        "{{ 'a' + 'b' }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ 'a'.ljust(1000000000) }}",
        "{{ 'a'|center(1000000000) }}",
        "{% set x = 'a' %}{{ x }}",
        "{% macro m() %}x{% endmacro %}{{ m() }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ range(1000000000) }}",
        "{{ missing }}",
        "{% include 'x' %}",
        "{{ broken",
    ],
)
def test_what_could_grow_or_reach_out_is_refused(body: str) -> None:
    with pytest.raises((Misconfigured, Invalid)) as caught:
        prompt(body).message()
    assert str(caught.value).startswith(("a.md", "Prompt a"))


def test_a_rendering_is_capped() -> None:
    with pytest.raises(Invalid, match=str(MAX_CHARS)):
        prompt("{% for x in many %}{{ text }}{% endfor %}", "many, text").message(many=range(10**9), text="a" * 1000)


@pytest.mark.parametrize("inputs", [{}, {"v": 1, "w": 2}, {"w": 1}], ids=["none", "too many", "another"])
def test_exactly_its_inputs_are_expected(inputs: dict[str, object]) -> None:
    with pytest.raises(Invalid, match="expected v"):
        prompt("{{ v }}", "v").message(**inputs)


def test_an_input_that_lacks_a_field_is_refused_without_being_told() -> None:
    with pytest.raises(Invalid) as caught:
        prompt("{{ v.name }}", "v").message(v={"secret": "s3cret"})
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "no head",
        "---\nname: b\nrole: user\ninputs: []\n---\nx",
        "---\nname: a\nrole: boss\ninputs: []\n---\nx",
        "---\nname: a\nrole: user\n---\nx",
        "---\nname: a\nrole: user\ninputs: [v]\n---\nx",
        "---\nname: a\nrole: user\ninputs: []\n---\n{{ v }}",
    ],
    ids=["no head", "another name", "unknown role", "no inputs", "unused input", "undeclared input"],
)
def test_a_file_that_is_not_a_prompt_is_named(text: str) -> None:
    with pytest.raises(Misconfigured, match=r"^a\.md: expected"):
        parse_prompt(text, "a.md")


def test_a_folder_without_prompts_is_named(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="prompts"):
        load_prompts(tmp_path)

"""YAML text: the small dialect that question files are written in, and the line of every field."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from server.adapters.yaml_text import Unreadable, read

LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**9), 10**9), st.floats(allow_nan=False, allow_infinity=False), st.text()
)
TREES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(min_size=1), inner), max_leaves=12)


@given(TREES)
def test_what_pyyaml_writes_is_read_back(tree: object) -> None:
    assert read(yaml.safe_dump([tree])).value == [tree]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("2026-01-01", "2026-01-01"),
        ("12:30", "12:30"),
        ("true", True),
        ("~", None),
        ("-3", -3),
        ("1.5e3", 1500.0),
        ("'1'", "1"),
        ("1.2.3", "1.2.3"),
        ("", None),
    ],
)
def test_plain_words_mean_what_yaml_1_2_says(written: str, value: object) -> None:
    read_back = read(f"field: {written}").value["field"]
    assert read_back == value
    assert type(read_back) is type(value)


def test_every_field_has_its_line() -> None:
    lines = read("a: 1\nb:\n  - x: 1\n    y: >-\n      long\n      text\n  - z\nc: {d: [1]}\n").lines
    assert lines == {"": 1, "a": 1, "b": 2, "b.0": 3, "b.0.x": 3, "b.0.y": 4, "b.1": 7, "c": 8, "c.d": 8, "c.d.0": 8}


@pytest.mark.parametrize(
    ("text", "line", "field", "says"),
    [
        ("a: &x 1\nb: *x", 1, "a", "anchors are not allowed"),
        ("a: 1\nb: *x", 2, "b", "aliases are not allowed"),
        ("a: !!python/name:os.system ''", 1, "a", "tags are not allowed"),
        ("a: 1\n\na: 2", 3, "a", "stands twice (first on line 1)"),
        ("x:\n  - k: 1\n    k: 2", 3, "x.0.k", "stands twice"),
        ("? [1]\n: 2", 1, "", "expected a word as the name of a field"),
        ("a: 1\n---\nb: 2", 2, "", "expected one document"),
        ("a: b: c", 1, "", "Put a text that holds a colon in quotes"),
        ("a: [1", 2, "", "expected YAML"),
        ("a: \x07", 1, "", "forbidden character"),
    ],
)
def test_what_is_refused_names_line_and_field(text: str, line: int, field: str, says: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read(text)
    assert (refusal.value.line, refusal.value.field) == (line, field)
    assert says in refusal.value.says


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_nesting_that_would_overflow_the_parser_is_refused_at_once(opening: str) -> None:
    with pytest.raises(Unreadable, match="at most 20 levels"):
        read(opening * 50_000)

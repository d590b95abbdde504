"""Files and functions stay small enough to be read at one sitting; the longest are named where they do not."""

from statistics import median, quantiles

import pytest

from tests.house.tree import functions, lines, name_of, python_files


def file_lengths() -> dict[str, int]:
    filled = [path for path in python_files("server") if path.stat().st_size]
    return {name_of(path): lines(path.read_text(encoding="utf-8")) for path in filled}


def function_lengths() -> dict[str, int]:
    return {
        f"{name_of(path)}:{function.lineno} {function.name}": (function.end_lineno or 0) - function.lineno + 1
        for path in python_files("server")
        for function in functions(path)
    }


def longest(lengths: dict[str, int]) -> str:
    return "\n".join(f"{length:5} {name}" for name, length in sorted(lengths.items(), key=lambda one: -one[1])[:12])


@pytest.mark.parametrize(
    ("lengths", "middle", "most"),
    [(file_lengths(), 120, 250), (function_lengths(), 10, 30)],
    ids=["files", "functions"],
)
def test_half_are_short_and_nine_in_ten_not_long(lengths: dict[str, int], middle: int, most: int) -> None:
    assert median(lengths.values()) <= middle, longest(lengths)
    assert quantiles(lengths.values(), n=10)[-1] <= most, longest(lengths)

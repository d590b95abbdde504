"""Figures: percentiles over rounds, a small table for people, and whether a promise was kept."""

import argparse
import json
import platform
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Spread:
    """The middle and the tail of one round, or of several."""

    p50: float
    p99: float
    count: int


@dataclass(frozen=True)
class Promise:
    """`got` is to be at most `most`, or at least that where `least` is said; `unit` follows both."""

    says: str
    got: float
    most: float
    unit: str
    least: bool = False

    @property
    def kept(self) -> bool:
        return self.got >= self.most if self.least else self.got <= self.most

    def __str__(self) -> str:
        word = "at least" if self.least else "at most"
        verdict = "kept" if self.kept else "NOT KEPT"
        return f"{verdict:9} {self.says}: {short(self.got)}{self.unit}, promised {word} {self.most:g}{self.unit}"


@dataclass
class Report:
    """What one bench prints and writes: tables, promises, and remarks about how it was measured."""

    name: str
    tables: list[str] = field(default_factory=list[str])
    promises: list[Promise] = field(default_factory=list[Promise])
    remarks: list[str] = field(default_factory=list[str])
    figures: dict[str, object] = field(default_factory=dict[str, object])

    def finish(self, chosen: argparse.Namespace) -> int:
        """Print all, write JSON where asked to; the exit code."""
        print("\n\n".join(self.tables), end="\n\n")
        for line in (*self.promises, *self.remarks):
            print(line)
        if chosen.json:
            RESULTS.mkdir(exist_ok=True)
            (RESULTS / f"{self.name}.json").write_text(json.dumps(self.as_json(), indent=1) + "\n")
        return 1 if chosen.gate and not all(promise.kept for promise in self.promises) else 0

    def as_json(self) -> dict[str, object]:
        promises = [{**asdict(promise), "kept": promise.kept} for promise in self.promises]
        machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return {"bench": self.name, "at": now, "machine": machine, "figures": self.figures, "promises": promises}


def arguments(about: str | None) -> argparse.ArgumentParser:
    """The options that every bench has."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one short round: whether it runs, hardly how fast")
    parser.add_argument("--gate", action="store_true", help="exit with 1 where a promise is not kept")
    parser.add_argument("--json", action="store_true", help="write the figures to bench/results/ as well")
    return parser


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share (0 to 1) of all values does not exceed. ValueError where empty."""
    if not values:
        raise ValueError("values: expected at least one, got none. Was anything measured?")
    at = -(-share * len(values) // 1)
    return sorted(values)[max(0, int(at) - 1)]


def spread(values: Sequence[float]) -> Spread:
    return Spread(percentile(values, 0.5), percentile(values, 0.99), len(values))


def middle(rounds: Sequence[Spread]) -> Spread:
    """The median of each figure over several rounds; one round that was disturbed does not move it."""
    return Spread(median(r.p50 for r in rounds), median(r.p99 for r in rounds), sum(r.count for r in rounds))


def short(number: float) -> str:
    """Three significant digits, or the whole number where it has more."""
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"


def table(title: str, rows: Iterable[Mapping[str, object]]) -> str:
    """Rows of named cells as text; floats are shortened, and a cell that a row lacks stays empty."""
    all_rows = list(rows)
    names = list(dict.fromkeys(name for row in all_rows for name in row))
    cells = [names, *([_cell(row.get(name, "")) for name in names] for row in all_rows)]
    widths = [max(len(line[at]) for line in cells) for at in range(len(names))]
    lines = ["  ".join(_set(cell, widths[at], at) for at, cell in enumerate(line)).rstrip() for line in cells]
    return "\n".join([title, "", lines[0], "-" * len(lines[0]), *lines[1:]])


def _cell(value: object) -> str:
    return short(value) if isinstance(value, float) else str(value)


def _set(cell: str, width: int, at: int) -> str:
    return cell.ljust(width) if at == 0 else cell.rjust(width)


def leave(code: int) -> None:
    """End the bench with this exit code."""
    sys.stdout.flush()
    sys.exit(code)

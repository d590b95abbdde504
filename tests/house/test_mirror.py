"""Every module of the server that does something has a test file of its own, in the same place under tests/."""

from pathlib import Path

from tests.house.tree import ROOT, does_something, functions, name_of, python_files

ELSEWHERE = {
    "server/errors.py": "no logic but one constructor; every test of a refusal reads it",
    "server/ports/model.py": "one constructor; the ports are tested by tests/contracts/, over every fulfilment",
}


MIGRATIONS = "server/adapters/db/migrations/"  # tested as one history, by tests/adapters/db/test_migrations.py


def has_logic(path: Path) -> bool:
    return any(does_something(function) for function in functions(path))


def mirrored(path: Path) -> Path:
    """server/a/b.py is tested by tests/a/test_b.py; a package's own code, server/a/__init__.py, by tests/test_a.py."""
    inner = path.relative_to(ROOT / "server")
    named = inner.parent if inner.name == "__init__.py" else inner.with_suffix("")
    return ROOT / "tests" / named.parent / f"test_{named.name}.py"


WITH_LOGIC = [path for path in python_files("server") if has_logic(path) and not name_of(path).startswith(MIGRATIONS)]


def test_every_module_with_logic_has_its_test_file() -> None:
    expected = [mirrored(path) for path in WITH_LOGIC if name_of(path) not in ELSEWHERE]
    missing = [name_of(path) for path in expected if not path.is_file()]
    assert not missing, "write what tests these modules:\n" + "\n".join(missing)


def test_exceptions_are_needed() -> None:
    gone = ELSEWHERE.keys() - {name_of(path) for path in WITH_LOGIC}
    assert not gone, f"take {sorted(gone)} out of ELSEWHERE: no such module with logic"

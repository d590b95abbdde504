"""The README is complete and true to the code, and the project stands on its own."""

import re

import pytest

from tests.house.tree import ROOT, name_of, tracked

README = (ROOT / "README.md").read_text(encoding="utf-8")
# Spelled in parts, so that this file does not point outside either.
OUTSIDE = re.compile("|".join([r"\.\./" + "shared", "/" + "work" + "/", r"/home/\w+/", "/" + r"root/"]))


def settings() -> set[str]:
    """Every setting as the environment spells it."""
    module = pytest.importorskip("server.settings", reason="server/settings.py is not written yet")
    prefix: str = module.Settings.model_config["env_prefix"]
    return {f"{prefix}{name}".upper() for name in module.Settings.model_fields}


def test_every_setting_stands_in_the_readme_and_every_one_there_exists() -> None:
    in_tables = {
        name for line in README.splitlines() if line.startswith("|") for name in re.findall(r"`(VIVA_\w+)`", line)
    }
    assert in_tables == settings()


def test_every_errand_of_dev_that_the_readme_names_exists() -> None:
    offered = set(re.findall(r"^#: \./dev (\w+)", (ROOT / "dev").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"`\./dev (\w+)|^\./dev (\w+)", README, re.MULTILINE))
    assert {one or other for one, other in named} <= offered


def test_every_file_that_the_readme_links_to_exists() -> None:
    linked = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", README)
    missing = [link for link in linked if not (ROOT / link).exists()]
    assert not missing


def test_nothing_points_out_of_the_project() -> None:
    pointing = [
        f"{name_of(path)}:{number}"
        for path in tracked()
        if not name_of(path).startswith("web/dist/") and (text := text_of(path.read_bytes()))
        for number, line in enumerate(text.splitlines(), start=1)
        if OUTSIDE.search(line)
    ]
    assert not pointing


def text_of(content: bytes) -> str:
    return "" if b"\0" in content else content.decode("utf-8", errors="replace")

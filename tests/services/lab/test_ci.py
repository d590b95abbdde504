"""What CI reads: JUnit XML in which a missed must is a failure, and a Markdown table."""

from xml.etree import ElementTree

from server.services.lab.ci import junit, markdown
from server.services.lab.gate import Check

FOUND = [
    Check("agreement", "r at least 0.8", True, True, "0.849"),
    Check("agreement", "r at least 0.88", False, False, "0.849"),
    Check("adversarial", "stuffing | at most 10", True, False, "1 of 2", "a\x00b <script>"),
]


def test_junit_counts_failures_and_keeps_aims_apart() -> None:
    suite = ElementTree.fromstring(junit(FOUND, "embedded 2"))
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("3", "1", "1")
    assert [case.get("classname") for case in suite] == ["lab.agreement", "lab.agreement", "lab.adversarial"]
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert (failure.get("message"), failure.text) == ("got 1 of 2", "ab <script>")


def test_markdown_is_a_table_and_names_the_cases_behind_a_missed_must() -> None:
    text = markdown(FOUND, "embedded 2")
    assert text.startswith("## Gate missed: embedded 2\n")
    assert "| adversarial | stuffing \\| at most 10 | 1 of 2 | **MISSED** |" in text
    assert "| agreement | r at least 0.88 | 0.849 | aim, not reached |" in text
    assert "**stuffing | at most 10**: a" in text


def test_markdown_says_that_a_gate_is_passed() -> None:
    assert markdown(FOUND[:2], "embedded 2").startswith("## Gate passed")

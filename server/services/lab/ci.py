"""CI: the gate's checks as JUnit XML and as a Markdown summary, for whatever runs them."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from server.services.lab.gate import Check, passed


def junit(found: Sequence[Check], grader: str) -> str:
    """A test case for each check; a missed must is a failure, a missed aim is skipped and says why."""
    suite = Element("testsuite", name=f"viva lab gate, {grader}", tests=str(len(found)), errors="0")
    suite.set("failures", str(sum(check.must and not check.passed for check in found)))
    suite.set("skipped", str(sum(not check.must and not check.passed for check in found)))
    for check in found:
        case = SubElement(suite, "testcase", classname=f"lab.{check.group}", name=_plain(check.name))
        if not check.passed:
            said = SubElement(case, "failure" if check.must else "skipped", message=_plain(f"got {check.got}"))
            said.text = _plain(check.why)
    indent(suite)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(suite, encoding="unicode") + "\n"


def markdown(found: Sequence[Check], grader: str) -> str:
    """A heading, a table of the checks, and the cases behind each must that is missed."""
    word = "passed" if passed(found) else "missed"
    lines = [f"## Gate {word}: {grader}", "", "| | check | got | |", "|---|---|---|---|"]
    for check in found:
        cells = (check.group, check.name, check.got, _word(check))
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    missed = [check for check in found if check.must and not check.passed and check.why]
    lines += [f"\n**{check.name}**: {check.why}" for check in missed]
    return "\n".join(lines) + "\n"


def _word(check: Check) -> str:
    if check.passed:
        return "kept"
    return "**MISSED**" if check.must else "aim, not reached"


def _plain(text: str) -> str:
    """Without the characters that XML 1.0 cannot hold."""
    return "".join(char for char in text if char >= " " or char in "\t\n\r")

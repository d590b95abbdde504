"""`viva rubric`: start a question file from a question and a model answer."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from server.ports import Draft

app = typer.Typer(help="Rubrics: what an answer is graded by.", no_args_is_help=True)

WIDTH = 120
NOTE = """\
# Drafted from the model answer alone. Yours to write: cues (how people really say it), misconceptions and samples;
# read each says, because and probe again, because only a person knows why it matters.
"""


@app.command()
def draft(
    question: Annotated[str, typer.Option(metavar="TEXT", help="The question, as it is asked.")],
    model_answer: Annotated[str, typer.Option(metavar="FILE", help="The model answer; - reads standard input.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for another program to read.")] = False,
    as_yaml: Annotated[
        bool, typer.Option("--yaml", help="Print YAML, to paste into a question file: the default.")
    ] = False,
) -> None:
    """Derive key points from a model answer, offline.

    Prints the lead_with, key_points and vocabulary of a question file, as a start: the rest is an author's to write.
    """
    from server.cli.source import read_text
    from server.errors import Invalid
    from server.graders.draft import MOST_IN_FILE, SentenceDrafter

    if as_json and as_yaml:
        raise Invalid("--json, --yaml: expected one of them, got both.")
    text = read_text(model_answer, "--model-answer").strip()
    if len(text) < 3:
        raise Invalid(f"--model-answer: expected a text of a few sentences, got {text!r}.")
    drafted = SentenceDrafter(MOST_IN_FILE).draft(question, text)
    typer.echo(_json(drafted) if as_json else _yaml(drafted), nl=False)


def _body(drafted: "Draft") -> dict[str, Any]:
    """The fields of a question file, weights as authors write them."""
    body = drafted.model_dump(mode="json")
    for point in body["key_points"]:
        point["weight"] = int(point["weight"])
    return body


def _json(drafted: "Draft") -> str:
    import json

    return json.dumps(_body(drafted), ensure_ascii=False, indent=2) + "\n"


def _yaml(drafted: "Draft") -> str:
    import yaml

    return NOTE + yaml.safe_dump(_body(drafted), sort_keys=False, allow_unicode=True, width=WIDTH)

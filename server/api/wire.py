"""The wire: one JSON Schema document of all that a browser sends and gets; the web's types are generated from it.

OpenAPI leaves WebSocket messages out, so the frames and the HTTP bodies are described together here.
`python -m server.api.wire` prints the document; `npm run generate` in web/ turns it into TypeScript.
"""

import json
import sys
from typing import Any, Literal

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode
from pydantic_core import core_schema

from server.api.schema import ErrorOut, HealthOut, InterviewOut, NewInterview, TrackOut
from server.domain.event import Event
from server.domain.grade import Line
from server.domain.report import Report
from server.ports import InterviewCard
from server.protocol import ClientFrame, Delta, Move, ServerFrame
from server.services.progress import ProgressReport, QuestionHistory

Schema = dict[str, Any]

TAKEN: dict[str, Any] = {"ClientFrame": ClientFrame, "Move": Move, "NewInterview": NewInterview}
"""What the browser sends: a field with a default may be left out."""

GIVEN: dict[str, Any] = {
    "ServerFrame": ServerFrame,
    "Event": Event,
    "Delta": Delta,
    "Line": Line,
    "Report": Report,
    "InterviewOut": InterviewOut,
    "InterviewCard": InterviewCard,
    "TrackOut": TrackOut,
    "ProgressReport": ProgressReport,
    "QuestionHistory": QuestionHistory,
    "HealthOut": HealthOut,
    "ErrorOut": ErrorOut,
}
"""What the browser gets: every field is there."""


class _WireSchema(GenerateJsonSchema):
    """Requires what is always on the wire: each field we send, and each tag that tells members of a union apart."""

    def field_is_required(
        self,
        field: core_schema.ModelField | core_schema.DataclassField | core_schema.TypedDictField,
        total: bool,
    ) -> bool:
        return self.mode == "serialization" or super().field_is_required(field, total)


def schema() -> Schema:
    """One document with everything under `$defs`: the unions by their own names, each class by its own."""
    named: list[tuple[str, JsonSchemaMode, TypeAdapter[Any]]] = [
        *((name, "validation", TypeAdapter(kind)) for name, kind in TAKEN.items()),
        *((name, "serialization", TypeAdapter(kind)) for name, kind in GIVEN.items()),
    ]
    roots, document = TypeAdapter.json_schemas(named, schema_generator=_WireSchema)
    defs: Schema = document["$defs"]
    for (name, _), root in roots.items():
        defs.setdefault(str(name), root)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Wire",
        "$defs": {name: _tidy(defs[name]) for name in sorted(defs)},
    }


def _tidy(node: Any, *, names: Literal["keywords", "properties"] = "keywords") -> Any:
    """Without titles and defaults (a generator would make a type of each) and with every tag required."""
    if isinstance(node, list):
        return [_tidy(one) for one in node]  # pyright: ignore[reportUnknownVariableType]
    if not isinstance(node, dict):
        return node
    kept: Schema = {
        key: _tidy(value, names="properties" if key == "properties" and names == "keywords" else "keywords")
        for key, value in node.items()  # pyright: ignore[reportUnknownVariableType]
        if names == "properties" or key not in ("title", "default")
    }
    return kept if names == "properties" else _require_tags(kept)


def _require_tags(node: Schema) -> Schema:
    properties: Schema = node.get("properties", {})
    tags = [name for name, field in properties.items() if "const" in field]
    required = [name for name in properties if name in tags or name in node.get("required", [])]
    return {**node, "required": required} if required else node


if __name__ == "__main__":
    json.dump(schema(), sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")

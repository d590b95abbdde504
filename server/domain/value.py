"""Value and Written: the bases of frozen values that validate when built and refuse unknown fields."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """Frozen, strict about unknown fields, compared by content."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Written(Value):
    """A value that a person writes in a file: white space around its texts does not count."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

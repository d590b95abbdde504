"""Value: the base of every frozen value that validates when it is built and refuses unknown fields."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """Frozen, strict about unknown fields, compared by content."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

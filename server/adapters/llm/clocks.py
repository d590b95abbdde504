"""Clocks and caps: how long and how large one call to a model may get. The SDK's own limits allow half an hour."""

from pydantic import Field

from server.domain.value import Value

MAX_TEXT = 256 * 1024
"""Most characters of text and reasoning that one reply may hold."""

MAX_LINE = 1024 * 1024
"""Most bytes in one line of the stream."""

MAX_STREAM = 4 * 1024 * 1024
"""Most bytes of one stream, decompressed."""

MAX_COMPLAINT = 16 * 1024
"""Most bytes read of an error's body; they are looked at, never repeated."""


class Clocks(Value):
    """Seconds. Only text, or a model's reasoning, counts as progress: comments and empty pieces do not."""

    connect: float = Field(gt=0)
    headers: float = Field(gt=0, description="from the request to the status line")
    first_text: float = Field(gt=0, description="from the status line to the first progress")
    gap: float = Field(gt=0, description="from one progress to the next")
    total: float = Field(gt=0, description="the whole call")


HOSTED = Clocks(connect=3, headers=10, first_text=20, gap=15, total=60)
LOCAL_MODEL = Clocks(connect=3, headers=60, first_text=60, gap=30, total=300)

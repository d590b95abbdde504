"""The chat: every WebSocket message, as two tagged unions (`type`, and `kind` for moves and events).

    frame       way    what it is
    hello       c > s  first, within 5 s; says what the client has already (`epoch`, `last_seq`)
    welcome     s > c  where the interview stands; the events after `last_seq` follow
    event       s > c  durable, read back from the database; `seq` rises by exactly 1
    caught_up   s > c  the replay is over
    move        c > s  all that changes the interview; sent again, with the same `cmid`, until acknowledged
    ack         s > c  stored, and committed before it is said; a repeat gets the same answer
    nack        s > c  refused, with a code and a sentence; never silence
    delta       s > c  a live stream, not durable: a gap in `i` or a new `stream_id` clears the box
    snapshot    s > c  after the replay: what a stream in flight has said so far
    draft       c > s  autosave; comes back in `welcome`
    ping, pong  both   every 20 s; a client that sees a higher head says hello again
    goaway      s > c  before a planned restart

What the frames guarantee is told in docs/protocol.md.
"""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from server.domain.event import Event
from server.domain.grade import Line
from server.domain.interview import MoveKind, Phase
from server.domain.value import Value

PROTO = "viva.1"
ANSWER_CHARS = 8000
CLARIFY_CHARS = 500
FRAME_BYTES = 65536
PING_SECONDS = 20
HELLO_SECONDS = 5
DRAFT_SECONDS = 3

Cmid = Annotated[str, Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")]


class Close:
    """WebSocket close codes beyond the standard ones."""

    RESTART = 1012
    HEARTBEAT_LOST = 4000
    SIGNED_OUT = 4001
    NOT_ALLOWED = 4003
    UNKNOWN = 4004
    READS_TOO_SLOWLY = 4008
    OPENED_ELSEWHERE = 4009
    PROTOCOL_ERROR = 4010
    EPOCH_CHANGED = 4100


class Hello(Value):
    type: Literal["hello"] = "hello"
    proto: Literal["viva.1"] = PROTO
    epoch: str | None = None
    last_seq: int = Field(default=0, ge=0)


class _Move(Value):
    """`about` is the seq of the open question, so that a late move never hits the wrong one."""

    type: Literal["move"] = "move"
    cmid: Cmid
    about: int = Field(ge=0)


class AnswerMove(_Move):
    """`raw` is what the recogniser heard, where the text was corrected."""

    kind: Literal[MoveKind.ANSWER] = MoveKind.ANSWER
    text: str
    raw: str | None = None
    via: Literal["typed", "spoken"] = "typed"


class HintMove(_Move):
    kind: Literal[MoveKind.HINT] = MoveKind.HINT


class ClarifyMove(_Move):
    kind: Literal[MoveKind.CLARIFY] = MoveKind.CLARIFY
    text: str | None = None


class RevealMove(_Move):
    kind: Literal[MoveKind.REVEAL] = MoveKind.REVEAL


class SkipMove(_Move):
    kind: Literal[MoveKind.SKIP] = MoveKind.SKIP


class NextMove(_Move):
    kind: Literal[MoveKind.NEXT] = MoveKind.NEXT
    follow_up: bool = False


class PauseMove(_Move):
    kind: Literal[MoveKind.PAUSE] = MoveKind.PAUSE


class ResumeMove(_Move):
    kind: Literal[MoveKind.RESUME] = MoveKind.RESUME


class RegradeMove(_Move):
    """Run the grader again on the newest answer, after not_graded."""

    kind: Literal[MoveKind.REGRADE] = MoveKind.REGRADE


class EstimateMove(_Move):
    """Ask for a separate grade by the embedded grader, labelled as an estimate."""

    kind: Literal[MoveKind.ESTIMATE] = MoveKind.ESTIMATE


class EndMove(_Move):
    kind: Literal[MoveKind.END] = MoveKind.END


Move = Annotated[
    AnswerMove
    | HintMove
    | ClarifyMove
    | RevealMove
    | SkipMove
    | NextMove
    | PauseMove
    | ResumeMove
    | RegradeMove
    | EstimateMove
    | EndMove,
    Field(discriminator="kind"),
]


class DraftFrame(Value):
    type: Literal["draft"] = "draft"
    about: int = Field(ge=0)
    text: str = Field(max_length=ANSWER_CHARS)


class Pong(Value):
    type: Literal["pong"] = "pong"
    last_seq: int = Field(default=0, ge=0)


class Limits(Value):
    answer_chars: int = ANSWER_CHARS
    clarify_chars: int = CLARIFY_CHARS
    frame_bytes: int = FRAME_BYTES


class Draft(Value):
    about: int
    text: str


class Welcome(Value):
    """`resumed` is false when the client must start from 0: another epoch, or a `last_seq` beyond the head."""

    type: Literal["welcome"] = "welcome"
    epoch: str
    head_seq: int
    resumed: bool
    phase: Phase
    draft: Draft | None = None
    limits: Limits = Limits()
    ping_s: int = PING_SECONDS


class CaughtUp(Value):
    type: Literal["caught_up"] = "caught_up"
    seq: int


class Ack(Value):
    type: Literal["ack"] = "ack"
    cmid: str
    seq: int
    status: Literal["stored", "duplicate"]


NackCode = Literal["out_of_turn", "conflict", "invalid", "too_long", "storage_full", "unavailable", "not_found"]


class Nack(Value):
    type: Literal["nack"] = "nack"
    cmid: str
    code: NackCode
    message: str
    retryable: bool
    retry_ms: int | None = None


Channel = Literal["technical", "phrasing", "stronger", "reply"]


class VerdictDelta(Value):
    """One verdict, verified, as a line of the score sheet that is to come."""

    type: Literal["delta"] = "delta"
    stream_id: str
    i: int
    answer_id: str
    channel: Literal["verdict"] = "verdict"
    line: Line


class TextDelta(Value):
    """`text` goes on where this stream and channel stopped."""

    type: Literal["delta"] = "delta"
    stream_id: str
    i: int
    answer_id: str
    channel: Channel
    text: str


class Snapshot(Value):
    """All that a stream in flight has said so far; the next delta of the stream has `i + 1`."""

    type: Literal["snapshot"] = "snapshot"
    stream_id: str
    i: int
    answer_id: str
    lines: tuple[Line, ...] = ()
    texts: dict[Channel, str] = {}


class Ping(Value):
    type: Literal["ping"] = "ping"
    head_seq: int


class GoAway(Value):
    """`spread_ms`: reconnect after a random part of this time."""

    type: Literal["goaway"] = "goaway"
    code: int
    spread_ms: int


ClientFrame = Annotated[Hello | Move | DraftFrame | Pong, Field(discriminator="type")]
Delta = Annotated[VerdictDelta | TextDelta, Field(discriminator="channel")]
ServerFrame = Annotated[
    Welcome | Event | CaughtUp | Ack | Nack | Delta | Snapshot | Ping | GoAway, Field(discriminator="type")
]

client_frames: TypeAdapter[ClientFrame] = TypeAdapter(ClientFrame)
server_frames: TypeAdapter[ServerFrame] = TypeAdapter(ServerFrame)

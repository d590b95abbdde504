"""One reply while it comes: progress, the whole, and what can no longer become whole."""

import pytest

from server.adapters.llm.reply import CHARS_PER_TOKEN, Reply
from server.adapters.llm.sse import Delta
from server.domain.grade import Reason
from server.ports import ModelFailed
from tests.upstream import NOON


def take(reply: Reply, *deltas: Delta) -> str:
    return "".join(reply.take(delta, NOON) for delta in deltas)


def test_a_reply_is_whole_with_its_finishing_chunk() -> None:
    reply = Reply(100)
    assert take(reply, Delta(text="a"), Delta(text="b", finish="stop"), Delta(tokens_in=5, tokens_out=2)) == "ab"
    assert reply.over
    assert reply.end() == ""
    assert reply.finished({}).tokens_in == 5


def test_done_ends_the_reading_and_proves_nothing() -> None:
    reply = Reply(100)
    take(reply, Delta(text="a"), Delta(done=True))
    assert reply.over
    with pytest.raises(ModelFailed) as caught:
        reply.end()
    assert caught.value.reason is Reason.REPLY_CUT


@pytest.mark.parametrize(
    ("delta", "counts"),
    [(Delta(text="a"), True), (Delta(reasoning="hm"), True), (Delta(), False), (Delta(text=" \n"), False)],
    ids=["text", "reasoning", "nothing", "white space"],
)
def test_only_text_and_reasoning_are_progress(delta: Delta, counts: bool) -> None:
    reply = Reply(100)
    take(reply, delta)
    assert bool(reply.progress) is counts


def test_a_server_that_ignores_the_limit_is_cut_off() -> None:
    with pytest.raises(ModelFailed):
        take(Reply(10), Delta(text="x" * (10 * CHARS_PER_TOKEN + 1)))


def test_what_follows_the_finishing_chunk_is_not_text() -> None:
    assert take(Reply(100), Delta(text="a", finish="stop"), Delta(text="b")) == "a"

"""Seats: the newest tab has it, and a leaving one takes only its own."""

from server.api.seats import Seats


class Tab:
    def __init__(self) -> None:
        self.left: list[int] = []

    def leave(self, code: int) -> None:
        self.left.append(code)


def test_the_older_tab_is_told_and_its_leaving_does_not_free_the_newer_ones_seat() -> None:
    seats, first, second, third = Seats(4009), Tab(), Tab(), Tab()
    with seats.take("one", second):
        with seats.take("one", first):
            assert second.left == [4009]
        with seats.take("one", third):
            pass
    assert (first.left, third.left) == ([], [])


def test_interviews_do_not_share_seats() -> None:
    seats, first, second = Seats(4009), Tab(), Tab()
    with seats.take("one", first), seats.take("two", second):
        assert (first.left, second.left) == ([], [])


def test_everyone_leaves_when_the_server_goes_away() -> None:
    seats, first, second = Seats(4009), Tab(), Tab()
    with seats.take("one", first), seats.take("two", second):
        seats.clear(1012)
    assert (first.left, second.left) == ([1012], [1012])

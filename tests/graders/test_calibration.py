"""Credit rises with what is heard, in steps, and never for next to nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.graders import calibration
from server.graders.calibration import credit

HEARD = st.floats(-0.5, 1.2)


@given(HEARD, HEARD)
def test_hearing_more_never_earns_less(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert credit(low) <= credit(high)


@given(HEARD)
def test_credit_is_a_share_in_steps(heard: float) -> None:
    found = credit(heard)
    assert found == 0 or calibration.LEAST_CREDIT <= found <= 1
    assert found == pytest.approx(round(found / calibration.STEP) * calibration.STEP)


@pytest.mark.parametrize(("heard", "expected"), [(0, 0), (0.17, 0), (1, 1), (0.28, 0.5)])
def test_the_corners_of_the_table(heard: float, expected: float) -> None:
    assert credit(heard) == expected

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ocr.binarise import connected_parts

MASKS = arrays(np.uint8, st.tuples(st.integers(1, 30), st.integers(1, 30)), elements=st.integers(0, 1))


@pytest.mark.parametrize("connectivity", [4, 8])
@given(mask=MASKS)
def test_parts_are_those_that_opencv_tells(connectivity, mask):
    count, labels, stats = connected_parts(mask, connectivity=connectivity)
    theirs = cv2.connectedComponentsWithStats(mask, connectivity=connectivity)
    assert count == theirs[0]
    assert np.array_equal(labels, theirs[1])
    assert np.array_equal(stats[1:], theirs[2][1:])
    assert not stats[0].any()

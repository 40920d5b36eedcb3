"""Names of lines keep apart, and move as little as that takes."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from llm_barriers.reports.figures.marks import _apart


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0.01, 0.3)), min_size=1, max_size=8))
def test_names_do_not_overlap_and_stay_where_they_have_room(ends):
    places, sizes = zip(*sorted(ends), strict=True)
    moved = _apart(places, sizes)
    gaps = np.array([(a + b) / 2 for a, b in pairwise(sizes)])
    assert (np.diff(moved) >= gaps - 1e-9).all()
    assert abs(np.mean(moved) - np.mean(places)) < 1e-9
    if (np.diff(places) >= gaps).all():
        np.testing.assert_allclose(moved, places, atol=1e-12)

"""Curves along a discount are followed once, and then read from the store as they were."""

import numpy as np
import pytest

from llm_barriers.analyses.evidence.implied import CENTRES
from llm_barriers.reports.run import curves
from llm_barriers.reports.run.settings import Settings


@pytest.mark.slow
def test_a_curve_from_the_store_is_the_one_that_was_followed(graphs, tmp_path, monkeypatch):
    settings = Settings.read("author", seed=1, draws=100, ci_prob=0.9, store=tmp_path)
    first = curves.follow(graphs("author"), "report_reliability", settings, draws=2000)
    monkeypatch.delattr(curves, "implied")
    again = curves.follow(graphs("author"), "report_reliability", settings, draws=2000)
    assert [curve.evidence_model for curve in again] == ["reliability_mixture"]
    for before, after in zip(first, again, strict=True):
        assert (before.study, before.discount, before.kind) == (after.study, after.discount, after.kind)
        np.testing.assert_array_equal(before.values, after.values)
        for name in CENTRES:
            np.testing.assert_array_equal(before.centres[name], after.centres[name])
            np.testing.assert_array_equal(before.errors[name], after.errors[name])

"""Sobol indices against Ishigami's function and a linear one, and what may not be shared out."""

import numpy as np
import pytest
from scipy import special

from llm_barriers.analyses.sensitivity.sobol import sobol_indices
from llm_barriers.priors import StudyError


def _ishigami(scores):
    x = np.pi * (2 * special.ndtr(scores) - 1)
    return (np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]))[np.newaxis]


def _within(indices, name, exact):
    error = abs(indices[name].sel(target="y") - exact)
    return (error < 4 * indices[f"{name}_se"].sel(target="y") + 1e-3).all()


def test_ishigami():
    indices = sobol_indices(_ishigami, ["y"], ["a", "b", "c"], seed=1)
    assert _within(indices, "sobol_first", [0.3139, 0.4424, 0.0])
    assert _within(indices, "sobol_total", [0.5576, 0.4424, 0.2437])
    assert (indices["sobol_total_se"] < 0.05).all()


def test_targets_and_groups_keep_their_names():
    def two(scores):
        return np.stack([scores @ [3.0, 0.0, 1.0], scores @ [0.0, 1.0, 0.0]])

    indices = sobol_indices(two, ["y", "z"], ["g", "h", "g"], seed=2)
    assert list(indices["group"].to_numpy()) == ["g", "h"]
    np.testing.assert_allclose(indices["sobol_first"], [[1, 0], [0, 1]], atol=0.05)


def test_indices_of_a_linear_function_are_its_squared_slopes():
    slopes = np.array([1.0, 2.0, 0.5])
    indices = sobol_indices(lambda s: (s @ slopes)[np.newaxis], ["y"], ["a", "b", "c"], seed=5)
    for index in ("sobol_first", "sobol_total"):
        assert _within(indices, index, slopes**2 / (slopes**2).sum())


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_one_number_that_is_not_finite_is_refused(bad):
    def broken(scores):
        values = _ishigami(scores)
        values[0, 7] = bad
        return values

    with pytest.raises(StudyError, match="'ratio' is not finite"):
        sobol_indices(broken, ["ratio"], ["a", "b", "c"], seed=1)


def test_a_single_group_accounts_for_everything():
    indices = sobol_indices(_ishigami, ["y"], ["g", "g", "g"], seed=1)
    assert indices["sobol_first"].item() == indices["sobol_total"].item() == 1

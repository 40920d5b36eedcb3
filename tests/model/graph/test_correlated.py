"""Quantities that go together: each keeps its prior, ranks are as given, and every method has the same posterior."""

import numpy as np
import pytest
from scipy import stats

from llm_barriers.analyses import refit
from llm_barriers.model import build, check_units, prior_draws
from llm_barriers.priors import StudyError, load_study

TWO = "[correlations.prices]\nbetween = ['training_hour_price', 'gpu_hour_price']\nrank = 0.8\n"
THREE = "[correlations.use]\nbetween = ['users[assistant]', 'users[coding]', 'prompt_cost']\nrank = -0.3\n"


@pytest.fixture
def tied(overlay):
    study = load_study(overlay(TWO + THREE, extends="llama3"))
    check_units(study)
    return study


def _values(nodes, name):
    base, _, rest = name.partition("[")
    return nodes[base].sel(scenario=rest[:-1]).values if rest else nodes[base].values


def test_margins_and_ranks_are_as_they_are_given(tied):
    nodes, _ = prior_draws(build(tied), draws=40_000, seed=1, terms=())
    for entry in tied.correlations.values():
        for i, one in enumerate(entry.between):
            expected = tied.quantities[one].prior.quantile([0.05, 0.5, 0.95])
            np.testing.assert_allclose(np.quantile(_values(nodes, one), [0.05, 0.5, 0.95]), expected, rtol=0.05)
            for other in entry.between[:i]:
                rank = stats.spearmanr(_values(nodes, one), _values(nodes, other)).statistic
                assert rank == pytest.approx(entry.rank, abs=0.02)
    assert abs(stats.spearmanr(nodes["prompt_cost"], nodes["gpu_hour_price"]).statistic) < 0.02


def test_methods_agree_on_what_goes_together(overlay):
    graph = build(load_study(overlay(TWO, extends="llama3")))
    fits = [refit(graph, seed=1, draws=2000, method=method) for method in ("reweighting", "smc")]
    for name in ("cost_ratio", "gpu_hour_price"):
        one, other = (np.log(fit.tree["posterior"][name].values.ravel()) for fit in fits)
        assert one.mean() == pytest.approx(other.mean(), abs=0.12 * one.std())


def test_a_report_on_one_tells_of_the_other(overlay):
    """The cost of the final run tells what hours of training cost, and so what those of serving do."""
    medians = [
        np.median(refit(build(load_study(overlay(text, extends="llama3"))), seed=1).tree["posterior"]["gpu_hour_price"])
        for text in ("", TWO)
    ]
    assert medians[1] > 1.05 * medians[0]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            TWO.replace("gpu_hour_price'", "gpu_hour_prise'"),
            "unknown quantity 'gpu_hour_prise'. Did you mean 'gpu_hour_price'",
        ),
        (
            TWO.replace("gpu_hour_price'", "parameters'"),
            "'parameters' is constant. Allowed: lognormal, ",
        ),
        (TWO.replace("0.8", "1.0"), "correlations.prices.rank"),
        (THREE.replace("-0.3", "-0.9"), "cannot all be correlated so. Allowed: ranks closer to zero"),
        (TWO + TWO.replace("prices", "again"), "gpu_hour_price and training_hour_price are correlated twice"),
        (TWO.replace("gpu_hour_price", "tokens_per_user_day"), "'tokens_per_user_day' has coordinates. Allowed: tok"),
        (
            TWO.replace("gpu_hour_price", "tokens_per_user_day[service]"),
            "'tokens_per_user_day[service]' has no entry of its own. Allowed: [quantities.",
        ),
        (TWO.replace("between", "among"), "unknown key 'among'"),
    ],
)
def test_what_cannot_be_is_refused(overlay, text, problem):
    with pytest.raises(StudyError) as caught:
        load_study(overlay(text, extends="llama3"))
    assert problem in str(caught.value)

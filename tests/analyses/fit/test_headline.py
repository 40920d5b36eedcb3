"""Headlines: closed forms for a log-normal ratio and a Gaussian report of it, and whole fits."""

import numpy as np
import pytest
from scipy import stats

from llm_barriers.analyses.fit.fitting import refit
from llm_barriers.analyses.fit.headline import headline, headline_each
from llm_barriers.model import build
from llm_barriers.priors import StudyError, make_study

MEAN, SD = -2.0, 0.8
REPORT, ERROR = -0.5, 0.5
PRECISION = 1 / SD**2 + 1 / ERROR**2
AFTER = stats.norm((MEAN / SD**2 + REPORT / ERROR**2) / PRECISION, PRECISION**-0.5)


@pytest.fixture(scope="module")
def graph():
    ratio = {"family": "lognormal", "median": np.exp(MEAN), "sigma": SD}
    report = {"measures": "cost_ratio", "value": np.exp(REPORT), "sd": ERROR}
    return build(make_study({"cost_ratio": ratio}, {"report": report}), argument=())


@pytest.fixture(scope="module", params=["auto", "mcmc"])
def head(graph, request):
    return headline(graph, seed=1, draws=10_000, method=request.param)


def test_quantiles_and_chances_are_the_conjugate_ones(head):
    assert head.gate.passed, head.gate.reason()
    for p in (0.05, 0.5, 0.95):
        assert AFTER.cdf(np.log(head.quantile("cost_ratio", p))) == pytest.approx(p, abs=0.025)
    assert head.chance_below("cost_ratio", 0.5) == pytest.approx(AFTER.cdf(np.log(0.5)), abs=0.025)
    assert head.interval("cost_ratio", group="prior").centre == pytest.approx(np.exp(MEAN), rel=0.03)


def test_the_mean_is_that_of_a_lognormal(head):
    assert head.mean("cost_ratio") == pytest.approx(np.exp(AFTER.mean() + AFTER.var() / 2), rel=0.02)


def test_the_evidence_is_the_density_of_the_report(graph):
    head = headline(graph, seed=1, draws=10_000)
    exact = stats.norm(MEAN, np.hypot(SD, ERROR)).logpdf(REPORT)
    assert head.log_evidence == pytest.approx(exact, abs=4 * head.log_evidence_mcse)


@pytest.mark.parametrize("ci_prob", [0.5, 0.9, 0.999, 0.9999])
def test_an_interval_is_of_the_probability_that_was_asked_for(graph, ci_prob):
    """The prior's, of a million draws: an end that was kept for another probability would be far off."""
    head = headline(graph, seed=1, draws=100_000)
    ends = stats.norm(MEAN, SD).ppf([0.5, (1 - ci_prob) / 2, (1 + ci_prob) / 2])
    errors = head.mcse_interval("cost_ratio", group="prior", ci_prob=ci_prob)
    read = np.array(head.interval("cost_ratio", group="prior", ci_prob=ci_prob))
    assert (abs(read - np.exp(ends)) < 5 * np.array(errors)).all()
    assert (np.array(errors) < 0.3 * np.exp(ends)).all()


def test_an_interval_beyond_what_is_kept_is_refused(graph):
    with pytest.raises(StudyError, match="--ci-prob"):
        headline(graph, seed=1, draws=1000).interval("cost_ratio", ci_prob=1 - 1e-7)


def test_a_headline_s_errors_are_those_of_repeated_fits(graph):
    runs = [headline(graph, seed=seed, draws=200) for seed in range(60)]
    reads = {
        "quantile": [(h.quantile("cost_ratio", 0.05), h.mcse_quantile("cost_ratio", 0.05)) for h in runs],
        "below": [(h.chance_below("cost_ratio", 0.3), h.mcse_below("cost_ratio", 0.3)) for h in runs],
        "mean": [(h.mean("cost_ratio"), h.mcse_mean("cost_ratio")) for h in runs],
    }
    for values, errors in (np.transpose(pairs) for pairs in reads.values()):
        assert errors.mean() == pytest.approx(values.std(), rel=0.35)


def test_chances_stay_between_none_and_all(graph):
    head = headline(graph, seed=1, draws=1000)
    assert (head.chance_below("cost_ratio", 1e-9), head.chance_below("cost_ratio", 1e9)) == (0.0, 1.0)


def test_a_headline_agrees_with_the_whole_fit(graphs):
    (quick,) = headline_each(seed=2, draws=5000)([graphs("reanalysis")])
    ratio = refit(graphs("reanalysis"), seed=1).tree["posterior"]["cost_ratio"].to_numpy()
    for p in (0.05, 0.5, 0.95):
        assert float((ratio < quick.quantile("cost_ratio", p)).mean()) == pytest.approx(p, abs=0.025)
    assert quick.chance_below("cost_ratio", 1) == pytest.approx(float((ratio < 1).mean()), abs=0.025)

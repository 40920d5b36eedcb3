"""Modes: posteriors with two, whose masses are known by quadrature, and what happens to a fit that sees only one."""

from functools import cache, partial

import numpy as np
import pytest
import xarray as xr
from scipy import special, stats

from llm_barriers.analyses.fit import judged, refit
from llm_barriers.analyses.fit.gate import WeightGate
from llm_barriers.model import build, chains, node
from llm_barriers.model.arrays import posterior_tree
from llm_barriers.model.weights import Marginal, adapted, find_modes, laplace, reweight
from llm_barriers.model.weights.proposal import Proposal
from llm_barriers.priors import load_study, make_study

SPREAD, TOTAL, ERROR = 2.0, 400.0, 0.4
MEDIANS = {"background": 1.0, "capable": 3.0}


@node("dimensionless")
def total(background, capable):
    """What is counted."""
    return background + capable


@cache
def explained(error=ERROR):
    """A count far above what is expected of either of two sources: one of them explains it, or the other."""
    sources = {name: {"family": "lognormal", "median": m, "sigma": SPREAD} for name, m in MEDIANS.items()}
    return build(make_study(sources, {"count": {"measures": "total", "value": TOTAL, "sd": error}}), argument=[total])


@cache
def disputed(sd=0.05):
    """Two sharp reports with heavy tails that disagree."""
    quantities = {"ratio": {"family": "lognormal", "median": 0.5, "sigma": 1.0}, "report_nu": 4.0}
    reports = {
        n: {"kind": "share", "measures": "ratio", "value": v, "sd": sd} for n, v in (("low", 0.2), ("high", 0.6))
    }
    return build(make_study(quantities, reports, choices={"evidence_model": "student_t"}), argument=())


def _capable(error=ERROR):
    """Probability that the capable explain it, and the evidence, on a grid of their logs."""
    z = np.linspace(-6, 6, 3001)
    logs = [np.log(m) + SPREAD * z for m in MEDIANS.values()]
    height = stats.norm.logpdf(z)[:, np.newaxis] + stats.norm.logpdf(z)
    height = height + stats.norm.logpdf(np.log(TOTAL), np.logaddexp(logs[0][:, np.newaxis], logs[1]), error)
    mass = np.exp(height) * (z[1] - z[0]) ** 2
    return mass[logs[0][:, np.newaxis] < logs[1]].sum() / mass.sum(), np.log(mass.sum())


def _high():
    z = np.linspace(-8, 8, 400_001)
    x = np.log(0.5) + z
    height = stats.norm.logpdf(z) + sum(stats.t(4.0, x, 0.05).logpdf(special.logit(share)) for share in (0.2, 0.6))
    mass = np.exp(height)
    return mass[x > np.log(0.6)].sum() / mass.sum(), np.log(mass.sum() * (z[1] - z[0]))


def _checked(marginal, modes, proposal):
    weighted = reweight(marginal, proposal, draws=20_000, seed=1)
    return modes.checked(weighted, modes.unseen(weighted, proposal))


def _capable_lead(fit):
    return fit.sample("capable").values > fit.sample("background").values


CASES = {
    "explained": (explained, _capable, _capable_lead),
    "bent": (partial(explained, 0.05), partial(_capable, 0.05), _capable_lead),
    "disputed": (disputed, _high, lambda fit: fit.sample("ratio").values > 0.6),
}


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(("graph", "exact", "side"), CASES.values(), ids=CASES)
def test_both_modes_have_the_share_that_is_theirs(graph, exact, side, seed):
    fit = refit(graph(), seed=seed)
    share, log_evidence = exact()
    below = fit.sample_of(side(fit)).probability(side(fit))
    assert fit.gate.passed, fit.gate.reason()
    assert below.value == pytest.approx(share, abs=4 * below.mcse)
    assert fit.diagnosis.log_evidence == pytest.approx(log_evidence, abs=4 * fit.diagnosis.log_evidence_mcse)


@pytest.mark.parametrize("graph", [explained, disputed])
def test_a_proposal_around_one_of_them_is_found_out(graph):
    marginal = Marginal.of(graph())
    modes = find_modes(marginal, seed=1)
    part = modes.parts[0]
    one = Proposal(part.directions, part.mean, 1.2 * part.sd, wide=1e-9)
    assert not judged(_checked(marginal, modes, one)).passed
    assert _checked(marginal, modes, adapted(marginal, modes, seed=1)).covered


def test_what_has_one_mode_is_searched_once():
    for study in ("published", "author", "reanalysis"):
        assert len(find_modes(Marginal.of(build(load_study(study))), seed=1).parts) == 1


@pytest.mark.parametrize("seed", (1, 2, 7))  # the first and the last are weighed of a proposal adapted again
def test_a_million_downloads_are_explained_by_the_capable(overlay, seed):
    """Half an order of magnitude above what the background alone would leave of them."""
    fit = refit(build(load_study(overlay("[evidence.bloom_downloads_2022]\nvalue = 1000000\nsd = 0.05"))), seed=seed)
    assert fit.gate.passed and isinstance(fit.gate, WeightGate), fit.gate.reason()
    assert fit.sample("talent_pool").interval()[0].centre == pytest.approx(19_200, rel=0.07)


def test_evidence_that_differs_from_the_prior_s_estimate_is_found_out():
    """Where draws of the prior are enough to tell."""
    marginal = Marginal.of(disputed(sd=0.4))
    modes = find_modes(marginal, seed=1)
    assert modes.ess > 30
    off = laplace(marginal)
    tight = Proposal(off.directions, off.mean, off.sd / 12, wide=1e-12)
    assert not _checked(marginal, modes, tight).covered
    assert _checked(marginal, modes, off).covered


@pytest.mark.parametrize("seed", range(1, 7))
@pytest.mark.parametrize("high", [False, True])
def test_chains_that_sit_in_one_mode_do_not_pass(monkeypatch, seed, high):
    """They agree, and there are enough of them; but no seed's search misses the other mode."""
    graph, rng = disputed(), np.random.default_rng(seed)
    middle = np.log((1.5 if high else 0.25) / 0.5)
    sampled = posterior_tree(graph, {"ratio_z": middle + 0.05 * rng.standard_normal(4000)}, chains=4, seed=seed)
    sampled["sample_stats"] = xr.DataTree(
        xr.Dataset({"diverging": (("chain", "draw"), np.zeros((4, 1000), dtype=bool))})
    )
    monkeypatch.setattr(chains, "sample", lambda *_, **options: sampled)
    gate = refit(graph, seed=seed, method="mcmc").gate
    assert gate.max_rhat < 1.01 and gate.min_ess_bulk > 400
    assert not gate.passed and gate.missed == 1


def test_where_nothing_is_reported_nothing_is_missed():
    marginal = Marginal.of(build(load_study("published")))
    modes = find_modes(marginal, seed=1)
    assert _checked(marginal, modes, adapted(marginal, modes, seed=1)).covered

"""The default study's posterior: converged, complete, and what a second method gives."""

import arviz as az
import numpy as np
import pytest
import xarray as xr
from scipy import special, stats

from llm_barriers.analyses.fit.fitting import Fit, refit
from llm_barriers.model import build
from llm_barriers.priors import load_study

SEEDS = (1, 2, 3, 4, 5)
DRAWS = 1_000_000
Z = stats.norm.ppf(0.95)
ITEMS = """
tencent_2017 leopold_2019 element_ai_2019 barr_2019 openai_volume_2021 buchanan_2021 wu_2021 ziegler_2022
patterson_2022 bekman_2022 bloom_downloads_2022 altman_2022 goldstein_2022
copilot_team_2022 infrastructure_engineers_2022 opt_leak_search
"""
COST = ("cost_ratio", "development_cost", "throughput", "scale_beyond_scenarios", "tweets_per_day")
TALENT = ("talent_pool", "capable_people")


@pytest.fixture(scope="module")
def tree(fits):
    return fits("reanalysis", 1).tree


@pytest.mark.parametrize("seed", SEEDS)
def test_default_settings_pass_the_gate(fits, seed):
    weighed = fits("reanalysis", seed)
    assert weighed.method == "weights"
    assert weighed.gate.passed, weighed.gate.reason()


def test_groups_and_units(graphs, tree):
    graph = graphs("reanalysis")
    groups = "posterior prior log_likelihood log_prior observed_data constant_data unconstrained_posterior sample_stats"
    assert set(tree.children) == set(groups.split())
    assert {n: v.attrs["units"] for n, v in tree["posterior"].data_vars.items()}.items() <= graph.units.items()
    assert {*tree["posterior"].data_vars, *tree["constant_data"].data_vars} == set(graph.names)
    assert tree["prior"].data_vars.keys() == tree["posterior"].data_vars.keys()


def test_evidence_groups_hold_the_items(tree):
    assert set(tree["log_likelihood"].data_vars) == set(tree["observed_data"].data_vars) == set(ITEMS.split())
    attrs = {name: tree["observed_data"][name].attrs for name in ("bekman_2022", "wu_2021")}
    assert [each["units"] for each in attrs.values()] == ["log(token/node/day)", "logit"]
    assert all(each["long_name"] == load_study().evidence[name].title for name, each in attrs.items())
    assert float(tree["observed_data"]["bekman_2022"]) == pytest.approx(np.log(125e6))
    assert float(tree["observed_data"]["wu_2021"]) == pytest.approx(special.logit(0.7))


def test_arviz_summarises_it(tree):
    table = az.summary(tree, var_names=["cost_ratio", "nodes"], fmt="xarray", round_to="none")
    assert float(table["cost_ratio"].sel(summary="mean")) == pytest.approx(
        float(tree["posterior"]["cost_ratio"].mean())
    )


def test_arviz_finds_its_power_scaling_sensitivity(tree):
    table = az.psense_summary(tree, var_names=["cost_ratio", "talent_pool"])
    assert np.isfinite(table[["prior", "likelihood"]].to_numpy(dtype=float)).all()


def test_netcdf_round_trip_keeps_the_whole_fit(fits, tmp_path):
    weighed = fits("reanalysis", 1)
    weighed.tree.to_netcdf(tmp_path / "fit.nc")
    with xr.open_datatree(tmp_path / "fit.nc") as stored:
        again = Fit(weighed.graph, stored.load())
    assert set(again.tree.children) == set(weighed.tree.children)
    assert again.tree["posterior"]["cost_ratio"].identical(weighed.tree["posterior"]["cost_ratio"])
    assert (again.method, again.gate) == (weighed.method, weighed.gate)


def test_a_seed_gives_the_same_draws_again(graphs):
    first, again = (refit(graphs("reanalysis"), seed=9, draws=1000).tree["posterior"] for _ in range(2))
    assert first["cost_ratio"].equals(again["cost_ratio"])


def test_fewer_items_may_be_in(graphs):
    study = graphs("reanalysis").study.with_items(["wu_2021"])
    assert list(refit(build(study), seed=1, draws=1000).tree["log_likelihood"].data_vars) == ["wu_2021"]


# ---- A second method: prior draws in plain NumPy, re-weighted, with the Gaussian discounts integrated out


class _Draws:
    """Draws from a study's priors, by their parameters."""

    def __init__(self, study, seed):
        self.quantities, self.rng = study.quantities, np.random.default_rng(seed)

    def of(self, name):
        return self.quantities[name].prior.parameters

    def fixed(self, name):
        return self.of(name)["value"]

    def half_normal(self, name):
        return self.of(name)["sd"] * np.abs(self.rng.standard_normal(DRAWS))

    def exp_half_student_t(self, name):
        return np.exp(self.of(name)["scale"] * np.abs(self.rng.standard_t(self.of(name)["nu"], DRAWS)))

    def between(self, name, scale, inverse):
        p = self.of(name)
        a, b = (scale(p["low"]), scale(p["high"])) if "low" in p else (np.log(p["median"]) - Z * p["sigma"], np.nan)
        sd = (b - a) / (2 * Z) if "low" in p else p["sigma"]
        return inverse(a + sd * (Z + self.rng.standard_normal(DRAWS)))

    def lognormal(self, name):
        return self.between(name, np.log, np.exp)

    def logitnormal(self, name):
        return self.between(name, special.logit, special.expit)


def _shares(d, log_ratio):
    """Joint log-likelihood of the four share reports, their Gaussian discounts integrated out."""
    seen = special.logit([0.857, 0.9, 0.7, 0.6])
    sd = np.array([0.7, 0.7, 0.2, 0.2])
    energy = np.array([0, 0, 1, 1]) * d.of("energy_cost_offset")["sd"]
    covariance = np.outer(energy, energy) + d.of("portfolio_common")["sd"] ** 2
    covariance += np.diag(sd**2 + d.of("portfolio_specific")["sd"] ** 2)
    vendor, gap, none = d.half_normal("vendor_bias"), d.half_normal("upper_end_gap"), np.zeros(DRAWS)
    centre = log_ratio + np.stack([vendor, vendor + gap, none, none])
    return stats.multivariate_normal(np.zeros(4), covariance).logpdf((seen[:, np.newaxis] - centre).T)


def _chatgpt(d, log_cost, log_chat):
    """Joint log-likelihood of the two reports on ChatGPT, which err together and pay for serving at once."""
    low, high = (d.of("azure_price_offset")[end] for end in ("low", "high"))
    overhead = d.half_normal("serving_overhead")
    larger = d.half_normal("later_model_offset") + d.fixed("goldstein_price")
    centre = np.stack([log_cost + overhead + larger, log_chat + overhead + (low + high) / 2])
    variances = [0.8**2, (np.log(0.09 / 0.01) / (2 * Z)) ** 2 + ((high - low) / (2 * Z)) ** 2]
    covariance = np.diag(variances) + d.of("chatgpt_common")["sd"] ** 2
    seen = np.log([100e3 * 365, np.sqrt(0.01 * 0.09)])
    return stats.multivariate_normal(np.zeros(2), covariance).logpdf((seen[:, np.newaxis] - centre).T)


def _cost_chain(study):
    d = _Draws(study, 11)
    peak = d.fixed("gpu_peak") * 8 * 86_400 / (2 * d.fixed("parameters"))
    throughput, node_year = peak * d.lognormal("utilisation"), d.fixed("gpu_hour_price") * 8 * 24 * 365
    tweets, tokens = d.lognormal("tweets_per_day"), d.lognormal("productivity_gain") * d.lognormal("tokens_per_gain")
    twitter, coding = tweets * 0.01 * d.fixed("tokens_per_tweet"), d.fixed("developers") * tokens
    prompts, read = d.lognormal("prompt_tokens[coding]"), d.logitnormal("prompt_cost")
    posts = twitter * (1 + d.lognormal("prompt_tokens[twitter]") * read) / throughput
    code = coding * (1 + prompts * read) / throughput
    room, development = d.exp_half_student_t("scale_beyond_scenarios"), d.lognormal("replication_cost")
    servers = posts + d.rng.random(DRAWS)
    smooth = room * (0.4 * servers + 0.6 * (code + d.rng.random(DRAWS)))
    log_weight = _shares(d, np.log(smooth * node_year / development))
    volume = np.log(smooth * throughput * 0.75) + d.half_normal("marketing_inflation")
    log_weight += stats.norm.logcdf((volume + d.half_normal("engine_share_gap") - np.log(4.5e9)) / 0.1)
    hardware = d.lognormal("v100_speed_factor") * d.lognormal("fp32_factor") * d.lognormal("v100_memory_factor")
    sd = np.hypot(np.log(10) / (2 * Z), d.of("buchanan_method")["sd"])
    expected = np.log(servers * node_year * hardware)
    log_weight += stats.norm.logpdf(np.log(np.sqrt(10e6 * 100e6)), expected, sd)
    sd, offset = np.hypot(0.05, d.of("benchmark_offset")["sd"]), d.of("benchmark_offset")["mean"]
    log_weight += stats.norm.logpdf(np.log(125e6), np.log(throughput) + offset, sd)
    requests = tokens * prompts / d.lognormal("context_tokens_per_request")
    sd = np.hypot(0.1, d.of("code_service_offset")["sd"])
    log_weight += stats.norm.logcdf((np.log(requests) - np.log(115)) / sd)
    chat = node_year / 365 / throughput * d.lognormal("tokens_per_chat")
    log_weight += _chatgpt(d, np.log(smooth * node_year), np.log(chat))
    ratio = (0.4 * np.ceil(posts) + 0.6 * np.ceil(code)) * room * node_year / development
    return dict(zip(COST, (ratio, development, throughput, room, tweets), strict=True)), log_weight


def _talent_chain(study):
    d = _Draws(study, 12)
    graduates = d.lognormal("us_cs_graduates") / 335e6 * 8e9 * d.lognormal("relative_graduate_density")
    pool = graduates * 0.01 * d.logitnormal("studied_fraction") * d.logitnormal("retained_fraction")
    capable = pool / (0.2 + 0.8 * d.rng.random(DRAWS))
    requests = capable * d.lognormal("requests_per_capable_person") + d.lognormal("background_requests")
    log_weight = stats.norm.logpdf(np.log(15_000), np.log(requests), 0.2)
    log_weight += stats.norm.logcdf((np.log(capable) - np.log(73)) / 0.1)
    shared = np.diag([(np.log(36_524 / 22_400) / (2 * Z)) ** 2, 0.3**2]) + d.of("ml_talent_offset")["sd"] ** 2
    centre = np.log(capable) + np.stack([np.zeros(DRAWS), d.half_normal("technical_teams_gap")])
    seen = np.log([[np.sqrt(22_400 * 36_524)], [300_000]])
    log_weight += stats.multivariate_normal(np.zeros(2), shared).logpdf((seen - centre).T)
    return dict(zip(TALENT, (pool, capable), strict=True)), log_weight


@pytest.fixture(scope="module")
def reweighted():
    """For each node its log draws and weights by the second method."""
    study, weighed = load_study("reanalysis"), {}
    for chain in (_cost_chain, _talent_chain):
        nodes, log_weight = chain(study)
        weight = np.exp(log_weight - log_weight.max())
        weighed |= {name: (np.log(values), weight / weight.sum()) for name, values in nodes.items()}
    return weighed


def test_the_second_method_knows_every_item():
    assert set(load_study("reanalysis").items) == set(ITEMS.split())


@pytest.mark.parametrize("name", [*COST, *TALENT])
def test_a_second_method_gives_the_same_quantiles(fits, reweighted, name):
    sampled = np.log(xr.concat([fits("reanalysis", s).tree["posterior"][name] for s in SEEDS], dim="chain").to_numpy())
    values, weight = reweighted[name]
    effective = 1 / (weight**2).sum()
    assert effective > 2000
    for p in (0.1, 0.5, 0.9):
        expected = np.quantile(values, p, weights=weight, method="inverted_cdf")
        ours = az.ess(sampled, method="quantile", prob=p)
        # The share of either sample below the other's quantile is binomial in its effective size.
        assert (sampled < expected).mean() == pytest.approx(
            p, abs=4 * np.sqrt(p * (1 - p) * (1 / ours + 1 / effective))
        )


def test_a_light_fit_has_the_inputs_and_the_headline(fits):
    fit = fits("reanalysis", 1)
    light, whole = fit.light, fit.tree["posterior"]
    assert light.roots.keys() == fit.roots.keys() and light.diagnosis == fit.diagnosis
    assert set(light.tree["posterior"].data_vars) == set(fit.graph.study.model.headline) < set(whole.data_vars)
    assert light.sample("cost_ratio").interval() == fit.sample("cost_ratio").interval()

"""The graph: names, dims, roots, evidence that is in or out, and its agreement with the arrays."""

from dataclasses import replace

import numpy as np
import pytest
from pytensor.graph.traversal import ancestors
from scipy import special, stats

from llm_barriers.model import build, check_units, evaluate, prior_draws
from llm_barriers.priors import SHIPPED, load_study, make_prior, with_choices

SCENARIO = ("scenario_weight", "demand", "nodes", "compute_cost", "api_cost", "team_size", "labour_cost")
SCALAR = """
opt_eligible opt_processable opt_granted opt_leaked us_cs_graduates us_population world_population top_fraction
studied_fraction retained_fraction talent_pool capable_people independent_users downloads able_to_pay_year
api_break_even gpu_hour_price node_day_price utilisation throughput tweets_per_day twitter_fraction tokens_per_tweet
words_per_token developers tokens_per_developer_day productivity_gain api_price salary project_months
scale_beyond_scenarios largest_viable_cost development_cost training_gpus months_to_scale cost_ratio inference_share
"""
DIMS = {
    **dict.fromkeys(SCALAR.split(), ()),
    **dict.fromkeys(SCENARIO, ("scenario",)),
    "accuracy_gap": ("model",),
    "portfolio_specific": ("source",),
}
OPTIONS = [(name, option) for name, choice in load_study().options.items() for option in choice.options]
MEASURED = "bekman_2022"


def _function(model, outputs):
    values = model.value_vars
    return model.compile_fn(outputs, inputs=values, mode="FAST_COMPILE", on_unused_input="ignore", point_fn=True)


def _point(graph, model, seed=3):
    """Values of the free variables, and the roots that they stand for."""
    rng = np.random.default_rng(seed)
    roots = {n: rng.normal(0, 0.5, [len(graph.study.coordinates(d)) for d in r.dims]) for n, r in graph.roots.items()}
    centred = [v.name for v in model.free_RVs if v.name.endswith("_centred")]
    named = {name: name.replace("_centred", "_z") for name in centred}
    point = {v.name: roots[named.get(v.name, v.name)] for v in model.free_RVs}
    if centred:
        expressed = _function(model, model.replace_rvs_by_values([model[named[name]] for name in centred]))
        for _ in centred:  # what is expected of one depends on those before it: each pass settles one more
            values = zip(centred, expressed(point), strict=True)
            point |= {name: point[name] + roots[named[name]] - value for name, value in values}
    return point, {name: value[np.newaxis] for name, value in roots.items()}


@pytest.fixture(scope="module")
def both(graphs, models):
    """The nodes, the log-priors and the log-likelihoods at one point: of the model, and of the arrays."""
    graph, model = graphs("reanalysis"), models("reanalysis")
    point, roots = _point(graph, model)
    free, seen = model.free_RVs, model.observed_RVs
    nodes = model.replace_rvs_by_values(model.deterministics)
    terms = model.logp(vars=[*free, *seen], jacobian=False, sum=False)
    built = _function(model, [*nodes, *terms])
    names = [v.name for v in (*model.deterministics, *free, *seen)]

    def of_model(items):
        model.set_data("included", graph.included(items))
        return dict(zip(names, built(point), strict=True))

    return of_model, evaluate(graph, roots), roots


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_studies_build_with_units_that_fit(graphs, name):
    check_units(graphs(name).study)
    assert graphs(name).names


@pytest.mark.parametrize(("name", "dims"), DIMS.items(), ids=DIMS)
def test_public_names_and_their_dims(graphs, models, name, dims):
    assert graphs("reanalysis").dims[name] == dims
    assert models("reanalysis").named_vars_to_dims.get(name, ()) == dims


def test_coordinates(models):
    coords = models("reanalysis").coords
    assert (coords["scenario"], coords["model"]) == (("twitter", "coding"), ("opt_175b", "bloom"))


@pytest.fixture(scope="module")
def built(both, graphs):
    """What the model gives with the study's items, and the arrays."""
    of_model, arrays, roots = both
    return of_model(graphs("reanalysis").study.items), arrays, roots


def test_nodes_of_the_model_are_those_of_the_arrays(built):
    model, (nodes, _), _ = built
    wrong = [n for n, v in nodes.items() if "draw" in v.dims and not np.allclose(v[0], model[n], rtol=1e-9)]
    assert wrong == []


def test_log_likelihoods_of_the_model_are_those_of_the_arrays(built):
    model, (_, terms), _ = built
    assert set(terms.data_vars) == set(load_study().evidence)
    assert [n for n, v in terms.items() if not np.isclose(float(v[0]), model[n].sum(), rtol=1e-9)] == []


def test_log_priors_of_the_model_are_those_of_the_roots(built):
    """Those of centred discounts too: wherever a discount is centred, its prior is what it was."""
    model, _, roots = built
    ours = {n: stats.norm.logpdf(value).sum() for n, value in roots.items()}
    theirs = {n: (model[c] if (c := n.replace("_z", "_centred")) in model else model[n]).sum() for n in ours}
    assert ours == pytest.approx(theirs, rel=1e-9)


def test_every_root_but_those_of_discounts_is_free_of_parameters(graphs, models):
    free = {v.name: v for v in models("reanalysis").free_RVs}
    centred = {n for n in free if n.endswith("_centred")}
    assert {n.replace("_centred", "_z") for n in free} == graphs("reanalysis").roots.keys()
    assert centred and {n.removesuffix("_centred") for n in centred} <= {
        d for item in load_study().evidence.values() for d in item.discounts
    }
    assert not [n for n in free.keys() - centred if set(free.values()) & set(ancestors(free[n].owner.inputs))]


def test_every_item_is_an_observed_variable(graphs, models):
    graph, model = graphs("reanalysis"), models("reanalysis")
    assert {v.name for v in model.observed_RVs} == set(graph.items) == set(graph.study.evidence)
    assert not model.potentials


def test_an_item_that_is_out_adds_exactly_nothing(both, built, graphs):
    """And takes nothing from the others: their terms are what they were."""
    of_model, (with_it, *_) = both[0], built
    without = of_model(set(graphs("reanalysis").study.items) - {MEASURED})
    assert (float(without[MEASURED]), float(with_it[MEASURED]) == 0.0) == (0.0, False)
    assert all(np.array_equal(without[name], value) for name, value in with_it.items() if name != MEASURED)


def test_arrays_leave_items_out(graphs, models):
    graph = graphs("reanalysis")
    _, roots = _point(graph, models("reanalysis"))
    terms = evaluate(graph, roots, items=[MEASURED])[1]
    assert [name for name, term in terms.items() if float(term[0]) != 0.0] == [MEASURED]


@pytest.mark.parametrize(("choice", "option"), OPTIONS)
def test_every_option_gives_a_cost_ratio(overlay, choice, option):
    study = load_study(overlay(f"[choices]\n{choice} = '{option}'"))
    check_units(study)
    nodes, terms = prior_draws(build(study), draws=200, seed=1, names=["cost_ratio"])
    assert np.isfinite(nodes["cost_ratio"]).all()
    assert (nodes["cost_ratio"] > 0).all()
    assert all(np.isfinite(term).all() for term in terms.values())


def _paired(overlay, choice, option, name):
    """Draws of a node before and after another option, from the same roots."""
    studies = load_study("reanalysis"), load_study(overlay(f"[choices]\n{choice} = '{option}'"))
    return [prior_draws(build(study), draws=500, seed=1, names=[name])[0][name] for study in studies]


def test_the_largest_scenario_costs_no_less_than_their_weighted_sum(overlay):
    weighted, largest = _paired(overlay, "blend", "maximum", "combined_cost")
    assert (largest >= weighted).all()
    assert (largest > weighted).any()


def test_prompts_raise_what_is_processed(overlay):
    processed, generated = _paired(overlay, "tokens_counted", "generated", "processed_demand")
    assert (processed > generated).all()


def test_labour_on_both_sides_pulls_the_ratio_towards_one(overlay):
    excluded, included = _paired(overlay, "labour", "included", "cost_ratio")
    assert not np.allclose(excluded, included)
    assert (included > 0).all()


def test_draws_follow_the_seed(graphs):
    first, again, other = (prior_draws(graphs("reanalysis"), draws=50, seed=s)[0] for s in (1, 1, 2))
    assert first.identical(again)
    assert not first["cost_ratio"].equals(other["cost_ratio"])


def test_the_share_is_the_logistic_of_the_log_ratio(graphs):
    nodes, _ = prior_draws(graphs("reanalysis"), draws=1000, seed=1, names=["cost_ratio", "inference_share"])
    np.testing.assert_allclose(special.logit(nodes["inference_share"]), np.log(nodes["cost_ratio"]), atol=1e-9)


def test_the_smooth_twin_of_whole_servers_has_their_mean():
    graph = build(with_choices(load_study("published"), {"tokens_counted": "with_prompts"}))
    nodes, _ = prior_draws(graph, draws=200_000, seed=1, names=["nodes", "nodes_smooth"])
    mean = nodes.sel(scenario="coding").mean()
    assert float(mean["nodes_smooth"]) == pytest.approx(float(mean["nodes"]), rel=0.02)


def test_what_is_constant_is_not_uncertain(graphs):
    graph = graphs("published")
    assert not graph.uncertain("node_day_price")
    assert graph.uncertain("throughput")
    assert {"utilisation", "peak_throughput", "gpu_peak"} <= graph.ancestors("throughput")
    assert "development_cost" not in graph.ancestors("throughput")


def test_a_heavy_tail_takes_the_mean_of_all_that_descends_from_it(overlay):
    graph = build(load_study(overlay("[choices]\nroom = 'half_student_t'")))
    has_mean = {name: graph.has_mean(name) for name in ("cost_ratio", "development_cost", "combined_cost")}
    assert has_mean == {"cost_ratio": False, "development_cost": True, "combined_cost": True}


def test_a_graph_of_another_study_takes_over_the_priors_of_the_same_entries_alone(graphs):
    graph = graphs("reanalysis")
    entries, name = graph.study.quantities, "replication_cost"
    wider = entries[name].model_copy(update={"prior": make_prior("lognormal", {"low": 1e6, "high": 1e8})})
    other = graph.with_study(replace(graph.study, quantities={**entries, name: wider}))
    assert other.known.priors("utilisation")[0] is graph.known.priors("utilisation")[0]
    assert other.known.priors(name)[0].numbers == pytest.approx(wider.prior.numbers)
    assert graph.known.priors(name)[0].numbers == pytest.approx(entries[name].prior.numbers)

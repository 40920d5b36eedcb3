"""What if: setting and observing against closed forms, what text means, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_barriers.analyses.change.changes import Change, Changes, read_changes
from llm_barriers.analyses.change.interventions import carried, conditioned, intervened
from llm_barriers.analyses.change.what_if import what_if
from llm_barriers.analyses.fit.fitting import fit_each, refit
from llm_barriers.model import build, evaluate, node
from llm_barriers.model.weights.discontinuities import on_steps
from llm_barriers.priors import StudyError, load_study, make_study, with_choices

CAUSE_SD, OTHER_SD, REPORTED, SPREAD = 0.8, 0.5, 0.6, 0.4


@node("usd")
def middle(cause, other):
    """Two inputs multiplied."""
    return cause * other


@node("dimensionless")
def cost_ratio(middle, scale):
    """What follows from the middle."""
    return middle / scale


@pytest.fixture(scope="module")
def chain():
    """Two log-normal inputs, their product, what follows from it, and one report of the product."""
    quantities = {
        "cause": {"family": "lognormal", "median": 1.0, "sigma": CAUSE_SD, "unit": "usd"},
        "other": {"family": "lognormal", "median": 1.0, "sigma": OTHER_SD},
        "scale": {"family": "constant", "value": 2.0, "unit": "usd"},
    }
    report = {"measures": "middle", "unit": "usd", "value": np.exp(REPORTED), "sd": SPREAD}
    study = make_study(quantities, {"report": report})
    return refit(build(study, argument=(middle, cost_ratio)), seed=1)


def _posterior(*reports):
    """Mean of log cause after reports of the log of the product, each a value with a spread."""
    prior = CAUSE_SD**2 + OTHER_SD**2
    precision = 1 / prior + sum(1 / spread**2 for _, spread in reports)
    middle_mean = sum(value / spread**2 for value, spread in reports) / precision
    return CAUSE_SD**2 / prior * middle_mean


def _supposing(fit, *texts, **others):
    return what_if(fit, read_changes(texts, **others), fit_all=fit_each(seed=1))


def _after(result, name):
    return next(move.after for move in (*result.headlines, *result.inputs) if move.name == name)


def test_what_is_fixed_is_followed_by_what_is_computed_from_it_and_by_nothing_else(chain):
    result = _supposing(chain, "middle=6")
    assert _after(result, "cost_ratio") == pytest.approx((3, 3, 3))
    assert result.inputs == []
    assert result.below[1].value == 0
    np.testing.assert_allclose(result.data["value"].sel(node="cost_ratio", state="after"), 3)
    assert [*result.data.dims] == ["node", "state", "readout", "claim"]


def test_what_is_observed_teaches_its_causes_and_what_follows(chain):
    result = _supposing(chain, "middle~6±50%")
    expected = np.exp(_posterior((REPORTED, SPREAD), (np.log(6), 0.5)))
    assert {move.name for move in result.inputs} == {"cause", "other"}
    assert _after(result, "cause").centre == pytest.approx(expected, rel=0.03)
    assert result.inputs[0].before.centre == pytest.approx(np.exp(_posterior((REPORTED, SPREAD))), rel=0.03)


def test_a_fixed_input_leaves_its_rival_explanation_and_an_observed_one_does_not(chain):
    assert _supposing(chain, "cause=5").inputs == []
    explained = _supposing(chain, "cause~5±1%")
    assert [move.name for move in explained.inputs] == ["other"]
    weight = OTHER_SD**2 / (OTHER_SD**2 + SPREAD**2)
    assert explained.inputs[0].after.centre == pytest.approx(np.exp(weight * (REPORTED - np.log(5))), rel=0.03)


def test_an_item_that_is_taken_out_gives_the_prior_back(chain):
    result = _supposing(chain, without=["report"])
    assert _after(result, "cost_ratio").centre == pytest.approx(0.5, rel=0.04)
    with pytest.raises(StudyError, match=r"--with: 'report' is in the study already"):
        _supposing(chain, taken=["report"])


def test_an_error_counts_in_the_unit_of_the_value_and_units_are_converted(chain):
    (observed,) = conditioned(chain.graph, read_changes(["middle~2±0.5 kilousd"])).study.items[1:]
    item = conditioned(chain.graph, read_changes(["middle~2±0.5 kilousd"])).study.evidence[observed]
    assert (item.value, item.unit, item.sd) == (2000, "usd", 0.25)


@given(st.floats(1e-12, 1e12), st.floats(1e-6, 1e3))
def test_numbers_are_read_as_they_are_written(value, error):
    changes = read_changes([f"a={value!r}", f"b[c] ~ {value!r} ± {error!r} usd/day", f"d~{value!r}+-{error!r}%"])
    assert changes.fixed == (Change(f"a={value!r}", "a", value),)
    first, second = changes.observed
    assert (first.name, first.value, first.unit) == ("b[c]", value, "usd/day")
    assert first.error == error / value
    assert second.error == error / 100


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("x=-1.5e-3", Change("x=-1.5e-3", "x", -0.0015)),
        ("x = 8k usd/person/month", Change("x = 8k usd/person/month", "x", 8000.0, "usd/person/month")),
        ("x=13M", Change("x=13M", "x", 13e6)),
        ("x=3 months", Change("x=3 months", "x", 3.0, "months")),
        ("x=40%", Change("x=40%", "x", 40.0, "%")),
        ("x~200M +/- 20M", Change("x~200M +/- 20M", "x", 200e6, "", 0.1)),
    ],
)
def test_short_ways_of_writing(text, change):
    assert read_changes([text]).values == (change,)


@pytest.mark.parametrize(
    ("texts", "others", "words"),
    [
        (["thruput=3"], {}, ["'thruput=3'", "'thruput'", "'throughput'"]),
        (["nodes[code]=3"], {}, ["nodes[code]", "nodes[coding]"]),
        (["nodes~3±1"], {}, ["nodes[coding], nodes[twitter]"]),
        (["throughput=fast"], {}, ["cannot be read", "NAME~VALUE±SD"]),
        (["throughput~3"], {}, ["cannot be read"]),
        (["throughput=3±1"], {}, ["cannot be read"]),
        (["throughput~0±1"], {}, ["above zero"]),
        (["node_day_price=300 usd"], {}, ["'usd'", "'usd/node/day'"]),
        (["throughput=-3"], {}, ["cannot be -3", "above 0"]),
        (["throughput=nan"], {}, ["cannot be read", "finite"]),
        (["throughput=1e999"], {}, ["cannot be inf", "above 0"]),
        (["throughput~1e999±1"], {}, ["finite"]),
        (["development_cost=-3M"], {}, ["cannot be -3e+06 usd", "above 0 usd"]),
        (["inference_share=1.2"], {}, ["cannot be 1.2", "above 0 and below 1"]),
        (["utilisation=120%"], {}, ["'utilisation' cannot be 1.2", "above 0 and at most 1"]),
        (["utilisation~1.2±0.1"], {}, ["'utilisation' cannot be 1.2", "above 0 and at most 1"]),
        (["opt_leaked=2"], {}, ["cannot be 2", "at most 1"]),
        (["shared_task_accuracy=101"], {}, ["'shared_task_accuracy[opt_175b]' cannot be 101 percent", "100 percent"]),
        (["graduate_share=0.1"], {}, ["cannot be 0.1", "at least 0.2 and at most 1"]),
        (["scale_beyond_scenarios=0.5"], {}, ["cannot be 0.5", "at least 1"]),
        (["portfolio_common~0.2±0.1"], {}, ["below zero", "="]),
        (["seconds_per_day~3±1"], {}, ["single value"]),
        (["throughput=2", "throughput~3±1"], {}, ["'throughput=2'", "one change"]),
        (["nodes=2", "nodes[coding]=3"], {}, ["'nodes[coding]'", "one change"]),
        ([], {"without": ["leopold"]}, ["--without", "'leopold'", "'leopold_2019'"]),
        ([], {"without": ["semianalysis_2023"]}, ["out of the study already"]),
        ([], {"choose": ["room=big"]}, ["--choose", "'big'"]),
        ([], {"choose": ["room"]}, ["CHOICE=OPTION"]),
        (
            ["throughput~2M±1M"],
            {"choose": ["evidence_model=ignored"]},
            ["takes no evidence", "evidence_model=gaussian"],
        ),
        ([], {}, ["nothing is changed"]),
    ],
)
def test_what_does_not_fit_is_one_message(graphs, texts, others, words):
    with pytest.raises(StudyError) as refused:
        intervened(conditioned(graphs("reanalysis"), read_changes(texts, **others)), read_changes(texts, **others))
    assert all(word in str(refused.value) for word in words)


@pytest.mark.parametrize("name", ["utilisation", "twitter_fraction", "scenario_weight[coding]", "opt_leaked"])
def test_no_share_is_more_than_the_whole(graphs, name):
    """Given ones are marked as shares in the data; a computed one is known by its draws."""
    graph = graphs("reanalysis")
    assert not intervened(graph, read_changes([f"{name}=1"])).uncertain(name)
    with pytest.raises(StudyError, match="at most 1"):
        intervened(graph, read_changes([f"{name}=1.01"]))


def test_many_items_are_counted():
    assert read_changes(["x=1"], taken=["a", "b"]).summary == "x=1, with a, with b"
    assert read_changes(["x=1"], without=["a"], taken=list("bcde")).summary == "x=1, without a, with 4 items"


def test_a_node_with_coordinates_is_fixed_whole_or_in_part_with_its_twin(graphs, fits):
    graph = graphs("reanalysis")
    whole = intervened(graph, read_changes(["nodes=5"]))
    assert not whole.uncertain("nodes") and not whole.uncertain("nodes_smooth")
    part = intervened(graph, read_changes(["nodes[coding]=5"]))
    nodes, _ = evaluate(part, carried(fits("reanalysis", 1).roots, part), names=["nodes", "nodes_smooth"])
    for name in nodes:
        assert (nodes[name].sel(scenario="coding") == 5).all()
        assert nodes[name].sel(scenario="twitter").std() > 0


def test_one_coordinate_of_an_input_is_fixed_and_the_others_keep_their_draws(graphs, fits):
    graph, fit = graphs("reanalysis"), fits("reanalysis", 1)
    fixed = intervened(graph, read_changes(["ml_engineers[coding]=3"]))
    (before, _), (after, _) = (
        evaluate(*each, names=["ml_engineers"]) for each in ((graph, fit.roots), (fixed, carried(fit.roots, fixed)))
    )
    assert (after["ml_engineers"].sel(scenario="coding") == 3).all()
    other = [nodes["ml_engineers"].sel(scenario="twitter").to_numpy() for nodes in (before, after)]
    np.testing.assert_array_equal(*other)


def test_items_of_later_dates_come_in_alone(graphs):
    graph = conditioned(graphs("reanalysis"), Changes(taken=("semianalysis_2023",), without=("barr_2019",)))
    own = set(load_study().items)
    assert set(graph.study.items) == own - {"barr_2019"} | {"semianalysis_2023"}


def test_a_share_is_observed_on_the_logit_scale(graphs):
    study = conditioned(graphs("reanalysis"), read_changes(["inference_share~0.8±0.04"])).study
    item = study.evidence["supposed_inference_share"]
    assert item.measures == "cost_ratio"
    assert (item.value, item.sd) == pytest.approx((4.0, 0.25))


def test_a_mixture_of_scenarios_is_weighed_and_refused_to_chains(graphs):
    graph = graphs("reanalysis")
    mixture = graph.with_study(with_choices(graph.study, {"blend": "mixture"}))
    assert on_steps(mixture) and not on_steps(graph)
    with pytest.raises(
        StudyError,
        match=r"'combined_cost_smooth', .* step .*'weighted_sum' or 'maximum'",
    ):
        refit(mixture, seed=1, method="mcmc")


def test_an_observation_of_whole_servers_is_weighed_exactly_and_refused_to_chains(graphs):
    graph = conditioned(graphs("reanalysis"), read_changes(["nodes[coding]~10±1"]))
    assert on_steps(graph) and not on_steps(graphs("reanalysis"))
    fit = refit(graph, seed=1, draws=4000)
    assert fit.method == "weights" and fit.gate.passed, fit.gate.reason()
    assert fit.tree["posterior"]["nodes"].sel(scenario="coding").median() == pytest.approx(10, abs=1)
    with pytest.raises(StudyError, match=r"'nodes', which is a step function.*'reweighting'.*'fractional'"):
        refit(graph, seed=1, method="mcmc")

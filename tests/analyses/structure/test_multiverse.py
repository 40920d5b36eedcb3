"""The multiverse: specifications distinct and complete, families, flips, and the division of a variance."""

import json
from dataclasses import replace
from itertools import product
from math import prod

import numpy as np
import pytest
import xarray as xr
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri

from llm_barriers.analyses.fit.diagnosis import Diagnosis
from llm_barriers.analyses.fit.gate import WeightGate
from llm_barriers.analyses.fit.headline import LEVELS as HEADLINE_LEVELS
from llm_barriers.analyses.fit.headline import PROBABILITIES, Headline
from llm_barriers.analyses.structure.choice_effects import (
    INTERACTIONS,
    effects,
    flips,
    one_at_a_time,
    variance_shares,
)
from llm_barriers.analyses.structure.multiverse import conclusions, headlines_of, multiverse
from llm_barriers.analyses.structure.specifications import (
    answers,
    equivalents,
    families,
    specifications,
    taking,
    varied_choices,
)
from llm_barriers.model import build, evaluate
from llm_barriers.model.arrays.root_draws import root_values
from llm_barriers.priors import StudyError, catalogue, with_choices
from llm_barriers.reports.cli.main import cli
from llm_barriers.reports.figures.multiverse import plot_multiverse
from llm_barriers.reports.sections.multiverse import _impossible

NODE = "cost_ratio"
LEVELS = {"a": ("1", "2"), "b": ("1", "2", "3"), "c": ("1", "2")}


def _headline(log_ratio, *, passed=True, log_evidence=0.0, sd=0.0):
    """A log-normal ratio, as a headline."""
    values = np.exp(log_ratio + sd * ndtri(PROBABILITIES))
    said = Diagnosis("weights", WeightGate(passed, 0.1, 1000.0), 1000.0, False, log_evidence, 0.01)
    rows = {"posterior": (("node", "probability"), values[np.newaxis]),
            "posterior_ess": (("node", "level"), np.full((1, HEADLINE_LEVELS.size), 1000.0))}  # fmt: skip
    return Headline(xr.Dataset(rows, {"node": [NODE], "probability": PROBABILITIES}, said.attrs))


def _made(function):
    """Stands for the posterior: a function of the options gives the log ratio of each question."""

    def run(graphs):
        return [[_headline(function({**g.study.choices, **q})) for q in answers(g.study)] for g in graphs]

    return run


@pytest.fixture(scope="module")
def graph(graphs):
    return graphs("reanalysis")


def test_specifications_are_distinct_and_complete(graph):
    study = graph.study
    ran = list(specifications(study))
    assert dict(ran[0]) == dict(study.choices)
    assert len({tuple(each.values()) for each in ran}) == len(ran)
    covered = [tuple(each.values()) for one in ran for each in equivalents(study, one, varied_choices(study))]
    assert len(covered) == len(set(covered)) == prod(len(c.options) for c in study.options.values())
    assert len(ran) >= 200
    assert sum(map(len, families(study, ran))) == len(ran)


def test_idle_choices_make_no_difference_and_others_do(graph):
    """What is run once is the same model; every other change of one option changes the prior conclusion."""
    study = graph.study
    rules = ((c, o, option.idle) for c, choice in study.options.items() for o, option in choice.options.items())
    ((rule, taken, idle),) = [each for each in rules if each[2]]
    shared = root_values(graph, 64, 1)

    def ratio(options):
        other = build(with_choices(study, options))
        roots = {**root_values(other, 64, 2), **shared}
        return evaluate(other, roots, names=[NODE], terms=())[0][NODE].to_numpy()

    additive = {rule: taken}
    base = ratio(additive)
    for choice in (c for c in study.options if c != rule):
        for option in study.options[choice].options:
            if option != study.choices[choice]:
                same = np.array_equal(ratio({**additive, choice: option}), base)
                assert same == (choice in idle), (choice, option)


@pytest.mark.parametrize(("vary", "number"), [(["room", "horizon"], None), (["blend"], None), (None, 30)])
def test_what_is_run(graph, vary, number):
    ran = multiverse(graph, conclusions_all=_made(lambda options: 0.0), vary=vary, number=number, seed=3)
    assert dict(ran.universes[0].options) == dict(graph.study.choices)
    if number:
        more = multiverse(graph, conclusions_all=_made(lambda options: 0.0), number=number + 10, seed=3)
        assert number <= len(ran.universes) < ran.total
        assert [u.options for u in more.universes[: len(ran.universes)]] == [u.options for u in ran.universes]
    else:
        assert len(ran.universes) == ran.total == prod(len(graph.study.options[c].options) for c in vary)
        for name in set(graph.study.choices) - set(vary):
            assert {u.options[name] for u in ran.universes} == {graph.study.choices[name]}


def test_an_unknown_choice_is_named(graph):
    with pytest.raises(StudyError, match=r"'rooms'.*room"):
        multiverse(graph, conclusions_all=_made(lambda options: 0.0), vary=["rooms"])


def test_questions_share_their_draws_and_answer_as_their_own_study_does(graph):
    """One set of draws gives the same conclusion, and the same evidence, as a study that asks the question itself."""
    asked = headlines_of(conclusions(graph, seed=1, draws=2000))
    question = {"tokens_counted": "generated", "horizon": "model_life", "labour": "included"}
    alone = build(with_choices(graph.study, question))
    place = [dict(q) for q in answers(graph.study)].index(question)
    own = headlines_of(conclusions(alone, seed=2, draws=2000))[place]
    shared = asked[place]
    assert shared.gate.passed
    assert shared.log_evidence == pytest.approx(
        own.log_evidence, abs=5 * np.hypot(shared.log_evidence_mcse, own.log_evidence_mcse)
    )
    spread = np.log(own.quantile(NODE, 0.95) / own.quantile(NODE, 0.05)) / 3.3
    error = 5 * 1.25 * spread * np.sqrt(2 / shared.gate.ess)
    assert np.log(shared.quantile(NODE, 0.5) / own.quantile(NODE, 0.5)) == pytest.approx(0, abs=error)
    assert len({each.quantile(NODE, 0.5) for each in asked}) == len(asked)


def test_a_study_keeps_what_else_it_changed(graph):
    """Its own option of the room is the user's prior, not the shipped one."""
    quantity = graph.study.quantities["scale_beyond_scenarios"].model_copy(update={"note": "mine"})
    study = replace(graph.study, quantities={**graph.study.quantities, "scale_beyond_scenarios": quantity})
    assert taking(study, study.choices).quantities["scale_beyond_scenarios"].note == "mine"


def _combinations():
    return [dict(zip(LEVELS, taken, strict=True)) for taken in product(*LEVELS.values())]


@given(st.lists(st.floats(-3, 3), min_size=4, max_size=4).filter(lambda e: max(map(abs, e)) > 0.1))
def test_an_additive_function_has_no_interactions(ran):
    """Effects of two, three and two levels: each choice's share is the variance of its own."""
    parts = {
        "a": {"1": 0.0, "2": ran[0]},
        "b": {"1": 0.0, "2": ran[1], "3": ran[2]},
        "c": {"1": 0.0, "2": ran[3]},
    }
    values = [sum(parts[choice][taken[choice]] for choice in LEVELS) for taken in _combinations()]
    shares = variance_shares(_combinations(), values)
    own = {choice: np.var(list(effect.values())) for choice, effect in parts.items()}
    assert sum(shares.values()) == pytest.approx(1)
    for choice in LEVELS:
        assert shares[choice] == pytest.approx(own[choice] / sum(own.values()), abs=1e-9)


def test_a_product_is_interaction_alone():
    sign = {"1": -1.0, "2": 1.0}
    shares = variance_shares(_combinations(), [sign[t["a"]] * sign[t["c"]] for t in _combinations()])
    assert shares[INTERACTIONS] == pytest.approx(1)


def test_a_part_of_the_combinations_tells_nearly_the_same():
    options = [dict(zip("abcd", taken, strict=True)) for taken in product("123", "12345", "12345", "12")]
    rng = np.random.default_rng(1)
    values = np.array([float(o["a"]) + 0.5 * float(o["b"]) + 0.4 * float(o["a"]) * float(o["d"]) for o in options])
    values += rng.normal(0, 0.3, values.size)
    some = rng.choice(len(options), 90, replace=False)
    whole, part = variance_shares(options, values), variance_shares([options[i] for i in some], values[some])
    assert sum(part.values()) == pytest.approx(1)
    for name, share in whole.items():
        assert part[name] == pytest.approx(share, abs=0.05)


def test_too_few_combinations_say_nothing():
    assert np.isnan(list(variance_shares(_combinations()[:3], [1.0, 2.0, 3.0]).values())).all()


def _signed(options):
    """Prompts turn the conclusion over, the horizon adds a little, and nothing else matters."""
    return {"generated": -0.5, "with_prompts": 0.8}[options["tokens_counted"]] + 0.1 * (
        options["horizon"] != "one_year"
    )


def test_options_that_make_the_evidence_impossible_are_no_rows_and_stop_nothing(graph):
    study = graph.study
    endless = study.evidence["bekman_2022"].model_copy(update={"value": np.inf})
    impossible = graph.with_study(replace(study, evidence=study.evidence | {"bekman_2022": endless}))
    none = conclusions(impossible, seed=1, draws=100)
    assert "all reports at once" in none.attrs["impossible"] and headlines_of(none) == []

    def run(graphs):
        likely = _made(_signed)(graphs)
        return [[] if g.study.choices["room"] == "none" else each for g, each in zip(graphs, likely, strict=True)]

    ran = multiverse(graph, conclusions_all=run, vary=["room", "horizon"])
    assert {options["room"] for options in ran.impossible} == {"none"} and ran.impossible
    assert len(ran.universes) + len(ran.impossible) == ran.total
    assert _impossible(ran) == [
        f"Under {len(ran.impossible)} specifications, all under room = none, nothing could have led to the evidence:"
        " they have no rows."
    ]


@pytest.fixture(scope="module")
def synthetic(graph):
    return multiverse(
        graph, conclusions_all=_made(_signed), vary=["tokens_counted", "horizon", "room", "evidence_model"]
    )


def test_flips_and_effects(synthetic):
    rows = {row.choice: row for row in flips(synthetic)}
    assert rows["tokens_counted"].share == 1
    assert [rows[name].flipped for name in ("horizon", "room", "evidence_model")] == [0, 0, 0]
    assert rows["tokens_counted"].variance == pytest.approx(1.3**2 / (1.3**2 + 0.1**2))
    ran = {(row.choice, row.option): row for row in effects(synthetic)}
    assert ran["tokens_counted", "generated"].matched == pytest.approx(np.exp(-1.3))
    assert ran["tokens_counted", "with_prompts"].marginal == pytest.approx(np.exp(0.65))
    assert ran["tokens_counted", "generated"].below == 1
    assert ran["room", "none"].matched == pytest.approx(1)


def test_one_option_at_a_time(synthetic):
    """The one that turns the conclusion over comes first, with what it moves."""
    rows = one_at_a_time(synthetic)
    own = synthetic.study.choices
    options = [(c, o) for c in synthetic.varied for o in synthetic.study.options[c].options if o != own[c]]
    assert {(row.choice, row.option) for row in rows} == set(options)
    assert (rows[0].choice, rows[0].turned) == ("tokens_counted", True)
    assert abs(rows[0].moved) == pytest.approx(1.3)
    assert (rows[1].choice, rows[1].moved) == ("horizon", pytest.approx(0.1))
    assert not any(row.turned for row in rows[1:])


def test_what_has_not_converged_is_kept_and_not_counted(synthetic):
    first, *others = synthetic.universes
    failed = replace(first, headline=_headline(5.0, passed=False))
    ran = replace(synthetic, universes=[failed, *others])
    assert len(ran.universes) == len(ran.converged) + 1
    assert {row.choice: row.flipped for row in flips(ran)}["horizon"] == 0
    assert isinstance(failed.headline.gate, WeightGate)


def test_the_figure(graph, synthetic):
    plot = plot_multiverse(
        graph, synthetic, flips(synthetic), effects(synthetic), catalogue().figures["text_cost_ratio"]
    )
    curve, choices = plot.axes
    assert curve.get_yscale() == "log"
    telling = [row.choice for row in flips(synthetic) if row.share]
    options = [option.title for c in telling for option in synthetic.study.options[c].options.values()]
    shown = [text.get_text().replace("\n", " ") for text in choices.texts if text.get_ha() == "right"]
    assert sorted(shown) == sorted(title.partition(":")[0] for title in options)
    quiet = [row.title for row in flips(synthetic) if row.share == 0]
    assert all(title in " ".join(plot.figure.get_supxlabel().split()) for title in quiet)
    assert len(plot.data) == len(synthetic.converged)
    assert sum(text.get_fontweight() == "bold" for text in choices.texts) == len(telling)
    assert "Which tokens" in plot.finding


@pytest.mark.slow
def test_the_command():
    """One choice that leaves the data as they were: two specifications from one set of draws."""
    words = ["multiverse", "--choice", "labour", "--as-of", "2019-03", "--draws", "1000", "--no-store", "--json"]
    result = CliRunner().invoke(cli, words)
    assert result.exit_code == 0, result.output
    ran = json.loads(result.stdout)
    assert [row["labour"] for row in ran["specifications"]] == ["excluded", "included"]
    assert len({row["log_evidence"] for row in ran["specifications"]}) == 1
    assert ran["sentences"][0].startswith("Under 2 combinations")
    assert ran["evidence"] == []

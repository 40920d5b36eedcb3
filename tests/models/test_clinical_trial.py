"""A model of another subject: nothing below the reports knows the post's names."""

import pickle
import shutil
from pathlib import Path

import numpy as np
import pytest

from llm_barriers.analyses.evidence import check_rows, discounts_of
from llm_barriers.analyses.explanation import explain
from llm_barriers.analyses.fit import checked_graph, refit
from llm_barriers.model import build, check_units, prior_draws
from llm_barriers.model.chains import pymc_model
from llm_barriers.priors import StudyError, load_study

STUDIES = Path(__file__).parent / "clinical_trial" / "studies"


@pytest.fixture(scope="module")
def trial():
    return build(load_study(STUDIES / "trial.toml"))


@pytest.fixture(scope="module")
def cheap():
    return build(load_study(STUDIES / "cheap.toml"))


def test_a_study_names_its_model(trial, cheap):
    check_units(trial.study)
    assert trial.study.model.title == cheap.study.model.title == "clinical trials"
    assert (trial.study.choices, cheap.study.choices) == ({"combination": "weighted"}, {"combination": "dearest"})
    assert trial.study.items == ("registry", "review", "sponsor")
    assert trial.study.coordinates("design") == ("fixed", "adaptive")


def test_a_graph_is_the_same_wherever_it_is_read(trial):
    again = pickle.loads(pickle.dumps(trial))
    assert again.argument["trial_cost"] is trial.argument["trial_cost"]
    assert again.digest() == trial.digest()


def test_its_draws_are_those_of_the_formulas_by_hand(trial, cheap):
    nodes, _ = prior_draws(trial, draws=1000, seed=1)
    by_design = nodes["completing"] / (1 - nodes["dropout"]) * nodes["visits"] * nodes["visit_price"]
    treatment = 0.7 * by_design.sel(design="fixed") + 0.3 * by_design.sel(design="adaptive")
    np.testing.assert_allclose(nodes["trial_cost"], treatment + nodes["sites"] * nodes["site_price"])
    dearest = prior_draws(cheap, draws=1000, seed=1)[0]
    np.testing.assert_allclose(dearest["expected_cost"], dearest["treatment_cost"].max("design"))


def test_the_public_model_has_its_names(trial):
    model = pymc_model(trial)
    assert {"trial_cost", "registry", "visits_z"} <= model.named_vars.keys()
    assert model.coords["design"] == ("fixed", "adaptive")


@pytest.fixture(scope="module")
def fitted(trial):
    return refit(checked_graph(trial.study), seed=1)


def test_a_node_is_explained(trial):
    explained = explain(trial, "cost_per_patient")
    assert (explained.part, explained.formula, explained.parents) == (
        "formulas",
        "return visits * visit_price",
        ("visits", "visit_price"),
    )
    assert [row[0] for row in explained.evidence] == ["registry", "sponsor"]


def test_items_and_discounts_are_asked_about(trial, fitted):
    assert discounts_of(trial) == {"registry_bias": ("registry",)}
    assert {row.item for row in check_rows(fitted, seed=1)} == set(trial.study.items)


@pytest.mark.slow
def test_both_methods_give_one_posterior(trial, fitted):
    tree = refit(trial, seed=1, method="mcmc").tree
    assert not tree["sample_stats"].attrs  # nutpie's say when it was made, so that no two files would be the same
    chains = tree["posterior"]["trial_cost"]
    assert float(fitted.tree["posterior"]["trial_cost"].median()) == pytest.approx(float(chains.median()), rel=0.05)


BAD = {
    "no model": ("model = 'nothing'", "model: '.*nothing' is no folder of a model"),
    "no text": ("model = 3", "model: 3 is not the path of a folder"),
    "beside extends": ("model = '.'\nextends = 'reanalysis'", "model: stands beside extends"),
    "neither": ("title = 'Mine'", "extends: is missing"),
}


@pytest.mark.parametrize(("text", "problem"), BAD.values(), ids=BAD)
def test_what_is_no_model_is_refused(tmp_path, text, problem):
    (tmp_path / "mine.toml").write_text(text)
    with pytest.raises(StudyError, match=problem):
        load_study(tmp_path / "mine.toml")


RECORD = """title = "Nothing"
formulas = "{}"
headline = []
conclusion = {{ node = "x", title = "X", below = "", above = "" }}
"""


@pytest.mark.parametrize(
    ("formulas", "problem"),
    [
        ("formulas.py:MISSING", "has no attribute 'MISSING'"),
        ("nowhere.py:ALL", "nowhere.py"),
        ("llm_barriers.nothing:ALL", "No module named"),
        ("formulas.py:OTHER", "no node"),
        ("formulas.py", "cannot be read"),
    ],
)
def test_formulas_that_are_not_there_are_refused(tmp_path, formulas, problem):
    (tmp_path / "model.toml").write_text(RECORD.format(formulas))
    (tmp_path / "formulas.py").write_text("OTHER = [1]")
    (tmp_path / "mine.toml").write_text("model = '.'")
    with pytest.raises(StudyError, match=f"model.toml: formulas: .*{problem}"):
        build(load_study(tmp_path / "mine.toml"))


def test_formulas_are_part_of_the_digest(tmp_path):
    digests = []
    for number in (1, 2):
        folder = tmp_path / str(number)
        shutil.copytree(STUDIES.parent, folder)
        text = (folder / "formulas.py").read_text()
        (folder / "formulas.py").write_text(text.replace("sites * site_price", f"{number} * sites * site_price"))
        digests.append(build(load_study(folder / "studies" / "trial.toml")).digest())
    assert digests[0] != digests[1]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('node = "trial_cost"', 'node = "trial_cots"', r"conclusion.node: .* 'trial_cots'. .*'trial_cost'"),
        ('"cost_per_patient"]', '"treatment_cost"]', "headline: unknown scalar node 'treatment_cost'"),
        ('panels = "combination"', 'panels = "combinations"', "panels: unknown choice 'combinations'. .*'combination'"),
        ("panels = ", 'called = "x"\npanels = ', "model.called: .* not written in a file"),
    ],
)
def test_a_record_that_names_what_is_not_there_is_refused(tmp_path, old, new, problem):
    shutil.copytree(STUDIES.parent, tmp_path / "trial")
    record = tmp_path / "trial" / "model.toml"
    record.write_text(record.read_text().replace(old, new))
    with pytest.raises(StudyError, match=f"model.toml: {problem}"):
        build(load_study(tmp_path / "trial" / "studies" / "trial.toml"))

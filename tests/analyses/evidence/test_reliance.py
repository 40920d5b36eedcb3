"""What the conclusion rests on: which items are left out, which are second-hand, and what surprises."""

from dataclasses import replace
from pathlib import Path

import pytest

from llm_barriers.analyses.evidence import at_second_hand, surprises, without_items
from llm_barriers.analyses.fit import fit_each
from llm_barriers.analyses.fit.headline import headline_each
from llm_barriers.model import build
from llm_barriers.priors import load_study

TRIAL = Path(__file__).parents[2] / "models" / "clinical_trial" / "studies" / "trial.toml"


@pytest.fixture(scope="module")
def trial():
    return load_study(TRIAL)


def test_each_set_is_left_out_and_nothing_else(trial):
    asked = []

    def run(graphs):
        asked.extend(graph.study.items for graph in graphs)
        return headline_each(seed=1, draws=500)(graphs)

    sets = [(), *((name,) for name in trial.items), trial.items]
    rows = without_items(build(trial), sets, headline_near=lambda _: run)
    assert [row.items for row in rows] == sets
    assert [set(trial.items) - set(items) for items in asked] == [set(each) for each in sets]
    assert rows[0].verdict.median != rows[1].verdict.median


def test_second_hand_is_what_comes_from_the_press_or_was_met_elsewhere(graphs):
    study = graphs("reanalysis").study
    sources, names = study.catalogue.sources, at_second_hand(study)
    assert names
    for name in study.items:
        item = study.evidence[name]
        press = item.source in sources and sources[item.source].kind == "press"
        assert (name in names) == (press or item.quote_kind == "second_hand")


@pytest.mark.slow
def test_a_report_surprises_those_that_were_there_before_it(trial):
    """The last item of three, a hundred times as large, surprises; no other's tail changes with it."""
    last = trial.items[-1]
    item = trial.evidence[last]
    wrong = item.model_copy(
        update={"value": 100 * item.value} if item.value else {"low": 100 * item.low, "high": 100 * item.high}
    )
    far = replace(trial, evidence={**trial.evidence, last: wrong})
    before, after = (surprises(build(study), seed=1, fit_all=fit_each(seed=1, draws=500)) for study in (trial, far))
    assert [row.item for row in before] == list(trial.items)
    assert [row.tail for row in before[:-1]] == [row.tail for row in after[:-1]]
    assert after[-1].surprising
    assert not before[-1].surprising

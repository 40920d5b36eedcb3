"""The benchmark times what it says: contenders agree, and its studies are of the sizes they are for."""

import csv
from pathlib import Path

import click
import numpy as np
import pytest

from llm_barriers.model import build, prior_draws
from llm_barriers.priors import load_study

DRAWS = 20_000


@pytest.fixture(autouse=True)
def _beside(monkeypatch):
    """The benchmark is a folder of scripts, which import each other by name."""
    monkeypatch.syspath_prepend(Path(__file__).parent)


def _drawn(graph):
    """What a graph gives and what NumPy by hand gives, as the benchmark compares them."""
    import inputs
    import numpy_model
    import simulation_tasks

    given = inputs.study_inputs(graph)
    nodes, terms = prior_draws(graph, draws=DRAWS, seed=1, names=given["kept"])
    own = simulation_tasks.medians(nodes, {name: terms[name] for name in graph.study.items})
    return own, simulation_tasks.medians(*numpy_model.simulate(given, DRAWS, 2))


@pytest.fixture
def drawn(graphs):
    return _drawn(graphs("reanalysis"))


def test_numpy_by_hand_computes_the_graph_and_every_item(graphs, drawn):
    from results import checked_agreement

    own, by_hand = drawn
    checked_agreement("NumPy by hand", own, by_hand)
    assert set(by_hand["terms"]) == set(graphs("reanalysis").study.items)
    assert set(by_hand["medians"]) == set(own["medians"]) > {"cost_ratio", "throughput"}


def test_numpy_by_hand_computes_all_evidence_to_date_too(graphs):
    from results import checked_agreement
    from studies import TO_DATE

    graph = graphs("reanalysis")
    late = graph.with_study(graph.study.at(TO_DATE))
    own, by_hand = _drawn(late)
    checked_agreement("NumPy by hand", own, by_hand)
    assert set(by_hand["terms"]) == set(late.study.items) > set(graph.study.items)


def test_pymc_by_hand_observes_every_item_and_draws_no_quantity_that_none_needs(graphs):
    import inputs
    import numpy_model
    import pymc_model

    given = inputs.study_inputs(graphs("reanalysis"))
    made = pymc_model.model(given, inputs.HEADLINE)
    assert {v.name for v in (*made.observed_RVs, *made.potentials)} == set(given["items"])
    drawn = numpy_model.Inputs(given["priors"], 2, 1)
    numpy_model.log_likelihoods(given["items"], numpy_model.all_nodes(drawn, given["items"]), drawn)
    assert {v.name for v in made.free_RVs} == {name for name, value in drawn.made.items() if np.ndim(value)}


def test_another_computation_is_refused(drawn):
    from results import checked_agreement

    own, by_hand = drawn
    wrong = {**by_hand["medians"], "cost_ratio": list(np.multiply(by_hand["medians"]["cost_ratio"], 1.2))}
    with pytest.raises(click.ClickException, match="differ in cost_ratio"):
        checked_agreement("another", own, {"medians": wrong})


def test_studies_are_of_the_sizes_they_are_for():
    from studies import changed_studies, with_items, with_scenarios

    assert len(with_scenarios(2).coordinates("scenario")) == 2
    assert build(with_scenarios(5)).study.coordinates("scenario")[2:] == ("extra2", "extra3", "extra4")
    assert [len(build(with_items(count)).study.items) for count in (10, 40)] == [10, 40]
    digests = {study.digest() for study in changed_studies().values()} | {load_study("reanalysis").digest()}
    assert len(digests) == 6


def test_larger_studies_can_be_drawn_from():
    from studies import with_items, with_scenarios

    nodes, _ = prior_draws(build(with_scenarios(4)), draws=50, seed=1, names=["nodes"], terms=())
    assert nodes["nodes"].shape == (50, 4)
    _, terms = prior_draws(build(with_items(40)), draws=50, seed=1, names=())
    assert terms["copy_3"].equals(terms["bekman_2022"])


def test_table_and_plot_are_written(tmp_path, capsys):
    from results import Row, filled, tell, write

    grown = [Row("growth", "draws", size, float(i), 1.0, 100.0) for i, size in enumerate(("1,000", "10,000"), start=1)]
    rows = [Row("simulation", "this graph", "10 draws", 0.5, 1.0, 100.0, "a note"), *grown]
    write(rows, tmp_path)
    tell(rows)
    with (tmp_path / "benchmark.csv").open(encoding="utf-8") as file:
        assert [row["contender"] for row in csv.DictReader(file)] == ["this graph", "draws", "draws"]
    assert (tmp_path / "benchmark.png").stat().st_size > 1000
    assert "a note" in capsys.readouterr().out
    page = "a\n<!-- benchmark: growth -->\nold\n<!-- end -->\nb <!-- benchmark: simulation -->\n<!-- end -->"
    told = filled(page, grown)
    assert "| draws | 10,000 | 2 | 1 | 100 |  |\n\n<!-- end -->\nb" in told and "old" not in told
    with pytest.raises(click.ClickException, match="no place for 'start'"):
        filled(page, [Row("start", "graph", "from a shell", 1.0)])

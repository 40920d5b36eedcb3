"""Plausibility: quantities without effect, and values that are hundreds of times out."""

import pytest

from llm_barriers.analyses.change import far_items, far_values, idle, idle_choices, idle_items, own, unchanged
from llm_barriers.analyses.change.changes import Change, Changes
from llm_barriers.analyses.change.interventions import intervened
from llm_barriers.model import build
from llm_barriers.model.evidence import terms
from llm_barriers.priors import SHIPPED, load_study, with_choices

COST = "[quantities.replication_cost]\nunit = 'usd'\nprior = { family = 'constant', value = %s }"


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_idle_is_behind_nothing(graphs, name):
    graph = graphs(name)
    used = set().union(*(graph.lineage(node) for node in graph.parents), *map(graph.reaching, graph.study.items))
    assert {n for n in idle(graph) if "[" in n or not graph.known.coordinates(n)}.isdisjoint(used)
    assert used & set(graph.study.quantities) <= set(graph.study.quantities) - set(idle(graph))


def test_an_item_that_is_out_needs_nothing(overlay):
    graph = build(load_study(overlay("items = []")))
    assert {"vendor_bias", "portfolio_common"} <= set(idle(graph))
    assert terms("barr_2019", graph.known)


def test_an_entry_for_all_coordinates_is_not_idle(overlay):
    many = "[quantities.software_developers]\nunit = 'person'\nprior = { family = 'constant', value = 500 }"
    assert "software_developers" not in idle(build(load_study(overlay(many))))


@pytest.mark.parametrize(("scenarios", "listed"), [(("coding",), False), (("coding", "twitter"), True)])
def test_an_entry_for_all_coordinates_that_each_has_its_own_of_is_idle(overlay, scenarios, listed):
    names = ["software_developers", *(f"software_developers[{each}]" for each in scenarios)]
    prior = "unit = 'person'\nprior = { family = 'constant', value = %s }"
    text = "\n".join(f"[quantities.'{name}']\n{prior % (5 + n)}" for n, name in enumerate(names))
    assert ("software_developers" in idle(build(load_study(overlay(text))))) is listed


YEARS = "[quantities.deployment_years]\nunit = 'year'\nprior = { family = 'constant', value = 2 }"


@pytest.mark.parametrize(
    ("text", "idle"),
    [
        (
            "[choices]\nroom = 'half_normal'\nblend = 'maximum'\nhorizon = 'model_life'\nevidence_model = 'student_t'",
            (),
        ),
        (f"[choices]\nhorizon = 'model_life'\n{YEARS}", ("horizon",)),
        (YEARS, ()),
        ("evidence = 'none'\n[choices]\nevidence_model = 'student_t'", ("evidence_model",)),
        ("items = ['bloom_downloads_2022']\n[choices]\nevidence_model = 'cut'", ("evidence_model",)),
        ("[choices]\nroom = 'none'\nevidence_model = 'additive'", ("room",)),
    ],
)
def test_a_choice_that_makes_no_difference_is_idle(overlay, text, idle):
    assert idle_choices(build(load_study(overlay(text)))) == idle


def test_a_choice_of_the_command_line_may_be_idle_and_one_that_is_as_it_was_is_not_made(overlay):
    study = load_study(overlay("evidence = 'none'\n[choices]\nevidence_model = 'gaussian'"))
    assert idle_choices(build(study)) == ()
    assert idle_choices(build(with_choices(study, {"evidence_model": "cut"}))) == ("evidence_model",)


def test_an_item_of_the_user_s_that_cannot_be_in_is_idle(overlay):
    late = "[evidence.semianalysis_2023]\nsd = 3"
    assert idle_items(build(load_study(overlay(late)))) == ("semianalysis_2023",)
    assert idle_items(build(load_study(overlay(f"as_of = 'today'\n{late}")))) == ()
    assert idle_items(build(load_study(overlay(f"{late}\ninclude = false")))) == ()
    none = "[choices]\nevidence_model = 'ignored'\n[evidence.barr_2019]\nsd = 3"
    assert idle_items(build(load_study(overlay(none)))) == ("barr_2019",)


@pytest.mark.parametrize(("value", "far"), [("13", ["replication_cost"]), ("13e6", [])])
def test_a_forgotten_million_is_far(overlay, value, far):
    graph = build(load_study(overlay(COST % value)))
    assert [each.name for each in far_values(graph, unchanged(graph))] == far


def test_shipped_studies_have_nothing_far(graphs):
    for name in SHIPPED:
        graph = graphs(name)
        assert far_values(graph, unchanged(graph)) == [] == far_items(graph)


def test_an_item_and_what_is_fixed_may_be_far(overlay, graphs):
    graph = build(load_study(overlay("[evidence.bekman_2022]\nvalue = 1e-6")))
    assert [each.name for each in far_items(graph)] == ["bekman_2022"]
    own = "[evidence.mine]\ntitle = 'x'\nkind = 'measurement'\nmeasures = 'replication_cost'\npublished = '2021'"
    own += "\nunit = 'usd'"
    thousand = build(
        load_study(
            overlay(
                f"{own}\nvalue = 9e9\nsd = 3\nnote = 'of millions'\nknown_to_author = false\nquantity_measured = 'cost'"
            )
        )
    )
    assert [each.name for each in far_items(thousand)] == ["mine"]
    fixed = intervened(graphs("reanalysis"), Changes((Change("demand=3", "demand", 3.0),)))
    far = far_values(fixed, graphs("reanalysis"))
    assert [each.name for each in far] == ["demand[twitter]", "demand[coding]"]


def test_a_user_s_file_is_the_user_s_whatever_it_is_called(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("studies/reanalysis.toml", "quantities/hardware.toml", "evidence.toml"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("extends = 'reanalysis'\n[quantities.report_sd]\nnote = 'x'\n[evidence.barr_2019]\nsd = 3")
        study = load_study(name)
        assert [n for n, q in study.quantities.items() if own(study, q)] == ["report_sd"]
        assert [n for n, item in study.evidence.items() if own(study, item)] == ["barr_2019"]


def test_a_share_that_is_far_out_is_told_as_a_share(overlay):
    graph = build(load_study(overlay(COST % "9e11")))
    far = next(each for each in far_items(graph) if each.name == "wu_2021")
    assert (far.value, far.unit) == (pytest.approx(70), "percent")
    assert 0 < far.low < far.high < 1


def test_what_is_idle_is_named_as_it_is_written(overlay):
    text = "[quantities.shared_task_accuracy]\nunit = 'percent'\nprior = { family = 'constant', value = 40 }"
    assert [name for name in idle(build(load_study(overlay(text)))) if "shared" in name] == ["shared_task_accuracy"]

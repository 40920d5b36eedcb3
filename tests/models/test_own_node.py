"""The post's argument with a node of one's own, as the README adds it, and without a docstring."""

import pytest

from llm_barriers.analyses.explanation import explain
from llm_barriers.analyses.fit import checked_graph, refit
from llm_barriers.model import ARGUMENT, node
from llm_barriers.priors import StudyError, load_study
from llm_barriers.reports.render.document import Document, Picture
from llm_barriers.reports.run.run import Run
from llm_barriers.reports.run.settings import Settings
from llm_barriers.reports.sections import SECTIONS

ASKED = ("graph", "posterior", "claims", "checks", "people", "costs")


@node("usd/person/year")
def cost_per_capable_person(development_cost, capable_people, first_year):
    return development_cost / capable_people / first_year


@node("usd/person")
def cost_without_years(development_cost, capable_people, first_year):
    return development_cost / capable_people / first_year


@pytest.fixture(scope="module")
def run(quiet):
    study = load_study()
    graph = checked_graph(study, argument=(*ARGUMENT, cost_per_capable_person))
    made = Run(Settings(study, seed=1, draws=1000, ci_prob=0.9, as_json=False), quiet)
    vars(made).update(graph=graph, _fit=refit(graph, seed=1, draws=1000))
    return made


def test_its_units_are_checked():
    with pytest.raises(StudyError, match="'cost_without_years' gives"):
        checked_graph(load_study(), argument=(*ARGUMENT, cost_without_years))


def test_it_has_a_title_and_a_formula(run):
    explained = explain(run.graph, "cost_per_capable_person")
    assert explained.title == "Cost per capable person"
    assert explained.formula == "return development_cost / capable_people / first_year"


@pytest.mark.parametrize("section", [each for each in SECTIONS if each.name in ASKED], ids=lambda section: section.name)
def test_it_goes_through_sections_with_their_figures(run, section):
    compute = getattr(section.module, "compute", lambda run: run)
    document = Document(section.module.write(compute(run)))
    for picture in document.of(Picture):
        assert len(picture.draw().data)
    if section.name in ("graph", "posterior"):
        assert any("cost_per_capable_person" in table.frame.index for table in document.tables.values())

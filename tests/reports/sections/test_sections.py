"""Sections: each is known before anything heavy is imported, and answers as a part of the report and as a command."""

import inspect
import json

import pytest
from click.testing import CliRunner

from llm_barriers.reports.cli.main import cli
from llm_barriers.reports.render.document import Document, Heading, Picture, Table
from llm_barriers.reports.run import settings as running
from llm_barriers.reports.run.run import Run
from llm_barriers.reports.sections import SECTIONS, claims
from llm_barriers.reports.sections.telling import report, told

QUICK = ("--draws", "1000", "--workers", "1")


@pytest.fixture
def run(graphs, fits, quiet):
    study = graphs("published").study
    made = Run(running.Settings(study, seed=1, draws=1000, ci_prob=0.9, as_json=False), quiet)
    vars(made).update(graph=graphs("published"), _fit=fits("published", 1))
    return made


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
def test_a_section_takes_in_the_report_and_as_a_command_what_it_computes_from(section):
    first, *own = inspect.signature(getattr(section.module, "compute", section.module.write)).parameters
    assert first == "run"
    assert set(section.asked) <= set(own)
    named = {parameter.name for parameter in section.params} - {"study"}
    assert named <= set(own)
    if section.help:
        assert set(own) - named <= set(section.asked)


@pytest.mark.parametrize("section", [each for each in SECTIONS if each.help], ids=lambda section: section.name)
def test_a_section_s_command_has_its_options_and_those_that_all_share(section):
    command = cli
    for word in section.words:
        command = command.commands[word]
    own = {parameter.name for parameter in section.params}
    shared = {*running.OPTIONS, *(["out"] if section.figures else [])} - ({"choices"} if "choose" in own else set())
    shared -= set() if section.study else {"choices"}
    assert {parameter.name for parameter in command.params} == own | shared


def test_titles_of_sections_differ():
    titles = [section.title for section in SECTIONS if section.title]
    assert len(set(titles)) == len(titles)


def test_every_table_and_figure_of_a_report_has_a_name_of_its_own(run):
    quick = ("people", "costs", "claims", "graph", "evidence", "priors", "posterior", "sources", "reading")
    sections = [section for section in SECTIONS if section.name in quick]
    document = report(sections, [told(section, run) for section in sections], run)
    for kind in (Table, Picture):
        names = [block.name for block in document.of(kind)]
        assert len(set(names)) == len(names)
    named = [each.name for each in document.of(Heading) if each.name]
    assert len(set(named)) == len(named)
    assert [name for name in named if name in quick] == [each.name for each in sections if each.title]
    assert {"claims", "graph_nodes", "priors", "posterior"} <= set(document.tables)
    assert isinstance(document, Document) and document.title == run.study.model.conclusion.question


SHAPES = {
    "posterior": {"method", "gate", "posterior"},
    "claims": {"method", "gate", "claims"},
    "update": {"method", "gate", "update", "conclusion"},
    "checks": {"method", "gate", "expected", "predictive"},
    "graph": {"nodes", "items", "choices"},
    "explain throughput": {"formula", "parents", "inputs", "evidence"},
    "priors list": {"priors"},
    "priors show utilisation": {"inputs"},
    "priors check": {"digest", "items_in", "choices"},
}


@pytest.mark.parametrize("words", SHAPES)
def test_json_of_a_command_says_of_what_it_is_and_has_its_tables(words):
    result = CliRunner().invoke(cli, [*words.split(), "--as-of", "2018", *QUICK, "--json"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    answer = json.loads(result.stdout)
    assert {"study", "as_of", "sentences", "notes"} | SHAPES[words] <= answer.keys()
    assert (answer["study"], answer["as_of"]) == ("reanalysis", "2018-12-31")


def test_no_claim_moves_without_evidence(run):
    rows = claims.compute(run)
    assert all(row.prior == row.posterior for row in rows)
    assert "none of them moves" in claims.write(rows)[0].sentences[1]


def test_of_one_item_no_others_are_said_to_say_the_same(overlay):
    words = ["items", "--study", str(overlay('items = ["barr_2019"]\n', extends="author")), *QUICK, "--no-store"]
    said = CliRunner().invoke(cli, words, catch_exceptions=False).stdout
    assert "would miss most" in said and "others say the same" not in said

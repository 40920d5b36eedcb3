"""Sections: each is a command with the same options, and prints what a person wants of it."""

import inspect
import json
from types import SimpleNamespace

import pytest

from llm_barriers.analyses.fit.gate import WeightGate
from llm_barriers.reports.cli import main as cli
from llm_barriers.reports.render.table import Table
from llm_barriers.reports.run import settings as running
from llm_barriers.reports.sections import ORDER, section_named
from llm_barriers.reports.sections import section as told
from llm_barriers.reports.sections.section import Section


@pytest.mark.parametrize("name", [name for name in ORDER if name != "comparison"])  # whose command names two studies
def test_a_section_of_the_report_is_a_command_that_takes_the_same_options(name):
    section = section_named(name)
    assert section.name == name
    assert section.title[0].isupper()
    own = set(list(inspect.signature(section.compute).parameters)[3:])
    command = cli.cli.commands[name.replace("_", "-")]
    assert {parameter.name for parameter in command.params} - {"out"} | {"choices"} == own | set(running.OPTIONS)
    assert section.options.keys() <= own


def test_titles_of_sections_differ():
    assert len({section_named(name).title for name in ORDER}) == len(ORDER)


def long_section(rows):
    tables = {"first": Table(("name", "value"), [(f"row {i}", float(i)) for i in range(rows)]), "second": Table((), [])}
    return Section(
        name="long",
        title="A long table",
        compute=lambda *_: rows,
        sentences=lambda found: [f"It has {found} rows."],
        tables=lambda _: tables,
        pictures=lambda _: {},
    )


def run_long(monkeypatch, rows, **options):
    fit = SimpleNamespace(method="reweighting", gate=WeightGate(passed=True, pareto_k=0.1, ess=900.0))
    monkeypatch.setattr(told, "fitted", lambda _: fit)
    told.run(long_section(rows), running.Settings.read("author", seed=1, draws=100, ci_prob=0.9, **options))


@pytest.mark.parametrize(("rows", "shown"), [(40, 40), (43, 40)])
def test_a_section_prints_its_sentences_and_the_start_of_its_first_table(monkeypatch, capsys, rows, shown):
    run_long(monkeypatch, rows)
    out = capsys.readouterr().out
    assert out.startswith(f"It has {rows} rows.\n")
    assert out.count("row ") == shown
    assert "second" not in out
    assert out.endswith("… 3 more rows: --json\n") == (rows > shown)


def test_json_of_a_section_has_every_row_of_every_table(monkeypatch, capsys):
    run_long(monkeypatch, 43, as_json=True)
    found = json.loads(capsys.readouterr().out)
    assert (len(found["first"]), found["second"]) == (43, [])

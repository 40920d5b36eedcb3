"""The documents name what there is, and nothing that there is not."""

import ast
import json
import re
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner

from llm_barriers.priors import load_study
from llm_barriers.priors.families import FAMILIES
from llm_barriers.priors.kinds import KINDS
from llm_barriers.priors.records import Basis
from llm_barriers.reports.cli.main import cli
from llm_barriers.reports.run.refusal import BAD_INPUT, FAULT, NOT_CONVERGED
from llm_barriers.reports.sections import SECTIONS

ROOT = Path(__file__).parents[1]
GLOSSARY, OUTPUT = ((ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8") for name in ("glossary", "output"))


def coded(text):
    """What is written as code in a document."""
    return set(re.findall(r"`([^`\n]+)`", text))


@cache
def names():
    """Every name in the code, and every key and name in the data."""
    words = set()
    for layer in ("priors", "model", "analyses", "reports"):
        for path in (ROOT / layer).rglob("*.py"):
            words.add(path.stem)
            for each in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                words |= {getattr(each, field, None) for field in ("id", "name", "arg")}
                words |= {each.value} if isinstance(each, ast.Constant) and isinstance(each.value, str) else set()
        for path in (ROOT / layer).rglob("*.toml"):
            words |= set(re.findall(r"[a-z_0-9]+", path.read_text(encoding="utf-8")))
    return words


@pytest.mark.parametrize("name", sorted(coded(GLOSSARY) - {"=", "~"}))
def test_what_the_glossary_names_is_there(name):
    assert name in names()


def test_the_glossary_has_every_word_that_a_study_may_hold():
    words = {*KINDS, *FAMILIES, *get_args(Basis), *load_study().options["evidence_model"].options}
    words |= {parameter for family in FAMILIES.values() for parameter in family.keys}
    assert words <= coded(GLOSSARY)


@pytest.mark.slow
def test_the_tutorial_runs_and_its_results_show_as_tables(capsys):
    text = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    *cells, last = re.findall(r"```\{code-cell\} python\n(.*?)```", text, re.DOTALL)
    names = {}
    exec("\n".join(cells), names)
    supposed = eval(last, names)
    assert "below one with probability" in capsys.readouterr().out
    shown = re.search(r"<th>cost_ratio</th>\s*<td>dimensionless</td>\s*<td>([\d.]+)</td>", names["fit"]._repr_html_())
    assert float(shown[1]) == pytest.approx(float(names["ratio"].median()), rel=0.01)
    assert "throughput" in supposed._repr_html_()


# ---- The output


def rows_of(heading, first):
    """The rows of the table under a heading of docs/output.md whose first column has a name: the code in each cell."""
    text = OUTPUT.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    table = text.split(f"| {first} |")[1].split("\n\n")[0]
    return [[sorted(coded(cell)) for cell in line.split(" | ")] for line in table.splitlines()[2:]]


def answered(*words):
    """What a command that takes no time says to programs."""
    result = CliRunner().invoke(cli, [*words, "--json"], catch_exceptions=False)
    assert result.exit_code == 0
    return json.loads(result.stdout)


def tables_of(section):
    """The tables that a section's code names as it makes them."""
    source = (ROOT / "reports" / "sections" / f"{section.name}.py").read_text(encoding="utf-8")
    return set(re.findall(r"\bTable\(\s*\"(\w+)\"", source))


def test_the_tables_of_a_section_are_those_that_are_documented():
    said = {(*section, *table) for section, table, _ in rows_of("Tables", "section")}
    assert {(section.name, table) for section in SECTIONS for table in tables_of(section)} <= said
    assert {name for name, _ in said} <= {section.name for section in SECTIONS}
    assert {table for _, table in said} <= names()


@pytest.mark.parametrize("column", sorted(name for row in rows_of("Tables", "column") for name in row[0]))
def test_a_column_that_is_documented_is_one(column):
    assert column in names() or set(column.rsplit("_", 1)) <= names()  # some are made of two


CHEAP = {
    "explain": ["explain", "throughput"],
    "priors check": ["priors", "check"],
    "store info": ["store", "info"],
    "graph": ["graph"],
    "priors list": ["priors", "list"],
    "priors show": ["priors", "show", "utilisation"],
}


@pytest.mark.parametrize("command", CHEAP)
def test_a_command_s_keys_are_those_that_are_documented(command):
    own = {row[0][0]: set(row[1]) for row in rows_of("Commands", "command")}.get(command, set())
    common = {key for row in rows_of("Commands", "key") for key in row[0]} - {"method", "cut", "gate"}
    section = next((each for each in SECTIONS if " ".join(each.words) == command), None)
    said = rows_of("Tables", "section")
    tables = {name for names, table, _ in said if section and names == [section.name] for name in table}
    assert set(answered(*CHEAP[command])) == own | tables | (common if section else set())


@pytest.mark.slow
def test_the_posterior_s_keys_are_those_that_are_documented():
    answer = answered("posterior", "--draws", "1000")
    assert set(answer) == {key for row in rows_of("Commands", "key") for key in row[0]} | {"posterior"}
    assert set(answer["gate"]) <= coded(OUTPUT.split("`gate` has")[1].split("\n\n")[0])
    assert {"median", "mcse_median", "ess", "rhat"} <= set(answer["posterior"]["cost_ratio"])


def test_exit_codes_are_those_that_are_documented():
    said = [int(line.split("|")[1]) for line in OUTPUT.split("| exit code |")[1].split("\n\n")[0].splitlines()[2:]]
    assert said == [0, FAULT, BAD_INPUT, NOT_CONVERGED]


def test_the_posterior_has_the_documented_groups_dims_and_attributes(graphs, fits):
    tree = fits("reanalysis", 1).tree
    said = {group[0]: set(dims) for group, _, dims in rows_of("The posterior", "group")}
    assert set(tree.children) == said.keys()
    for group, dims in said.items():
        assert set(tree[group].dims) - set(graphs("reanalysis").study.model.dims) == dims, group
    assert set(tree.attrs) == coded(OUTPUT.split("The tree's attributes are")[1].split("\n\n")[0])

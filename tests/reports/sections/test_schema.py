"""The schema of a command is of what it prints; `tests/conftest.py` holds every answer in any test to its own."""

import json
import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from llm_barriers.reports.cli.main import cli
from llm_barriers.reports.sections import SECTIONS
from llm_barriers.reports.sections.columns import COLUMNS
from llm_barriers.reports.sections.schema import schemas

from ...schema import problems

SCHEMAS = schemas()
SOURCES = Path(__file__).parents[3] / "reports" / "sections"


def answered(*words):
    result = CliRunner().invoke(cli, [*words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def commands(group, *words):
    """Every command by its words."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, *words, name)
        else:
            yield " ".join((*words, name)), command


def test_every_command_that_prints_for_programs_has_one():
    printing = {words for words, each in commands(cli) if "--json" in {opt for p in each.params for opt in p.opts}}
    assert set(SCHEMAS) == printing


@pytest.mark.parametrize("section", [each for each in SECTIONS if each.help], ids=lambda section: section.name)
def test_it_has_every_table_that_the_section_makes(section):
    source = (SOURCES / f"{section.name}.py").read_text(encoding="utf-8")
    assert set(re.findall(r"\bTable\(\s*\"(\w+)\"", source)) <= COLUMNS[section.name].keys()


@pytest.mark.parametrize(
    "words",
    ["priors families", "priors draw --low 1 --median 2 --high 9", "store info", "priors list --study blank", "graph"],
)
def test_what_a_command_prints_is_as_its_schema_says(words):
    schema = answered("schema", *words.partition(" --")[0].split())
    assert schema["$schema"].endswith("2020-12/schema")
    assert problems(answered(*words.split(), "--json"), schema, schema) == []


def test_what_is_not_printed_is_refused():
    schema, answer = SCHEMAS["graph"], answered("graph", "--json")
    row = next(iter(answer["nodes"].values()))
    for wrong in ({"unit": 1.0}, {"dims": "scenario"}, {"more": ""}):
        assert problems(answer | {"nodes": {"a": row | wrong}}, schema, schema)
    assert problems({key: value for key, value in answer.items() if key != "notes"}, schema, schema)


def test_a_command_without_one_is_refused():
    with pytest.raises(Exception, match="Did you mean 'priors list'"):
        CliRunner().invoke(cli, ["schema", "priors", "lst"], catch_exceptions=False)

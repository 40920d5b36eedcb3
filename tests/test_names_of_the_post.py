"""Only the argument, the data and what tells the post's own story name its nodes, choices, items and figures."""

import ast
from pathlib import Path

import pytest

from llm_barriers.model import build
from llm_barriers.priors import catalogue, load_study
from llm_barriers.reports.sections import SECTIONS

ROOT = Path(__file__).parents[1]
STORY = (
    "model/argument",
    "model/general",
    "analyses/post",
    "analyses/evidence/reversal.py",
    "reports/sections/printed.py",
)
STORY += tuple(f"reports/{part}.py" for part in ("figures/costs", "figures/talent"))
STORY += tuple(f"reports/sections/{section.name}.py" for section in SECTIONS if section.story)
WORDS = {"blend", "nodes", "parameters", "post", "throughput"}
"""Words that mean something else in code: a function, a table's name, a record's field, what a report is of."""
PARAMETERS = {"report_nu", "report_reliability", "unreliable_sd"}
"""Quantities of observation models that any model may take."""


def _texts(path):
    """Strings of a module that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in bare)
    return {node.value.partition("[")[0] for node in constants if isinstance(node.value, str)}


@pytest.fixture(scope="module")
def names():
    data = catalogue()
    known = {*build(load_study()).names, *data.options, *data.evidence, *data.figures, *data.claims}
    return (known | set(data.model.coordinates)) - WORDS - PARAMETERS


@pytest.mark.parametrize("layer", ["priors", "model", "analyses", "reports"])
def test_the_machinery_knows_no_name_of_the_post(layer, names):
    modules = [path for path in (ROOT / layer).rglob("*.py") if not path.relative_to(ROOT).as_posix().startswith(STORY)]
    named = {path.relative_to(ROOT).as_posix(): _texts(path) & names for path in modules}
    assert not {path: texts for path, texts in named.items() if texts}

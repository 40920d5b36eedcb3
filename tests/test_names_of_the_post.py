"""Only the argument, the data and what tells the post's own story name its nodes, choices, items and figures."""

import ast
from pathlib import Path

import pytest

from llm_barriers.model import build
from llm_barriers.priors import catalogue, load_study

ROOT = Path(__file__).parents[1]
STORY = ("model/argument", "analyses/post", "analyses/evidence/reversal.py")
WORDS = {"blend", "post", "throughput"}
"""Words that mean something else in code: a function, a record's field, what a report is of."""
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


@pytest.mark.parametrize("layer", ["priors", "model", "analyses"])
def test_the_machinery_knows_no_name_of_the_post(layer, names):
    modules = [path for path in (ROOT / layer).rglob("*.py") if not path.relative_to(ROOT).as_posix().startswith(STORY)]
    found = {path.relative_to(ROOT).as_posix(): _texts(path) & names for path in modules}
    assert not {path: texts for path, texts in found.items() if texts}

"""The documents name what there is, and nothing that there is not."""

import ast
import re
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from llm_barriers.priors import load_study
from llm_barriers.priors.families import FAMILIES
from llm_barriers.priors.kinds import KINDS
from llm_barriers.priors.records import Basis

ROOT = Path(__file__).parents[1]
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")


def coded(text):
    """What is written as code in a document."""
    return set(re.findall(r"`([^`\n]+)`", text))


@cache
def names():
    """Every name in the code, and every key and name in the data."""
    found = set()
    for layer in ("priors", "model", "analyses", "reports"):
        for path in (ROOT / layer).rglob("*.py"):
            found.add(path.stem)
            for each in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                found |= {getattr(each, field, None) for field in ("id", "name", "arg")}
                found |= {each.value} if isinstance(each, ast.Constant) and isinstance(each.value, str) else set()
        for path in (ROOT / layer).rglob("*.toml"):
            found |= set(re.findall(r"[a-z_0-9]+", path.read_text(encoding="utf-8")))
    return found


@pytest.mark.parametrize("name", sorted(coded(GLOSSARY) - {"=", "~"}))
def test_what_the_glossary_names_is_there(name):
    assert name in names()


def test_the_glossary_has_every_word_that_a_study_may_hold():
    words = {*KINDS, *FAMILIES, *get_args(Basis), *load_study().options["evidence_model"].options}
    words |= {parameter for family in FAMILIES.values() for parameter in family.keys}
    assert words <= coded(GLOSSARY)

"""What is written of models names all that a record may say, and nothing else."""

import re
from pathlib import Path

import pytest

from llm_barriers.priors import ModelRecord
from llm_barriers.priors.records import Choice, Option

TEXT = (Path(__file__).parents[2] / "docs" / "model.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("record", "heading"),
    [(ModelRecord, "key of `model.toml`"), (Choice, "key of a choice"), (Option, "key of an option")],
)
def test_every_key_of_a_record_is_told(heading, record):
    table = TEXT.split(heading)[1].split("\n\n")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == record.model_fields.keys() - {"folder", "called"}

"""Slips: a sentence for each entry of the user's that is without effect or far out, and none for what follows."""

import pytest

from llm_barriers.model import build
from llm_barriers.priors import SHIPPED, load_study
from llm_barriers.reports.sections.slips import slips

CONSTANT = "[quantities.%s]\nunit = '%s'\nprior = { family = 'constant', value = %s }"


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        (CONSTANT % ("replication_cost", "usd", 12), ["replication_cost is $12"]),
        (CONSTANT % ("report_sd", "dimensionless", 1), ["report_sd is changed, and nothing"]),
        ("[evidence.semianalysis_2023]\nsd = 3", ["semianalysis_2023 is given, and is not in: it is published"]),
        (CONSTANT % ("replication_cost", "usd", 9e6), []),
    ],
)
def test_each_slip_is_a_sentence(overlay, text, starts):
    said = slips(build(load_study(overlay(text))))
    assert [each.startswith(f"Warning: {start}") for each, start in zip(said, starts, strict=True)] == [True] * len(
        said
    )


def test_shipped_studies_have_none(graphs):
    assert [slips(graphs(name)) for name in SHIPPED] == [[]] * len(SHIPPED)

"""The public model of the default study: four chains of PyMC's defaults pass the gate, by either sampler."""

import pymc as pm
import pytest

from llm_barriers.analyses.fit.judging import chain_gate
from llm_barriers.model import build
from llm_barriers.model.chains import pymc_model
from llm_barriers.priors import load_study

pytestmark = [pytest.mark.slow, pytest.mark.trust]


@pytest.fixture(scope="module")
def model():
    return pymc_model(build(load_study()))


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("sampler", ["nutpie", "pymc"])
def test_four_chains_pass_the_gate(model, sampler, seed):
    """As many as PyMC draws on four cores or more; two are too short to tell, of independent normals too."""
    with model:
        tree = pm.sample(chains=4, random_seed=seed, nuts_sampler=sampler, progressbar=False)
    gate = chain_gate(tree)
    assert gate.passed, gate.reason()

"""The section on calibration: what it says of a certificate, and of a study without one."""

import click.testing
import numpy as np
import pytest
import xarray as xr

from llm_barriers.analyses.calibration import PART
from llm_barriers.reports.cli.main import cli
from llm_barriers.reports.render.document import Document
from llm_barriers.reports.run import certificate
from llm_barriers.reports.run.run import Run
from llm_barriers.reports.run.settings import Settings
from llm_barriers.reports.sections import calibration


@pytest.fixture
def made(graphs, monkeypatch, quiet):
    """What the section says of these ranks, under this code."""

    def say(ranks, code=None):
        of = {
            n: ("refit", np.full(len(ranks), v)) for n, v in (("method", "weights"), ("again", False), ("passed", True))
        }
        data = xr.Dataset({"rank": (("refit", "quantity"), ranks), **of}, {"quantity": ["a", "log_likelihood"]})
        origin = certificate.origin(graphs("author")) | ({"code": code} if code else {})
        data.attrs = origin | {"around": "prior", "method": "auto"}
        monkeypatch.setattr(certificate, "found", lambda graph: {"prior_auto": data})
        run = Run(Settings.read("author", seed=1, draws=1000, ci_prob=0.9, no_store=True), quiet)
        return calibration.write(calibration.compute(run))

    return say


def test_a_certificate_is_one_until_the_code_changes(made):
    even = np.random.default_rng(1).integers(0, 200, (200, 2)).astype(np.uint8)
    (text, _, table, _), (later, *_) = made(even), made(even, "other")
    assert text.sentences[0].startswith("Calibrated (on ")
    assert not calibration.failed(Document([text, table]))
    assert later.sentences[0].startswith("Calibrated, and the code that fits has changed since")


def test_uneven_ranks_are_told(made):
    uneven = np.random.default_rng(1).integers(60, 140, (200, 2)).astype(np.uint8)
    text, picture, table, _ = made(uneven)
    assert text.sentences[0].startswith("Not calibrated")
    assert not table.frame["passed"].any() and calibration.failed(Document([text, table]))
    plot = picture.draw(width=3.5)
    assert plot.finding.startswith("2 of 2 curves")
    assert set(plot.data["quantity"]) == {"a", "log_likelihood"}


def test_a_study_is_calibrated_in_parts_that_are_kept(tmp_path):
    study = "tests/models/clinical_trial/studies/trial.toml"
    words = ["calibrate", "--study", study, "--refits", str(PART), "--workers", "1", "--store", str(tmp_path / "store")]
    first = click.testing.CliRunner().invoke(cli, [*words, "--json", "--certify", str(tmp_path / "made.npz")])
    again = click.testing.CliRunner().invoke(cli, [*words, "--json"])
    assert first.exit_code == 0 and first.stdout == again.stdout
    (kept,) = certificate.read(tmp_path / "made.npz").values()
    assert kept.sizes["refit"] == PART and kept.attrs["around"] == "prior"
    assert len(list((tmp_path / "store").glob("*.npz"))) == 1

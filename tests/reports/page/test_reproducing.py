"""Reproducing: a report comes out as it was written, and what does not is named."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from llm_barriers.priors import StudyError
from llm_barriers.reports.cli.main import cli
from llm_barriers.reports.page.reproducing import reproduce
from llm_barriers.reports.run.studies import read_study

TRIAL = Path("tests/models/clinical_trial/studies/trial.toml")
FORMER = Path(__file__).parent / "report_1"


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """A report of one section, as its author left it."""
    out = tmp_path_factory.mktemp("reproducing") / "report"
    words = ["report", "--study", str(TRIAL), "--only", "checks", "--draws", "1000", "--formats", "svg", "--no-store"]
    assert CliRunner().invoke(cli, [*words, "--out", str(out)]).exit_code == 0
    return out


def test_a_report_comes_out_as_it_was_written(report, tmp_path):
    made = reproduce(report, out=tmp_path / "again")
    assert made.same and not made.touched and not made.versions
    assert made.files == sum(path.is_file() for path in report.rglob("*")) - 1
    assert all(
        (tmp_path / "again" / name).is_file() for name in json.loads((report / "manifest.json").read_text())["files"]
    )


def test_what_does_not_is_named(report, tmp_path):
    folder = shutil.copytree(report, tmp_path / "report")
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"]["tables/checks_expected.csv"] = "0" * 64
    manifest["versions"]["numpy"] = "1.0"
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / "index.html").write_text("by hand")
    made = CliRunner().invoke(cli, ["reproduce", str(folder), "--json"])
    said = json.loads(made.stdout)
    assert made.exit_code == 1 and said["differing"] == ["tables/checks_expected.csv"]
    assert said["touched"] == ["index.html", "tables/checks_expected.csv"] and said["versions"]["numpy"][0] == "1.0"


def test_a_report_of_before_is_read_and_says_too_little_to_be_made_again():
    study = read_study(str(FORMER))
    assert (study.title, study.items) == ("The trial, with all that is known of it", ("registry", "review", "sponsor"))
    with pytest.raises(StudyError, match="schema 1"):
        reproduce(FORMER)

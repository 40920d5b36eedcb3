"""Reproducing: a report comes out as it was written, and what does not is named."""

import json
import shutil
from contextlib import chdir
from pathlib import Path

import pytest
from click.testing import CliRunner

from llm_barriers.model import build
from llm_barriers.priors import StudyError
from llm_barriers.reports.cli.main import cli
from llm_barriers.reports.page import reproducing
from llm_barriers.reports.page.reproducing import reproduce
from llm_barriers.reports.run.studies import read_study

TRIAL = Path("tests/models/clinical_trial/studies/trial.toml")
FORMER = Path(__file__).parent / "former"
"""What reports held: a folder of each schema, and of the first a study of each form that it had, cut short."""


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """A report of one section, as its author left it, in a folder beside that of its model."""
    place = tmp_path_factory.mktemp("reproducing")
    shutil.copytree(TRIAL.parents[1], place / "trial", ignore=shutil.ignore_patterns("__pycache__"))
    words = ["report", "--only", "checks", "--draws", "1000", "--formats", "svg", "--no-store", "--out", "at/report"]
    with chdir(place):
        assert CliRunner().invoke(cli, [*words, "--study", "trial/studies/trial.toml"]).exit_code == 0
    return place / "at" / "report"


def test_a_report_comes_out_as_it_was_written_wherever_one_works(report, tmp_path, monkeypatch):
    monkeypatch.chdir(report.parent)
    made = reproduce(Path("report"), out=tmp_path / "again")
    assert made.same and not made.touched and not made.versions
    assert made.files == sum(path.is_file() for path in report.rglob("*")) - 1
    assert all(
        (tmp_path / "again" / name).is_file() for name in json.loads((report / "manifest.json").read_text())["files"]
    )


def test_a_report_names_no_place_of_one_machine_and_is_refused_without_its_model(report, tmp_path):
    assert str(report.parents[1]) not in (report / "study.json").read_text()
    sent = shutil.copytree(report, tmp_path / "sent")
    with pytest.raises(
        StudyError, match=r"'trial' is no folder of a model .* Allowed: to read it from where that lies"
    ):
        read_study(str(sent))


def test_what_does_not_is_named(report, tmp_path, monkeypatch):
    folder = shutil.copytree(report, tmp_path / "report")
    monkeypatch.chdir(report.parents[1])
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"]["tables/checks_expected.csv"] = "0" * 64
    manifest["versions"]["numpy"] = "1.0"
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / "index.html").write_text("by hand")
    made = CliRunner().invoke(cli, ["reproduce", str(folder), "--json"])
    said = json.loads(made.stdout)
    assert made.exit_code == 1 and said["differing"] == ["tables/checks_expected.csv"]
    assert said["touched"] == ["index.html", "tables/checks_expected.csv"] and said["versions"]["numpy"][0] == "1.0"


@pytest.mark.parametrize("schema", [1, 2])
def test_the_study_of_a_report_of_before_is_read(schema):
    study = read_study(str(FORMER / f"report_{schema}"))
    assert (study.title, study.items) == ("The trial, with all that is known of it", ("registry", "review", "sponsor"))


@pytest.mark.parametrize("form", ["first", "model", "weights", "subject"])
def test_so_are_the_first_forms_of_it(form):
    study = read_study(str(FORMER / f"study_0_1_{form}.json"))
    assert study.model.post and study.subject.name == ""
    assert {name: item.kind for name, item in study.evidence.items()} == {
        "aws_2018": "share",
        "opt_leak_search": "search",
    }
    assert {name: entry.prior.family for name, entry in study.quantities.items()} == {
        "idle_node": "uniform",
        "opt_leak_prior": "logitnormal",
        "vendor_bias": "half_normal",
    }


def test_no_former_report_names_a_place_of_one_machine():
    assert not [path for path in FORMER.rglob("*.json") if '"/' in path.read_text()]


def test_what_lacks_what_the_model_needs_today_is_refused():
    with pytest.raises(StudyError, match=r"quantities\.demand: has no entry"):
        build(read_study(str(FORMER / "study_0_1_first.json")))


def test_the_first_schema_says_too_little_to_be_made_again():
    with pytest.raises(StudyError, match="schema 1"):
        reproduce(FORMER / "report_1")


def test_the_second_says_all_that_it_was_made_of(monkeypatch, tmp_path):
    asked = {}
    monkeypatch.setattr(reproducing, "write_report", lambda out, *what, **looks: asked.update(what=what, looks=looks))
    made = reproduce(FORMER / "report_2", out=tmp_path)
    settings, sections = asked["what"]
    assert (settings.seed, settings.draws, settings.ci_prob, settings.method) == (1, 400, 0.9, "auto")
    assert settings.study.items == ("registry", "review", "sponsor") and [s.name for s in sections] == ["claims"]
    assert asked["looks"] == {"formats": ["svg"], "explorer": False, "paper": False}
    assert made.files == 6 and "study.json" not in made.touched

"""The commands that begin a study."""

import json

import pytest
from click.testing import CliRunner

from llm_barriers.priors import StudyError, load_study
from llm_barriers.priors.families import FAMILIES
from llm_barriers.priors.quotes import quotes
from llm_barriers.reports.cli.main import cli


def said(*words):
    found = CliRunner().invoke(cli, ["priors", *words], catch_exceptions=False)
    assert found.exit_code == 0
    return found.stdout


def test_a_study_is_begun_checked_and_not_written_over(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said("init", "mine", "--subject", "Quokka 70B")
    assert json.loads((tmp_path / "study.schema.json").read_text(encoding="utf-8"))["$schema"]
    checked = said("check", "--study", "mine.toml")
    assert "The study is sound" in checked and "Warning" not in checked
    with pytest.raises(StudyError, match=r"mine.toml: is there already. Allowed: another name, or --force"):
        said("init", "mine")
    said("init", "mine.toml", "--force")


def test_families_are_those_that_there_are():
    assert json.loads(said("families", "--json"))["families"].keys() == FAMILIES.keys()
    assert "two_piece_lognormal: high and low and median" in said("families")


def test_a_prior_is_drawn_with_its_error():
    curve, axis, prior, error, *_ = said("draw", "--low", "100", "--median", "5000", "--high", "45000").splitlines()
    assert ("█" in curve, axis.endswith("log scale")) == (True, True)
    assert prior == 'prior = { family = "two_piece_lognormal", low = 100.0, median = 5000.0, high = 45000.0 }'
    assert error.endswith("off by at most 0.0% of the interval")
    with pytest.raises(StudyError, match="--low, --median, --high: 3, 2 and 1 are not in order"):
        said("draw", "--low", "3", "--median", "2", "--high", "1")


def test_two_studies_differ_by_what_one_changes(overlay):
    path = overlay("[quantities.replication_cost]\nunit = 'usd'\nprior = { family = 'constant', value = 1e6 }")
    rows = json.loads(said("diff", "reanalysis", str(path), "--json"))["differences"]
    assert [(row["kind"], row["name"], row["second"]) for row in rows] == [
        ("quantity", "replication_cost", "fixed at 1M, usd")
    ]
    assert json.loads(said("diff", "reanalysis", "reanalysis", "--json"))["notes"] == ["The two assume the same."]


def test_quotes_are_looked_for_in_a_text(tmp_path):
    own = "\n".join(quote.text for quote in quotes(load_study()) if quote.source == "elementai2019")
    text = tmp_path / "text"
    text.write_text(own, encoding="utf-8")
    assert json.loads(said("quotes", str(text), "--source", "elementai2019", "--json"))["quotes_found"] == 2
    text.write_text("nothing", encoding="utf-8")
    with pytest.raises(StudyError, match="holds 2 of 2 quotes not"):
        said("quotes", str(text), "--source", "elementai2019")

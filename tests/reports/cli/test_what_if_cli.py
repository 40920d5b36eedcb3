"""What if and compare on the command line: the shape of their JSON, their pictures and their messages."""

import json
import sys

import pytest
from click.testing import CliRunner

from llm_barriers.priors import load_study
from llm_barriers.priors.stored import study_content
from llm_barriers.reports.cli import main as cli
from llm_barriers.reports.run.run import Run
from llm_barriers.reports.run.studies import read_study

QUICK = ("--draws", "1000", "--workers", "1")


def _json(*arguments):
    result = CliRunner().invoke(cli.cli, [*arguments, *QUICK, "--json"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def _refused(capsys, monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["llm-barriers", *arguments])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    return stop.value.code, capsys.readouterr().err


def _medians(answer, name):
    return next((row["before"], row["after"]) for row in answer["before_after"] if row["name"] == name)


def test_setting_and_measuring_throughput_differ_where_the_help_says_so(tmp_path):
    picture = tmp_path / "set.svg"
    fixed = _json("what-if", "throughput=200M", "--out", str(picture))
    seen = _json("what-if", "throughput~200M±10%")
    assert "utilisation" not in [row["name"] for row in fixed["before_after"]]
    before, after = _medians(seen, "utilisation")
    assert after > 1.2 * before
    assert _medians(fixed, "cost_ratio")[1] < _medians(seen, "cost_ratio")[1] < _medians(seen, "cost_ratio")[0]
    assert "learns nothing" in fixed["sentences"][-1]
    assert any(row["kind"] == "claim" for row in fixed["before_after"])
    assert "times its own median" in picture.read_text(encoding="utf-8").lower()


def test_several_changes_are_made_at_once():
    choose = ("--choose", "room=none", "--without", "barr_2019", "--with", "semianalysis_2023")
    answer = _json("what-if", "nodes[coding]=10", *choose)
    assert "nodes[coding]=10, without barr_2019, with semianalysis_2023, room=none" in answer["sentences"][0]
    assert _medians(answer, "nodes[coding]")[1] == 10


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("what-if", "thruput=3"), ("'thruput=3'", "'throughput'")),
        (("what-if", "throughput=3 usd"), ("'throughput=3 usd'", "'token/node/day'")),
        (("what-if", "throughput=200M", "--out", "picture.bmp"), ("--out", "'picture.bmp'", ".svg")),
        (("compare", "reanalysis", "reanalisis"), ("SECOND", "'reanalisis'", "'reanalysis'", "folder of a report")),
        (("compare", "a_report", "reanalysis"), ("FIRST", "'a_report'", "folder of a report")),
        (("compare", "reanalysis@soon", "reanalysis"), ("FIRST", "'soon'", "YYYY-MM-DD")),
        (("implied", "--target", "0"), ("--target", "'0'", "20%")),
        (("implied", "--readout", "mode"), ("--readout", "'mode'", "median")),
        (("implied", "--discount", "vendor"), ("--discount", "'vendor'", "report_sd")),
        (("multiverse", "--choice", "rom"), ("--choice", "'rom'", "'room'")),
        (("sensitivity", "--target", "cost_rato"), ("--target", "'cost_rato'", "'cost_ratio'")),
        (("value-of-information", "--claim", "cheaper"), ("--claim", "'cheaper'", "deployment_cheaper")),
    ],
)
def test_bad_input_is_one_message_and_exit_code_2_before_anything_is_fitted(capsys, monkeypatch, arguments, words):
    monkeypatch.setattr(Run, "fit", None)
    code, err = _refused(capsys, monkeypatch, *arguments, *QUICK)
    assert code == 2
    assert "Traceback" not in err
    assert all(word in err for word in words)


def test_a_report_without_its_study_cannot_be_compared(capsys, monkeypatch, tmp_path):
    (tmp_path / "posterior.nc").touch()
    code, err = _refused(capsys, monkeypatch, "compare", str(tmp_path / "posterior.nc"), "reanalysis", *QUICK)
    assert code == 2
    assert "study.json" in err and "is not known without it" in err


def test_a_stored_report_is_read_from_its_folder_or_a_file_in_it_whatever_its_path(monkeypatch, tmp_path):
    folder = tmp_path / "me@home" / "report"
    folder.mkdir(parents=True)
    (folder / "study.json").write_text(json.dumps(study_content(load_study("author"))), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    answer = [read_study(f"me@home/report{end}") for end in ("", "/posterior.nc", "/study.json")]
    assert {study.name for study in answer} == {"me@home/report"}
    assert {study.digest() for study in answer} == {load_study("author").digest()}
    assert read_study("me@home/report@2019").as_of.year == 2019
    monkeypatch.chdir(folder)
    assert read_study(".").name == "report"


def test_a_stored_report_is_compared_with_a_later_date(tmp_path):
    (tmp_path / "study.json").write_text(json.dumps(study_content(load_study())), encoding="utf-8")
    answer = _json("compare", str(tmp_path), "reanalysis@2023-02")
    assert {row["name"] for row in answer["differences"]} == {"pfeffer_2023", "semianalysis_2023"}
    *parts, whole = answer["attribution"]
    product = 1.0
    for row in parts:
        product *= row["cost_ratio"]
    assert product == pytest.approx(whole["cost_ratio"])
    ratio = next(row for row in answer["headlines"] if row["node"] == "cost_ratio")
    assert ratio["times"] == pytest.approx(whole["cost_ratio"], rel=0.1)  # the posterior's draws are others, and more
    assert all(0 < row["mcse_cost_ratio"] < 0.1 for row in parts)


def test_a_study_compared_with_itself_moves_nothing():
    answer = _json("compare", "reanalysis", "reanalysis")
    assert answer["sentences"] == [
        "“reanalysis as of 2022-12-21” and “reanalysis as of 2022-12-21” assume the same; nothing moves."
    ]
    assert [row["times"] for row in answer["headlines"]] == [1.0] * len(answer["headlines"])

"""The command line: JSON shapes, messages for bad input, and what help costs."""

import json
import os
import shlex
import subprocess
import sys

import pytest
from click.testing import CliRunner

from llm_barriers.priors import StudyError
from llm_barriers.reports.cli import main as cli
from llm_barriers.reports.run import settings as running
from llm_barriers.reports.run.refusal import NotConverged
from llm_barriers.reports.sections import audit


def printed(*arguments):
    result = CliRunner().invoke(cli.cli, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def refused(capsys, monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["llm-barriers", *arguments])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    out, err = capsys.readouterr()
    assert out == ""
    return stop.value.code, err


def test_audit_json_has_the_documented_shape(monkeypatch):
    monkeypatch.setattr(audit, "DRAWS", 20_000)
    answer = json.loads(printed("audit", "--json"))
    assert answer["study"] == "published" and "gate" not in answer
    assert len(answer["audit"]) >= 75
    keys = {"figure", "section", "role", "readout", "node", "unit", "reproduced", "reason", "quote", "median"}
    keys |= {f"{kind}_{end}" for kind in ("published", "graph") for end in ("centre", "low", "high")}
    assert all(row.keys() == keys | {"interval_low", "interval_high"} for row in answer["audit"])


def test_a_study_with_evidence_is_audited_by_its_posterior():
    rows = json.loads(printed("audit", "--study", "reanalysis", "--draws", "1000", "--json"))["audit"]
    model = {row["figure"]: row["graph_centre"] for row in rows}
    assert model["footnote_25_weights_size"] == 329
    assert 0 < sum(row["reproduced"] for row in rows) < len(rows)


def test_any_study_takes_other_options_of_its_choices():
    plain = {"seed": 1, "draws": 1000, "ci_prob": 0.9}
    chosen = running.Settings.read("reanalysis", choices=("room=none", "horizon=model_life"), **plain).study.choices
    assert (chosen["room"], chosen["horizon"]) == ("none", "model_life")
    with pytest.raises(StudyError, match=r"--choose: unknown option .nonee.\. Did you mean .none."):
        running.Settings.read("reanalysis", choices=("room=nonee",), **plain)


def test_explain_json_names_formula_parents_and_evidence():
    answer = json.loads(printed("explain", "throughput", "--json"))
    assert answer["parents"] == ["peak_throughput", "utilisation"]
    assert answer["formula"] == "return peak_throughput * utilisation"
    assert "bekman_2022" in [item["item"] for item in answer["evidence"]]


def test_explain_shows_the_quote_of_an_input():
    assert "typical hardware utilization rate" in printed("explain", "utilisation")


def test_graph_json_lists_every_item_with_what_it_measures():
    answer = json.loads(printed("graph", "--json"))
    assert answer["nodes"]["cost_ratio"]["unit"] == "dimensionless"
    assert answer["items"]["leopold_2019"]["measures"] == "first_year_ratio"
    assert answer["items"]["semianalysis_2023"]["in"] is False


def test_priors_show_gives_all_coordinates():
    names = [entry["name"] for entry in json.loads(printed("priors", "show", "accuracy_gap", "--json"))["inputs"]]
    assert names == ["accuracy_gap[opt_175b]", "accuracy_gap[bloom]"]


def test_priors_list_names_every_basis():
    listed = json.loads(printed("priors", "list", "--study", "published", "--json"))
    assert listed["priors"]["gpu_hour_price"]["basis"] == "derived"


def test_priors_check_reports_the_items_seen_at_a_date():
    checked = json.loads(printed("priors", "check", "--as-of", "2019", "--json"))
    assert checked["items_in"] == ["tencent_2017", "leopold_2019", "element_ai_2019", "barr_2019"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("explain", "cost_rato"), ("NODE", "'cost_rato'", "'cost_ratio'")),
        (("posterior", "--study", "reanalisis"), ("--study", "'reanalisis'", "'reanalysis'")),
        (("posterior", "--study", "nowhere.toml"), ("nowhere.toml", "No such file")),
        (("update", "--as-of", "soon"), ("--as-of", "'soon'", "YYYY-MM-DD")),
        (("explain", "nodes[codng]"), ("NODE", "'nodes[codng]'", "'nodes[coding]'")),
        (("priors", "show", "utilization"), ("'utilization'", "'utilisation'")),
        (("claims", "--ci-prob", "1.5"), ("--ci-prob", "1.5")),
        (("graph", "--out", "picture.bmp"), ("picture.bmp", ".svg")),
        (("graph", "--out", "/dev/null/x.svg"), ("--out", "'/dev/null' is no folder")),
        (("report", "--out", "/dev/null"), ("--out", "'/dev/null' is no folder")),
        (
            ("report", "--out", "x", "--study", "openai", "--only", "audit"),
            ("--only", "audit: about the published post"),
        ),
        (("report", "--out", ""), ("--out", "it is empty")),
        (("posterior", "--store", ""), ("--store", "it is empty")),
        (("posterior", "--study", ""), ("--study", "unknown study ''")),
        (("posterior", "--draws", "1e4"), ("--draws", "'1e4' is no whole number")),
        (("posterior", "--ci-prob", "90%"), ("--ci-prob", "'90%' is no number")),
        (("priors", "init", "x", "--like", "nothing"), ("--like", "unknown study 'nothing'")),
        (("priors", "init", ".."), ("NAME", "is no name of a file")),
        (("priors", "quotes", "/nothing", "--source", "cottier2022"), ("/nothing", "as text: No such file")),
    ],
)
def test_bad_input_is_one_message_on_stderr_and_exit_code_2(capsys, monkeypatch, arguments, words):
    code, err = refused(capsys, monkeypatch, *arguments)
    assert code == 2
    assert "Traceback" not in err
    assert all(word in err for word in words)


def test_a_refusal_exits_with_its_own_code(capsys, monkeypatch):
    def refuse(*_, **__):
        raise NotConverged("not converged")

    monkeypatch.setattr("llm_barriers.reports.sections.claims.compute", refuse)
    code, err = refused(capsys, monkeypatch, "claims")
    assert (code, err) == (3, "refused: not converged\n")


def test_a_study_with_a_bad_number_names_file_key_and_value(capsys, monkeypatch, overlay):
    path = overlay('[quantities.salary]\nunit = "usd/person/year"\nprior = { family = "normal", low = 3, high = 1 }')
    code, err = refused(capsys, monkeypatch, "posterior", "--study", str(path))
    assert code == 2
    assert f"{path}: quantities.salary.prior: low 3 is not below high 1" in err


def commands():
    """Every command, by the words that name it."""
    groups = {(name,): command for name, command in cli.cli.commands.items()}
    nested = {
        (*words, name): each for words, group in groups.items() for name, each in getattr(group, "commands", {}).items()
    }
    return {words: each for words, each in (groups | nested).items() if not hasattr(each, "commands")}


@pytest.mark.parametrize("words", commands())
def test_the_example_in_a_command_s_help_is_a_use_of_it(words):
    command = commands()[words]
    program, *arguments = shlex.split(command.epilog.removeprefix("Example: "))
    assert (program, *arguments[: len(words)]) == ("llm-barriers", *words)
    command.make_context(" ".join(words), arguments[len(words) :])
    assert command.get_short_help_str(limit=100).endswith(".")
    assert "..." not in command.get_short_help_str(limit=100)


def test_help_does_not_import_what_samples():
    script = "import sys; import llm_barriers.reports.cli.main; print('pymc' in sys.modules, 'pydantic' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert shown.stdout == "False False\n"


def test_a_study_error_reads_file_key_problem():
    assert str(StudyError("is wrong", file="mine.toml", key="choices.room")) == "mine.toml: choices.room: is wrong"


def test_a_picture_of_nothing_is_refused(capsys, monkeypatch, tmp_path):
    words = ("--study", "published", "--draws", "1000", "--no-store", "--out", str(tmp_path / "none.png"))
    code, err = refused(capsys, monkeypatch, "checks", *words)
    assert code == 2 and "has nothing to draw here" in err and not list(tmp_path.iterdir())


@pytest.mark.parametrize("words", [("--json",), ()])
def test_output_need_not_be_utf_8(words):
    script = "import sys; from llm_barriers.reports.cli.main import main; main()"
    asked = [sys.executable, "-c", script, "priors", "show", "utilisation", *words]
    made = subprocess.run(asked, capture_output=True, env=os.environ | {"PYTHONIOENCODING": "ascii"})
    assert made.returncode == 0, made.stderr
    assert not words or json.loads(made.stdout)["study"] == "reanalysis"

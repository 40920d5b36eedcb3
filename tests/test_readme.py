"""The README: its code runs, its study is sound, and its commands and options are those that there are."""

import re
import runpy
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from llm_barriers.analyses import checked_graph, refit
from llm_barriers.priors import load_study
from llm_barriers.reports.cli.main import cli
from llm_barriers.reports.render.conclusion import Conclusion

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


LINES = [line[2:].partition("  #")[0].strip() for block in blocks("console") for line in block.splitlines()]
COMMANDS = [shlex.split(line)[1:] for line in LINES if "llm-barriers" in line.split()[0]]
CHEAP = ("priors", "store", "graph", "explain")


@pytest.fixture
def beside(tmp_path, monkeypatch):
    """A folder that has the README's study, as the one that commands are run in."""
    for name, text in zip(("mine", "llama"), blocks("toml"), strict=True):
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def every(group=cli):
    """Every command, groups left out."""
    for command in group.commands.values():
        yield from every(command) if isinstance(command, click.Group) else [command]


def test_the_study_is_sound(beside):
    assert checked_graph(load_study("mine.toml")).study.title == "A cheaper replica, and no chip sellers"


def test_another_model_with_scenarios_and_evidence_of_one_s_own_needs_no_python(beside):
    study = load_study("llama.toml")
    fit = refit(checked_graph(study), seed=1, draws=1000)
    assert fit.gate.passed, fit.gate.reason()
    assert [*study.coordinates("scenario")] == ["support", "agents"]
    assert [*fit.tree["log_likelihood"]] == ["rented"]
    assert study.quantities["gpu_peak"].prior.parameters == {"value": 989e12}


@pytest.mark.slow
def test_the_python_code_runs(beside, capsys):
    script = beside / "script.py"
    script.write_text("\n".join(blocks("python")), encoding="utf-8")
    names = runpy.run_path(str(script))
    assert "cost_ratio" in capsys.readouterr().out
    assert "cost_per_capable_person" in names["nodes"]


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_command_is_one(arguments, beside):
    command, words = cli, list(arguments)
    while isinstance(command, click.Group):
        command = command.commands[words.pop(0)]
    command.make_context(" ".join(arguments), words)


@pytest.mark.parametrize("arguments", [a for a in COMMANDS if a[0] in CHEAP], ids=" ".join)
def test_a_cheap_command_runs(arguments, beside):
    for begun in COMMANDS:  # the file that others are asked of
        if list(begun[:2]) == ["priors", "init"] and begun != arguments:
            CliRunner().invoke(cli, begun, catch_exceptions=False)
    assert CliRunner().invoke(cli, arguments, catch_exceptions=False).exit_code == 0


def test_a_target_of_make_is_one():
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    named = [line.split()[1] for line in LINES if line.startswith("make ")]
    named += re.findall(r"`make ([a-z]+)", README)
    assert named
    assert set(named) <= set(targets)


def test_every_command_and_shared_option_is_listed():
    shown = README.split("## Commands")[1].split("## ")[0]
    assert all(f"`{name}" in shown or f"llm-barriers {name}" in shown for name in cli.commands)
    options = {option for command in every() for each in command.params for option in each.opts}
    assert set(re.findall(r"`(--[a-z-]+)", shown)) - {"--help"} <= options


def test_every_link_to_a_file_leads_to_one():
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if "://" not in link]
    assert links
    assert all((ROOT / link).exists() for link in links)


def test_the_first_finding_is_what_the_default_study_says():
    """Within four Monte Carlo errors and half a unit of its last digit, whatever the draws."""
    fit = refit(checked_graph(load_study()), seed=1)
    sample = Conclusion(fit.graph).sample(fit)
    findings = " ".join(README.split("## What it found")[1].split("\n## ")[0].split())
    said = re.search(r"costs about (\d+)% \((\d+)% to (\d+)%\) of .* dearer with a probability of (\d+)%", findings)
    chance = sample.probability(sample.values > 1)
    own, errors = sample.interval()
    for text, value, error in zip(said.groups(), [*own, chance.value], [*errors, chance.mcse], strict=True):
        digit = 10.0 ** (len(text) - len(text.rstrip("0"))) / 100
        assert float(text) / 100 == pytest.approx(value, abs=digit / 2 + 4 * error)

"""The model of another subject through every command, the whole report, the store and workers."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from llm_barriers.model import build
from llm_barriers.priors import StudyError, load_study
from llm_barriers.reports.cli.main import cli
from llm_barriers.reports.run.scheduling import Schedule, scheduled
from llm_barriers.reports.run.store import Store
from llm_barriers.reports.run.tasks import fit_task
from llm_barriers.reports.sections import SECTIONS

STUDIES = Path(__file__).parent / "clinical_trial" / "studies"
TRIAL, CHEAP = str(STUDIES / "trial.toml"), str(STUDIES / "cheap.toml")
QUICK = ("--draws", "1000", "--workers", "1")
OWN = {
    "what_if": ["visits=12"],
    "explain": ["trial_cost"],
    "priors_show": ["visits"],
    "value_of_information": ["--claim", "affordable"],
    "calibration": ["--refits", "10"],
    "priors_quotes": [str(STUDIES.parent / "evidence.toml"), "--source", "registry2019"],
}
COMMANDS = [section for section in SECTIONS if section.help]
POST = re.compile(r"GPT|BLOOM|OPT-|[Tt]witter|cost_ratio|inference|deploy|the author|the post[^e]")


def _invoke(*words, draws=True):
    return CliRunner().invoke(cli, [*words, *(QUICK if draws else ())], catch_exceptions=False)


@pytest.mark.slow
@pytest.mark.parametrize("section", [s for s in COMMANDS if s.study and not s.story], ids=lambda section: section.name)
def test_a_command_takes_it(section, tmp_path):
    picture = tmp_path / "x.png"
    drawn = ["--out", str(picture)] if section.figures else []
    words = [*section.words, *OWN.get(section.name, []), "--study", TRIAL, "--json", *drawn]
    result = _invoke(*words, draws=section.fits)
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)
    assert picture.is_file() == bool(section.figures) and (not section.figures or picture.stat().st_size > 1000)


@pytest.mark.slow
def test_two_studies_of_it_are_compared():
    asked = (("compare", TRIAL, CHEAP), ("posterior", "--study", CHEAP))
    compared, own = (json.loads(_invoke(*words, "--json").stdout) for words in asked)
    assert "From “trial” to “cheap” the trial cost goes from" in compared["sentences"][0]
    assert compared["headlines"][0]["second"] == own["posterior"]["trial_cost"]["median"]


@pytest.mark.parametrize("section", [s for s in COMMANDS if s.story and s.study], ids=lambda section: section.name)
def test_a_question_about_the_post_refuses_it(section):
    with pytest.raises(StudyError, match="'trial' is of the model 'clinical trials'"):
        _invoke(*section.words, "--study", TRIAL)


@pytest.mark.slow
def test_its_report_is_whole_and_says_nothing_of_the_post(tmp_path):
    assert _invoke("report", "--study", TRIAL, "--out", str(tmp_path / "out")).exit_code == 0
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    text = re.sub(r"<(style|script|svg).*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    assert "clinical trials" in text or "The trial, with all that is known of it" in text
    assert [text[match.start() - 60 : match.end() + 40] for match in POST.finditer(text)] == []
    again = _invoke("compare", str(tmp_path / "out"), TRIAL)
    assert again.exit_code == 0, again.output


@pytest.mark.slow
def test_workers_and_the_store_have_its_formulas(tmp_path):
    graphs, task = [build(load_study(study)) for study in (TRIAL, CHEAP)], fit_task(seed=1, draws=500)
    store = Store(tmp_path, print)
    shared = scheduled(graphs, Schedule(store, workers=2), task)
    alone, kept = scheduled(graphs, Schedule(workers=1), task), scheduled(graphs, Schedule(store, workers=1), task)
    assert len(store.entries()) == 2
    for fits in zip(shared, alone, kept, strict=True):
        first, *others = (fit.tree["posterior"]["trial_cost"] for fit in fits)
        assert all(other.equals(first) for other in others)

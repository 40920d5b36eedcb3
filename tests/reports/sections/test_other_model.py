"""A report on another model than the post's: every section that is left answers, in the model's own words."""

import re
from pathlib import Path

import pytest

from llm_barriers.priors import load_study
from llm_barriers.reports.render.cells import heading
from llm_barriers.reports.render.document import Heading
from llm_barriers.reports.run.run import Run
from llm_barriers.reports.run.scheduling import Schedule
from llm_barriers.reports.run.settings import Settings
from llm_barriers.reports.sections import SECTIONS
from llm_barriers.reports.sections.telling import answer

STUDY = Path(__file__).parents[2] / "models" / "clinical_trial" / "studies" / "trial.toml"
TOLD = [section for section in SECTIONS if section.report and not section.story]
OF_THE_POST = re.compile(
    r"deploy|develop(s|ment)|scenario|the ratio|cost ratio|log ratio|\broom|\bpost\b|\bauthor", re.IGNORECASE
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def run(quiet):
    settings = Settings(load_study(STUDY), seed=1, draws=2000, ci_prob=0.8, as_json=False, schedule=Schedule(workers=1))
    return Run(settings, quiet)


@pytest.mark.parametrize("section", TOLD, ids=lambda section: section.name)
def test_every_section_answers_in_the_model_s_own_words(run, section):
    written = answer(section, run, **section.asked)
    texts = [*written.sentences, *(each.text for each in written.of(Heading))]
    for picture in written.pictures.values():
        plot = picture.draw()
        texts += [picture.caption, plot.finding, plot.figure.get_supxlabel()]
        texts += [text.get_text() for ax in plot.axes for text in (ax.title, ax.xaxis.label, ax.yaxis.label)]
    for table in written.tables.values():
        if table.shown != "nowhere":
            texts += [table.labels.get(column) or heading(column) for column in map(str, table.visible.columns)]
    assert not [text for text in texts if OF_THE_POST.search(text)]

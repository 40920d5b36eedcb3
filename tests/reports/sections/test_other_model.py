"""A report on another model than the post's: every section that is left is told and drawn in the model's own words."""

import re
from pathlib import Path

import pytest

from llm_barriers.priors import load_study
from llm_barriers.reports.figures.sheet import NARROW
from llm_barriers.reports.render.cells import heading
from llm_barriers.reports.render.document import Heading
from llm_barriers.reports.run.run import Run
from llm_barriers.reports.run.scheduling import Schedule
from llm_barriers.reports.run.settings import Settings
from llm_barriers.reports.sections import SECTIONS
from llm_barriers.reports.sections.telling import answer

STUDY = Path(__file__).parents[2] / "models" / "clinical_trial" / "studies" / "trial.toml"
TOLD = [section for section in SECTIONS if section.report and not section.story]
DRAWN = {"update", "shifts", "timeline", "items", "sensitivity", "value_of_information", "what_if", "discounts"}
DRAWN |= {"checks", "claims", "multiverse"}
ASKED = {"what_if": {"change": ["visits=20"]}}
OF_THE_POST = re.compile(
    r"deploy|develop(s|ment)|scenario|the ratio|cost ratio|log ratio|\broom|\bpost\b|\bauthor|GPT|server"
    r"|90%|\b95\b|5th",
    re.IGNORECASE,
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def run(quiet):
    settings = Settings(load_study(STUDY), seed=1, draws=1000, ci_prob=0.5, as_json=False, schedule=Schedule(workers=1))
    return Run(settings, quiet)


def _texts(plot):
    return [text.get_text() for text in plot.figure.findobj(match=lambda artist: hasattr(artist, "get_text"))]


@pytest.mark.parametrize("section", TOLD, ids=lambda section: section.name)
def test_every_section_speaks_of_the_model_and_the_interval_at_hand_and_can_be_read(run, legible, section):
    written = answer(section, run, **section.asked | ASKED.get(section.name, {}))
    texts = [*written.sentences, *(each.text for each in written.of(Heading))]
    assert written.pictures or section.name not in DRAWN
    for name, picture in written.pictures.items():
        plot = picture.draw()
        texts += [picture.caption, plot.finding, *(_texts(plot) if section.name in DRAWN else [])]
        assert plot.finding and len(plot.data)
        assert name == "map" or not [*legible(plot), *legible(picture.draw(width=NARROW))]
    for table in written.tables.values():
        if table.shown != "nowhere":
            texts += [table.labels.get(column) or heading(column) for column in map(str, table.visible.columns)]
    assert not [text for text in texts if OF_THE_POST.search(text)]

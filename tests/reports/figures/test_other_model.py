"""Every figure that is not of the post's story, drawn of another model and with another interval."""

from pathlib import Path

import pytest

from llm_barriers.priors import load_study
from llm_barriers.reports.figures.sheet import NARROW
from llm_barriers.reports.render.document import Document
from llm_barriers.reports.run.run import Run
from llm_barriers.reports.run.scheduling import Schedule
from llm_barriers.reports.run.settings import Settings
from llm_barriers.reports.sections import SECTIONS

TRIAL = Path(__file__).parents[2] / "models" / "clinical_trial" / "studies" / "trial.toml"
DRAWN = ("update", "shifts", "timeline", "items", "sensitivity", "value_of_information", "what_if", "discounts")
DRAWN += ("checks", "claims", "multiverse")
ASKED = {"what_if": {"change": ["visits=20"]}}
POST = ("deployment", "development", "90%", "95", "5th", "ratio", "post", "author", "room", "GPT", "server")


@pytest.fixture(scope="module")
def run(quiet):
    return Run(
        Settings(load_study(TRIAL), seed=1, draws=1000, ci_prob=0.5, as_json=False, schedule=Schedule(workers=1)),
        quiet,
    )


def _texts(figure):
    return [text.get_text() for text in figure.findobj(match=lambda artist: hasattr(artist, "get_text"))]


@pytest.mark.parametrize("name", DRAWN)
def test_a_figure_speaks_of_the_model_and_the_interval_at_hand_and_can_be_read(run, legible, name):
    section = next(section for section in SECTIONS if section.name == name)
    pictures = Document(section.module.write(section.module.compute(run, **ASKED.get(name, {})))).pictures
    assert pictures
    for picture in pictures.values():
        plot = picture.draw()
        said = " ".join(_texts(plot.figure))
        assert plot.finding and len(plot.data)
        assert not legible(plot) and not legible(picture.draw(width=NARROW))
        assert not [word for word in POST if word in said]

"""What tests of the explorer's page share: the page of a study, and what it says."""

import json
import re
from pathlib import Path

from llm_barriers.reports.page.exploring import write_explorer
from llm_barriers.reports.run.settings import Settings

__all__ = ["CHANGES", "TRIAL", "asked", "content_of", "said", "told", "written"]

TRIAL = Path(__file__).parents[2] / "models" / "clinical_trial" / "studies" / "trial.toml"
CHANGES = {
    "evidence.sponsor.include": False,
    "quantities.sites.prior": {"family": "lognormal", "median": 60.0, "sigma": 0.3},
}


def written(study, folder):
    """The page of a study, whose multiverse the store does not hold."""
    page = folder / "explorer.html"
    write_explorer(page, asked(study, no_store=True))
    return page


def asked(study, **options):
    return Settings.read(str(study), seed=1, draws=1000, ci_prob=0.9, **options)


def content_of(page):
    text = re.search(r'<script type="application/json" id="content">(.*?)</script>', page.read_text("utf-8"), re.DOTALL)
    return json.loads(text[1])


def said(browser):
    return told(browser.run("({...document.getElementById('answer').dataset})"))


def told(data):
    return {key: data[key] == "true" if key == "refused" else float(data[key]) for key in data}

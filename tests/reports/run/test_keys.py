"""The key: it changes with everything that can change a result, and with nothing that cannot."""

import ast
import dataclasses
import datetime as dt
import re
import shutil
import sys
from importlib import metadata
from pathlib import Path

import pytest

from llm_barriers.analyses.fit import headline
from llm_barriers.model import ARGUMENT, build, node
from llm_barriers.priors import load_study, make_prior, with_choices
from llm_barriers.reports.run import keys as module
from llm_barriers.reports.run.keys import key_of
from llm_barriers.reports.run.tasks import fit_task, headline_task

STUDY = load_study("author")
OUT = "semianalysis_2023"
"""An item that the study does not take."""
QUANTITY_WORDS = ("title", "source", "quote", "note", "file")
ITEM_WORDS = (*QUANTITY_WORDS, "author_did", "cluster", "quantity_measured")


def key(study, argument=ARGUMENT, **settings):
    return key_of(build(study, argument=argument), headline_task(**{"seed": 1, "draws": 100, **settings}))


def changed(kind, name, **changes):
    """The author's study with one record of it changed."""
    records = getattr(STUDY, kind)
    return dataclasses.replace(STUDY, **{kind: {**records, name: records[name].model_copy(update=changes)}})


def of_model(**changes):
    return dataclasses.replace(STUDY, model=STUDY.model.model_copy(update=changes))


CHANGES = {
    "study": load_study("published"),
    "items": STUDY.with_items(["leopold_2019"]),
    "choice": with_choices(STUDY, {"horizon": "model_life"}),
    "prior": changed("quantities", "report_sd", prior=make_prior("lognormal", {"low": 1.0, "high": 2.0})),
    "unit": changed("quantities", "utilisation", unit="percent"),
    "report": changed("evidence", "barr_2019", high=0.91),
    "discounts": changed("evidence", "barr_2019", discounts=("vendor_bias",)),
    "order of reports": changed("evidence", "barr_2019", published=dt.date(1999, 1, 1)),
    "what an item that is out measures": changed("evidence", OUT, measures="largest_viable_cost"),
    "headline": of_model(headline=("cost_ratio",)),
    "threshold": of_model(conclusion=STUDY.model.conclusion.model_copy(update={"threshold": 2.0})),
    "order of coordinates": dataclasses.replace(STUDY, quantities=dict(reversed(STUDY.quantities.items()))),
}


@pytest.mark.parametrize("study", CHANGES.values(), ids=CHANGES)
def test_whatever_can_change_a_result_changes_its_key(study):
    assert key(study) != key(STUDY)


WORDS = {
    "study": dataclasses.replace(STUDY, name="mine", title="Mine", file="mine.toml"),
    "claims": dataclasses.replace(STUDY, claims={}),
    "options": dataclasses.replace(STUDY, options={}),
    "basis": changed("quantities", "report_sd", basis="stated"),
    **{f"quantity's {word}": changed("quantities", "report_sd", **{word: "words"}) for word in QUANTITY_WORDS},
    **{f"item's {word}": changed("evidence", "barr_2019", **{word: "words"}) for word in ITEM_WORDS},
    "what the author did": changed("evidence", "barr_2019", known_to_author=False, informs=("cost_ratio",)),
    "date": changed("evidence", "leopold_2019", published=dt.date(2019, 3, 20)),
    "what an item that is out says": changed("evidence", OUT, value=0.9, low=None, high=None, sd=0.1),
    "model's titles": of_model(title="Mine", post=False, parts={}, coordinates={}, panels=""),
    "conclusion's titles": of_model(conclusion=STUDY.model.conclusion.model_copy(update={"title": "A", "below": "B"})),
}


@pytest.mark.parametrize("study", WORDS.values(), ids=WORDS)
def test_what_cannot_change_a_result_leaves_its_key(study):
    assert key(study) == key(STUDY)


def test_on_two_days_with_the_same_items_a_study_of_today_has_one_key():
    last = max(item.published for item in STUDY.evidence.values())
    one, other = (load_study("reanalysis").at(last + dt.timedelta(days=days)) for days in (1, 2))
    assert key(one) == key(other)
    assert key(one) != key(load_study("reanalysis").at(last - dt.timedelta(days=1)))


@pytest.mark.parametrize("changes", [{"seed": 2}, {"draws": 101}, {"method": "mcmc"}], ids=str)
def test_other_settings_have_another_key(changes):
    assert key(STUDY, **changes) != key(STUDY)


def test_other_tasks_and_formulas_have_another_key():
    graph, settings = build(STUDY), {"seed": 1, "draws": 100}
    assert key_of(graph, headline_task(**settings)) != key_of(graph, fit_task(**settings))

    @node("usd/person")
    def cost_per_person(development_cost, capable_people):
        """Development cost a head."""
        return development_cost / capable_people

    assert key(STUDY, (*ARGUMENT, cost_per_person)) != key(STUDY)


def test_words_change_no_result_which_is_why_they_are_in_no_key(graphs):
    study = changed("evidence", "leopold_2019", title="words", cluster="words", published=dt.date(2019, 3, 20))
    words = {name: quantity.model_copy(update={"title": "words"}) for name, quantity in study.quantities.items()}
    study = dataclasses.replace(study, name="mine", claims={}, quantities=words)
    one, other = (headline(graph, seed=1, draws=500).data for graph in (graphs("author"), build(study)))
    assert one.identical(other)


@pytest.fixture
def versions(monkeypatch):
    """The version, worked out anew."""
    monkeypatch.setattr(module, "version", module.version.__wrapped__)
    return module.version


def test_the_version_is_of_all_code_that_makes_what_is_kept(versions, monkeypatch, tmp_path):
    before = versions()
    assert before == versions()
    top = Path(module.__file__).parents[2]
    for folder in module.MAKERS:
        assert any((top / folder).rglob("*.py"))
        shutil.copytree(top / folder, tmp_path / folder)
    monkeypatch.setattr(module, "__file__", str(tmp_path / "reports" / "run" / "store.py"))
    assert versions() == before
    with (tmp_path / "model" / "arrays" / "draws.py").open("a") as file:
        file.write("# one more line")
    assert versions() != before


@pytest.mark.parametrize("package", module.PACKAGES)
def test_another_version_of_what_computes_is_another_version(versions, monkeypatch, package):
    before, real = key(STUDY), metadata.version
    monkeypatch.setattr(module.metadata, "version", lambda name: "0.0" if name == package else real(name))
    assert key(STUDY) != before


def test_every_package_that_computes_is_in_the_version():
    top, others = (
        Path(module.__file__).parents[2],
        {"dask", "threadpoolctl", "networkx", "platformdirs", "pydantic", "rich"},
    )
    trees = [ast.parse(p.read_text(encoding="utf-8")) for folder in module.MAKERS for p in (top / folder).rglob("*.py")]
    used = {
        name.partition(".")[0]
        for tree in trees
        for each in ast.walk(tree)
        for name in ([alias.name for alias in each.names] if isinstance(each, ast.Import) else [])
        + ([each.module or ""] if isinstance(each, ast.ImportFrom) and not each.level else [])
    }
    assert used - sys.stdlib_module_names - others <= {name.replace("-", "_") for name in module.PACKAGES}


def test_what_is_kept_is_made_in_folders_that_the_version_covers():
    top = Path(module.__file__).parents[2]
    makers = [path for path in (top / "reports").rglob("*.py") if re.search(r"\bTask\(", path.read_text("utf-8"))]
    assert {path.parent.name for path in makers} == {"run", "explorer"}  # whose settings have a hash of its own code

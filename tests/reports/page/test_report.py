"""The whole report, written once: its files agree with each other and say what was computed."""

import csv
import html
import io
import json
import re

import arviz as az
import pytest
import xarray as xr

from llm_barriers.priors import load_study
from llm_barriers.reports.page import report
from llm_barriers.reports.run.settings import Settings
from llm_barriers.reports.sections import SECTIONS, audit, reconstructions

pytestmark = pytest.mark.slow

FIRST = {"items": "items", "checks": "checks_expected"}
"""Sections that need few fits, with the table in the page; every section's own test draws its figures."""

FIGURES = {"update_ratio", "people", "costs", "author", "shifts", "claims", "audit", "graph", "items"}
FIGURES |= {"checks_predictive", "graph_map"}


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report") / "out"
    settings = Settings.read(
        study="reanalysis", as_of="2019-03", seed=1, draws=2500, ci_prob=0.9, no_store=True, workers=1
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(audit, "DRAWS", 50_000)
        patch.setattr(reconstructions, "DRAWS", 20_000)
        told = [
            each for each in SECTIONS if each.report and (each.basic or each.name in FIRST) and each.name != "rooms"
        ]
        report.write_report(folder, settings, told, formats=("svg",))
    return folder


@pytest.fixture(scope="module")
def page(out):
    return (out / "index.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def rows(out):
    texts = {path.stem: path.read_text(encoding="utf-8") for path in (out / "tables").iterdir()}
    return {name: list(csv.DictReader(io.StringIO(text))) for name, text in texts.items()}


def test_every_figure_is_there(out):
    names = {f"{name}.{kind}" for name in FIGURES for kind in ("svg", "csv")}
    assert {path.name for path in (out / "figures").iterdir()} == names


def test_the_page_is_self_contained(page):
    assert page.count("data:image/svg+xml;base64,") == 2 * (len(FIGURES) - 1)  # wide and narrow, but for the map
    assert not re.search(r'src="(https?:)?//|<link|@import|url\((?!#)', page)  # sources are links to follow


def test_every_section_is_told_where_the_contents_say(page, rows):
    for section in (each for each in SECTIONS if each.name in FIRST):
        assert f'href="#{section.name}"' in page
        told = page.split(f'<h2 id="{section.name}">')[1].split("<h2")[0]
        assert section.title in html.unescape(told)
        assert "<p></p>" not in told
        shown = [html.unescape(text) for text in re.findall(r'<th scope="row" class="title">(.*?)</th>', told)]
        titles = {row["item"]: row["title"] for row in rows["evidence"]}
        assert shown == [titles[row["item"]] for row in rows[FIRST[section.name]]]


def test_the_title_is_the_question(page):
    assert f"<h1>{load_study().model.conclusion.question}</h1>" in page


def test_the_update_ends_at_the_posterior(rows):
    steps = [r for r in rows["update"] if r["quantity"] == "cost_ratio"]
    final = next(r for r in rows["posterior"] if r["name"] == "cost_ratio")
    assert [r["item"] for r in steps] == ["prior", "tencent_2017", "leopold_2019"]
    assert steps[-1]["median"] == final["median"]


def test_the_posterior_file_is_a_tree_that_arviz_takes(out, rows):
    tree = xr.open_datatree(out / "posterior.nc", engine="h5netcdf")
    summary = az.summary(tree, var_names=["cost_ratio"], kind="stats", round_to="none")
    assert summary.shape[0] == 1
    assert tree["posterior"]["development_cost"].attrs["units"] == "usd"
    tree.close()


def test_the_manifest_says_how_to_make_it_again(out):
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["gate"]["passed"] is True
    assert (manifest["study"], manifest["as_of"], manifest["seed"]) == ("reanalysis", "2019-03-31", 1)
    assert {"pymc", "nutpie", "arviz", "python"} <= manifest["versions"].keys()


def test_every_figure_that_is_not_reproduced_has_its_reason_in_the_page(page, rows):
    text = html.unescape(page)
    missed = [r for r in rows["audit"] if r["reproduced"] == "False"]
    assert missed
    assert all(r["reason"] and r["reason"] in text for r in missed)

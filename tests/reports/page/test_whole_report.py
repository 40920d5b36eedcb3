"""The whole report, every section of it, once: nothing is missing in its folder, docs/output.md says what there is, and
its files agree with each other.

Its study has few items and few specifications are run, so that it takes a minute.
"""

import csv
import html
import json
import re
from importlib import import_module
from pathlib import Path

import arviz as az
import pytest
import xarray as xr

from llm_barriers.priors import load_study
from llm_barriers.reports.figures.sheet import Sheet
from llm_barriers.reports.page import report
from llm_barriers.reports.render.cells import CAPTIONS
from llm_barriers.reports.run import settings
from llm_barriers.reports.run.settings import Settings
from llm_barriers.reports.sections import SECTIONS, audit, implied, multiverse, reconstructions
from llm_barriers.reports.sections.columns import COLUMNS
from llm_barriers.reports.sections.schema import schemas

from ..explorer.chromium import chromium

pytestmark = pytest.mark.slow

TOLD = [section for section in SECTIONS if section.report]
OUTPUT = (Path(__file__).parents[3] / "docs" / "output.md").read_text(encoding="utf-8")
HALVES = 2
"""Figures that have one width, since they stand beside each other."""

ITEMS = ["tencent_2017", "leopold_2019", "barr_2019"]
ELSEWHERE = {"what_if_moves", "what_if_before_after", "sensitivity_later"}
ELSEWHERE |= {"calibration_calibrations", "calibration_quantities"}
"""Tables on later evidence, of which this study takes none, and on a calibration, which it has not had."""


@pytest.fixture(scope="module")
def unread():
    """What is wrong with the texts of a figure, by its finding."""
    return {}


@pytest.fixture(scope="module")
def out(tmp_path_factory, legible, unread):
    def finish(sheet, *parts):
        plot = finished(sheet, *parts)
        unread[f"{sheet.width} in: {plot.finding}"] = legible(plot)
        return plot

    finished = Sheet.finish
    folder = tmp_path_factory.mktemp("whole")
    study = folder / "few.toml"
    study.write_text(f'extends = "reanalysis"\nitems = {json.dumps(ITEMS)}\n', encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sheet, "finish", finish)
        patch.setattr(settings, "MIN_PART", 500)
        patch.setattr(multiverse, "SPECIFICATIONS", 8)
        patch.setattr(audit, "DRAWS", 20_000)
        patch.setattr(reconstructions, "DRAWS", 20_000)
        patch.setattr(import_module("llm_barriers.analyses.attribution.shapley"), "PAIRS", 2)
        patch.setattr(implied, "DRAWS_PER_DRAW", 40)  # fewer would leave most points of its curves to particles
        chosen = Settings.read(study=str(study), seed=1, draws=500, ci_prob=0.9, no_store=True, workers=1)
        report.write_report(folder / "out", chosen, TOLD, formats=("svg",), paper=True)
    return folder / "out"


@pytest.fixture(scope="module")
def manifest(out):
    return json.loads((out / "manifest.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with chromium(tmp_path_factory.mktemp("chromium")) as opened:
        yield opened


@pytest.fixture(scope="module")
def page(out):
    return (out / "index.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def tables(out):
    texts = {path.stem: path.read_text(encoding="utf-8") for path in (out / "tables").iterdir()}
    return {name: list(csv.DictReader(text.splitlines())) for name, text in texts.items()}


def rows_of(heading, first):
    """The rows of the table under a heading of docs/output.md whose first column has a name, each as its cells."""
    text = OUTPUT.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    table = text.split(f"| {first} |")[1].split("\n\n")[0]
    return [line.strip("| ").split(" | ") for line in table.splitlines()[2:]]


def coded(cell):
    return re.findall(r"`([^`]+)`", cell)


def test_every_text_of_every_figure_can_be_read_at_both_widths(out, unread):
    drawn = len([path for path in (out / "figures").glob("*.svg") if path.stem != "graph_map"])
    assert len(unread) == 2 * drawn - HALVES
    assert not {finding: wrong for finding, wrong in unread.items() if wrong}


def test_every_file_is_there(out):
    written = {path.name for path in out.iterdir()}
    named = {name.partition("/")[0] for row in rows_of("A report's folder", "file") for name in coded(row[0])}
    assert written == named - {"explorer.html"}  # which has tests of its own


def test_every_section_is_in_the_page_and_every_figure_in_both(out, page):
    for section in TOLD:
        assert not section.title or re.search(rf'<h\d id="{section.name}">', page), section.name
    figures = {path.stem for path in (out / "figures").glob("*.svg")}
    assert figures == {path.stem for path in (out / "figures").glob("*.csv")}
    assert (
        page.count("data:image/svg+xml;base64,") == 2 * (len(figures) - 1) - HALVES
    )  # wide and narrow, but for the map
    known = {name for section in TOLD for name in section.figures}
    assert figures <= known
    assert known - figures <= {"unused_nodes", "what_if_before_after", "calibration_ranks"}
    assert "<p></p>" not in page


def test_tables_have_the_columns_that_their_schemas_say(tables):
    known = schemas()
    for section in TOLD:
        for name in COLUMNS.get(section.name, {}) if section.help else ():
            rows = tables.get(name if name == section.name else f"{section.name}_{name}")
            schema = known[" ".join(section.words)]["properties"][name]
            row = schema.get("items", schema.get("additionalProperties"))
            columns = set(rows[0]) if rows else set(row["properties"])
            columns -= {next(iter(rows[0]))} if rows and schema["type"] == "object" else set()
            assert columns >= set(row["properties"]), (section.name, name)
            assert row["additionalProperties"] or columns == set(row["properties"]), (section.name, name)


def test_the_page_is_self_contained(page):
    assert f"<h1>{load_study().model.conclusion.question}</h1>" in page
    assert not re.search(r'src="(https?:)?//|<link|@import|url\((?!#)', page)  # sources are links to follow


@pytest.mark.parametrize(("name", "table"), {"items": "items", "checks": "checks_expected"}.items())
def test_a_section_is_told_where_the_contents_say(page, tables, name, table):
    assert f'href="#{name}"' in page
    told = page.split(f'<h2 id="{name}">')[1].split("<h2")[0]
    assert next(each.title for each in SECTIONS if each.name == name) in html.unescape(told)
    shown = [
        html.unescape(re.sub("<[^>]+>", "", text))
        for text in re.findall(r'<th scope="row" class="title">(.*?)</th>', told)
    ]
    titles = {row["item"]: row["title"] for row in tables["evidence"]}
    assert shown == [titles[row["item"]] for row in tables[table]]


def test_the_page_is_for_every_reader(page):
    tables = re.findall(r'<table id="table-(\w+)"(?: class="entries")?>\s*<caption id="caption-(\w+)">(.*?) <a', page)
    assert tables and all(table == caption and text for table, caption, text in tables)
    unfolded = set(
        re.findall(r"(?:</details>|</p>|</h\d>|</figure>|</div>)\s*<div class=\"wide\"[^>]*caption-(\w+)", page)
    )
    assert unfolded <= CAPTIONS.keys()
    assert page.count('class="wide"') == page.count('tabindex="0" role="region" aria-label')
    assert len(re.findall("<th ", page)) == len(re.findall('<th scope="(?:col|row)"', page))
    assert all(re.findall(r'<img [^>]*alt="([^"]*)"', page))
    ids = re.findall(r' id="([^"]+)"', page.partition("<svg")[0])
    assert len(ids) == len(set(ids))
    whole = set(re.findall(r' id="([^"]+)"', page))
    assert not [link for link in re.findall(r'href="#([^"]+)"', page) if link not in whole]
    assert re.search(r'<li id="source-\w+"><strong>\w+</strong>: .* <a href="https://', page)


def test_names_and_numbers_lead_to_where_they_are_from(page):
    assert page.count('<a class="from" href="#entries-cost_ratio" title="llm-barriers ') > 50
    headline = page.split('<p class="headline">')[1].split("</p>")[0]
    assert 'href="#entries-cost_ratio" title="llm-barriers summary --study . ' in headline
    costs = page.split('<h2 id="costs">')[1].split("</p>")[0]
    assert {f'"#entries-{name}" ' in costs for name in ("compute_cost", "development_cost", "api_markup")} == {True}
    claims = page.split('<h2 id="claims">')[1].split("</p>")[0]
    assert len(re.findall('href="#claims-', claims)) == 6  # two titles and their numbers
    entry = page.split('<tr id="entries-throughput">')[1].split("</tr>")[0].replace("<wbr>", "")
    said = {text: text in entry for text in ("peak_throughput * utilisation", "After the evidence", "Used by")}
    said |= {name: f'href="#entries-{name}"' in entry for name in ("peak_throughput", "utilisation")}
    assert all(said.values()), said
    assert 'href="#source-' in page.split('<tr id="entries-utilisation">')[1].split("</tr>")[0]
    assert 'xlink:href="#entries-throughput"' in page


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_it_holds_on_a_screen(browser, out, width, dark):
    browser.said.clear(), browser.asked.clear()
    browser.show(out / "index.html", width=width, height=800, dark=dark)
    assert (browser.said, browser.asked) == ([], [])
    assert browser.run("document.documentElement.scrollWidth") <= width
    browser.run(
        "document.querySelectorAll('details:has(> .wide):not(:has(#table-entries))').forEach(d => d.open = true)"
    )
    assert browser.faults() == []
    (link,) = browser.run("[...document.querySelectorAll('dl.answers a')].slice(0, 1).map(a => a.hash)")
    browser.run("document.querySelector('#from-summary a').click()")
    shown = "document.querySelector(location.hash).getBoundingClientRect().top"
    assert link.startswith("#entries-") and browser.run("location.hash") == "#entries-cost_ratio"
    assert browser.run("document.querySelector('details:has(#entries-cost_ratio)').open")
    assert 0 <= browser.run(shown) < 800
    told = "[...document.querySelectorAll('#entries-cost_ratio dd')].map(e => e.getBoundingClientRect().width)"
    assert max(browser.run(told)) > 150  # and is no column of single letters
    tops = browser.run(
        "[...document.querySelectorAll('.half, .answers')].map(e => e.getBoundingClientRect().top + scrollY)"
    )
    assert width < 600 or max(tops) < 800  # the first screen has the answer, the figures and what it turns on


def test_the_page_is_as_short_as_a_paper(page):
    prose = re.sub(r"<(table|svg|style|nav)\b.*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    assert 1000 < len(prose.split()) < 9400


def test_the_tables_are_those_that_are_documented(out):
    sections = {section.name for section in TOLD}
    said = [(coded(section)[0], coded(table)[0]) for section, table, _ in rows_of("Tables", "section")]
    said = {table if table == name else f"{name}_{table}" for name, table in said if name in sections}
    written = {path.stem for path in (out / "tables").iterdir()}
    own_names = {f"update_{name}" for name in load_study("reanalysis").model.headline}  # tables called as their nodes
    assert said - ELSEWHERE <= written - own_names <= said


def test_the_manifest_has_the_documented_keys(manifest):
    common = {key for row in rows_of("Commands", "key") for key in coded(row[0])} - {"sentences", "notes"}
    assert manifest.keys() | manifest["asked"].keys() == common | set(
        coded(rows_of("A report's folder", "file")[-1][1])
    )
    assert manifest["items"] == ITEMS
    assert manifest["gate"]["passed"] is True
    assert (manifest["study"], manifest["seed"]) == ("few", 1)
    assert {"pymc", "nutpie", "arviz", "python"} <= manifest["versions"].keys()


def test_the_update_ends_at_the_posterior(tables):
    steps = [row for row in tables["update"] if row["quantity"] == "cost_ratio"]
    final = next(row for row in tables["posterior"] if row["name"] == "cost_ratio")
    assert [row["item"] for row in steps] == ["prior", *ITEMS]
    assert steps[-1]["median"] == final["median"]


def test_the_posterior_file_is_a_tree_that_arviz_takes(out):
    with xr.open_datatree(out / "posterior.nc", engine="h5netcdf") as tree:
        assert az.summary(tree, var_names=["cost_ratio"], kind="stats", round_to="none").shape[0] == 1
        assert tree["posterior"]["development_cost"].attrs["units"] == "usd"


def test_every_figure_that_is_not_reproduced_has_its_reason_in_the_page(page, tables):
    missed = [row for row in tables["audit"] if row["reproduced"] == "False"]
    assert missed
    assert all(row["reason"] and row["reason"] in html.unescape(page) for row in missed)

"""What is exported can be read, and a study that goes out and comes in again is the same."""

import csv
import io
import re
import zipfile
from xml.etree import ElementTree

import numpy as np
import pytest
from click.testing import CliRunner

from llm_barriers.priors import load_study
from llm_barriers.priors.stored import study_content
from llm_barriers.reports.cli.main import cli
from llm_barriers.reports.exports.bibtex import bibtex
from llm_barriers.reports.exports.sheets import draws, tables, workbook
from llm_barriers.reports.run.studies import read_study

CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def export(*words):
    found = CliRunner().invoke(cli, ["export", *words], catch_exceptions=False)
    assert found.exit_code == 0


OWN = """
subject = { name = "A model", words = { development_cost = "Its making" } }
weights.blend = { maximum = 0.5 }
correlations.size = { between = ["training_flop", "parameters"], rank = 0.5 }
scenarios.service = { title = "A service" }
quantities."demand[agents]" = { unit = "token/day", prior = { family = "lognormal", low = 1, high = 9 } }
quantities."scenario_weight[agents]" = { unit = "dimensionless", prior = { family = "constant", value = 0 } }
evidence.mine = { kind = "floor", measures = "cost_ratio", published = "2020", low = 1e-3, high = 1, quote = "“0”\\n" }
claims.mine = { title = "It is", statement = { node = "cost_ratio", relation = "<", threshold = 3, unit = "percent" } }
"""


def without_files(content):
    """A study's content but for where each part is written."""
    if not isinstance(content, dict):
        return content
    return {key: without_files(value) for key, value in content.items() if key != "file"}


@pytest.mark.parametrize("study", ["reanalysis", "deepseek", "own"])
def test_a_study_goes_out_as_toml_and_as_json_and_comes_in_the_same(study, tmp_path, overlay):
    study = str(overlay(OWN, extends="blank")) if study == "own" else study
    files = {form: str(tmp_path / f"mine.{form}") for form in ("json", "toml")}
    content = [study_content(read_study(study))]
    for form, of in (("json", study), ("toml", files["json"]), ("json", files["toml"])):
        export("--to", form, "--study", of, "--out", files[form])
        content.append(study_content(read_study(files[form])))
    assert all(without_files(each) | {"name": ""} == without_files(content[0]) | {"name": ""} for each in content)
    assert len({read_study(each).digest() for each in (study, *files.values())}) == 1


def test_draws_are_the_posterior_s(fits):
    fit = fits("reanalysis", 1)
    table = draws(fit)
    assert table["cost_ratio"].to_numpy() == pytest.approx(fit.tree["posterior"]["cost_ratio"].values.ravel())
    assert table["compute_cost[coding]"].median() == pytest.approx(
        float(np.median(fit.tree["posterior"]["compute_cost"].sel(scenario="coding")))
    )
    written = list(csv.reader(io.StringIO(table[:3].to_csv(index=False))))
    assert (len(written), len(written[0])) == (4, table.shape[1])


def test_a_workbook_holds_its_tables(fits):
    sheets = tables(fits("reanalysis", 1))
    packed = zipfile.ZipFile(io.BytesIO(workbook(sheets)))
    names = re.findall(r'sheet name="(\w+)"', packed.read("xl/workbook.xml").decode())
    assert names == list(sheets)
    for number, (name, table) in enumerate(sheets.items(), 1):
        rows = ElementTree.fromstring(packed.read(f"xl/worksheets/sheet{number}.xml")).findall(
            f"{CELL}sheetData/{CELL}row"
        )
        assert len(rows) == len(table) + 1, name
        assert [cell.findtext(f"{CELL}is/{CELL}t") for cell in rows[0]] == list(table.columns)
    assert float(rows[1][0].findtext(f"{CELL}v")) == pytest.approx(sheets["draws"].iloc[0, 0])


def test_a_bibliography_has_each_source_once_with_its_braces_closed():
    study = load_study()
    text = bibtex(study)
    keys = re.findall(r"^@misc\{(\w+),$", text, re.MULTILINE)
    named = {item.source for item in study.evidence.values()}
    assert sorted(set(keys)) == keys and named <= set(keys)
    bare = re.sub(r"\\[{}]", "", text)
    assert bare.count("{") == bare.count("}")
    assert not re.search(r"(?<!\\)[&%#]", re.sub(r"url = \{.*", "", text))


def test_a_source_in_words_is_in_the_bibliography(overlay):
    own = overlay('[evidence.barr_2019]\nsource = "what they told us"')
    assert "@misc{own1,\n  title = {what they told us},\n}" in bibtex(load_study(own))


def test_a_file_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    refused = CliRunner().invoke(cli, ["export", "--to", "toml", "--out", str(tmp_path / "file" / "x.toml")])
    assert refused.exit_code == 2 and "Invalid value for '--out'" in refused.stderr

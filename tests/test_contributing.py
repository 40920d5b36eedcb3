"""What a new contributor and a new user are told: the examples run, the citation is one, the wheel holds all."""

import datetime as dt
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXAMPLES = re.findall(
    r"## (.*?)\n.*?```python\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.DOTALL
)
TYPES = {"article", "blog", "book", "dataset", "generic", "report", "software", "website"}


@pytest.mark.parametrize(("title", "code"), EXAMPLES, ids=[title for title, _ in EXAMPLES])
def test_an_example_runs(title, code, tmp_path, monkeypatch):
    module = tmp_path / "example.py"
    module.write_text(code, encoding="utf-8")
    exec(compile(code, str(module), "exec"), {"__name__": "example"})


def test_there_is_an_example_of_each():
    assert [title for title, _ in EXAMPLES] == ["A node", "A family of priors", "A kind of evidence", "An analysis"]


def test_the_citation_is_complete_and_of_this_version():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {
        "cff-version",
        "message",
        "title",
        "authors",
        "version",
        "date-released",
        "license",
        "abstract",
    } <= cited.keys()
    assert (cited["cff-version"], cited["type"], cited["version"]) == ("1.2.0", "software", PROJECT["version"])
    assert isinstance(cited["date-released"], dt.date)
    for reference in cited["references"]:
        assert reference["type"] in TYPES and reference["title"] and reference["authors"]
    assert all(author.keys() <= {"name", "family-names", "given-names"} for author in cited["authors"])


def test_the_changelog_begins_with_this_version():
    versions = re.findall(
        r"^## \[(.*?)\] - \d{4}-\d\d-\d\d$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M
    )
    assert versions[0] == PROJECT["version"]


@pytest.mark.parametrize("name", ["llms.txt", "SECURITY.md", "examples/README.md"])
def test_what_a_document_links_to_is_there(name):
    links = re.findall(r"\]\(([^)#]+)\)", (ROOT / name).read_text(encoding="utf-8"))
    assert all((ROOT / link).exists() for link in links)


@pytest.mark.slow
def test_the_wheel_holds_every_module_and_all_data_and_runs(tmp_path):
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(tmp_path),
        str(ROOT),
    ]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    packed = {name.partition("/")[2] for name in zipfile.ZipFile(wheel).namelist()}
    layers = ("priors", "model", "analyses", "reports")
    kinds = {".py", ".toml", ".css", ".j2", ".mjs", ".mplstyle"}
    files = (path for layer in layers for path in (ROOT / layer).rglob("*") if path.suffix in kinds)
    assert {path.relative_to(ROOT).as_posix() for path in files} <= packed
    zipfile.ZipFile(wheel).extractall(tmp_path / "at")
    code = "import sys; sys.path.insert(0, sys.argv.pop(1)); from llm_barriers.reports.cli.main import main; main()"
    asked = [sys.executable, "-c", code, str(tmp_path / "at"), "priors", "check", "--study", "llama3"]
    said = subprocess.run(asked, check=True, capture_output=True, text=True, cwd=tmp_path).stdout
    assert "The study is sound" in said

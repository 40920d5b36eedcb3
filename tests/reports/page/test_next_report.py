"""A report that is there already is not written again; one that is not as it was written, or of other settings, is."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from llm_barriers.reports.cli.main import cli

TRIAL = Path("tests/models/clinical_trial/studies/trial.toml")


@pytest.fixture(scope="module")
def write(tmp_path_factory):
    """Return what writes a report of one section to a folder, and says whether it has done so."""
    folder = tmp_path_factory.mktemp("next")
    words = ["report", "--study", str(TRIAL), "--only", "priors", "--draws", "400", "--store", str(folder / "store")]

    def write(*more):
        said = CliRunner().invoke(cli, [*words, "--out", str(folder / "report"), *more])
        assert said.exit_code == 0, said.output
        return "wrote" in said.output

    assert write()
    return write, folder / "report"


def test_what_is_there_is_left_as_it_is(write):
    again, out = write
    page = (out / "index.html").stat()
    assert not again()
    assert (out / "index.html").stat().st_mtime_ns == page.st_mtime_ns


def test_what_was_touched_is_written_again(write):
    again, out = write
    table = next((out / "tables").iterdir())
    as_written = table.read_bytes()
    table.write_text("touched")
    assert again() and table.read_bytes() == as_written


@pytest.mark.parametrize("more", [("--ci-prob", "0.8"), ("--formats", "pdf"), ("--no-store",)])
def test_another_report_is_written(write, more):
    again, _ = write
    again()
    assert again(*more)


@pytest.mark.parametrize(
    "words",
    ["report --only priors --out {}", "export --to squiggle --out {}.squiggle", "figure update_ratio --out {}.svg"],
)
def test_what_may_be_a_slip_is_said_on_standard_error(tmp_path, words):
    own = tmp_path / "own.toml"
    own.write_text(f'extends = "{TRIAL.resolve()}"\n[evidence.sponsor]\npublished = "2022-03"\n')
    settings = ["--study", str(own), "--draws", "400", "--no-store"]
    said = CliRunner().invoke(cli, [*words.format(tmp_path / "made").split(), *settings])
    assert said.exit_code == 0 and "Warning: sponsor is given, and is not in: it is published" in said.stderr

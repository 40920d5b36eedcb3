"""A command imports what it computes with, and nothing else: most of a short command's time would be imports."""

import json
import subprocess
import sys

HEAVY = {"pymc", "pytensor", "nutpie", "numba", "dask", "distributed", "matplotlib", "SALib", "arviz_stats", "pint"}
HEAVY |= {"scipy.stats", "networkx", "h5netcdf"}
LABELS = {"xarray"}
"""Labelled arrays, which a posterior needs."""

CALL = """
import contextlib, io, json, sys
from llm_barriers.reports.cli.main import main
for command in json.loads(sys.argv[1]):
    sys.argv[1:] = command.split()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
        main()
print(json.dumps([name for name, module in sys.modules.items() if module]))
"""


def imported(*commands):
    """Names of all modules that are imported once commands are done, one after the other."""
    call = [sys.executable, "-c", CALL, json.dumps(commands)]
    return set(json.loads(subprocess.run(call, capture_output=True, text=True, check=True).stdout.splitlines()[-1]))


def test_help_imports_nothing():
    assert not imported("--help", "report --help", "store --help") & (HEAVY | LABELS | {"numpy", "pandas", "pydantic"})


def test_what_is_only_read_waits_for_nothing_that_draws():
    commands = "priors list", "priors show replication_cost", "explain cost_ratio", "graph", "sources"
    assert not imported(*commands) & (HEAVY | LABELS)


def test_an_answer_from_weighted_draws_waits_for_no_chains_and_no_figures(tmp_path):
    options = f"--draws 400 --method reweighting --store {tmp_path}"
    commands = [f"{command} {options}" for command in ("posterior", "claims", "what-if replication_cost=5e6")]
    assert not imported(*commands) & HEAVY - {"pint"}  # which xarray asks for its arrays


def test_units_are_read_for_a_study_of_ones_own(tmp_path):
    study = tmp_path / "mine.toml"
    study.write_text('extends = "reanalysis"\n', encoding="utf-8")
    assert imported(f"explain cost_ratio --study {study}") & HEAVY == {"pint"}

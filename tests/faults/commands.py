"""Commands in processes of their own, and what must hold of what they leave."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TRIAL = ROOT / "tests" / "models" / "clinical_trial" / "studies" / "trial.toml"
MAIN = "import sys; from llm_barriers.reports.cli.main import main; sys.argv[0] = 'llm-barriers'; main()"
REPORT = (
    "report",
    "--study",
    str(TRIAL),
    "--only",
    "checks",
    "--only",
    "claims",
    "--draws",
    "1000",
    "--formats",
    "svg",
)
CLAIMS = ("claims", "--study", str(TRIAL), "--draws", "1000", "--workers", "1")

LONGEST = 1800
"""Seconds that a command may take, on the most crowded machine."""


def started(*words, python=("-c", MAIN), **options):
    """Start a command."""
    settings = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "cwd": ROOT} | options
    return subprocess.Popen([sys.executable, *python, *map(str, words)], **settings)


def done(*words, **options):
    """Run a command; return its exit code and what it wrote."""
    process = started(*words, **options)
    try:
        out, err = process.communicate(timeout=LONGEST)
    finally:
        process.kill()
    return process.returncode, out or "", err or ""


def without_fault(code, err, *, named=""):
    """Check that a command failed as one that is told why in a line does."""
    lines = [line for line in err.splitlines() if line.lower().startswith(("error", "refused"))]
    assert "Traceback" not in err, err
    assert code in (1, 2) and (code == 1 or len(lines) == 1), (code, err)
    assert named in err, err


def check_folder(out):
    """Check that a folder is of one run: what it holds is what its manifest says, and a page has all of it."""
    if not (out / "manifest.json").exists():
        left = [
            path for path in out.rglob("*") if path.is_file() and not path.relative_to(out).parts[0].startswith(".")
        ]
        assert not left, left
        return "nothing"
    files = json.loads((out / "manifest.json").read_text())["files"]
    there = {name for name in files if (out / name).exists()}
    for name in there:
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == files[name], name
    if not (out / "index.html").exists():
        return "part of one report, without a page"
    assert there == set(files), set(files) - there
    return "a whole report"


def check_store(store):
    """Check that every entry of a store is whole."""
    for path in store.glob("*.npz"):
        assert hashlib.sha256(path.read_bytes()).hexdigest()[:32] == path.stem.rpartition("-")[2], path


def hidden(folder):
    """Return what is hidden in a folder."""
    return [path.name for path in folder.glob(".*")]


def files_in(folder):
    """Return the files in a folder and in those in it."""
    return sorted(path for path in folder.rglob("*") if path.is_file())

"""What a study says is text wherever it is shown, nothing that is read is code, and nothing leaves the machine."""

import ast
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import psutil
import pytest
from click.testing import CliRunner

from llm_barriers.reports.cli.main import cli
from llm_barriers.reports.run.scheduling import LOOPBACK, Schedule, _client

ROOT = Path(__file__).parents[2]
TRIAL = ROOT / "tests" / "models" / "clinical_trial" / "studies" / "trial.toml"
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{ 7 * 7 }}$\\frac{a}$]]>"
STEERING = f"{EVIL}\x1b[31m\u202e"


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """A study whose every text is meant to be more than text."""
    path, said, steering = tmp_path_factory.mktemp("evil") / "evil.toml", json.dumps(EVIL), json.dumps(STEERING)
    texts = f"extends = {json.dumps(str(TRIAL))}\ntitle = {steering}\n"
    texts += f"[evidence.registry]\ntitle = {said}\nquote = {said}\nnote = {steering}\n"
    texts += f"[claims.affordable]\ntitle = {said}\nquote = {said}\n"
    path.write_text(texts, encoding="utf-8")
    return path


def answered(*words):
    return CliRunner().invoke(cli, [*words, "--draws", "1000", "--no-store", "--workers", "1"], catch_exceptions=False)


class _Tags(HTMLParser):
    """Every tag of a page with its attributes, and its text."""

    def __init__(self):
        super().__init__()
        self.tags, self.texts = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.texts.append(data)


def test_what_a_study_says_is_text_in_page_and_figures(study, tmp_path):
    only = [word for name in ("checks", "evidence", "claims") for word in ("--only", name)]
    assert answered("report", "--study", str(study), *only, "--formats", "svg", "--out", str(tmp_path)).exit_code == 0
    page, written = _Tags(), (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "\\x1b[31m" in written and not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", written)
    page.feed(written)
    assert not [tag for tag, _ in page.tags if tag == "script"]
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]
    assert all(attrs["src"].startswith("data:") for tag, attrs in page.tags if tag == "img")
    assert "<script>alert(1)</script>" in "".join(page.texts) and "{{ 7 * 7 }}" in "".join(page.texts)
    policy = next(attrs["content"] for _, attrs in page.tags if attrs.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'") and "script-src" not in policy
    figures = [ElementTree.parse(path) for path in (tmp_path / "figures").glob("*.svg")]
    assert figures and not [each for figure in figures for each in figure.iter() if each.tag.endswith("script")]


def test_what_a_study_says_is_text_in_the_terminal_and_in_json(study):
    shown, plain = answered("claims", "--study", str(study)), answered("claims", "--study", str(study), "--json")
    assert "\x1b[31m" not in shown.output and "<script>" in shown.output
    assert json.loads(plain.stdout)["title"] == STEERING


PIPES = {"reports/page/answers.py"}
"""Where processes of one command hand each other what they have computed, through pipes that are theirs alone."""


def test_nothing_that_is_read_is_code():
    """No pickle is read; what NumPy and pandas read holds none."""
    for layer in ("priors", "model", "analyses", "reports"):
        for path in (ROOT / layer).rglob("*.py"):
            if path.relative_to(ROOT).as_posix() in PIPES:
                continue
            nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
            names = {a.name.partition(".")[0] for n in nodes if isinstance(n, ast.Import) for a in n.names}
            names |= {n.module for n in nodes if isinstance(n, ast.ImportFrom) and n.module}
            assert not names & {"pickle", "cloudpickle", "dill", "joblib", "marshal", "shelve"}, path
            called = {n.attr for n in nodes if isinstance(n, ast.Attribute)}
            called |= {n.func.id for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
            assert not called & {"read_pickle", "eval", "exec"}, path
            allowed = [n.value for n in nodes if isinstance(n, ast.keyword) and n.arg == "allow_pickle"]
            assert all(value.value is False for value in allowed), path


@pytest.mark.slow
def test_a_local_cluster_listens_on_this_machine_alone():
    with _client(Schedule(workers=1)):
        processes = [psutil.Process(), *psutil.Process().children(recursive=True)]
        places = {c.laddr.ip for each in processes for c in each.net_connections() if c.status == psutil.CONN_LISTEN}
    assert places == {LOOPBACK}


CUT_OFF = """
import socket, sys
def refused(*args, **kwargs): raise AssertionError("a request to the network")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = refused
from llm_barriers.reports.cli.main import main
sys.argv = ["llm-barriers", *sys.argv[1:]]
main()
"""


def test_no_request_leaves_the_machine(tmp_path):
    words = [
        "report",
        "--study",
        str(TRIAL),
        "--only",
        "checks",
        "--draws",
        "1000",
        "--workers",
        "1",
        "--formats",
        "svg",
    ]
    words += ["--no-store", "--out", str(tmp_path / "report")]
    made = subprocess.run(
        [sys.executable, "-c", CUT_OFF, *words], capture_output=True, text=True, cwd=ROOT, env=os.environ
    )
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "report" / "index.html").is_file()

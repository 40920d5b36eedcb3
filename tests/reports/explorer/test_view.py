"""A view as a study: its link, its file, and what a fit of its own says where the page trusts its draws."""

import json
import math

import numpy as np
import pytest
from click.testing import CliRunner

from llm_barriers.analyses.fit import headline
from llm_barriers.model import build
from llm_barriers.priors import StudyError, load_study, with_layer
from llm_barriers.priors.assumptions import assumptions
from llm_barriers.reports.cli.main import cli
from llm_barriers.reports.explorer import content as pages
from llm_barriers.reports.explorer.link import read_link
from llm_barriers.reports.explorer.page import page as written_page
from llm_barriers.reports.explorer.positions import positions
from llm_barriers.reports.run.run import Run
from llm_barriers.reports.run.settings import Settings
from llm_barriers.reports.run.terminal import progress

from .node import run
from .pages import CHANGES, TRIAL, told

ERRORS = 4.0
FOLLOWED = """(async (links) => {
  const said = [];
  for (const link of links) {
    const read = new Promise((done) => addEventListener("hashchange", done, { once: true }));
    location.hash = link;
    await read;
    said.push({ ...document.getElementById("answer").dataset });
  }
  return said;
})"""
"""What the page says of one link after the other."""


def followed(browser, page, links, answers):
    """Hold what a page in a browser says of some links to what the engine answers outside it."""
    browser.open(page)
    for shown, answer in zip(browser.run(f"{FOLLOWED}({json.dumps(links)})"), answers, strict=True):
        assert told(shown)["refused"] == (not answer["trusted"])
        if answer["trusted"]:
            assert told(shown)["below"] == pytest.approx(answer["below"]["p"], abs=1e-4)  # a link has five digits
            assert told(shown)["median"] == pytest.approx(answer["ends"][0], rel=1e-3)


def views(content, count):
    """Views drawn at random: priors moved, reports changed, items out, other dates."""
    rng, block = np.random.default_rng(7), content["blocks"][0]
    asks, drawn = [], []
    for _ in range(count):
        names = rng.choice(list(block["quantities"]), 2, replace=False).tolist()
        asks += [
            {"task": "moved", "prior": block["quantities"][name]["prior"], "shift": shift, "width": width}
            for name, shift, width in zip(names, rng.uniform(-1, 1, 2), rng.uniform(0.6, 1.2, 2), strict=True)
        ]
        drawn.append((names, changes_of_evidence(rng, block)))
    moved = iter(run(*asks))
    return [
        {"preset": "study", "changes": {f"quantities.{name}.prior": next(moved)["to"] for name in names} | changes}
        for names, changes in drawn
    ]


def changes_of_evidence(rng, block):
    item = block["items"][rng.integers(len(block["items"]))]
    changes = {}
    if rng.random() < 0.5:
        changes[f"evidence.{item['name']}.include"] = False
    elif item["scale"] == "log":
        changes[f"evidence.{item['name']}.value"] = item["value"] * math.exp(rng.uniform(-0.4, 0.4))
        changes[f"evidence.{item['name']}.sd"] = 0.25
    return changes | ({"as_of": "2020-12-31"} if rng.random() < 0.3 else {})


def agrees(answer, other, conclusion):
    """Compare what the engine says with a headline from draws of its own."""
    below = other.chance_below(conclusion.node, conclusion.threshold)
    error = math.hypot(other.mcse_below(conclusion.node, conclusion.threshold), answer["below"]["error"])
    assert answer["below"]["p"] == pytest.approx(below, abs=ERRORS * error)
    median = other.quantile(conclusion.node, 0.5)
    spread = math.log(answer["ends"][2] / answer["ends"][1]) / 3.3  # standard deviation of the log
    error = math.hypot(1.25 * spread / math.sqrt(answer["ess"]), other.mcse_quantile(conclusion.node, 0.5) / median)
    assert math.log(answer["ends"][0] / median) == pytest.approx(0, abs=ERRORS * error)


def test_a_link_and_a_file_are_one_study(content, tmp_path):
    study = load_study(TRIAL)
    for number, view in enumerate(views(content, 4)):
        link, text = run({"task": "link", "view": view}, {"task": "file", "view": view}, content=content)
        file = tmp_path / f"view{number}.toml"
        file.write_text(text.replace('extends = "trial.toml"', f"extends = {json.dumps(str(TRIAL))}"), encoding="utf-8")
        read = read_link(f"explorer.html#{link}", study)
        linked = with_layer(read.position.study, read.layer, file="link")
        assert assumptions(load_study(file)) == assumptions(linked)
        (back,) = run({"task": "view", "fragment": f"#{link}"}, content=content)
        assert back == {"view": view, "problems": []}


@pytest.mark.slow
def test_what_the_page_says_is_what_a_fit_says(browser, page, content):
    study = load_study(TRIAL)
    conclusion = study.model.conclusion
    held = views(content, 38)
    answers = run(*({"task": "posterior", "block": 0, "changes": view["changes"]} for view in held), content=content)
    links = run(*({"task": "link", "view": view} for view in held), content=content)
    followed(browser, page, links, answers)
    trusted = [pair for pair in zip(links, answers, strict=True) if pair[1]["trusted"]]
    assert len(trusted) > 30
    for link, answer in trusted:
        read = read_link(link, study)
        other = headline(build(with_layer(read.position.study, read.layer, file="link")), seed=3, draws=400)
        agrees(answer, other, conclusion)


def test_a_view_is_answered_by_a_fit(content):
    (link,) = run({"task": "link", "view": {"preset": "study", "changes": CHANGES}}, content=content)
    words = [
        "what-if",
        "--study",
        str(TRIAL),
        "--from-link",
        f"file:///x/explorer.html#{link}",
        "--json",
        "--draws",
        "2000",
    ]
    result = CliRunner().invoke(cli, [*words, "--workers", "1"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    row = next(row for row in json.loads(result.stdout)["before_after"] if row["name"] == "trial_cost")
    (answer,) = run({"task": "posterior", "block": 0, "changes": CHANGES}, content=content)
    assert answer["ends"][0] == pytest.approx(row["after"], rel=0.05)
    assert row["before"] != row["after"]
    assert "Supposing another prior of sites, without sponsor," in json.loads(result.stdout)["sentences"][0]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("#v=2&study=trial", "no link of version 1"),
        ("#v=1&study=other", "is of the study 'other', not of 'trial'"),
        ("#v=1&study=trial&preset=nobody", "'nobody'"),
        ("#v=1&study=trial&evidence.sponsor.include=maybe", "which is no value"),
        ("#v=1&study=trial&speed=3", "speed"),
        ("#v=1&study=trial&evidence.nothing.include=false", "nothing"),
        ("#v=1&study=trial&evidence=1&evidence.sponsor.include=false", "'evidence'"),
        ("#v=1&study=trial&evidence.sponsor.include=[1]", "include"),
        ("#v=1&study=trial&quantities.sites.prior=3", "prior"),
        ("#v=1&study=trial&as_of=7", "as_of"),
        ("#v=1&study=trial", "nothing is changed"),
    ],
)
def test_a_link_that_says_nothing_is_refused(text, problem):
    words = ["what-if", "--study", str(TRIAL), "--from-link", text]
    with pytest.raises(StudyError, match=problem):
        CliRunner().invoke(cli, words, catch_exceptions=False)


@pytest.mark.slow
def test_every_position_of_the_shipped_study_and_views_of_it_are_what_a_fit_of_each_says(
    browser, monkeypatch, tmp_path
):
    monkeypatch.setattr(pages, "DRAWS", 6000)
    monkeypatch.setattr(pages, "_choices", lambda run: [])  # which are headlines already
    settings = Settings.read("reanalysis", seed=1, draws=2000, ci_prob=0.9, no_store=True)
    with progress(1) as step:
        content = pages.content(Run(settings, step))
    study, conclusion = settings.study, settings.study.model.conclusion
    drawn = views(content, 12)
    asks = [{"task": "posterior", "block": 0, "changes": view["changes"]} for view in drawn]
    links = run(*({"task": "link", "view": view} for view in drawn), content=content)
    answers = run(*asks, content=content)
    trusted = [pair for pair in zip(links, answers, strict=True) if pair[1]["trusted"]]
    assert len(trusted) >= 4  # with 6,000 draws; with all that a page has, 33 of 50
    for link, answer in trusted:
        read = read_link(link, study)
        agrees(
            answer,
            headline(build(with_layer(read.position.study, read.layer, file="link")), seed=3, draws=400),
            conclusion,
        )
    answered = []
    for preset, held in zip(content["presets"], positions(settings.study), strict=True):
        view = {"preset": preset["name"], "changes": {}}
        changes = preset["layer"] if preset["weighed"] else {}
        asks = [{"task": task, "view": view} for task in ("file", "link")]
        asks.append({"task": "posterior", "block": preset["block"], "changes": changes})
        text, link, answer = run(*asks, content=content)
        answered.append((link, answer))
        assert answer["trusted"], preset["name"]
        agrees(answer, headline(build(held.study), seed=3, draws=2000), conclusion)
        file = tmp_path / "view.toml"
        file.write_text(text, encoding="utf-8")
        assert assumptions(load_study(file)) == assumptions(held.study), preset["name"]
    (tmp_path / "explorer.html").write_text(written_page(content), encoding="utf-8")
    followed(browser, tmp_path / "explorer.html", *zip(*answered, *zip(links, answers, strict=True), strict=True))


def test_every_preset_holds_another_position():
    held = positions(load_study())
    assert len(held) > 5
    assert len({json.dumps(assumptions(each.study), default=str, sort_keys=True) for each in held}) == len(held)
    for each in held:
        assert build(each.study)

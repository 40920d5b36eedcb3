"""The page in a browser: that it holds under its policy, says what Python says, and gives views back."""

import json
import math
import re
from pathlib import Path

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
from llm_barriers.reports.explorer.page import write_explorer
from llm_barriers.reports.explorer.positions import positions
from llm_barriers.reports.run.run import Run
from llm_barriers.reports.run.settings import Settings
from llm_barriers.reports.run.terminal import progress

from .chromium import chromium
from .node import run

TRIAL = Path(__file__).parents[2] / "models" / "clinical_trial" / "studies" / "trial.toml"
HOSTILE = """
title = "</script><script>document.title='taken'</script>{{ data }} ${view} <!-- \\u2028 ]]>"
[evidence.registry]
title = "<img src=x onerror=document.title='taken'> {{ policy }}"
quote = "</style><b id=injected>&amp;</b>"
[quantities.sites]
title = "<svg/onload=document.title='taken'>"
"""
ERRORS = 4.0
LISTED = "new Promise(r => { const f = () => document.documentElement.dataset.flips ? r() : setTimeout(f, 50); f(); })"
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
CHANGES = {
    "evidence.sponsor.include": False,
    "quantities.sites.prior": {"family": "lognormal", "median": 60.0, "sigma": 0.3},
}


def written(study, folder, name="explorer"):
    page = folder / f"{name}.html"
    write_explorer(page, Settings.read(str(study), seed=1, draws=1000, ci_prob=0.9, no_store=True))
    return page


def content_of(page):
    text = re.search(r'<script type="application/json" id="content">(.*?)</script>', page.read_text("utf-8"), re.DOTALL)
    return json.loads(text[1])


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    return written(TRIAL, tmp_path_factory.mktemp("explorer"))


@pytest.fixture(scope="module")
def content(page):
    return content_of(page)


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with chromium(tmp_path_factory.mktemp("chromium")) as opened:
        yield opened


def said(browser):
    return told(browser.run("({...document.getElementById('answer').dataset})"))


def told(data):
    return {key: data[key] == "true" if key == "refused" else float(data[key]) for key in data}


def followed(browser, page, links, answers):
    """Hold what a page in a browser says of some links to what the engine answers outside it."""
    browser.open(page)
    for shown, answer in zip(browser.run(f"{FOLLOWED}({json.dumps(links)})"), answers, strict=True):
        assert told(shown)["refused"] == (not answer["trusted"])
        if answer["trusted"]:
            assert told(shown)["below"] == pytest.approx(answer["below"]["p"], abs=1e-4)  # a link has five digits
            assert told(shown)["median"] == pytest.approx(answer["ends"][0], rel=1e-3)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_it_holds_on_a_screen(browser, page, width, dark):
    browser.said.clear(), browser.asked.clear()
    browser.open(page, width=width, dark=dark)
    browser.settled()
    assert (browser.said, browser.asked) == ([], [])
    assert browser.run("document.documentElement.scrollWidth") <= width
    browser.run("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert browser.faults() == []
    assert browser.run("document.querySelectorAll('#curves path.curve').length") == 2


def test_what_a_study_says_is_text(browser, tmp_path):
    study = tmp_path / "hostile.toml"
    study.write_text(f"extends = {json.dumps(str(TRIAL))}\n{HOSTILE}", encoding="utf-8")
    page = written(study, tmp_path)
    browser.said.clear()
    browser.open(page)
    browser.settled()
    assert browser.said == []
    assert "</script>" in browser.run("document.title")
    assert browser.run("document.getElementById('injected')") is None
    assert browser.run("document.querySelectorAll('script').length") == 2
    shown = browser.run("document.querySelector('main').textContent")
    for text in (
        "{{ data }} ${view} <!-- \u2028 ]]>",
        "onerror=document.title='taken'> {{ policy }}",
        "<svg/onload",
        "<b id=injected>&amp;",
    ):
        assert text in shown


def test_of_another_subject_it_says_nothing_of_the_post(page):
    text = re.sub(r"[\w+/=]{100,}", "", page.read_text(encoding="utf-8"))  # without draws
    assert not re.search(r"GPT|BLOOM|OPT-|[Tt]witter|cost_ratio|inference|the author", text)


def test_a_link_brings_a_view_back(browser, page, content):
    (link,) = run({"task": "link", "view": {"preset": "study", "changes": CHANGES}}, content=content)
    browser.open(page, link)
    browser.settled()
    assert browser.run("document.querySelectorAll('#chips button').length") == 2
    assert browser.run("location.hash.slice(1)") == link
    first = said(browser)
    (answer,) = run({"task": "posterior", "block": 0, "changes": CHANGES}, content=content)
    assert first["below"] == pytest.approx(answer["below"]["p"], abs=1e-9)
    browser.run("document.querySelector('#chips button').click()")
    browser.settled()
    assert browser.run("document.querySelectorAll('#chips button').length") == 1
    assert said(browser)["below"] != first["below"]


def test_a_slider_moves_the_answer_and_the_address(browser, page, content):
    browser.open(page)
    before = said(browser)
    slid = "s => { s.value = 1; s.dispatchEvent(new Event('input')); }"
    browser.run(f"[document.querySelector('#knobs input')].forEach({slid})")
    browser.settled()
    (view,) = run({"task": "view", "fragment": browser.run("location.hash")}, content=content)
    (answer,) = run({"task": "posterior", "block": 0, "changes": view["view"]["changes"]}, content=content)
    assert [key.split(".")[0] for key in view["view"]["changes"]] == ["quantities"]
    assert said(browser)["below"] == pytest.approx(answer["below"]["p"], abs=1e-9)
    assert said(browser)["below"] != before["below"]
    assert browser.run("document.querySelectorAll('#curves path.curve').length") == 3


def test_a_view_is_kept_beside_another(browser, page, content):
    browser.open(page)
    browser.run("document.querySelector('#items input[type=checkbox]').click()")
    browser.settled()
    browser.run("document.getElementById('keep').click()")
    browser.run("document.querySelector('#chips button').click()")
    browser.settled()
    (view,) = run({"task": "view", "fragment": browser.run("location.hash")}, content=content)
    assert (view["view"]["changes"], view["problems"]) == ({}, [])
    assert list(view["view"]["beside"]["changes"].values()) == [False]
    assert "with a change" in browser.run("document.getElementById('answer').textContent")
    browser.run(LISTED)
    assert "points of the probability" in browser.run("document.getElementById('explained').textContent")
    browser.run("document.getElementById('drop').click()")
    browser.settled()
    assert "beside" not in browser.run("location.hash")


def test_what_explains_a_difference_adds_up_to_it(content):
    sites = {"quantities.sites.prior": {"family": "lognormal", "median": 70.0, "sigma": 0.3}}
    to = {**sites, "evidence.registry.include": False, "evidence.review.value": 0.3, "evidence.review.sd": 0.2}
    start = {"quantities.visits.prior": {"family": "lognormal", "median": 20.0, "sigma": 0.3}}
    parts, first, second = run(
        {"task": "attribution", "block": 0, "from": start, "to": to},
        {"task": "posterior", "block": 0, "changes": start},
        {"task": "posterior", "block": 0, "changes": to},
        content=content,
    )
    assert [part["keys"] for part in parts][-1] == ["evidence.review.value", "evidence.review.sd"]
    assert len(parts) == 4
    assert sum(part["below"] for part in parts) == pytest.approx(second["below"]["p"] - first["below"]["p"])
    assert math.prod(part["moved"] for part in parts) == pytest.approx(second["ends"][0] / first["ends"][0])
    (one,) = run({"task": "attribution", "block": 0, "from": {}, "to": sites}, content=content)
    assert len(one) == 1


def test_a_flip_turns_the_conclusion_over(content):
    for name in list(content["blocks"][0]["quantities"])[:2]:
        (at,) = run({"task": "flip", "block": 0, "changes": {}, "name": name}, content=content)
        (answer,) = run(
            {"task": "posterior", "block": 0, "changes": {f"quantities.{name}.prior": at["prior"]}}, content=content
        )
        assert answer["below"]["p"] == pytest.approx(0.5, abs=0.05)
        assert answer["below"]["p"] < 0.5


def test_what_a_link_says_that_is_nothing_is_reported(browser, page):
    browser.open(page, "v=1&study=trial&evidence.nothing.include=false&quantities.sites.prior=7&speed=3")
    message = browser.run("document.getElementById('message').textContent")
    assert all(name in message for name in ("evidence.nothing.include", "quantities.sites.prior", "speed"))
    browser.open(page, "v=2&study=other&preset=mine")
    message = browser.run("document.getElementById('message').textContent")
    assert all(text in message for text in ("version 2", "“other”", "“mine”"))


def test_what_the_draws_do_not_reach_is_refused(browser, page, content):
    far = {"quantities.sites.prior": {"family": "lognormal", "median": 400.0, "sigma": 0.02}}
    changes = far | {"evidence.sponsor.include": False}
    link, culprit = run(
        {"task": "link", "view": {"preset": "study", "changes": changes}},
        {"task": "culprit", "block": 0, "changes": changes},
        content=content,
    )
    assert culprit == "quantities.sites.prior"
    browser.open(page, link)
    assert said(browser)["refused"]
    refusal = browser.run("document.getElementById('refusal').textContent")
    assert "Sites that take part" in refusal
    assert f"llm-barriers what-if --study trial.toml --from-link '#{link}'" in refusal


def test_an_option_is_shown_as_it_was_computed(browser, page, content):
    browser.open(page, "v=1&choices.combination=%22dearest%22")
    option = content["choices"][0]["options"][1]
    assert said(browser)["below"] == pytest.approx(option["below"])
    marked = browser.run("[...document.querySelectorAll('#curves .option')].map(mark => mark.textContent)")
    assert f"{content['choices'][0]['title']} {option['title']}" in marked
    browser.open(page, "v=1&choices.combination=%22dearest%22&evidence.sponsor.include=false")
    assert said(browser)["refused"]


# ---- A view as a study


def views(content, count):
    """Views drawn at random: priors moved, reports changed, items out, other dates."""
    rng, block = np.random.default_rng(7), content["blocks"][0]
    for _ in range(count):
        names = rng.choice(list(block["quantities"]), 2, replace=False)
        asks = [
            {
                "task": "moved",
                "prior": block["quantities"][n]["prior"],
                "shift": rng.uniform(-1, 1),
                "width": rng.uniform(0.6, 1.2),
            }
            for n in names
        ]
        changes = {f"quantities.{n}.prior": each["to"] for n, each in zip(names, run(*asks), strict=True)}
        item = block["items"][rng.integers(len(block["items"]))]
        if rng.random() < 0.5:
            changes[f"evidence.{item['name']}.include"] = False
        elif item["scale"] == "log":
            changes |= {
                f"evidence.{item['name']}.value": item["value"] * math.exp(rng.uniform(-0.4, 0.4)),
                f"evidence.{item['name']}.sd": 0.25,
            }
        if rng.random() < 0.3:
            changes["as_of"] = "2020-12-31"
        yield {"preset": "study", "changes": changes}


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
    held = list(views(content, 38))
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
    drawn = list(views(content, 12))
    asks = [{"task": "posterior", "block": 0, "changes": view["changes"]} for view in drawn]
    links = run(*({"task": "link", "view": view} for view in drawn), content=content)
    answers = run(*asks, content=content)
    trusted = [pair for pair in zip(links, answers, strict=True) if pair[1]["trusted"]]
    assert len(trusted) >= 4  # with 6,000 draws; with all that a page has, 31 of 50
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

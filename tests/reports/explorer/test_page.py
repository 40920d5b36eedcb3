"""The page in a browser: that it holds under its policy, says what the engine says, and gives views back."""

import json
import re
from dataclasses import replace
from types import SimpleNamespace

import pytest

from llm_barriers.reports.explorer.page import page as written_page
from llm_barriers.reports.page import report
from llm_barriers.reports.run.run import Run
from llm_barriers.reports.run.scheduling import Schedule
from llm_barriers.reports.run.terminal import Silent
from llm_barriers.reports.sections import multiverse

from .node import run
from .pages import CHANGES, TRIAL, content_of, said, written

HOSTILE = """
title = "</script><script>document.title='taken'</script>{{ data }} ${view} <!-- \\u2028 ]]>"
[evidence.registry]
title = "<img src=x onerror=document.title='taken'> {{ policy }}"
quote = "</style><b id=injected>&amp;</b>"
[quantities.sites]
title = "<svg/onload=document.title='taken'>"
"""
LISTED = "new Promise(r => { const f = () => document.documentElement.dataset.flips ? r() : setTimeout(f, 50); f(); })"


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
    assert browser.run("document.querySelector('.refused')") is None
    marked = browser.run("[...document.querySelectorAll('#curves .option')].map(mark => mark.textContent)")
    assert f"{content['choices'][0]['title']} {option['title']}" in marked
    browser.open(page, "v=1&choices.combination=%22dearest%22&evidence.sponsor.include=false")
    assert said(browser)["refused"]


def test_an_option_that_has_not_converged_is_named_and_not_answered(browser, content, tmp_path):
    (choice,) = content["choices"]
    taken, other = choice["options"]
    bare = {key: said for key, said in other.items() if key not in ("quantiles", "below")}
    page = tmp_path / "bare.html"
    page.write_text(
        written_page({**content, "choices": [{**choice, "options": [taken, bare]}]}, None), encoding="utf-8"
    )
    browser.open(page, "v=1&choices.combination=%22dearest%22")
    assert said(browser)["refused"]
    options = browser.run("[...document.querySelectorAll('option')].map(option => option.textContent)")
    assert f"{other['title']} (has not converged)" in options
    assert f"{taken['title']} (this study)" in options


def test_a_view_has_its_place_among_the_specifications(browser, page, universes):
    medians = [universe.verdict.median for universe in universes.universes]
    browser.open(page, "v=1&evidence.registry.include=false")
    assert not said(browser)["refused"]
    part = sum(median < said(browser)["median"] for median in medians) / len(medians)
    place = browser.run("document.getElementById('place').textContent")
    assert f"Of {len(medians)} combinations" in place
    assert f"{part:.0%} have a lower median" in place
    assert browser.run("document.querySelectorAll('#curves circle').length") == 2


def test_options_together_are_answered_from_their_specification(browser, page, content, tmp_path):
    (choice,) = content["choices"]
    both = {**content, "choices": [choice, {**choice, "name": "another"}]}
    rows = [[[0, 0], 1.0, 0.5, 2.0, 0.4], [[1, 1], 3.0, 2.0, 4.0, 0.1]]
    varied = {"choices": ["combination", "another"], "total": 4, "rows": rows}
    (tmp_path / "both.html").write_text(written_page(both, varied), encoding="utf-8")
    browser.open(tmp_path / "both.html", "v=1&choices.combination=%22dearest%22&choices.another=%22dearest%22")
    assert said(browser) == {"below": 0.1, "median": 3.0, "low": 2.0, "high": 4.0, "refused": False}
    browser.open(tmp_path / "both.html", "v=1&choices.another=%22dearest%22&evidence.sponsor.include=false")
    assert said(browser)["refused"]


def test_a_report_gives_its_multiverse_to_the_page_without_a_store(monkeypatch, settings, universes, content, tmp_path):
    asked = Run(replace(settings, schedule=Schedule()), Silent())
    asked.results[(multiverse.__name__, "[]")] = SimpleNamespace(universes=universes)
    monkeypatch.setattr(report, "explorer_content", lambda _: json.dumps(content))
    (tmp_path / "explorer.html").write_text(report._explorer(asked)["explorer.html"], encoding="utf-8")
    assert content_of(tmp_path / "explorer.html")["specifications"] == content["specifications"]
    assert [len(options) for options, *_ in content["specifications"]["rows"]] == [1, 1]

"""What the page looks for once nothing moves: what explains a difference, and what turns the conclusion over."""

import math

import pytest

from .node import run


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

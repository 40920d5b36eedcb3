"""Studies made in Python: what need not be said, and what is refused as in a file."""

import datetime as dt

import pytest

from llm_barriers.priors import StudyError, make_study

REPORT = {"measures": "x", "value": 2.0, "sd": 0.5}


def test_what_is_not_said_has_a_default():
    study = make_study({"x": {"family": "normal", "mean": 0.0, "sd": 1.0}, "one": 1}, {"b": REPORT, "a": REPORT})
    assert study.items == ("b", "a")  # in the order given, and all seen
    assert study.quantities["one"].prior.constant and study.quantities["x"].unit == "dimensionless"
    assert study.evidence["a"].kind == "measurement"


def test_what_is_said_stays():
    claim = {"title": "Small", "statement": {"node": "x", "relation": "<", "threshold": 1, "unit": "usd"}}
    options = {"horizon": {"title": "Horizon", "options": {"year": {"title": "A year"}}}}
    item = {**REPORT, "published": dt.date(2021, 5, 1), "kind": "floor"}
    study = make_study(
        {"x": {"family": "lognormal", "low": 1, "high": 9, "unit": "usd", "basis": "stated"}},
        {"least": item},
        claims={"small": claim},
        options=options,
        choices={"horizon": "year"},
    )
    assert (study.as_of, study.evidence["least"].kind) == (dt.date(2021, 5, 1), "floor")
    assert (study.quantities["x"].unit, study.quantities["x"].basis) == ("usd", "stated")
    assert study.claims["small"].statement.node == "x"
    assert study.options["horizon"].options["year"].title == "A year"


@pytest.mark.parametrize(
    ("quantity", "item", "said"),
    [
        ({"family": "lognorml", "median": 1}, REPORT, "quantities.x.*lognormal"),
        ({"family": "normal", "mean": 0, "sd": 1}, {**REPORT, "valeu": 2}, "evidence.report.valeu.*value"),
        ({"family": "normal", "mean": 0, "sd": 1}, {"value": 2, "sd": 1}, "evidence.report.measures.*missing"),
    ],
)
def test_a_mistake_is_named_as_in_a_file(quantity, item, said):
    with pytest.raises(StudyError, match=said):
        make_study({"x": quantity}, {"report": item})

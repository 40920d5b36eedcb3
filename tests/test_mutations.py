"""Mutations: good studies with something odd put in are read, or refused in one short message; nothing else happens.

EXAMPLES=5000 in the environment tries so many.
"""

import copy
import datetime as dt
import json
import os
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from llm_barriers.analyses.fit import checked_graph
from llm_barriers.priors import StudyError, load_study
from llm_barriers.priors.stored import study_content
from llm_barriers.reports.run.studies import read_study
from llm_barriers.reports.sections.slips import slips

EXAMPLES = int(os.environ.get("EXAMPLES", "60"))

MINE = {
    "title": "Mine",
    "kind": "measurement",
    "measures": "cost_ratio",
    "published": dt.date(2022, 6, 1),
    "known_to_author": False,
    "source": "mine",
    "quote": "x",
    "quantity_measured": "cost",
    "value": 0.5,
    "sd": 0.5,
    "cluster": "mine",
    "discounts": ["vendor_bias"],
    "informs": ["development_cost"],
}
BELOW = {"node": "cost_ratio", "relation": "<", "threshold": 40, "unit": "percent"}
GOOD = {
    "extends": "reanalysis",
    "title": "Mine",
    "as_of": "2022-12",
    "choices": {"blend": "mixture", "horizon": "model_life", "evidence_model": "student_t"},
    "quantities": {
        "salary": {
            "unit": "kilousd/person/year",
            "prior": {"family": "lognormal", "low": 50, "high": 200, "ci_prob": 0.8},
            "basis": "judgement",
            "note": "x",
        },
        "utilisation": {"unit": "percent", "share": True, "prior": {"family": "logitnormal", "low": 20, "high": 60}},
        "talent_pool": {"unit": "people", "prior": {"family": "constant", "value": 5000}},
        "compute_cost[coding]": {"unit": "usd/year", "prior": {"family": "uniform", "lower": 1e5, "upper": 1e8}},
        "demand": {"unit": "token/day", "prior": {"family": "two_piece_lognormal", "low": 1, "median": 3, "high": 9}},
        "retained_fraction": {"unit": "dimensionless", "prior": {"family": "beta", "alpha": 2, "beta": 5}},
        "team_size": {
            "unit": "person",
            "prior": {"family": "lognormal_mixture", "weight": [0.4, 0.6], "median": [5, 50], "sigma": [0.5, 1]},
        },
        "scale_beyond_scenarios": {"unit": "dimensionless", "prior": {"family": "exp_half_normal", "sd": 0.7}},
    },
    "evidence": {
        "mine": MINE,
        "share": {**MINE, "kind": "share", "measures": "first_year_ratio", "unit": "percent", "value": 40},
        "barr_2019": {"low": 0.7, "high": 0.9, "include": True},
        "bekman_2022": {"include": False},
    },
    "claims": {"mine": {"title": "x", "quote": "x", "statement": {"all": [BELOW, {"none": {"any": [BELOW]}}]}}},
}

NUMBERS = [0, 1, -1, True, 0.5, -0.0, 1e-300, 1e300, -1e300, 1e308, float("nan"), float("inf"), 10**400, 1e-9, 85]
TEXTS = ["", " ", "x", "0.8", "yes", "true", "null", "nan", "[/]", "<b>x</b>", "a/b", "a[b]", "a[", "../x", "{x}", "\0"]
TEXTS += ["a" * 3000, "\x1b[31m", "\u202e", "salary", "scenario_weight", "cost_ratio", "first_year_ratio", "chain", "ñ"]
UNITS = [
    "usd",
    "B",
    "M",
    "k",
    "dB",
    "degC",
    "radian",
    "percent",
    "usd**9**9",
    "(" * 50,
    "1/0",
    "usd/",
    "hour/day",
    "GB",
]
ODD = [[], {}, [[]], [{}], {"a": 1}, [1, "a"], dt.date(1, 1, 1), dt.datetime(2022, 1, 1), dt.time(1), [[[[["a"]]]]]]
NAMES = [
    "",
    "x",
    "file",
    "name",
    "formula",
    "unit",
    "prior",
    "sd",
    "sd_quantity",
    "dims",
    "share",
    "low",
    "a.b",
    "\x1b",
]
NAMES += ["salary", "nodes", "nodes_smooth", "scenario_weight[chat]", "scenario_weight", "salary[x]", "demand[", "draw"]


@st.composite
def studies(draw):
    """Draw a good study with up to four oddities."""
    return _with_oddities(draw, GOOD, [*NUMBERS, *TEXTS, *UNITS, *ODD])


@st.composite
def stored(draw):
    """Draw what a report holds of the study, with up to four oddities."""
    odd = [*NUMBERS, *TEXTS, *UNITS, [], {}, [[]], [{}], {"a": 1}, [1, "a"], None]
    return _with_oddities(draw, study_content(load_study()), odd)


def _with_oddities(draw, good, oddities):
    study = copy.deepcopy(good)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.sampled_from(list(places(study))))
        key = draw(st.sampled_from(sorted(place, key=str) or ["x"])) if isinstance(place, dict) else 0
        odd = copy.deepcopy(draw(st.sampled_from(oddities)))
        match draw(st.sampled_from(["value", "value", "value", "new", "named", "gone", "nested"])):
            case "gone" if isinstance(place, dict):
                place.pop(key, None)
            case "new" if isinstance(place, dict):
                place[draw(st.sampled_from(NAMES))] = odd
            case "named" if isinstance(place, dict) and key in place:
                place[draw(st.sampled_from([*NAMES, f"{key}s", str(key).upper()]))] = place.pop(key)
            case "nested" if isinstance(place, dict) and key in place:
                place[key] = draw(st.sampled_from([[place[key]], {"all": [place[key]]}, {key: place[key]}]))
            case _:
                if isinstance(place, dict) or place:
                    place[key] = odd
    return study


def places(value):
    """Yield every table and list in a value, itself first."""
    if isinstance(value, dict | list):
        yield value
        for each in value.values() if isinstance(value, dict) else value:
            yield from places(each)


def toml(value):
    """Write a value as TOML, a table in one line."""
    match value:
        case bool():
            return str(value).lower()
        case dict():
            return "{ " + ", ".join(f"{toml(str(key))} = {toml(each)}" for key, each in value.items()) + " }"
        case list():
            return "[" + ", ".join(map(toml, value)) + "]"
        case str():
            return json.dumps(value).replace("\x7f", "\\u007f")
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def leaves(value, path=()):
    """Yield the path of every value that is no table, and of every table, which is told by a last key of its own."""
    if not isinstance(value, dict | list):
        yield path
    for key, each in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from leaves(each, (*path, key))
    if isinstance(value, dict):
        yield (*path, "unheard")


def changed(path, value):
    """Return the good study with one value put in."""
    study = copy.deepcopy(GOOD)
    place = study
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return study


def written(tmp_path, study):
    """Write a study, and return its path."""
    path = tmp_path / "mine.toml"
    path.write_text("\n".join(f"{toml(key)} = {toml(value)}" for key, value in study.items()), encoding="utf-8")
    return path


@pytest.mark.parametrize("path", list(leaves(GOOD)), ids=lambda path: ".".join(map(str, path)))
def test_no_value_is_of_another_type_and_no_key_unheard_of(tmp_path, path):
    for odd in (
        [["x"]],
        {"x": [1]},
        True if path[-1] not in ("include", "share", "known_to_author") else 1,
        dt.time(1),
    ):
        with pytest.raises(StudyError, match=re.escape(str(path[0]))):
            load_study(written(tmp_path, changed(path, odd)))


def test_the_study_that_is_changed_is_good(tmp_path):
    assert {"mine", "share", "barr_2019"} < set(checked_graph(load_study(written(tmp_path, GOOD))).study.items)


def in_short(read):
    """Check a graph and look for slips, or that the refusal is short and shows every escape."""
    try:
        slips(checked_graph(read()))
    except StudyError as error:
        message = str(error)
        assert len(message) < 500
        assert message.isprintable()
        assert error.file or error.key


odd = settings(
    max_examples=EXAMPLES,
    deadline=10_000,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@odd
@given(study=studies())
def test_an_odd_study_is_read_or_refused_in_short(tmp_path, study):
    in_short(lambda: load_study(written(tmp_path, study)))


@odd
@given(content=stored())
def test_an_odd_stored_study_is_read_or_refused_in_short(tmp_path, content):
    (tmp_path / "study.json").write_text(json.dumps(content), encoding="utf-8")
    in_short(lambda: read_study(str(tmp_path)))

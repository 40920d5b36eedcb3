"""Odd studies: a good one with something put in that is of another type, size, unit or name, or left out."""

import copy
import datetime as dt
import json

from llm_barriers.analyses.fit import checked_graph
from llm_barriers.priors import StudyError, load_study
from llm_barriers.priors.stored import study_content
from llm_barriers.reports.run.studies import read_study
from llm_barriers.reports.sections.slips import slips

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

ODDITIES = {
    "a number out of range": [0, 1, -1, 0.5, -0.0, 1e-9, 85],
    "a number that no float holds": [1e-300, 1e300, -1e300, 1e308, float("nan"), float("inf"), 10**400],
    "a flag, or a word for one": [True, False, "yes", "true", "null", "nan", "0.8"],
    "text that is empty, long or hostile": ["", " ", "x", "a" * 3000, "<b>x</b>", "[/]", "{x}", "../x", "ñ"],
    "an escape sequence": ["\0", "\x1b[31m", "\u202e", "a\nb"],
    "a name that is taken": ["salary", "scenario_weight", "cost_ratio", "first_year_ratio", "chain", "vendor_bias"],
    "a coordinate": [
        "a[b]",
        "a[",
        "salary[x]",
        "demand",
        "demand[coding]",
        "scenario_weight[chat]",
        "demand[coding][x]",
    ],
    "another unit": ["usd", "percent", "radian", "hour/day", "people", "megausd", "token/day", "1/year"],
    "a unit that is none": ["B", "M", "k", "dB", "degC", "usd**9**9", "(" * 50, "1/0", "usd/", "GB", "10MB"],
    "a list or a table": [[], {}, [[]], [{}], {"a": 1}, [1, "a"], [[[[["a"]]]]]],
    "a date or a time": [dt.date(1, 1, 1), dt.datetime(2022, 1, 1), dt.time(1), dt.date(2030, 1, 1)],
}
"""What is put in the place of a value, by its kind."""

ACTS = (
    "a key left out",
    "a key that is new there",
    "a key renamed",
    "a value nested",
)
MILD = ("a number of another size", "another good value of its type")
"""What else is done to a value, by name; what is mild is done more often, since more of it is read."""

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
    "value",
    "a.b",
]
NAMES += ["\x1b", "salary", "nodes", "nodes_smooth", "scenario_weight[chat]", "scenario_weight", "salary[x]", "demand["]
NAMES += ["draw", "without", "weights", "correlations", "include", "ci_prob", "chat", "coding"]


def stored_good():
    """Return what a report holds of the default study."""
    return study_content(load_study())


def odd_study(rng, good):
    """Return a copy of a good study with up to three oddities, by a `random.Random`, and their kinds."""
    study = copy.deepcopy(good)
    return study, {_odd_place(rng, rng.choice(list(places(study))), study) for _ in range(rng.choice([1, 1, 1, 2, 3]))}


def _odd_place(rng, place, study):
    """Make something in a table or a list odd; return the kind."""
    key = rng.choice(sorted(place, key=str) if isinstance(place, dict) else range(len(place)))
    kind = rng.choice([*ODDITIES, *ACTS, *MILD * 4])
    if kind in ODDITIES:
        place[key] = copy.deepcopy(rng.choice(ODDITIES[kind]))
        return kind
    value = place[key]
    match kind:
        case "a key left out":
            del place[key]
        case "a key that is new there" if isinstance(place, dict):
            place[rng.choice(NAMES)] = copy.deepcopy(rng.choice([each for odd in ODDITIES.values() for each in odd]))
        case "a key renamed" if isinstance(place, dict):
            place[rng.choice([*NAMES, f"{key}s", str(key).upper()])] = place.pop(key)
        case "a number of another size" if type(value) in (int, float):
            place[key] = value * rng.choice([-1, 1e-6, 0.01, 100, 1e6])
        case "another good value of its type":
            place[key] = copy.deepcopy(rng.choice(_like(study, value)))
        case _:
            place[key] = rng.choice([[value], {"all": [value]}, {key: value}])
            return "a value nested"
    return kind


def _like(study, value):
    """Return all values of a study of one type."""
    each = [one for place in places(study) for one in (place.values() if isinstance(place, dict) else place)]
    return [one for one in each if type(one) is type(value)]


def places(value):
    """Yield every table and list in a value that holds something, itself first."""
    if isinstance(value, dict | list) and value:
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


def written(folder, study):
    """Write a study, and return its path."""
    path = folder / "mine.toml"
    path.write_text("\n".join(f"{toml(key)} = {toml(value)}" for key, value in study.items()), encoding="utf-8")
    return path


def read_written(folder, study):
    """Write a study, and read it."""
    return load_study(written(folder, study))


def read_stored(folder, content):
    """Write what a report would hold of a study, and read it."""
    (folder / "study.json").write_text(json.dumps(content, default=str), encoding="utf-8")
    return read_study(str(folder))


def answered(read):
    """Check a study and look for slips in it: whether it was read, and what is wrong with its refusal, if anything."""
    try:
        slips(checked_graph(read()))
    except StudyError as error:
        message = str(error)
        short = len(message) < 500 and message.isprintable() and (error.file or error.key)
        return "refused", "" if short else f"refused by {message!r}"
    return "read", ""

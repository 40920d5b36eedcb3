"""Generated studies of sharp, far and conflicting evidence, of which each has several explanations."""

import numpy as np

from llm_barriers.model import build, node
from llm_barriers.priors import make_study


def sum_of_two(a, b):
    """Either source may explain what is counted."""
    return a + b


def sum_of_three(a, b, c):
    """Any source may explain what is counted."""
    return a + b + c


def larger(a, b):
    """The one that is not larger is not seen."""
    return np.maximum(a, b)


def largest(a, b, c):
    """The two that are not largest are not seen."""
    return np.maximum(np.maximum(a, b), c)


def either(a, b, pick):
    """One of two, with a probability."""
    return np.where(pick < 0.3, a, b)


def ratio(a, b):
    """What shares are of."""
    return a / b


FORMULAS = (sum_of_two, sum_of_three, larger, largest, either, ratio)
PICK = {"family": "uniform", "lower": 0.0, "upper": 1.0}
NODES = {each.__name__: node("dimensionless", steps=each is either)(each) for each in FORMULAS}


def generated(seed):
    """The graph of a study: two or three sources, what they make, and up to five items."""
    rng = np.random.default_rng(seed)
    measured = NODES[rng.choice(["sum_of_two", "sum_of_three", "larger", "largest", "either"])]
    taken = dict.fromkeys(("a", "b", *measured.formula.arguments))
    quantities = {name: PICK if name == "pick" else source(rng) for name in taken}
    quantities |= {"report_nu": 4.0, "report_reliability": 0.6, "unreliable_sd": 2.0}
    items = {f"amount_{i}": amount(rng, measured.name) for i in range(rng.integers(1, 4))}
    items |= {f"share_{i}": share(rng) for i in range(rng.choice([0, 0, 2]))}
    if any(item.get("discounts") for item in items.values()):
        quantities["bias"] = {"family": "normal", "mean": 0.3, "sd": 0.4}
    choices = {"evidence_model": str(rng.choice(["gaussian", "student_t", "reliability_mixture"]))}
    return build(make_study(quantities, items, choices=choices), argument=[measured, NODES["ratio"]])


def source(rng):
    median, sigma = float(10 ** rng.uniform(-1, 1)), float(rng.uniform(0.5, 2.5))
    if rng.random() < 0.2:
        ends = {"median": [median, 30 * median], "sigma": [sigma / 2, sigma / 4], "weight": [0.7, 0.3]}
        return {"family": "lognormal_mixture", **ends}
    return {"family": "lognormal", "median": median, "sigma": sigma}


def amount(rng, measured):
    kind = str(rng.choice(["measurement", "measurement", "measurement", "floor", "ceiling"]))
    measures = measured if rng.random() < 0.7 else str(rng.choice(["a", "b"]))
    sd = float(10 ** rng.uniform(-2, -0.3))
    return {"kind": kind, "measures": measures, "value": float(np.exp(rng.normal(1.0, 2.5))), "sd": sd}


def share(rng):
    value, sd = float(np.clip(1 / (1 + np.exp(rng.normal(0, 2))), 1e-3, 0.999)), float(10 ** rng.uniform(-1.5, 0))
    return {"kind": "share", "measures": "ratio", "value": value, "sd": sd, "discounts": ["bias"] * rng.integers(0, 2)}

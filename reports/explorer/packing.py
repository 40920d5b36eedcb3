"""Packing: draws as text that a page carries, sixteen bits a number."""

import base64
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from ...priors import Prior

__all__ = ["SCALES", "TRANSFORMS", "bits", "column", "plain_prior"]

Array = NDArray[np.float64]

TOP = 2**16 - 1
"""Steps in the range of a column: of one that spans twelve standard deviations, a step is 0.0002 of one."""

TRANSFORMS = {"identity": np.positive, "log": np.log, "logit": special.logit}

SCALES = {
    **dict.fromkeys(("normal", "half_normal", "uniform"), "identity"),
    **dict.fromkeys(("lognormal", "two_piece_lognormal", "exp_half_normal", "exp_half_student_t"), "log"),
    **dict.fromkeys(("exp_exponential",), "log"),
    **dict.fromkeys(("logitnormal", "beta"), "logit"),
}
"""Families whose density the page knows, and the scale on which it does."""


def column(values: Array) -> dict[str, Any]:
    """Pack draws; what is not finite is taken for the last number on its side."""
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    step = (high - low) / TOP
    codes = np.rint((np.clip(np.nan_to_num(values, nan=low), low, high) - low) / (step or 1.0))
    return {"low": low, "step": step, "data": _text(codes.astype("<u2"))}


def bits(holding: NDArray[np.bool_]) -> str:
    """Pack what holds or does not, eight draws a byte."""
    return _text(np.packbits(holding, bitorder="little"))


def _text(values: NDArray[Any]) -> str:
    return base64.b64encode(values.tobytes()).decode()


def plain_prior(prior: Prior) -> dict[str, Any] | None:
    """Return a prior's family and parameters, always the same ones; None of a family that the page cannot weigh."""
    if prior.family not in SCALES:
        return None
    low, median, high = (float(end) for end in prior.quantile([0.05, 0.5, 0.95]))
    first, *others = prior.numbers.tolist()
    ways: dict[str, dict[str, float]] = {
        "normal": {"mean": first, "sd": sum(others[:1])},
        "lognormal": {"median": median, "sigma": sum(others[:1])},
        "two_piece_lognormal": {"low": low, "median": median, "high": high},
        "logitnormal": {"low": low, "high": high},
        "beta": _beta(prior),
    }
    return {"family": prior.family, **ways.get(prior.family, prior.parameters)}


def _beta(prior: Prior) -> dict[str, float]:
    p = prior.parameters
    if prior.family != "beta" or "alpha" in p:
        return dict(p)
    size = p["mean"] * (1 - p["mean"]) / p["sd"] ** 2 - 1
    return {"alpha": p["mean"] * size, "beta": (1 - p["mean"]) * size}

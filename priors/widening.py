"""Widening: the same prior about the same centre, narrower or wider, to ask how much its width matters."""

from scipy import special

from .families import make_prior
from .prior import Parameters, Prior

__all__ = ["widened"]

_SCALES = ("sd", "sigma", "scale")


def widened(prior: Prior, factor: float) -> Prior:
    """Return a prior of the same family whose scales are so many times as large.

    Parameters
    ----------
    prior : Prior
    factor : float
        Two doubles a standard deviation, or the distance of an interval's ends from the centre; one half
        halves it.

    Returns
    -------
    Prior
        On the scale of its link, which is the log of a log-normal and the logit of a logit-normal, its
        location is the same and its scales are multiplied. A one-sided prior still begins where it did; a
        uniform one keeps its middle; a constant is as it was.

    Raises
    ------
    ValueError
        If the factor is not above zero.
    """
    if not factor > 0:
        raise ValueError(f"factor {factor:g} is not above zero")
    return make_prior(prior.family, _parameters(prior, factor))


def _parameters(prior: Prior, factor: float) -> Parameters:
    found = {key: value * factor if key in _SCALES else value for key, value in prior.parameters.items()}
    if "low" in found:
        end = factor * special.ndtri((1 + found.get("ci_prob", 0.9)) / 2)
        found |= {"low": float(prior.forward(-end)), "high": float(prior.forward(end))}
    if "lower" in found:
        middle, reach = (found["lower"] + found["upper"]) / 2, factor * (found["upper"] - found["lower"]) / 2
        found |= {"lower": middle - reach, "upper": middle + reach}
    return found

"""Prior families: how an elicited interval becomes a prior, in closed form and with equal tails."""

from collections.abc import Callable

import numpy as np
from scipy import special, stats

from .errors import unknown_name
from .prior import Link, Parameters, Prior, Root

__all__ = ["FAMILIES", "make_prior"]

_INVERSES: dict[Link, Callable[[np.float64], np.float64]] = {
    "identity": lambda x: x,
    "exp": np.log,
    "expit": special.logit,
}


def _check(condition: bool, problem: str) -> None:
    if not condition:
        raise ValueError(problem)


def _interval(p: Parameters, *, lowest: float = -np.inf, highest: float = np.inf) -> float:
    """Check an elicited interval; return the normal quantile of its upper end."""
    low, high, mass = p["low"], p["high"], p.get("ci_prob", 0.9)
    _check(0 < mass < 1, f"ci_prob {mass:g} is not between 0 and 1")
    _check(low < high, f"low {low:g} is not below high {high:g}")
    _check(low > lowest, f"low {low:g} is not above {lowest:g}")
    _check(high < highest, f"high {high:g} is not below {highest:g}")
    return float(stats.norm.ppf((1 + mass) / 2))


def _positive(p: Parameters, *keys: str) -> None:
    for key in keys:
        _check(p[key] > 0, f"{key} {p[key]:g} is not positive")


def _constant(p: Parameters) -> Prior:
    return Prior("constant", p, None, "identity", p["value"])


def _between(family: str, link: Link, p: Parameters, lowest: float, highest: float) -> Prior:
    """Put the 5% and 95% points (or those of ``ci_prob``) of a linked normal on low and high."""
    z = _interval(p, lowest=lowest, highest=highest)
    a, b = (float(_INVERSES[link](np.float64(p[end]))) for end in ("low", "high"))
    scale = (b - a) / (2 * z)
    return Prior(family, p, "normal", link, (a + b) / 2, scale, scale)


def _normal(p: Parameters) -> Prior:
    if "low" in p:
        return _between("normal", "identity", p, -np.inf, np.inf)
    _positive(p, "sd")
    return Prior("normal", p, "normal", "identity", p["mean"], p["sd"], p["sd"])


def _lognormal(p: Parameters) -> Prior:
    if "low" in p:
        return _between("lognormal", "exp", p, 0.0, np.inf)
    _positive(p, "median", "sigma")
    return Prior("lognormal", p, "normal", "exp", float(np.log(p["median"])), p["sigma"], p["sigma"])


def _logitnormal(p: Parameters) -> Prior:
    return _between("logitnormal", "expit", p, 0.0, 1.0)


def _two_piece_lognormal(p: Parameters) -> Prior:
    """Meet three quantiles, with half of the mass on each side of the median."""
    z = _interval(p, lowest=0.0)
    _check(p["low"] < p["median"] < p["high"], f"median {p['median']:g} is not between low and high")
    low, centre, high = (float(np.log(p[k])) for k in ("low", "median", "high"))
    return Prior("two_piece_lognormal", p, "normal", "exp", centre, (centre - low) / z, (high - centre) / z)


def _uniform(p: Parameters) -> Prior:
    _check(p["lower"] < p["upper"], f"lower {p['lower']:g} is not below upper {p['upper']:g}")
    return Prior("uniform", p, "uniform", "identity", p["lower"], above=p["upper"] - p["lower"])


def _stretched(family: str, root: Root, link: Link, scale: str) -> Callable[[Parameters], Prior]:
    def build(p: Parameters) -> Prior:
        _positive(p, *p)
        return Prior(family, p, root, link, 0.0, above=p[scale], nu=p.get("nu", np.inf))

    return build


_Builder = Callable[[Parameters], Prior]
_INTERVAL = frozenset({"low", "high"})

FAMILIES: dict[str, tuple[tuple[frozenset[str], ...], _Builder]] = {
    "constant": ((frozenset({"value"}),), _constant),
    "normal": ((_INTERVAL, frozenset({"mean", "sd"})), _normal),
    "lognormal": ((_INTERVAL, frozenset({"median", "sigma"})), _lognormal),
    "two_piece_lognormal": ((_INTERVAL | {"median"},), _two_piece_lognormal),
    "logitnormal": ((_INTERVAL,), _logitnormal),
    "uniform": ((frozenset({"lower", "upper"}),), _uniform),
    "half_normal": ((frozenset({"sd"}),), _stretched("half_normal", "half_normal", "identity", "sd")),
    "exp_half_normal": ((frozenset({"sd"}),), _stretched("exp_half_normal", "half_normal", "exp", "sd")),
    "exp_half_student_t": (
        (frozenset({"nu", "scale"}),),
        _stretched("exp_half_student_t", "half_student_t", "exp", "scale"),
    ),
    "exp_exponential": ((frozenset({"scale"}),), _stretched("exp_exponential", "exponential", "exp", "scale")),
}
"""Each family's name, the parameter sets it takes, and what turns one of them into a `Prior`."""

_IN_UNITS = {
    "normal": {"low", "high", "mean", "sd"},
    "half_normal": {"sd"},
    "lognormal": {"low", "high", "median"},
    "two_piece_lognormal": {"low", "high", "median"},
    "logitnormal": {"low", "high"},
    "constant": {"value"},
    "uniform": {"lower", "upper"},
}


def make_prior(family: str, parameters: Parameters, *, factor: float = 1.0) -> Prior:
    """Build a prior from what a data file says.

    Parameters
    ----------
    family : str
        A name in `FAMILIES`.
    parameters : dict
        One of the family's parameter sets. ``low`` and ``high`` are the ends of an equal-tailed
        interval of probability ``ci_prob`` (0.9 unless given); ``lower`` and ``upper`` are hard bounds.
    factor : float, optional
        What turns the parameters into the quantity's unit.

    Raises
    ------
    ValueError
        If the family, a parameter or a value is not allowed; the message says what is.
    """
    if family not in FAMILIES:
        raise ValueError(unknown_name(family, FAMILIES, what="family"))
    sets, build = FAMILIES[family]
    _check_keys(family, set(parameters), sets)
    for key, value in parameters.items():
        _check(bool(np.isfinite(value)), f"{key} is {value}, not a finite number")
    in_units = _IN_UNITS.get(family, set())
    _check(bool(in_units) or factor == 1, f"{family} is a pure number, so it cannot be given in another unit")
    return build({k: v * factor if k in in_units else v for k, v in parameters.items()})


def _check_keys(family: str, given: set[str], sets: tuple[frozenset[str], ...]) -> None:
    allowed = frozenset().union(*sets) | ({"ci_prob"} if any("low" in s for s in sets) else set())
    for key in sorted(given - allowed):
        raise ValueError(unknown_name(key, allowed, what=f"parameter of {family}"))
    if (given - {"ci_prob"}) not in sets:
        wanted = " or ".join(" and ".join(sorted(s)) for s in sets)
        raise ValueError(f"{family} takes {wanted}, not {' and '.join(sorted(given)) or 'nothing'}")

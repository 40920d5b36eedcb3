r"""Prior families, and how an elicited interval becomes one: in closed form, with equal tails.

Every prior is a parameter-free root, stretched and linked,

.. math:: x = g(\mu + \sigma_{\pm} r),

with one of five roots :math:`r`, one of three links :math:`g`, and a scale that may differ below and
above zero. Sampling therefore never sees a prior's own parameters (the non-centred form). One-sided
roots are sampled on both sides and folded at zero, where a logarithm would give them a long left tail.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

from .errors import unknown_name

__all__ = [
    "FAMILIES",
    "FOLDED",
    "Link",
    "Prior",
    "Root",
    "make_prior",
    "root_cdf",
    "root_draws",
    "root_logpdf",
    "root_of_score",
]

Root = Literal["normal", "half_normal", "half_student_t", "exponential", "uniform"]
Link = Literal["identity", "exp", "expit"]
Parameters = Mapping[str, float]

FOLDED: tuple[Root, ...] = ("half_normal", "half_student_t", "exponential")
"""Roots that are sampled on both sides of zero and used by their absolute value."""

_LINKS: dict[Link, Callable[..., NDArray[np.float64]]] = {
    "identity": np.positive,
    "exp": np.exp,
    "expit": special.expit,
}

_INVERSES: dict[Link, Callable[[np.float64], np.float64]] = {
    "identity": lambda x: x,
    "exp": np.log,
    "expit": special.logit,
}


@dataclass(frozen=True)
class Prior:
    """A distribution in its non-centred form.

    Attributes
    ----------
    family : str
        A name in `FAMILIES`.
    parameters : dict
        What the data file says, in the unit of the quantity.
    root : str or None
        The parameter-free variable; ``None`` for a constant.
    link : str
        From the stretched root to the quantity.
    location, below, above : float
        Location, and the scales of negative and positive roots, before the link.
    nu : float
        Degrees of freedom of a Student-t root.
    """

    family: str
    parameters: Parameters
    root: Root | None = field(repr=False)
    link: Link = field(repr=False)
    location: float = field(repr=False)
    below: float = field(default=0.0, repr=False)
    above: float = field(default=0.0, repr=False)
    nu: float = field(default=np.inf, repr=False)

    @property
    def constant(self) -> bool:
        """Whether the quantity has a single value."""
        return self.root is None

    @property
    def heavy(self) -> bool:
        """Whether the tail is too heavy for a mean, so that only quantiles are reported.

        The exponential of a Student-t variable has no mean, whatever its scale; that of an
        exponential variable has one only below scale one.
        """
        if self.link != "exp":
            return False
        return self.root == "half_student_t" or (self.root == "exponential" and self.above >= 1)

    def forward(self, root: ArrayLike) -> NDArray[np.float64]:
        """Turn values of the root (any shape) into values of the quantity."""
        r = np.asarray(root, dtype=float)
        r = np.abs(r) if self.root in FOLDED else r
        split = self.root == "normal" and self.below != self.above
        scale = np.where(r < 0, self.below, self.above) if split else self.above
        stretched = np.asarray(scale * r)
        stretched += self.location
        return np.asarray(_LINKS[self.link](stretched, out=stretched))  # in place: memory is what takes the time

    def quantile(self, probability: ArrayLike) -> NDArray[np.float64]:
        """Return quantiles in the quantity's unit."""
        p = np.asarray(probability, dtype=float)
        return self.forward(np.zeros_like(p) if self.root is None else _root_quantile(self.root, p, self.nu))


def _root_quantile(root: Root, p: NDArray[np.float64], nu: float) -> NDArray[np.float64]:
    match root:
        case "normal":
            return np.asarray(stats.norm.ppf(p))
        case "half_normal":
            return np.asarray(stats.halfnorm.ppf(p))
        case "half_student_t":
            return np.asarray(stats.t.ppf((1 + p) / 2, nu))
        case "exponential":
            return np.asarray(stats.expon.ppf(p))
        case "uniform":
            return p


def _sampled(prior: Prior) -> Any:
    """Return the distribution that a prior's root is sampled from, unfolded."""
    match prior.root:
        case "half_student_t":
            return stats.t(prior.nu)
        case "exponential":
            return stats.laplace()
        case "uniform":
            return stats.uniform()
    return stats.norm()


def root_draws(prior: Prior, shape: tuple[int, ...], rng: np.random.Generator) -> NDArray[np.float64]:
    """Draw values of a prior's root; see `Prior.forward` for what they stand for."""
    match prior.root:
        case "half_student_t":
            return rng.standard_t(prior.nu, shape)
        case "exponential":
            return rng.laplace(size=shape)
        case "uniform":
            return rng.random(shape)
    return rng.standard_normal(shape)


def root_logpdf(prior: Prior, root: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the log-density of values of a prior's root."""
    return np.asarray(_sampled(prior).logpdf(root))


def root_cdf(prior: Prior, root: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the prior probability of less than what values of the root stand for; the root folded."""
    if prior.root in FOLDED:
        return np.asarray(2 * _sampled(prior).cdf(np.abs(root)) - 1)
    return np.asarray(_sampled(prior).cdf(root))


def root_of_score(prior: Prior, score: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the values of a prior's root, folded, at normal scores; the inverse of the score of `root_cdf`."""
    match prior.root:
        case "half_normal":
            return np.asarray(-special.ndtri(special.ndtr(-score) / 2))
        case "half_student_t":
            return np.asarray(-special.stdtrit(prior.nu, special.ndtr(-score) / 2))
        case "exponential":
            return np.asarray(-special.log_ndtr(-score))
        case "uniform":
            return np.asarray(special.ndtr(score))
    return score


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

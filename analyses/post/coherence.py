r"""Coherence: which single observation would have made the author's step an update, and how far it is from his reports.

On the log of the ratio, a normal prior :math:`(m_0, s_0)` and one Gaussian observation :math:`(y, v)` give the
posterior

.. math:: s_1^{-2} = s_0^{-2} + v^{-2}, \qquad m_1 = (1 - w)\, m_0 + w\, y, \qquad w = 1 - s_1^2 / s_0^2 .

The printed figures before and after the step fix all four of :math:`m` and :math:`s`, so the observation follows:
:math:`w` from how much his interval narrowed, :math:`v = s_1 / \sqrt{w}`, and :math:`y = m_0 + (m_1 - m_0) / w`. If he
had updated on his reports, :math:`y` would be where they are; instead, his centre moved towards them by another
weight, :math:`(m_1 - m_0) / (r - m_0)`, than the one by which his interval narrowed.

A printed "centre (low to high)" is read in two ways: as a median and a 90% interval, and as what his tool prints of
a log-normal: its mean, and quantiles that depend on its standard deviation.
"""

from typing import NamedTuple

import numpy as np
from scipy import optimize, special

from ...priors import PublishedFigure
from ...priors.units import conversion_factor
from ..fit import CI_PROB

__all__ = ["Coherence", "LogNormal", "coherence", "read_card", "read_interval"]

WIDEST = 10.0
"""Largest standard deviation that is looked for: a factor of ten million either way."""


class LogNormal(NamedTuple):
    """A normal on the log of the ratio.

    Attributes
    ----------
    mean, sd : float
    """

    mean: float
    sd: float

    def quantile(self, probability: float) -> float:
        """Return a quantile of the ratio."""
        return float(np.exp(self.mean + self.sd * special.ndtri(probability)))


class Coherence(NamedTuple):
    """The observation that the author's step implies, under one reading of what he printed.

    Attributes
    ----------
    readout : {"guesstimate", "interval"}
        The reading: of a card of his tool, or of a median and a 90% interval.
    before, after : LogNormal
        His ratio before and after the step.
    observation : LogNormal
        The single observation that leads from one to the other.
    reported, reported_low, reported_high : float
        Logs of the ratio that his reports give: the logits of the ends of their range, and the middle of those.
    """

    readout: str
    before: LogNormal
    after: LogNormal
    observation: LogNormal
    reported: float
    reported_low: float
    reported_high: float

    @property
    def weight_by_centre(self) -> float:
        """How far his centre moved of the way to the reports."""
        return (self.after.mean - self.before.mean) / (self.reported - self.before.mean)

    @property
    def weight_by_width(self) -> float:
        """The weight on the observation that would narrow his interval as much as he did."""
        return 1 - (self.after.sd / self.before.sd) ** 2

    @property
    def ratio(self) -> float:
        """Cost ratio that the observation says."""
        return float(np.exp(self.observation.mean))

    @property
    def share(self) -> float:
        """The same as a share of inference in the whole cost."""
        return float(special.expit(self.observation.mean))

    @property
    def distance(self) -> float:
        """Log of the factor between the reports and the observation."""
        return self.reported - self.observation.mean

    @property
    def distance_sds(self) -> float:
        """The same in standard deviations of the observation."""
        return self.distance / self.observation.sd


def read_interval(figure: PublishedFigure) -> LogNormal:
    """Read a printed figure as a median and an equal-tailed 90% interval of a log-normal.

    Notes
    -----
    The standard deviation is that of the whole interval, also where the centre is not in the middle of its logs.
    """
    centre, low, high = _ratios(figure)
    return LogNormal(float(np.log(centre)), float(np.log(high / low) / (2 * special.ndtri((1 + CI_PROB) / 2))))


def read_card(figure: PublishedFigure) -> LogNormal:
    r"""Read a printed figure as what the author's tool shows of a log-normal; see `readouts.guesstimate`.

    Notes
    -----
    The mean of a log-normal of standard deviation :math:`s` is its :math:`\Phi(s / 2)` quantile. The ends that are
    printed are a tenth of that probability, and a tenth of what is above it short of one; their ratio gives :math:`s`.
    """
    centre, low, high = _ratios(figure)

    def too_wide(sd: float) -> float:
        below = special.ndtr(sd / 2)
        return float(sd * (-special.ndtri(0.1 * (1 - below)) - special.ndtri(0.1 * below)) - np.log(high / low))

    sd = float(optimize.brentq(too_wide, 1e-6, WIDEST))
    return LogNormal(float(np.log(centre)) - sd**2 / 2, sd)


READINGS = {"guesstimate": read_card, "interval": read_interval}


def coherence(before: PublishedFigure, after: PublishedFigure, reported: PublishedFigure) -> list[Coherence]:
    """Return the observation that would take one printed ratio to another, under each reading of them.

    Parameters
    ----------
    before, after : PublishedFigure
        Ratios with their intervals: the author's 12% and 20%.
    reported : PublishedFigure
        The share of inference that his reports give, as a range.

    Raises
    ------
    ValueError
        If the ratio after is no narrower than before, which no observation could do.
    """
    _, low, high = _ratios(reported)
    ends = [float(special.logit(end)) for end in (low, high)]
    readings = []
    for name, read in READINGS.items():
        first, last = read(before), read(after)
        readings.append(Coherence(name, first, last, _observation(first, last), sum(ends) / 2, *ends))
    return readings


def _observation(before: LogNormal, after: LogNormal) -> LogNormal:
    weight = 1 - (after.sd / before.sd) ** 2
    if not weight > 0:
        raise ValueError(f"no observation widens an interval: sd goes from {before.sd:.3g} to {after.sd:.3g}")
    return LogNormal(before.mean + (after.mean - before.mean) / weight, after.sd / float(np.sqrt(weight)))


def _ratios(figure: PublishedFigure) -> tuple[float, float, float]:
    """Return centre, low and high as pure numbers; the centre of a bare range is its middle."""
    if figure.low is None or figure.high is None:
        raise ValueError(f"no interval is printed in {figure.quote!r}")
    factor = conversion_factor(figure.unit, "dimensionless")
    centre = (figure.low + figure.high) / 2 if figure.centre is None else figure.centre
    return centre * factor, figure.low * factor, figure.high * factor

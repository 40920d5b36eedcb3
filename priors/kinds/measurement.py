"""Measurements: the log of a reported value is centred on the log of what it measures."""

from .amounts import AMOUNT, GAUSSIAN, LOG, check_amount, standard_deviation
from .kind import Kind

__all__ = ["MEASUREMENT"]

MEASUREMENT = Kind("measurement", LOG, GAUSSIAN, AMOUNT, check_amount, lambda item, _: (standard_deviation(item, LOG),))

"""Calibration: whether refits to simulated reports give back what these were simulated from, as often as they say."""

from .calibrate import PART as PART
from .calibrate import calibrate as calibrate
from .calibrate import joined as joined
from .ranks import KEPT as KEPT
from .ranks import Refit as Refit
from .ranks import refitted as refitted
from .replication import Around as Around
from .replication import repeated as repeated
from .uniformity import BAND as BAND
from .uniformity import COVERAGES as COVERAGES
from .uniformity import Calibration as Calibration
from .uniformity import Curve as Curve
from .uniformity import calibration as calibration
from .uniformity import ecdf_band as ecdf_band

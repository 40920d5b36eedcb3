"""Growth: how time and memory grow with draws, scenarios and items."""

import math
from statistics import median

SIZES = {"draws": (10**4, 10**5, 10**6, 10**7), "scenarios": (2, 20, 200), "items": (10, 100, 1000)}
QUICK = {"draws": (10**4, 10**5), "scenarios": (2, 4), "items": (10, 20)}


def growth(run):
    """How time and memory grow; a ratio here is the exponent from the size before, one where growth is linear."""
    draws, repeats = (1000, 1) if run.quick else (100_000, 3)
    for what, sizes in (QUICK if run.quick else SIZES).items():
        kinds = {"simulation": {"draws": draws}, "posterior": {"draws": draws // 10, "fit": True, "repeats": 1}}
        for kind, options in ({"simulation": {}} if what == "draws" else kinds).items():
            timings = {size: run.task(f"grow_{what}", size=size, **{"repeats": repeats, **options}) for size in sizes}
            _add_growth(run, f"{what}, {kind}", timings)


def _add_growth(run, contender, timings):
    before = None
    for size, of in timings.items():
        seconds, exponent, note = median(of["seconds"]), math.nan, f"{of['grown_mib']:,.0f} MiB more than before"
        if before:
            step = math.log(size / before[0])
            exponent = math.log(seconds / before[1]) / step
        run.add("growth", contender, f"{size:,}", seconds, ratio=exponent, peak_mib=of["peak_mib"], note=note)
        before = size, seconds

"""Measuring: seconds and memory of what a task does. Nothing is imported that a contender would pay for."""

import resource
import sys
import time


def timed(function, repeats):
    """Return the seconds of each call, and the last result, beside which no other takes memory."""
    seconds, result = [], None
    for _ in range(repeats):
        del result
        start = time.perf_counter()
        result = function()
        seconds.append(time.perf_counter() - start)
    return seconds, result


def peak_mib():
    """Return the largest memory that this process has used so far."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20


def default_graph():
    from studies import STUDY

    from llm_barriers.model import build
    from llm_barriers.priors import load_study

    return build(load_study(STUDY))

"""Refusals: what is raised instead of reporting a fit that has not converged, and what is said of any error."""

from typing import NamedTuple

__all__ = ["BAD_INPUT", "FAULT", "NOT_CONVERGED", "NotConverged", "Outcome", "outcome"]

FAULT, BAD_INPUT, NOT_CONVERGED = 1, 2, 3
"""Exit codes."""


class NotConverged(Exception):
    """A fit misses the gate, so nothing of it is reported."""


class Outcome(NamedTuple):
    """An exit code, and what is said with it in one line."""

    code: int
    text: str


def outcome(error: Exception) -> Outcome:
    """Return what an error comes to."""
    from ...priors.errors import MESSAGE, StudyError, visible  # here, so that help need not wait for it

    match error:
        case NotConverged():
            return Outcome(NOT_CONVERGED, f"refused: {error}")
        case StudyError():
            return Outcome(BAD_INPUT, f"error: {error}")
        case OSError(strerror=str(problem)):
            return Outcome(BAD_INPUT, f"error: {visible(str(error.filename or ''), MESSAGE)}: {problem}")
        case MemoryError():
            return Outcome(BAD_INPUT, "error: there is not enough memory for so many draws. Try fewer --draws")
    said = visible(" ".join(str(error).split()), MESSAGE)
    return Outcome(FAULT, f"a fault of this program: {type(error).__name__}: {said}")

"""Refusal: what is raised instead of reporting a fit that has not converged."""

__all__ = ["NotConverged"]


class NotConverged(Exception):
    """A fit misses the gate, so nothing of it is reported."""

"""Running: what was asked for, the fits that it needs, where they are kept and where they are done."""

MOST_DRAWS = 1_000_000
"""Posterior draws that may be asked for: more fill a computer's memory."""

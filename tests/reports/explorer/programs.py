"""Programs that the explorer's tests run."""

import os
import shutil

import pytest

__all__ = ["program"]


def program(*names):
    """The first of some programs that is there; without one a test is skipped, or fails where they are required."""
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        stop = pytest.fail if os.environ.get("BROWSER_REQUIRED") else pytest.skip
        stop(f"there is no {names[0]} here")
    return path

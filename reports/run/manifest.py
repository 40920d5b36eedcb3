"""Manifest: what a reader needs to make the same results again."""

import platform
from dataclasses import asdict
from importlib import metadata
from typing import Any

from .run import Run

__all__ = ["about", "manifest"]

PACKAGES = ("llm-barriers", "pymc", "pytensor", "nutpie", "arviz", "numpy", "scipy", "xarray", "matplotlib", "pint")


def about(run: Run) -> dict[str, Any]:
    """Return what an answer is of: study and date, and how its posterior was found if it has one."""
    study = {"study": run.study.name, "title": run.study.title, "as_of": run.study.as_of.isoformat()}
    if not run.is_fitted:
        return study
    gate = {key: value for key, value in asdict(run.fit.gate).items() if key != "worst"}
    return study | {"method": run.fit.method, "cut": run.fit.cut, "gate": gate}


def manifest(run: Run) -> dict[str, Any]:
    """Return what was asked for, of which study, and the versions of what answered."""
    study, settings = run.study, run.settings
    return about(run) | {
        "digest": study.digest(),
        "items": list(study.items),
        "choices": dict(study.choices),
        "seed": settings.seed,
        "draws": settings.draws,
        "ci_prob": settings.ci_prob,
        "versions": {name: metadata.version(name) for name in PACKAGES} | {"python": platform.python_version()},
    }

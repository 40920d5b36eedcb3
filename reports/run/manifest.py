"""Manifest: what a reader needs to make the same results again."""

import platform
from dataclasses import asdict
from importlib import metadata
from typing import Any

from .run import Run

__all__ = ["SCHEMA", "about", "manifest", "versions"]

SCHEMA = 2
"""Of a report's folder. The first had no number, and no list of its files with what had been asked for."""

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
        "schema": SCHEMA,
        "digest": study.digest(),
        "items": list(study.items),
        "choices": dict(study.choices),
        "seed": settings.seed,
        "draws": settings.draws,
        "ci_prob": settings.ci_prob,
        "versions": versions(),
        "asked": {"method": settings.method, "as_of": settings.as_of},
    }


def versions() -> dict[str, str]:
    """Return the versions of what answers."""
    return {name: metadata.version(name) for name in PACKAGES} | {"python": platform.python_version()}

"""Calibrating: the page's engine, under Node, among the methods by which refits to simulated reports are made."""

import hashlib
import json
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path
from shutil import which

import numpy as np
import xarray as xr

from ...analyses.calibration import KEPT, Refit, calibrate, refitted, repeated
from ...analyses.exploration import Explored, explored
from ...analyses.fit import Method
from ...model import Graph
from ...model.arrays import scores_of_roots
from ...model.weights import Marginal, Weighted
from ...priors import StudyError
from ..run.tasks import Task
from .block import block, reported
from .content import DRAWS

__all__ = ["check_node_program", "explorer_task"]

_FOLDER = Path(__file__).parent
_PROGRAM = f"""
import {{ readFileSync }} from "node:fs";
import {{ opened, posterior }} from "{(_FOLDER / "engine.mjs").as_uri()}";
const {{ block, changes, threshold }} = JSON.parse(readFileSync(0, "utf-8"));
const {{ weights, k, trusted }} = posterior(opened(block), changes, {{ threshold }});
console.log(JSON.stringify({{ weights: Array.from(weights), k, trusted }}));
"""


def check_node_program() -> None:
    """Check that there is Node to run the engine.

    Raises
    ------
    StudyError
        If there is not.
    """
    if which("node") is None:
        raise StudyError("there is no Node on the path, which runs the page's engine", key="--explorer")


def explorer_task(*, part: int, seed: int) -> Task[xr.Dataset]:
    """Return the task of calibrating the engine by one part of the refits; it is of all code of this folder."""
    code = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(_FOLDER.glob("*.[mp][jy]*"))))
    settings = {"part": part, "seed": seed, "code": code.hexdigest()}
    compute = partial(_calibrated, part=part, seed=seed)
    return Task("explorer_calibration", compute, xr.DataTree, lambda _, tree: tree.to_dataset(), settings)


def _calibrated(graph: Graph, *, part: int, seed: int) -> xr.Dataset:
    """Calibrate around the posterior with weights from the page's engine.

    The page's draws are those of the study; the reports that are simulated come in beside its own, as a reader would
    let them. Bounds are left out: what does not reach one is known as it is, and the page has no change of a kind.
    """
    study = graph.study
    graph = graph.with_study(study.with_items(n for n in study.items if not study.evidence[n].of_kind.model.record))
    by = _engine(graph, seed=int(np.random.SeedSequence(seed, spawn_key=(part, 6)).generate_state(1)[0]))
    return calibrate(graph, part=part, seed=seed, around="posterior", by=by)


def _engine(graph: Graph, *, seed: int) -> Callable[..., Refit]:
    """Return what refits a graph by re-weighting the page's draws of a study without the simulated reports."""
    whole = repeated(graph, "posterior")
    before = whole.with_study(whole.study.with_items(graph.study.items))
    drawn = explored(before, items=whole.study.items, draws=DRAWS, seed=seed)
    page = block(drawn, whole.study.items, {})

    def refit(told: Graph, *, seed: int, method: Method) -> Refit:
        new = set(told.study.items).difference(before.study.items)
        changes: dict[str, object] = {f"evidence.{name}.include": True for name in new}
        changes |= {f"evidence.{name}.value": reported(told.study.evidence[name]) for name in new}
        asked = {"block": page, "changes": changes, "threshold": graph.study.model.conclusion.threshold}
        return _weighed(told, drawn, asked, seed) or refitted(told, seed=seed, method=method)._replace(again=True)

    return refit


def _weighed(told: Graph, drawn: Explored, asked: dict[str, object], seed: int) -> Refit | None:
    """Return draws by the engine's weights, which are completed as those of any other fit; None if it trusts none."""
    words = ["node", "--input-type=module", "--eval", _PROGRAM]
    done = subprocess.run(words, input=json.dumps(asked), capture_output=True, text=True, check=True)
    said = json.loads(done.stdout)
    if not said["trusted"]:
        return None
    weighted = Weighted(Marginal.of(told, latents=False), drawn.scores, np.array(said["weights"]), 0.0, 0.0, said["k"])
    roots, _ = weighted.resampled(KEPT, seed)
    return Refit(scores_of_roots(told, roots), "explorer", False, True)

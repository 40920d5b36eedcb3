"""Whether the way in which the study is fitted gives back what reports were simulated from."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ...analyses.calibration import COVERAGES, KEPT, PART, Around, Calibration, calibration, joined
from ..figures.calibration import plot_calibration
from ..render.document import Block, Document, Note, Paragraph, Picture, Table
from ..render.words import number, percent, probability, titled, titles_of
from ..run import certificate
from ..run.run import Run
from ..run.scheduling import all_done
from ..run.settings import Settings
from ..run.terminal import say

if TYPE_CHECKING:
    import xarray as xr

    from ..run.tasks import Task

__all__ = ["Calibrated", "Made", "check", "compute", "failed", "verdict_of", "write"]

_AROUND = {"prior": "from the prior", "posterior": "from the posterior, beside the actual ones"}
_CAPTION = (
    "How far the part of truths up to each rank among the draws of their refits is from even, a line a quantity; lines"
    " of quantities that are fitted right stay within the band with a probability of 95% each."
)
_SHOWN = ("reports", "method", "refits", "again", "refused", "quantities", "outside", "p_value", "covered_90")
_LABELS = {
    "reports": "Reports are simulated",
    "again": "Refitted",
    "p_value": "p of the worst, of all",
    "covered_90": "90% hold",
}


@dataclass(frozen=True)
class Made:
    """A calibration: how it was made, what of, and what its ranks come to."""

    around: Around
    method: str
    origin: Mapping[str, Any]
    again: int
    refused: int
    ranks: "Mapping[str, Any]"

    @property
    def verdict(self) -> Calibration:
        """What the ranks come to."""
        return calibration(self.ranks, KEPT)


@dataclass(frozen=True)
class Calibrated:
    """The calibrations of a study's model, whether the code is still that which was calibrated, and titles."""

    made: tuple[Made, ...]
    same_code: bool
    titles: Mapping[str, str]


def check(settings: Settings, *, explorer: bool = False, **_: Any) -> None:
    """Check that there is what runs the engine of the explorer's page, where that is asked for."""
    if explorer:
        from ..explorer.calibrating import check_node_program

        check_node_program()


def compute(
    run: Run, refits: int = 0, around: Around = "prior", certify: Path | None = None, explorer: bool = False
) -> Calibrated:
    """Read the certificate of a study, or calibrate it now; the new ranks join those of a certificate that is named."""
    if not refits:
        return _read(certificate.found(run.graph), run)
    settings, parts = run.settings, range(-(-refits // PART))
    run.step.more(len(parts))
    told = {"around": "posterior", "method": "explorer"} if explorer else {"around": around, "method": settings.method}
    tasks = [_task(part, settings, around, explorer=explorer) for part in parts]
    work = [(run.graph, task) for task in tasks]
    whole = joined(all_done(work, settings.schedule, on_done=lambda study: run.step(f"calibrating {study.name}")))
    whole.attrs = certificate.origin(run.graph) | told
    if certify:
        _certify(certify, "_".join(told.values()), whole)
    return _read({"fresh": whole}, run)


def _task(part: int, settings: Settings, around: Around, *, explorer: bool) -> "Task[xr.Dataset]":
    from ..explorer.calibrating import explorer_task
    from ..run.tasks import calibration_task

    if explorer:
        return explorer_task(part=part, seed=settings.seed)
    return calibration_task(part=part, seed=settings.seed, around=around, method=settings.method)


def _certify(path: Path, name: str, data: "xr.Dataset") -> None:
    """Put a calibration in a certificate, in which those of another model or code do not stay."""
    kept = certificate.read(path) if path.exists() else {}
    same = {n: each for n, each in kept.items() if all(each.attrs[key] == data.attrs[key] for key in ("model", "code"))}
    certificate.save(path, {**same, name: data})
    say(f"wrote {path}")


def _read(calibrations: "Mapping[str, xr.Dataset]", run: Run) -> Calibrated:
    made = tuple(_made(data) for _, data in sorted(calibrations.items()))
    titles = titles_of(run.graph) | {f"claim: {name}": claim.title for name, claim in run.study.claims.items()}
    return Calibrated(made, all(each.origin["code"] == certificate.code_digest() for each in made), titles)


def _made(data: "xr.Dataset") -> Made:
    names = map(str, data["quantity"].values)
    ranks = {name: column.astype(int) for name, column in zip(names, data["rank"].values.T, strict=True)}
    again, refused = int(data["again"].sum()), int((~data["passed"].astype(bool)).sum())
    return Made(data.attrs["around"], data.attrs["method"], data.attrs, again, refused, ranks)


def write(result: Calibrated) -> list[Block]:
    """Tell whether the study is calibrated."""
    if not result.made:
        return [Note("This study was not calibrated: 'llm-barriers calibrate --study .' does it.")]
    verdicts = [each.verdict for each in result.made]
    rows = [_row(each, verdict) for each, verdict in zip(result.made, verdicts, strict=True)]
    worst = [
        {"reports": _AROUND[each.around], "method": each.method, "quantity": curve.name, "p_value": curve.p_value}
        | _covered(curve.covered)
        for each, verdict in zip(result.made, verdicts, strict=True)
        for curve in verdict.curves
    ]
    drawn = {_AROUND[each.around]: each.ranks for each in result.made if each.method == result.made[0].method}
    return [
        Paragraph(
            [verdict_of(result), *(_said(*pair, result.titles) for pair in zip(result.made, verdicts, strict=True))]
        ),
        Picture("ranks", partial(plot_calibration, drawn, KEPT), _CAPTION),
        Table("calibrations", pd.DataFrame(rows), _SHOWN, _LABELS),
        Table("quantities", pd.DataFrame(worst), shown="nowhere"),
    ]


def failed(document: Document, **_: Any) -> bool:
    """Return whether an answer is that the study is not calibrated."""
    return any(not table.frame["passed"].all() for name, table in document.tables.items() if name == "calibrations")


def verdict_of(result: Calibrated) -> str:
    """Say whether the study is calibrated."""
    if not result.made:
        return "This study was not calibrated."
    date, machine = (result.made[0].origin[key] for key in ("date", "machine"))
    if not all(each.verdict.passed for each in result.made):
        said = "Not calibrated"
    else:
        said = "Calibrated" if result.same_code else "Calibrated, and the code that fits has changed since"
    return f"{said} (on {date}; {machine})."


def _said(made: Made, verdict: Calibration, titles: Mapping[str, str]) -> str:
    held = percent(dict(zip(COVERAGES, verdict.covered, strict=True))[0.9], error=0.001)
    count, worst = len(verdict.curves), verdict.curves[0]
    refused = f", and {made.refused} that it refused all the same count too" if made.refused else ""
    return (
        f"{number(verdict.refits)} times reports were simulated {_AROUND[made.around]}, and fitted (method"
        f" {made.method}). {made.again} of the fits were refused by the gate and made again with more draws or"
        f" by tempered particles{refused}. The 90% intervals of {count} quantities held {held} of what"
        f" the reports were simulated from. {verdict.outside} of the {count} curves of ranks leave their 95% band"
        f" ({count / 20:.0f} would by chance), the farthest “{titled(worst.name.replace(':', ': '), titles)}”: among"
        f" so many that has a chance of {probability(verdict.p_value)}."
    )


def _row(made: Made, verdict: Calibration) -> dict[str, Any]:
    return {
        **{"reports": _AROUND[made.around], "method": made.method, "refits": verdict.refits},
        **{"again": made.again, "refused": made.refused, "quantities": len(verdict.curves)},
        **{"outside": verdict.outside, "p_value": verdict.p_value, "passed": verdict.passed},
        **_covered(verdict.covered),
        **{key: made.origin[key] for key in ("date", "machine", "model", "code")},
    }


def _covered(parts: tuple[float, ...]) -> dict[str, float]:
    return {f"covered_{100 * coverage:.0f}": part for coverage, part in zip(COVERAGES, parts, strict=True)}

"""Results: the benchmark's rows, whether contenders agree, and the table and plot that are written."""

import csv
import json
import math
import os
import platform
from dataclasses import asdict, dataclass

import click
from matplotlib.figure import Figure

from llm_barriers.reports.figures.style import BLACK, BLUE, GREEN, GREY, ORANGE, SKY, VERMILLION, report_style


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes
    ----------
    part, contender, case : str
    seconds : float
    ratio : float
        Within the run. Simulation: seconds over those of this graph. Posterior: how many times faster than
        PyMC by hand. Start: over ``import numpy``. Growth: the exponent of the time from the size before.
    peak_mib : float
        Largest memory of the process; NaN where it says nothing.
    note : str
    """

    part: str
    contender: str
    case: str
    seconds: float
    ratio: float = math.nan
    peak_mib: float = math.nan
    note: str = ""


def checked_agreement(name, own, other):
    """Refuse a contender that does not compute the same, by the medians of its nodes and log-likelihoods."""
    for kind in ("medians", "terms"):
        for node, (low, high) in other.get(kind, {}).items():
            lowest, highest = own[kind][node]
            if low > highest or high < lowest:
                raise click.ClickException(f"{name} and the graph differ in {node}: {(low, high)}, {(lowest, highest)}")


def write(rows, out):
    """Write the table as CSV and JSON, and draw it."""
    plain = [asdict(row) for row in rows]
    machine = {"processors": os.cpu_count(), "machine": platform.machine(), "python": platform.python_version()}
    machine["load"] = os.getloadavg()[0]
    (out / "benchmark.json").write_text(json.dumps({"machine": machine, "rows": plain}, indent=1), encoding="utf-8")
    with (out / "benchmark.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(plain[0]))
        writer.writeheader()
        writer.writerows(plain)
    _plot(rows).savefig(out / "benchmark.png", dpi=150)


def filled(text, rows):
    """Return a page with the rows of each part in the place that it has for them; of other parts it stays."""
    for part in dict.fromkeys(row.part for row in rows):
        before, mark, rest = text.partition(f"<!-- benchmark: {part} -->\n")
        _, end, after = rest.partition("<!-- end -->")
        if not end:
            raise click.ClickException(f"the page has no place for {part!r}")
        head = "\n| contender | case | seconds | ratio | MiB | |\n|---|---|---|---|---|---|\n"
        lines = [_line(row) for row in rows if row.part == part]
        text = before + mark + head + "".join(lines) + "\n" + end + after
    return text


def _line(row):
    numbers = ("" if math.isnan(number) else _short(number) for number in (row.ratio, row.peak_mib))
    return f"| {' | '.join((row.contender, row.case, _short(row.seconds), *numbers, row.note))} |\n"


def tell(rows):
    """Print the table."""
    for row in rows:
        click.echo(
            f"{row.part:<14} {row.contender:<24} {row.case:<16} {row.seconds:>10.3f} s {row.ratio:>9.2f}"
            f" {row.peak_mib:>8.0f} MiB  {row.note}"
        )


def _plot(rows):
    with report_style():
        figure = Figure(figsize=(7.0, 7.5), layout="constrained")
        bars, lines = figure.subplots(2, 1, height_ratios=(3, 2))
        _draw_bars(bars, [row for row in rows if row.part != "growth"])
        _draw_growth(lines, [row for row in rows if row.part == "growth"])
    return figure


COLOURS = {
    "simulation": BLUE,
    "changed, warm": GREEN,
    "cold process": VERMILLION,
    "sensitivity": ORANGE,
    "explorer": GREY,
    "start": BLACK,
    "report": SKY,
}


def _draw_bars(axes, rows):
    for part in dict.fromkeys(row.part for row in rows):
        own = [(position, row.seconds) for position, row in enumerate(rows) if row.part == part]
        axes.barh(*zip(*own, strict=True), color=COLOURS[part], label=part)
    axes.set_yticks(range(len(rows)), [f"{row.contender}, {row.case}" for row in rows], fontsize=6.5)
    axes.invert_yaxis()
    axes.set_xscale("log")
    for position, row in enumerate(rows):
        said = f" {_short(row.seconds)} s" + ("" if math.isnan(row.ratio) else f" (ratio {_short(row.ratio)})")
        axes.annotate(said, (row.seconds, position), va="center", fontsize=6.5)
    axes.margins(x=0.35)
    axes.set_xlabel("Seconds")
    if rows:
        axes.legend(fontsize=6.5, ncols=4, loc="lower left", bbox_to_anchor=(0, 1))
    axes.set_title("Time to joint draws and to a posterior", pad=20)


def _short(number):
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def _draw_growth(axes, rows):
    for position, contender in enumerate(dict.fromkeys(row.contender for row in rows)):
        own = [row for row in rows if row.contender == contender]
        sizes = [float(row.case.replace(",", "")) for row in own]
        relative = [size / sizes[0] for size in sizes]
        times = [row.seconds / own[0].seconds for row in own]
        axes.loglog(relative, times, marker="osD^v"[position], label=contender)
    limits = axes.get_xlim()
    axes.loglog(limits, limits, color=GREY, linestyle="--", label="linear")
    axes.set_xlabel("Size, as a multiple of the smallest")
    axes.set_ylabel("Time, likewise")
    axes.legend(fontsize=6.5)
    axes.set_title("Growth of the time")

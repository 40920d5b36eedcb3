"""The benchmark: how fast, how large, and how both grow. Usage: python tests/benchmarks --out FOLDER

Every time is of one run on one machine, and every figure that is stated is a ratio within the run. Each contender has a
process of its own, so that memory and imports are its own. No time is asserted.
"""

import tempfile
from pathlib import Path

import click
from growth import growth
from posterior import posterior
from results import filled, tell, write
from running import Run
from simulation import simulation
from start import explorer, reports, start

PARTS = ("start", "report", "simulation", "posterior", "growth", "explorer")


@click.command()
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default="build/benchmark", show_default=True)
@click.option("--part", "parts", multiple=True, type=click.Choice(PARTS), help="May be repeated; all unless given.")
@click.option("--draws", type=click.IntRange(min=1000), default=1_000_000, show_default=True, help="Joint draws.")
@click.option(
    "--tools",
    type=click.Path(file_okay=False, path_type=Path),
    default="build/benchmark/tools",
    show_default=True,
    help="Folder with python/ (an environment with squigglepy) and node/ (with Squiggle); `make benchmark` fills it.",
)
@click.option("--turns", type=click.IntRange(min=1), default=5, show_default=True, help="Of starts and of fits.")
@click.option(
    "--fill",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help="Page into whose places the rows are written, such as docs/performance.md.",
)
@click.option("--quick", is_flag=True, help="Small sizes: to see that it runs, not how fast.")
def main(out, parts, draws, tools, turns, fill, quick):
    """Time the graph beside the tools that people use today; write a table and a plot."""
    run = Run(quick, turns)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for part in parts or PARTS:
            match part:
                case "start":
                    start(run, Path(scratch))
                case "report":
                    reports(run, Path(scratch))
                case "simulation":
                    simulation(run, Path(scratch), draws, tools.resolve())
                case "posterior":
                    posterior(run, Path(scratch))
                case "growth":
                    growth(run)
                case "explorer":
                    explorer(run, Path(scratch))
            write(run.rows, out)
            if fill:  # at once, so that a part that fails loses none before it
                fill.write_text(filled(fill.read_text(encoding="utf-8"), run.rows), encoding="utf-8")
    tell(run.rows)


if __name__ == "__main__":
    main()

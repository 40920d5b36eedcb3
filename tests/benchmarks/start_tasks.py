"""Tasks of the parts on starts, reports and the explorer."""

import sys
from pathlib import Path

from measuring import peak_mib, timed


def import_numpy():
    import numpy as np

    return {"version": np.__version__}


def command(words):
    """Run a command of the project, as from a shell."""
    import contextlib
    import io

    from llm_barriers.reports.cli.main import main

    sys.argv[1:] = words
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            main()
    except SystemExit as end:
        if end.code:
            raise
    return {}


def explorer_page(study, path):
    from llm_barriers.reports.page.exploring import write_explorer
    from llm_barriers.reports.run.settings import Settings

    settings = Settings.read(study, seed=1, draws=10_000, ci_prob=0.9, no_store=True)
    seconds, _ = timed(lambda: write_explorer(Path(path), settings), 1)
    return {"seconds": seconds, "mb": Path(path).stat().st_size / 1e6, "peak_mib": peak_mib()}


SLIDE = """(async () => {
  const slider = document.querySelector("#knobs input");
  const taken = [];
  for (let turn = 0; turn < 40; turn++) {
    const began = performance.now();
    slider.value = turn % 2 ? 0.5 : -0.5;
    slider.dispatchEvent(new Event("input"));
    await new Promise((resume) => requestAnimationFrame(() => setTimeout(resume, 0)));
    taken.push((performance.now() - began) / 1000);
  }
  return taken.slice(10);
})()"""
"""Seconds from a slider's event until the figure is redrawn, once the script has been compiled."""


def explorer_slider(path):
    import tempfile

    sys.path.insert(0, str(Path(__file__).parents[1] / "reports"))
    from explorer.chromium import chromium

    with tempfile.TemporaryDirectory() as folder, chromium(folder) as browser:
        browser.open(Path(path))
        return {"seconds": browser.run(SLIDE)}

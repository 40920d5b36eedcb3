"""Start: commands from a shell, whole reports, and the explorer's page."""

from pathlib import Path
from statistics import median

from running import FOLDER, spread

COMMANDS = ("--help", "priors list", "explain cost_ratio", "graph", "posterior", "claims", "what-if {change}")
COMMANDS += ("what-if {change} --out {figure}",)
"""What is timed from a shell; the last two with a number that is new each time, and to its first figure."""
CHANGED = """
extends = "reanalysis"
[quantities.replication_cost]
unit = "usd"
prior = { family = "lognormal", low = 3e6, high = 30e6 }
"""
"""A study of one's own, with one prior changed."""


def start(run, scratch):
    """Commands from a shell, whose study is fitted and kept, beside ``import numpy``; all in turns."""
    run.task("command", words=["posterior", "--store", str(scratch / "store")])
    walls = {name: [] for name in ("import numpy", *COMMANDS)}
    peaks = dict.fromkeys(walls, 0.0)
    for turn in range(run.turns):
        for place, name in enumerate(walls):
            told = {"change": f"replication_cost={5 + turn / 10 + place / 100}e6", "figure": scratch / "figure.svg"}
            words = [word.format(**told) for word in name.split()]
            stored = [] if name in ("--help", "import numpy") else ["--store", str(scratch / "store")]
            done = run.task("import_numpy") if name == "import numpy" else run.task("command", words=[*words, *stored])
            walls[name].append(done["wall"])
            peaks[name] = max(peaks[name], done["peak_mib"])
    for name, seconds in walls.items():
        ratio = median(seconds) / median(walls["import numpy"])
        run.add("start", name, "from a shell", median(seconds), ratio=ratio, peak_mib=peaks[name], note=spread(seconds))


def reports(run, scratch):
    """The whole report: with an empty store, again with nothing changed, and with one prior changed."""
    mine, out = scratch / "mine.toml", scratch / "report"
    mine.write_text(CHANGED, encoding="utf-8")
    few = ["--only", "claims", "--only", "shifts", "--draws", "1000"] if run.quick else []
    always = ["report", "--out", str(out), "--store", str(scratch / "report-store"), *few]
    elsewhere, changed = ["--out", str(scratch / "elsewhere")], ["--study", str(mine)]
    cases = {"first": [], "nothing changed": [], "the same to another folder": elsewhere, "one prior changed": changed}
    timings = {case: run.task("command", words=[*always, *words]) for case, words in cases.items()}
    for case, done in timings.items():
        ratio = timings["first"]["wall"] / done["wall"]
        note = "the largest of its processes"
        run.add("report", "this graph", case, done["wall"], ratio=ratio, peak_mib=done["peak_mib"], note=note)


def explorer(run, scratch):
    """The explorer's page: how long it takes to make, how large it is, and how soon a slider is answered."""
    study = str(FOLDER.parent / "models" / "clinical_trial" / "studies" / "trial.toml") if run.quick else "reanalysis"
    path = str(scratch / "explorer.html")
    made, slid = run.task("explorer_page", study=study, path=path), run.task("explorer_slider", path=path)
    run.add(
        "explorer",
        "the page",
        Path(study).stem,
        *made["seconds"],
        peak_mib=made["peak_mib"],
        note=f"{made['mb']:.1f} MB",
    )
    note = f"at most {1000 * max(slid['seconds']):.0f} ms in {len(slid['seconds'])} turns"
    run.add("explorer", "a slider to its figure", Path(study).stem, median(slid["seconds"]), note=note)

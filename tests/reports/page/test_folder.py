"""A folder that is complete or not there at all."""

import errno
import json
import os
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from llm_barriers.reports.page.folder import MANIFEST, PAGE, checksums, filled_folder


def test_files_take_their_places_together(tmp_path):
    out = tmp_path / "out"
    with filled_folder(out) as folder:
        (folder / "a").mkdir()
        (folder / "a" / "b.txt").write_text("new")
        assert not out.exists()
    assert (out / "a" / "b.txt").read_text() == "new"


def test_a_failure_changes_nothing_and_leaves_nothing(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "b.txt").write_text("old")
    with pytest.raises(RuntimeError), filled_folder(out) as folder:
        (folder / "b.txt").write_text("half")
        raise RuntimeError
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
    assert (out / "b.txt").read_text() == "old"


def test_files_of_others_are_left_alone(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with filled_folder(tmp_path) as folder:
        (folder / "index.html").write_text("page")
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_folder_may_be_a_link_to_another_file_system(tmp_path, monkeypatch):
    def rename(source, target):
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    elsewhere, out = tmp_path / "elsewhere", tmp_path / "out"
    elsewhere.mkdir()
    out.symlink_to(elsewhere)
    monkeypatch.setattr(os, "rename", rename)
    with filled_folder(out) as folder:
        assert folder.parent == elsewhere
        (folder / "index.html").write_text("page")
    assert sorted(path.name for path in elsewhere.iterdir()) == ["index.html", "manifest.json"]


def filled(out, run, names):
    with filled_folder(out) as folder:
        for name in names:
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(f"{name} of {run}")


def runs_in(out):
    """Of which runs the files in a folder are, and whether there is a page of all."""
    texts = {p.relative_to(out).as_posix(): p.read_text() for p in out.rglob("*") if p.is_file()}
    runs = {text.rpartition(" ")[2] for name, text in texts.items() if name not in (MANIFEST, "notes.txt")}
    return runs, PAGE not in texts or json.loads(texts[MANIFEST])["files"].items() == checksums(out).items()


class Killed(BaseException):
    """Stands for a process that is no more: nothing catches it."""


@pytest.mark.parametrize("at", range(16))
def test_a_folder_is_of_one_run_wherever_a_run_is_killed(tmp_path, monkeypatch, at):
    out, names = tmp_path / "out", ("index.html", "study.json", "figures/a.svg", "tables/b.csv")
    out.mkdir()
    filled(out, "old", (*names, "tables/gone.csv"))
    steps = iter(range(at))

    def counted(act):
        def counting(*args, **kwargs):
            if next(steps, None) is None:
                raise Killed
            return act(*args, **kwargs)

        return counting

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", counted(Path.unlink))
        patch.setattr(shutil, "move", counted(shutil.move))
        with suppress(Killed):
            filled(out, "new", names)
    runs, whole = runs_in(out)
    assert len(runs) <= 1 and whole
    filled(out, "next", names)
    assert sorted(runs_in(out)[0]) == ["next"] and not (out / "tables" / "gone.csv").exists()


def test_what_a_killed_process_left_goes_and_what_another_works_on_stays(tmp_path):
    out = tmp_path / "out"
    (tmp_path / ".out-left").mkdir()
    with filled_folder(out) as folder:
        assert not (tmp_path / ".out-left").exists()
        filled(out, "other", ["index.html"])
        assert folder.is_dir()
        (folder / "index.html").write_text("last")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert (out / "index.html").read_text() == "last"


def test_a_report_from_before_there_were_lists_goes_whole(tmp_path):
    for name in ("index.html", "manifest.json", "figures/old.svg", "tables/old.csv", "tables/notes.md", "notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("{}")
    filled(tmp_path, "new", ["index.html"])
    assert sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()) == [
        *("index.html", "manifest.json", "notes.txt", "tables/notes.md")
    ]


def test_a_manifest_reaches_nothing_outside_of_its_folder(tmp_path):
    out, other = tmp_path / "out", tmp_path / "other.txt"
    out.mkdir()
    other.write_text("mine")
    (out / MANIFEST).write_text(json.dumps({"files": {"../other.txt": "", str(other): ""}}))
    filled(out, "new", ["index.html"])
    assert other.read_text() == "mine"

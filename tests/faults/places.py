"""Disks, folders, homes and stores that are full, missing, foreign or damaged."""

import hashlib
import os
import resource
import shutil
import signal
import tempfile
from pathlib import Path

from commands import CLAIMS, REPORT, check_folder, done, hidden, without_fault


def full_disk(work):
    """No file may become larger than a little: what cannot be written is said, and nothing half is left."""

    def small():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))

    for words in (
        (*REPORT, "--out", work / "out", "--no-store"),
        (*CLAIMS, "--no-store", "--out", work / "picture.png"),
    ):
        code, _, err = done(*words, preexec_fn=small)
        without_fault(code, err)
    assert [path.name for path in work.iterdir()] == []
    code, out, err = done(*CLAIMS, "--store", work / "store", preexec_fn=small)
    assert code == 0 and out and err.count("not stored") == 1, err
    assert not list((work / "store").iterdir())


def wrong_places(work):
    """Folders that are files, that are missing, or that may not be written."""
    (work / "file").write_text("mine")
    for words, named in (
        ((*REPORT, "--no-store", "--out", work / "file" / "out"), str(work / "file")),
        ((*CLAIMS, "--no-store", "--out", "/proc/nowhere/picture.png"), "/proc"),
        ((*REPORT, "--no-store", "--out", "/proc/nowhere"), "/proc"),
    ):
        code, _, err = done(*words)
        without_fault(code, err, named=named)
    code, out, err = done(*CLAIMS, "--store", work / "file" / "store")
    assert code == 2 and not out and "Traceback" not in err and f"'{work / 'file'}' is no folder" in err, err
    code, out, err = done(*CLAIMS, "--store", "/proc/nowhere")
    assert code == 0 and out and err.count("not stored") == 1, err
    assert done(*REPORT, "--no-store", "--out", work / "a" / "b" / "out")[0] == 0
    assert (work / "file").read_text() == "mine"


def other_file_system(work):
    """A folder that is a link to another file system."""
    elsewhere = Path(tempfile.mkdtemp(dir="/dev/shm"))
    try:
        (work / "out").symlink_to(elsewhere)
        assert done(*REPORT, "--no-store", "--out", work / "out")[0] == 0
        check_folder(elsewhere)
        assert done(*CLAIMS, "--no-store", "--out", work / "out" / "picture.svg")[0] == 0
        assert (elsewhere / "picture.svg").read_bytes().rstrip().endswith(b"</svg>") and not hidden(elsewhere)
    finally:
        shutil.rmtree(elsewhere)


def homeless(work):
    """HOME that is not set, or may not be written."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("XDG", "LLM_"))}
    for home in (None, "/proc/nowhere"):
        env = {name: value for name, value in own.items() if name != "HOME"} | ({"HOME": home} if home else {})
        env |= {"XDG_CACHE_HOME": str(work / "cache")} if home is None else {}
        code, out, err = done(*CLAIMS, env=env)
        assert code == 0 and out and "Traceback" not in err, err


def damaged_store(work):
    """Entries that are truncated, flipped, foreign, unreadable, a folder, a pipe or a dangling link."""
    store = work / "store"
    assert done(*CLAIMS, "--store", store)[0] == 0
    (path,) = store.glob("*.npz")
    whole = path.read_bytes()
    _, said, _ = done(*CLAIMS, "--store", store)

    def linked():
        path.symlink_to("/nowhere")

    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 1
    foreign = store / f"{path.stem[:32]}-{hashlib.sha256(b'foreign').hexdigest()[:32]}.npz"
    faults = {
        "truncated": lambda: path.write_bytes(whole[:1000]),
        "empty": lambda: path.write_bytes(b""),
        "flipped": lambda: path.write_bytes(flipped),
        "foreign": lambda: foreign.write_bytes(b"foreign"),
        "folder": path.mkdir,
        "pipe": lambda: os.mkfifo(path),
        "link": linked,
    }
    for name, fault in faults.items():
        for old in store.iterdir():
            shutil.rmtree(old) if old.is_dir() else old.unlink()
        fault()
        code, out, err = done(*CLAIMS, "--store", store)
        assert code == 0 and out == said and "Traceback" not in err, (name, err)
        assert done("store", "info", "--store", store)[0] == 0, name

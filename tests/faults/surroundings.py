"""Terminals, pipes and flags of Python that are not the usual ones, and the same result in any of them."""

import os
import pty
import shutil
import subprocess

from commands import CLAIMS, MAIN, REPORT, ROOT, TRIAL, done, files_in, started


def odd_terminals(work):
    """A closed pipe, no terminal, 20 columns, a terminal that is there, and output that is not UTF-8."""
    process = started(*CLAIMS, "--no-store", stderr=subprocess.PIPE)
    process.stdout.close()
    process.stdout = None
    _, err = process.communicate(timeout=600)
    assert "Traceback" not in err and "Exception ignored" not in err, err
    for env in ({"COLUMNS": "20"}, {"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "latin-1"}, {"TERM": "dumb"}):
        code, out, err = done(*CLAIMS, "--no-store", env=os.environ | env)
        assert code == 0 and out, (env, err)
    code, *_ = done(
        *CLAIMS, "--no-store", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    assert code == 0
    main, terminal = pty.openpty()
    code, out, _ = done(*CLAIMS, "--no-store", stderr=terminal)
    os.close(terminal)
    os.close(main)
    assert code == 0 and out


def optimised(work):
    """python -OO, without asserts and docstrings."""
    usual, bare = (done(*CLAIMS, "--no-store", "--json", python=(*flag, "-c", MAIN)) for flag in ((), ("-OO",)))
    assert bare[:2] == usual[:2], bare
    assert done("--help", python=("-OO", "-c", MAIN))[0] == 0


def same_again(work):
    """Weighted draws and chains, by one process and two, of two hash seeds, in two copies of the model and two homes.

    The second report of a home has all that the first one compiled, the third begins with nothing again.
    """
    shutil.copytree(ROOT / "tests/models", work / "tests/models")
    for method, draws in (("auto", 1000), ("mcmc", 4000)):
        made = []
        for number, (workers, place, home) in enumerate(((1, ROOT, "a"), (2, ROOT, "a"), (1, work, "b"))):
            out = work / f"{method}{number}"
            words = [str(place / TRIAL.relative_to(ROOT)) if word == str(TRIAL) else word for word in REPORT]
            code, _, err = done(
                *(*words, "--no-store", "--method", method, "--draws", draws, "--workers", workers, "--out", out),
                cwd=place,
                env=os.environ | homely(work / f"{method}-{home}", hash_seed=number, threads=workers),
            )
            assert code == 0, err
            made.append({path.relative_to(out): path.read_bytes() for path in files_in(out)})
        assert made[0] == made[1] == made[2], method


def homely(home, *, hash_seed, threads):
    """Return the environment of a home with caches of its own."""
    home.mkdir(exist_ok=True)
    places = {"HOME": str(home), "XDG_CACHE_HOME": str(home), "PYTENSOR_FLAGS": f"base_compiledir={home / 'compiled'}"}
    return {**places, "NUMBA_CACHE_DIR": "", "PYTHONHASHSEED": str(hash_seed), "OMP_NUM_THREADS": str(threads)}

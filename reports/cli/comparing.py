"""Comparing: the command that sets two studies beside each other."""

from dataclasses import replace
from pathlib import Path
from typing import Unpack

from ...priors import DEFAULT_STUDY
from ..run.settings import Options, Settings
from ..sections.comparison import SECTION
from ..sections.section import run
from .reading import read_study

__all__ = ["run_compare"]


def run_compare(
    first: str, second: str, out: Path | None = None, as_of: str | None = None, **options: Unpack[Options]
) -> None:
    """Print what two studies assume differently and what each difference explains of the headline's move.

    Parameters
    ----------
    first, second : str
        As `read_study` takes them.
    out : Path, optional
        Picture to write.
    as_of : str, optional
        Date of those that have none of their own.
    **options
        Those that commands share.
    """
    settings = replace(Settings.read(DEFAULT_STUDY, **options), study=read_study(second, as_of=as_of, key="SECOND"))
    against = first if as_of is None or "@" in first else f"{first}@{as_of}"
    run(replace(SECTION, title=f"{first} → {second}"), settings, out=out, against=against)

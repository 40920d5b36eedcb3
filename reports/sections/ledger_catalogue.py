"""Ledger's catalogue: the commands about what a study assumes, before anything is fitted."""

from pathlib import Path

import click

from .section import Section

__all__ = ["OF_THE_LEDGER"]

OF_THE_LEDGER = (
    Section(
        "priors",
        basic=True,
        fits=False,
        command="priors list",
        help="List a study's quantities with their priors and basis.",
        example="priors list --study mine.toml",
    ),
    Section(
        "priors_show",
        report=False,
        fits=False,
        command="priors show",
        help="Show QUANTITY with its source, its quote and its note.",
        example="priors show utilisation",
        params=[click.Argument(["quantity"])],
    ),
    Section(
        "priors_check",
        report=False,
        fits=False,
        command="priors check",
        help="Check a study. Names, units, dates, claims, and that its evidence is possible.",
        example="priors check --study mine.toml",
    ),
    Section(
        "priors_quotes",
        report=False,
        fits=False,
        command="priors quotes",
        help="Check that a source's TEXT, a file, holds every sentence that is quoted of it.",
        example="priors quotes post.txt --source cottier2022",
        params=[
            click.Argument(["text"], type=click.Path(path_type=Path)),
            click.Option(["--source"], metavar="KEY", default="cottier2022", help="The source (default: the post)."),
        ],
    ),
    Section(
        "priors_diff",
        report=False,
        fits=False,
        command="priors diff",
        study="",
        help="What two studies assume differently. Their quantities, choices and items; 'compare' says what each"
        " difference does.",
        example="priors diff reanalysis mine.toml",
        params=[click.Argument(["first"]), click.Argument(["study"], metavar="SECOND")],
    ),
)
"""Those of ``priors``, in order."""

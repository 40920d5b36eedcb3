"""Figure commands: one for each figure of the report, of any width, in any format."""

import re
from pathlib import Path
from typing import Any

import click

from ..sections import SECTIONS, Section
from .commands import refuse
from .options import InOrder, Place, shared

__all__ = ["figure"]

KINDS = ("svg", "pdf", "png", "csv")
NARROWEST, WIDEST = 3.0, 20.0
WHOLE = ("graph_map",)
"""Figures whose size is that of what they hold."""

SHORTENED = ("claims", "sensitivity_power")
"""Figures that leave out what matters least."""

_UNITS = {"in": 1.0, "cm": 1 / 2.54, "mm": 1 / 25.4, "pt": 1 / 72}


class Width(click.ParamType[float]):
    """A width with its unit, such as 3.5in, 9cm or 89mm; in inches."""

    name = "width"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the width in inches, or refuse it."""
        if isinstance(value, float):
            return value
        match = re.fullmatch(r"([0-9]+\.?[0-9]*|\.[0-9]+) ?(in|cm|mm|pt)", value.strip())
        inches = float(match[1]) * _UNITS[match[2]] if match else 0.0
        if not NARROWEST <= inches <= WIDEST:
            allowed = f"from {NARROWEST:g}in to {WIDEST:g}in, or the same in cm, mm or pt"
            self.fail(f"{value!r} is no width of a figure. Allowed: {allowed}", param, ctx)
        return inches


@click.group(cls=InOrder, short_help="Draw a figure of the report for a paper.")
def figure() -> None:
    """Draw one figure of the report, of the width that a paper has room for.

    Its height follows from what it holds, and no text is under 6 points. As CSV, its numbers.
    """


def _command(section: Section, name: str) -> click.Command:
    own = {text for parameter in section.params for text in parameter.opts}
    width: dict[str, Any] = {"type": Width(), "default": 7.0, "metavar": "WIDTH"}
    looks: list[click.Parameter] = [
        *([] if name in WHOLE else [click.Option(["--width"], **width, help="Such as 3.5in or 89mm (default: 7in).")]),
        *([click.Option(["--every"], is_flag=True, help="Not only what matters most.")] if name in SHORTENED else []),
        click.Option(["--format", "kind"], type=click.Choice(KINDS), help="Default: as --out ends, or svg."),
        click.Option(["--out"], type=Place(dir_okay=False), help="File (default: NAME.FORMAT)."),
    ]
    named = [section.asked.get(each.name or "", "reanalysis") for each in section.params if _needed(each)]
    use, wide = " ".join([name, *named]), "" if name in WHOLE else " --width 3.5in"
    common = shared(section.study, json=False, fits=section.fits)
    return click.Command(
        name,
        callback=click.pass_context(lambda ctx, **options: _draw(ctx, section, name, **options)),
        params=[*section.params, *looks, *(each for each in common if own.isdisjoint(each.opts))],
        short_help=f"{(section.title or section.name.capitalize()).rstrip('?')}.",
        epilog=f"Example: llm-barriers figure {use}{wide} --format pdf --out {name}.pdf",
    )


def _needed(parameter: click.Parameter) -> bool:
    return isinstance(parameter, click.Argument) and parameter.required


def _draw(ctx: click.Context, section: Section, name: str, kind: str | None, out: Path | None, **options: Any) -> None:
    """Draw a figure as the report has it, unless options of its section ask for another."""
    from ...priors import StudyError
    from ..figures.saving import save_plot
    from ..run.run import Run
    from ..run.settings import OPTIONS, Settings
    from ..run.terminal import progress, say
    from ..sections.slips import warn
    from ..sections.telling import figure as drawn

    path = out or Path(f"{name}.{kind or 'svg'}")
    if path.suffix.removeprefix(".") not in ((kind,) if kind else KINDS):
        raise click.BadParameter(f"{path.name!r} does not end in .{kind or ', .'.join(KINDS)}", ctx, param_hint="--out")
    looks = {key: options.pop(key) for key in ("width",) if key in options}
    if options.pop("every", False):
        looks["most"] = None
    settings = Settings.read(
        **{key: options.pop(key) for key in OPTIONS if key in options}, key="--study" if section.study else "SECOND"
    )
    if not any(ctx.get_parameter_source(each) == click.core.ParameterSource.COMMANDLINE for each in options):
        options |= {key: value for key, value in section.asked.items() if key in options}
    refuse(section, settings, options)
    with progress(1) as step:
        run = Run(settings, step)
        warn(run)
        step(section.title or section.name)
        picture = drawn(section, run, name, **options)
        if picture is None:
            raise StudyError(f"{settings.study.name!r} has nothing to draw as {name!r}", key="figure")
        save_plot(picture.draw(**looks), path)
    say(f"wrote {path}")


for _section in SECTIONS:
    for _name in _section.figures:
        figure.add_command(_command(_section, _name))

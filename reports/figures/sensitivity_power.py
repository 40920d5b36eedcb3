"""Power: how the conclusion responds when a prior, or an item of evidence, is sharpened or flattened."""

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.patches import Patch

from ...analyses.sensitivity import SENSITIVE, Power
from ..render.document import Plot
from ..render.words import number, titled
from .marks import key
from .rows import Rows
from .sheet import WIDTH, Sheet
from .style import BLACK, BLUE, ORANGE, report_style

__all__ = ["plot_power"]

_SHOWN = 14
_LOOKS = {"prior": (BLUE, ""), "item": (ORANGE, "////")}
_CAPTION = (
    "How far the distribution moves for each doubling of the power to which a prior or a likelihood is raised"
    " (cumulative Jensen–Shannon distance). Black marks: what something that has nothing to do with it shows by"
    " chance. Powers act on the scale that the graph is drawn on: sharpening an item leaves its discounts as wide as"
    " they are, and it is their priors that say how far it is trusted."
)


@report_style()
def plot_power(
    powers: Sequence[Power],
    titles: Mapping[str, str],
    what: str,
    *,
    most: int | None = _SHOWN,
    width: float = WIDTH,
) -> Plot:
    """Show the priors and items to which the posterior is most sensitive.

    Parameters
    ----------
    powers : sequence of Power
        The most sensitive first.
    titles : mapping of str to str
        Titles of quantities and items.
    what : str
        What it is the posterior of, as in the middle of a sentence.
    most : int or None, optional
        Rows at the most; None for all.
    width : float, optional

    Notes
    -----
    A bar beyond the dashed line is one that ArviZ calls influential. What is no more than its mark is
    noise, and has no row.
    """
    shown = [row for row in powers[:most] if row.sensitivity > row.noise] or list(powers[:1])
    rows = Rows([titled(row.component, titles) for row in shown], width, step=0.22)
    sheet, data = Sheet(width, [rows.height]), pd.DataFrame(shown)
    (ax,) = sheet.axes
    for y, row in zip(rows.y, shown, strict=True):
        color, hatch = _LOOKS[row.kind]
        ax.barh(y, row.sensitivity, 0.14, color=color, hatch=hatch, edgecolor="white", linewidth=0)
    ax.plot(data["noise"], rows.y, "|", color=BLACK, markersize=9, markeredgewidth=1.5)
    rows.write(ax)
    ax.axvline(SENSITIVE, color=BLACK, linestyle="--", linewidth=1)
    ax.xaxis.set_major_formatter(lambda value, _: number(value))
    ax.set_xlabel("Power-scaling sensitivity (Jensen–Shannon distance for each doubling)")
    kinds = zip(_LOOKS.values(), ("prior", "item of evidence"), strict=True)
    sheet.keys = [
        *(Patch(fc=color, hatch=hatch, ec="white", label=text) for (color, hatch), text in kinds),
        key("by chance", BLACK, marker="|"),
        key(f"influential ({number(SENSITIVE)})", BLACK, line="--", width=1),
    ]
    return sheet.finish(_finding(powers, titles, what), _CAPTION, data)


def _finding(powers: Sequence[Power], titles: Mapping[str, str], what: str) -> str:
    above = sum(row.sensitivity >= SENSITIVE for row in powers)
    most = titled(powers[0].component, titles)
    kind = {"prior": "prior of", "item": "report"}[powers[0].kind]
    count = f"{above or 'none'} of {len(powers)} priors and items are influential"
    return f"{what[:1].upper()}{what[1:]} is most sensitive to the {kind} “{most}”; {count}"

"""Power: how the conclusion responds when a prior, or an item of evidence, is sharpened or flattened."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from ...analyses.sensitivity import SENSITIVE, Power
from ..render.words import number, titled
from .marks import key
from .style import BLACK, BLUE, ORANGE, caption, headline, new_figure, report_style, rows

__all__ = ["plot_power"]

_SHOWN = 14
_COLORS = {"prior": BLUE, "item": ORANGE}
_CAPTION = (
    "How far the distribution moves for each doubling of the power to which a prior or a likelihood is raised"
    " (cumulative Jensen–Shannon distance). Black marks: what something that has nothing to do with it shows by"
    " chance. Powers act on the scale that the graph is drawn on: sharpening an item leaves its discounts as wide as"
    " they are, and it is their priors that say how far it is trusted."
)


@report_style()
def plot_power(powers: Sequence[Power], titles: Mapping[str, str], what: str) -> Figure:
    """Show the priors and items to which the posterior is most sensitive.

    Parameters
    ----------
    powers : sequence of Power
        The most sensitive first.
    titles : mapping of str to str
        Titles of quantities and items.
    what : str
        What it is the posterior of, as in the middle of a sentence.

    Notes
    -----
    A bar beyond the dashed line is one that ArviZ calls influential. A bar no longer than its mark is noise.
    """
    shown = list(powers[:_SHOWN])
    fig = new_figure(0.3 * len(shown) + 2.6)
    ax = fig.subplots()
    places = range(len(shown))
    ax.barh(places, [row.sensitivity for row in shown], 0.6, color=[_COLORS[row.kind] for row in shown], alpha=0.85)
    ax.plot([row.noise for row in shown], places, "|", color=BLACK, markersize=10, markeredgewidth=1.5)
    ax.axvline(SENSITIVE, color=BLACK, linestyle="--", linewidth=1)
    rows(ax, [titled(row.component, titles) for row in shown], line=62)
    ax.set_xlabel("Power-scaling sensitivity")
    _legend(ax)
    headline(fig, _finding(powers, titles, what))
    caption(fig, _CAPTION)
    return fig


def _legend(ax: Axes) -> None:
    ax.legend(
        handles=[
            Patch(color=_COLORS["prior"], label="prior"),
            Patch(color=_COLORS["item"], label="item of evidence"),
            key("by chance", BLACK, marker="|"),
            key(f"influential ({number(SENSITIVE)})", BLACK, line="--", width=1),
        ],
        loc="lower right",
    )


def _finding(powers: Sequence[Power], titles: Mapping[str, str], what: str) -> str:
    above = sum(row.sensitivity >= SENSITIVE for row in powers)
    most = titled(powers[0].component, titles)
    kind = {"prior": "prior of", "item": "report"}[powers[0].kind]
    count = f"{above or 'no'} of {len(powers)} priors and items are influential"
    return f"{what[:1].upper()}{what[1:]} is most sensitive to the {kind} “{most}”; {count}"

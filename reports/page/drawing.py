"""Drawing: the figures of an answer, in the widths of the page and the formats of their files."""

from collections.abc import Iterable, Sequence

from ..figures.saving import written
from ..figures.sheet import HALF, NARROW, WIDTH
from ..render.document import Block, Picture
from .plain import Drawn

__all__ = ["drawn"]


def drawn(blocks: Iterable[Block], formats: Sequence[str]) -> dict[str, Drawn]:
    """Draw every figure among blocks, as wide as the page, and for a phone if it need not keep its size."""
    return {block.name: _drawn(block, formats) for block in blocks if isinstance(block, Picture)}


def _drawn(picture: Picture, formats: Sequence[str]) -> Drawn:
    plot = picture.draw() if picture.whole else picture.draw(width=HALF if picture.half else WIDTH)
    made = {kind: written(plot, kind) for kind in dict.fromkeys(("svg", *formats, "csv"))}
    narrow = None if picture.whole or picture.half else written(picture.draw(width=NARROW), "svg")
    return Drawn(made["svg"], narrow, plot.finding, {kind: made[kind] for kind in (*formats, "csv")})

"""What tests of figures share: whether every text that is drawn can be read."""

from itertools import combinations

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg

from llm_barriers.reports.figures.style import report_style

SMALLEST, TOUCHING = 6.0, 1.5
"""Least size of a text, in points, and by how many pixels, at a hundred an inch, two may touch."""


@pytest.fixture(scope="session")
def legible():
    """Return what is wrong with the texts that a figure draws: too small, cut off, or one over another."""
    texts = []
    draw_text = RendererAgg.draw_text

    def drawn(renderer, gc, x, y, s, prop, angle, *args, **options):
        wide, tall, below = renderer.get_text_width_height_descent(s, prop, False)
        across, up = (wide, tall) if not angle else (tall, wide)
        left, bottom = (x, y + below) if not angle else (x - tall + below, y)
        texts.append((s, prop.get_size_in_points(), left, bottom - up, left + across, bottom))
        return draw_text(renderer, gc, x, y, s, prop, angle, *args, **options)

    def faults(plot):
        texts.clear()
        with pytest.MonkeyPatch.context() as patch, report_style():
            patch.setattr(RendererAgg, "draw_text", drawn)
            canvas = FigureCanvasAgg(plot.figure)
            canvas.draw()
        wide, tall = canvas.get_width_height()
        small = [f"{s!r} is small" for s, size, *_ in texts if size < SMALLEST]
        cut = [
            f"{s!r} is cut off"
            for s, _, x, y, right, low in texts
            if min(x, y) < -1 or right > wide + 1 or low > tall + 1
        ]
        over = [f"{a[0]!r} and {b[0]!r}" for a, b in combinations(texts, 2) if _overlap(a, b)]
        return [*small, *cut, *over]

    return faults


def _overlap(first, second):
    *_, left, top, right, bottom = first
    *_, left2, top2, right2, bottom2 = second
    across, up = min(right, right2) - max(left, left2), min(bottom, bottom2) - max(top, top2)
    return min(across, up) > TOUCHING

"""Lettering: how much room texts take, and how they are broken into lines."""

from functools import cache

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

__all__ = ["LINE", "SIZE", "SMALL", "balanced", "width_of", "wrapped"]

SIZE, SMALL = 8.0, 7.5
"""Sizes of a figure's text, in points, whatever its width."""

LINE = 1.25 / 72
"""Height of a line for each point of its type, in inches."""


@cache
def width_of(text: str, size: float = SIZE, weight: str = "normal") -> float:
    """Return the width of a line of text, in inches."""
    font = FontProperties(family="DejaVu Sans", weight=weight, size=size)
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width) / 72


def wrapped(text: str, room: float, size: float = SIZE, weight: str = "normal") -> str:
    """Break a text into lines of at most so many inches; a word that is longer has a line of its own."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        lines[-1:] = [longer] if not lines[-1] or width_of(longer, size, weight) <= room else [lines[-1], word]
    return "\n".join(lines)


def balanced(text: str, room: float, size: float = SIZE) -> str:
    """Break a text into as few lines as fit, of about the same length; the lines that it has are kept."""
    if "\n" in text:
        return "\n".join(balanced(line, room, size) for line in text.splitlines())
    best = wrapped(text, room, size)
    narrow = max(width_of(text, size) / (best.count("\n") + 1), room / 2)
    while narrow < room:
        if wrapped(text, narrow, size).count("\n") <= best.count("\n"):
            return wrapped(text, narrow, size)
        narrow += 0.1
    return best

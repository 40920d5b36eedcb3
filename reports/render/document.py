"""Document: what a report or a command says, as data: headings, sentences, figures, tables and notes, in order.

The page, JSON and the terminal each write the same document; another form is one more writer.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    *("Block", "Code", "Document", "Facts", "Failure", "Heading", "Note", "Origin", "Paragraph", "Picture", "Plot"),
    *("Table", "frame", "named"),
]


@dataclass(frozen=True)
class Heading:
    """A heading: the document's own at level 1, a section's at 2, and so on; links lead to its name."""

    text: str
    level: int = 2
    name: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Sentences that belong together; every number in them is computed.

    Attributes
    ----------
    sentences : sequence of str
    kind : {"", "headline", "small"}
    quantities : sequence of (str, str)
        Numbers that stand in them, in order, each with the quantity that it is of; others are of the section's.
    """

    sentences: Sequence[str]
    kind: Literal["", "headline", "small"] = ""
    quantities: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Note:
    """What a reader must know of what is not shown."""

    text: str


@dataclass(frozen=True)
class Failure:
    """What stands in the place of a section that failed: its name, why in a line, and the exit code."""

    name: str
    text: str
    code: int


@dataclass(frozen=True)
class Code:
    """Text that is copied as it stands: a command, or an entry for a bibliography."""

    text: str


@dataclass(frozen=True)
class Origin:
    """The quantity that a section's numbers are of, and what prints them again in a report's folder; empty for none."""

    section: str
    node: str
    command: str = ""


@dataclass(frozen=True)
class Facts:
    """Values by what they are called, and where those that are sources can be read."""

    entries: Mapping[str, Any]
    links: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Plot:
    """A figure that is drawn.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
    axes : tuple of matplotlib.axes.Axes
    data : pandas.DataFrame
        What it shows.
    finding : str
        What it comes to, in a sentence, which is its title and stands for it where it cannot be seen.
    """

    figure: "Figure"
    axes: "tuple[Axes, ...]"
    data: pd.DataFrame
    finding: str

    def _repr_png_(self) -> bytes:
        """Show it in a notebook."""
        picture = BytesIO()
        self.figure.savefig(picture, format="png")
        return picture.getvalue()


@dataclass(frozen=True)
class Picture:
    """A figure, drawn only where it is written.

    Attributes
    ----------
    name : str
        Of its files.
    draw : callable
        Makes it, of the ``width`` in inches that it is given.
    caption : str
    whole : bool
        Whether its size is that of what it holds, so that `draw` takes no width.
    command : str
        What draws it again, in a report's folder.
    half : bool
        Whether it stands beside the figure before or after it, half as wide as the page.
    """

    name: str
    draw: Callable[..., Plot]
    caption: str
    whole: bool = False
    command: str = ""
    half: bool = False


@dataclass(frozen=True)
class Table:
    """A table; JSON and CSV hold all of it, with numbers that are not rounded.

    Attributes
    ----------
    name : str
        Its key in JSON and the name of its file.
    frame : pandas.DataFrame
        An index that has a name is the key of a row.
    columns : sequence of str
        Those that are shown; all unless given.
    labels : mapping of str to str
        Headings of columns whose names would say too little or something else here.
    shown : {"everywhere", "page", "terminal", "nowhere"}
        Where it can be read.
    folded : str
        What is said of it on the page while it is folded up; empty if it is not.
    whole : bool
        Whether the terminal shows more than its start.
    entries : bool
        Whether each row is shown as a list of its own, since its texts are long.
    percents : sequence of str
        Columns of ratios that are shown as percentages.
    percents_of : str
        The name or target whose rows alone these are; empty if they are all rows'.
    points : sequence of str
        Columns of changes of probabilities, which are shown in percentage points.
    probabilities : sequence of str
        Columns of probabilities, beside those that are known by their names; their errors are in points.
    """

    name: str
    frame: pd.DataFrame
    columns: Sequence[str] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    shown: Literal["everywhere", "page", "terminal", "nowhere"] = "everywhere"
    folded: str = ""
    whole: bool = False
    entries: bool = False
    percents: Sequence[str] = ()
    percents_of: str = ""
    points: Sequence[str] = ()
    probabilities: Sequence[str] = ()

    @property
    def keys(self) -> list[str]:
        """Names of its rows, where they have names."""
        return [str(name) for name in (self.frame.index if self.frame.index.name else self.frame.get("name", ()))]

    @property
    def flat(self) -> pd.DataFrame:
        """All of it, the rows' key in a column."""
        return self.frame.reset_index() if self.frame.index.name else self.frame

    @property
    def visible(self) -> pd.DataFrame:
        """What is shown of it; without any row, its headings alone."""
        return self.flat.reindex(columns=list(self.columns)) if self.columns else self.flat


Block = Heading | Paragraph | Note | Failure | Code | Origin | Facts | Picture | Table


@dataclass(frozen=True)
class Document:
    """Blocks in the order in which they are read.

    Attributes
    ----------
    blocks : sequence of Block
    about : mapping
        What the whole is of: study, date, method and gate.
    titles : mapping of str to str
        What items and nodes are called, for readers who do not know their names.
    """

    blocks: Sequence[Block]
    about: Mapping[str, Any] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The first heading."""
        return next((block.text for block in self.of(Heading)), "")

    @property
    def sentences(self) -> list[str]:
        """Every sentence, in order."""
        return [sentence for block in self.of(Paragraph) for sentence in block.sentences]

    @property
    def tables(self) -> dict[str, Table]:
        """Every table by name."""
        return {block.name: block for block in self.of(Table)}

    @property
    def pictures(self) -> dict[str, Picture]:
        """Every figure by name."""
        return {block.name: block for block in self.of(Picture)}

    def of[B](self, kind: type[B]) -> list[B]:
        """Return the blocks of a kind, in order."""
        return [block for block in self.blocks if isinstance(block, kind)]


def frame(columns: Iterable[str], rows: Iterable[Sequence[Any]], *, index: str = "") -> pd.DataFrame:
    """Return a frame of rows, each column of the type of its values; one column may name the rows."""
    made = pd.DataFrame(list(rows), columns=list(columns), dtype=object).infer_objects()
    return made.set_index(index) if index else made


def named(section: str, blocks: Iterable[Block]) -> list[Block]:
    """Put a section's name before those of its tables and figures, but for one that is called as it is."""
    return [
        replace(block, name=f"{section}_{block.name}")
        if isinstance(block, Picture | Table) and block.name != section
        else block
        for block in blocks
    ]

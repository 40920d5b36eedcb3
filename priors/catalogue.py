"""The catalogue: a model's folder of data as checked records, the post's unless another is named."""

from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from pathlib import Path

from pydantic import BaseModel

from .checking import record as record
from .errors import StudyError, quoted
from .evidence_item import EvidenceItem
from .files import Table as Table
from .files import as_table as as_table
from .files import from_here
from .files import read_toml as read_toml
from .model_record import ModelRecord
from .preset import Preset
from .published_figure import PublishedFigure
from .records import Accelerator, Choice, Event, Quantity, Source, Unmodelled
from .statements import Claim

__all__ = ["DATA", "MODELS", "SHIPPED_FILES", "Catalogue", "Table", "as_table", "catalogue", "read_toml", "record"]

DATA = resources.files(__package__) / "data"

SHIPPED_FILES = "priors/data/"
"""How errors call the files that ship, before their names; no user's file is called so by chance."""

MODELS = ("general",)
"""Models that ship beside the post's, by the name of their folder."""


@dataclass(frozen=True)
class Catalogue:
    """A model's data, each file of which is read once, when it is first asked for; all but the record may be missing.

    Attributes
    ----------
    folder : str
        Where the files are, or the name of a model that ships; empty for the post's.
    """

    folder: str = ""

    @cached_property
    def model(self) -> ModelRecord:
        """What is known of the argument beside its formulas."""
        read = record(ModelRecord, self._table("model.toml"), self._named("model.toml"), "model")
        return read.model_copy(update={"folder": self.folder})

    @cached_property
    def quantities(self) -> dict[str, Quantity]:
        """The model's own quantities, by name."""
        folder = self._path("quantities")
        files = sorted(path.name for path in folder.iterdir() if path.name.endswith(".toml")) if folder.is_dir() else []
        return {name: q for file in files for name, q in self._records(f"quantities/{file}", Quantity).items()}

    @cached_property
    def evidence(self) -> dict[str, EvidenceItem]:
        """Evidence items, by name."""
        return self._records("evidence.toml", EvidenceItem)

    @cached_property
    def claims(self) -> dict[str, Claim]:
        """Claims, by name."""
        return self._records("claims.toml", Claim)

    @cached_property
    def options(self) -> dict[str, Choice]:
        """Structural choices with their options, by name."""
        return self._records("choices.toml", Choice)

    @cached_property
    def figures(self) -> dict[str, PublishedFigure]:
        """Every figure that is printed as an estimate or a result, by name, in order."""
        return self._records("figures.toml", PublishedFigure)

    @cached_property
    def events(self) -> dict[str, Event]:
        """What happened to what was published, by name; of the post, ``post`` and ``edit``."""
        return self._records("events.toml", Event)

    @cached_property
    def unmodelled(self) -> dict[str, Unmodelled]:
        """What is claimed in print and no node can state, by name."""
        return self._records("unmodelled.toml", Unmodelled)

    @cached_property
    def accelerators(self) -> dict[str, Accelerator]:
        """Chips that a study may name."""
        return self._records("accelerators.toml", Accelerator)

    @cached_property
    def presets(self) -> dict[str, Preset]:
        """Positions that people hold, by name, in order."""
        return self._records("presets.toml", Preset)

    @cached_property
    def sources(self) -> dict[str, Source]:
        """The bibliography, by source key; models that ship share one."""
        own = self if self.folder not in MODELS else catalogue()
        return own._records("bibliography.toml", Source)

    def _path(self, name: str) -> "Path | resources.abc.Traversable":
        if self.folder and self.folder not in MODELS:
            return Path(self.folder) / name
        return DATA / "models" / self.folder / name if self.folder else DATA / name

    def _named(self, name: str) -> str:
        """Return what errors call a file."""
        if self.folder and self.folder not in MODELS:
            return from_here(str(Path(self.folder) / name))
        return f"{SHIPPED_FILES}models/{self.folder}/{name}" if self.folder else SHIPPED_FILES + name

    def _table(self, name: str) -> Table:
        return read_toml(self._path(name))

    def _records[Record: BaseModel](self, name: str, kind: type[Record]) -> dict[str, Record]:
        file, there = self._named(name), self._path(name).is_file()
        return {key: record(kind, entries, file, key) for key, entries in self._table(name).items()} if there else {}


@cache
def catalogue(folder: str = "", *, file: str | None = None, key: str | None = None) -> Catalogue:
    """Return the catalogue of a model's folder.

    Parameters
    ----------
    folder : str, optional
        The post's unless given.
    file, key : str, optional
        Where the folder is named, for the message.

    Raises
    ------
    StudyError
        If there is no record of a model in it.
    """
    if folder and folder not in MODELS and not (Path(folder) / "model.toml").is_file():
        raise StudyError(f"{quoted(folder)} is no folder of a model: it has no model.toml", file=file, key=key)
    return Catalogue(folder)

"""Reading studies from TOML: the shipped catalogue, and overlays that change what they name.

Files are merged and checked layer by layer, so that an error names the file that holds it.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from .catalogue import (
    DATA,
    Table,
    as_table,
    read_toml,
    record,
    shipped_claims,
    shipped_evidence,
    shipped_options,
    shipped_quantities,
)
from .errors import StudyError, unknown_name
from .records import EvidenceItem, Quantity, last_day, read_prior
from .statements import Claim
from .study import Study, split_name
from .units import conversion_factor, parse_unit

__all__ = [
    "DEFAULT_STUDY",
    "SHIPPED",
    "load_study",
    "read_date",
    "reconstructions",
    "with_choices",
]

SHIPPED = ("published", "author", "reanalysis")
"""Names of the studies that come with the package."""

DEFAULT_STUDY = "reanalysis"

_STUDY_KEYS = ("title", "extends", "as_of", "items", "choices", "quantities", "evidence", "claims")
_RESTATED = {"source": "", "quote": "", "note": "", "basis": "judgement"}
_EXCLUDES = {"value": ("low", "high"), "low": ("value", "sd"), "high": ("value", "sd")}


def load_study(study: str | Path = DEFAULT_STUDY, *, as_of: dt.date | None = None) -> Study:
    """Read a study.

    Parameters
    ----------
    study : str or Path
        A name in `SHIPPED`, or the path of a TOML file that extends one of them (or another file).
    as_of : datetime.date, optional
        Date to take instead of the study's own.

    Raises
    ------
    StudyError
        If a file cannot be used; the message names file, key and value, and what is allowed.
    """
    layers = _chain(study)
    merged = _Merged()
    for file, table in layers:
        merged.add(file, table)
    file, top = layers[-1]
    name = str(study) if study in SHIPPED else Path(study).stem
    found = merged.study(name, str(top.get("title") or f"{name}, which extends {top['extends']}"), file)
    return found.at(as_of) if as_of else found


def with_choices(study: Study, choices: Mapping[str, str]) -> Study:
    """Return a study that takes other options of its structural choices.

    Raises
    ------
    StudyError
        If a choice or an option is unknown.
    """
    merged = _Merged()
    merged.quantities, merged.choices = dict(study.quantities), dict(study.choices)
    merged.add("choices", {"choices": dict(choices)})
    return replace(study, quantities=merged.quantities, choices=merged.choices)


def reconstructions() -> dict[str, tuple[str, Study]]:
    """Return other ways to have made the printed figures: a title and a study for each."""
    file = "reconstructions.toml"
    found = {}
    for name, table in read_toml(DATA / file).items():
        merged = _Merged()
        merged.add(_shipped_file("published"), read_toml(DATA / "studies" / "published.toml"))
        merged.add(file, {"quantities": table.get("quantities", {})})
        found[name] = (str(table["title"]), merged.study(name, str(table["title"]), file))
    return found


def read_date(text: str, *, file: str | None = None, key: str | None = None) -> dt.date:
    """Read ``YYYY-MM-DD``, ``YYYY-MM``, ``YYYY`` or ``today``.

    Raises
    ------
    StudyError
        If the text is no date.
    """
    if text == "today":
        return dt.date.today()
    try:
        return last_day(text)
    except ValueError as error:
        raise StudyError(f"{error}, or 'today'", file=file, key=key) from None


def _chain(study: str | Path) -> list[tuple[str, Table]]:
    """Return the layers of a study, the one that extends nothing first."""
    layers: list[tuple[str, Table]] = []
    seen: set[str] = set()
    while True:
        file, table, folder = _layer(study, layers[-1][0] if layers else None)
        if file in seen:
            raise StudyError(f"{str(study)!r} extends itself", file=layers[0][0], key="extends")
        seen.add(file)
        layers.append((file, table))
        if "extends" not in table:
            break
        study = _parent(table["extends"], file, folder)
    if layers[-1][0] != _shipped_file("published"):
        message = f"is missing. Allowed: {', '.join(SHIPPED)}, or the path of another study"
        raise StudyError(message, file=layers[-1][0], key="extends")
    return layers[::-1]


def _shipped_file(name: str) -> str:
    return f"studies/{name}.toml"


def _layer(study: str | Path, origin: str | None) -> tuple[str, Table, Path]:
    if study in SHIPPED:
        return _shipped_file(str(study)), read_toml(DATA / "studies" / f"{study}.toml"), Path()
    path = Path(study)
    if path.suffix != ".toml":
        problem = unknown_name(str(study), SHIPPED, what="study").removesuffix(".") + ", or the path of a TOML file."
        raise StudyError(problem, file=origin, key="extends" if origin else "--study")
    return str(path), read_toml(path), path.parent


def _parent(parent: object, file: str, folder: Path) -> str | Path:
    if not isinstance(parent, str) or not parent:
        raise StudyError(
            f"{parent!r} names no study. Allowed: {', '.join(SHIPPED)}, or a path", file=file, key="extends"
        )
    return folder / parent if parent.endswith(".toml") else parent


class _Merged:
    """The layers so far, as checked records."""

    def __init__(self) -> None:
        self.quantities: dict[str, Quantity] = dict(shipped_quantities())
        self.evidence: dict[str, EvidenceItem] = dict(shipped_evidence())
        self.claims: dict[str, Claim] = dict(shipped_claims())
        self.choices: dict[str, str] = {}
        self.as_of = dt.date.max
        self._formulas: set[str] = set()

    def add(self, file: str, table: Table) -> None:
        """Apply one layer; a choice's option changes quantities before the layer's own entries do."""
        for key in table.keys() - set(_STUDY_KEYS):
            raise StudyError(unknown_name(key, _STUDY_KEYS, what="key"), file=file, key=key)
        if "as_of" in table:
            self.as_of = read_date(str(table["as_of"]), file=file, key="as_of")
        for name, option in _tables(table, "choices", file).items():
            self._choose(file, name, option)
        for name, entry in _tables(table, "quantities", file).items():
            self._change_quantity(file, f"quantities.{name}", name, entry)
        for name, entry in _tables(table, "evidence", file).items():
            self._change_evidence(file, name, entry)
        if "items" in table:
            self._take(file, table["items"], _tables(table, "evidence", file))
        for name, entry in _tables(table, "claims", file).items():
            old = dict(self.claims.get(name, (("quote", ""),)))
            self.claims[name] = record(
                Claim, {**old, **as_table(entry, file, f"claims.{name}")}, file, f"claims.{name}"
            )

    def study(self, name: str, title: str, file: str) -> Study:
        """Return what the layers come to."""
        return Study(
            name=name,
            title=title,
            as_of=self.as_of,
            quantities=self.quantities,
            evidence=self.evidence,
            choices=self.choices,
            claims=self.claims,
            options=shipped_options(),
            file=file,
        )

    def _choose(self, file: str, name: str, option: object) -> None:
        choices, key = shipped_options(), f"choices.{name}"
        if name not in choices:
            raise StudyError(unknown_name(name, choices, what="choice"), file=file, key=key)
        options = choices[name].options
        if option not in options:
            raise StudyError(unknown_name(str(option), options, what="option"), file=file, key=key)
        self.choices[name] = str(option)
        for quantity, entry in options[str(option)].quantities.items():
            self._change_quantity(f"choices.toml, {name}={option}", f"quantities.{quantity}", quantity, entry)

    def _change_quantity(self, file: str, key: str, name: str, entry: object) -> None:
        table = as_table(entry, file, key)
        if table == {"formula": True}:
            known = self.quantities.keys() | self._formulas
            if name not in known:
                raise StudyError(unknown_name(name, known, what="quantity"), file=file, key=key)
            self.quantities.pop(name, None)
            self._formulas.add(name)
            return
        if "formula" in table:
            problem = f"{table['formula']!r} stands beside other keys or is not true. Allowed: formula = true, alone"
            raise StudyError(problem, file=file, key=f"{key}.formula")
        base = self.quantities.get(name) or self.quantities.get(split_name(name)[0])
        old = dict(base) if base else {"title": name}
        self.quantities[name] = record(Quantity, _overlaid(old, table, file, key), file, key)

    def _change_evidence(self, file: str, name: str, entry: object) -> None:
        key = f"evidence.{name}"
        table = as_table(entry, file, key)
        old = dict(self.evidence.get(name, ()))
        if not old and "measures" not in table:
            raise StudyError(unknown_name(name, self.evidence, what="evidence item"), file=file, key=key)
        dropped = {other for given in table for other in _EXCLUDES.get(given, ())} - table.keys()
        kept = {k: v for k, v in old.items() if k not in dropped}
        self.evidence[name] = record(EvidenceItem, {**kept, **table}, file, key)

    def _take(self, file: str, names: object, entries: Table) -> None:
        """Put these items in and all others out, those too that the catalogue does not have yet."""
        if not isinstance(names, list) or len({*map(str, names)}) < len(names):
            raise StudyError(f"{names!r} is not a list of different items. Allowed: such as []", file=file, key="items")
        for name in names:
            if name not in self.evidence:
                raise StudyError(unknown_name(str(name), self.evidence, what="evidence item"), file=file, key="items")
        for name, entry in entries.items():
            if "include" in entry:
                problem = "stands beside items, which says what is in. Allowed: one of the two"
                raise StudyError(problem, file=file, key=f"evidence.{name}.include")
        self.evidence = {k: e.model_copy(update={"include": k in names}) for k, e in self.evidence.items()}


def _overlaid(old: Table, table: Table, file: str, key: str) -> Table:
    """Merge a quantity's entry into what it changes; a new prior brings its own unit and provenance."""
    if "prior" not in table:
        if "unit" in table and "unit" in old and table["unit"] != old["unit"]:
            raise StudyError("a new unit needs a new prior", file=file, key=f"{key}.unit")
        return {**old, **table}
    unit = table.get("unit")
    if not isinstance(unit, str):
        wanted = old.get("unit", "such as 'usd' or 'dimensionless'")
        raise StudyError(
            f"is missing. Allowed: {wanted!r}, or a unit that converts to it", file=file, key=f"{key}.unit"
        )
    parse_unit(unit, file=file, key=f"{key}.unit")
    factor = conversion_factor(unit, old["unit"], file=file, key=f"{key}.unit") if "unit" in old else 1.0
    try:
        prior = read_prior(table["prior"], factor=factor)
    except ValueError as error:
        given = f" (given in {unit!r}, used in {old['unit']!r})" if factor != 1 else ""
        raise StudyError(f"{error}{given}", file=file, key=f"{key}.prior") from None
    return {**old, **_RESTATED, **table, "unit": old.get("unit", unit), "prior": prior}


def _tables(table: Table, key: str, file: str) -> Table:
    return as_table(table.get(key, {}), file, key)

"""Merging: the layers of a study laid over the catalogue, each entry checked as it comes.

An entry for a whole vector holds for all its coordinates, but for those that have entries in the same file.
"""

import datetime as dt
from dataclasses import replace
from typing import Any

from .catalogue import Catalogue, record
from .correlation import Correlation, check_correlations
from .errors import Problems, StudyError, quoted, unknown_name
from .evidence_item import EvidenceItem
from .files import Table, as_table
from .naming import check_entry_name, check_quantity_name
from .option_weights import weighed
from .overlaying import overlaid, said, unsaid
from .records import Scenario, read_date
from .statements import Claim
from .study import Study, split_name
from .subject import Subject, about_others, left_out

__all__ = ["STUDY_KEYS", "Merged"]

STUDY_KEYS = (
    *("title", "extends", "model", "subject", "as_of", "without", "items", "choices", "weights", "accelerator"),
    *("quantities", "scenarios", "correlations", "evidence", "claims"),
)
_EXCLUDES = {
    "value": ("low", "high"),
    "low": ("value", "sd", "sd_quantity"),
    "high": ("value", "sd", "sd_quantity"),
    "sd": ("sd_quantity",),
    "sd_quantity": ("sd",),
}
"""By key of an item that a layer gives: those of earlier layers which it takes the place of."""


class Merged:
    """A study with layers laid over it, as checked records.

    Parameters
    ----------
    study : Study
        What they are laid over.
    """

    def __init__(self, study: Study) -> None:
        self.base, self.title, self.as_of = study, "", study.as_of
        self.quantities, self.evidence = dict(study.quantities), dict(study.evidence)
        self.claims, self.choices, self.options = dict(study.claims), dict(study.choices), dict(study.options)
        self.subject, self.model, self.correlations = study.subject, study.model, dict(study.correlations)
        self.chosen, self.listed = dict(study.chosen), dict(study.listed)
        self._formulas: set[str] = set()

    @classmethod
    def of(cls, data: Catalogue) -> "Merged":
        """Begin with a model's own numbers, and the first option of each structural choice."""
        nothing = Study("", "", dt.date.max, data.quantities, data.evidence, options=data.options, model=data.model)
        merged = cls(replace(nothing, claims=data.claims))
        merged._name(data.model.subject)
        for name, choice in data.options.items():
            merged._choose("", name, next(iter(choice.options)))
        return merged

    def add(self, file: str, table: Table) -> None:
        """Apply one layer; a choice's option changes quantities before the layer's own entries do.

        Raises
        ------
        StudyError
            With all that is wrong in the layer.
        """
        problems = Problems()
        with problems.noted():
            self._change_top(file, table)
        wholes = {"subject": self._change_subject, "accelerator": self._equip}
        wholes["without"] = lambda file, entry: self._exclude(left_out(self.evidence, entry, file))
        for key, change_all in wholes.items():
            with problems.noted():
                if key in table:
                    change_all(file, table[key])
        if table.get("evidence") == "none":
            if "items" in table:
                problems.errors.append(StudyError("stands beside evidence = 'none'", file=file, key="items"))
            table = {**{key: entries for key, entries in table.items() if key != "evidence"}, "items": []}
        for key, change in (
            ("choices", self._choose),
            ("weights", self._weigh),
            ("quantities", self._change_quantity),
            ("scenarios", self._change_scenario),
            ("correlations", self._correlate),
            ("evidence", self._change_evidence),
            ("claims", self._change_claim),
        ):
            with problems.noted():
                entries = as_table(table.get(key, {}), file, key)
                for name, entry in sorted(entries.items(), key=lambda pair: "[" in pair[0]):  # coordinates last
                    with problems.noted():
                        change(file, name, entry)
        with problems.noted():
            check_correlations(self.correlations, self.quantities, file)
        with problems.noted():
            self._take(file, table)
        problems.check()

    def study(self, **others: Any) -> Study:
        """Return what the layers come to, with other fields as they are given."""
        keys = ["as_of", "quantities", "evidence", "choices", "claims", "options", "subject", "model"]
        keys += ["correlations", "chosen", "listed"]
        return replace(self.base, **{**{key: getattr(self, key) for key in keys}, **others})

    def _name(self, subject: str) -> None:
        """Have the model's titles name a subject."""
        if self.base.catalogue.model.subject:
            own = self.model.coordinates
            model = self.base.catalogue.model.about(subject)
            self.model = model.model_copy(update={"coordinates": {**model.coordinates, **own}})

    def _change_subject(self, file: str, entry: object) -> None:
        """Take another subject; items that are about the former one are out."""
        subject = record(Subject, as_table(entry, file, "subject"), file, "subject")
        if not self.model.subject:
            raise self._of_one_subject(file, "subject")
        if not subject.name.strip():
            problem = "is missing. Allowed: what the study is about, as a sentence has it"
            raise StudyError(problem, file=file, key="subject.name")
        self.subject = subject
        self._name(subject.name)
        self._exclude(about_others(self.evidence, subject.name))

    def _of_one_subject(self, file: str, key: str) -> StudyError:
        problem = f"stands in a study of {self.model.title}. Allowed: in one that extends 'blank', or what does"
        return StudyError(problem, file=file, key=key)

    def _equip(self, file: str, name: object) -> None:
        """Take the numbers of an accelerator; the layer's own entries come after."""
        known = self.base.catalogue.accelerators
        if not isinstance(name, str) or name not in known:
            raise StudyError(unknown_name(name, known, what="accelerator"), file=file, key="accelerator")
        for quantity, entry in known[name].quantities.items():
            self._change_quantity(f"accelerators.toml, {name}", quantity, entry)

    def _exclude(self, names: set[str]) -> None:
        self.listed |= dict.fromkeys(names, "")
        self.evidence |= {name: self.evidence[name].model_copy(update={"include": False}) for name in names}

    def _change_scenario(self, file: str, name: str, entry: object) -> None:
        """Give a scenario, or another coordinate, a title; or leave it out with all its entries."""
        key = f"scenarios.{name}"
        scenario = record(Scenario, as_table(entry, file, key), file, key)
        own = [quantity for quantity in self.quantities if split_name(quantity)[1] == name]
        if not own:
            coordinates = {c for c in (split_name(quantity)[1] for quantity in self.quantities) if c}
            made_by = " or ".join(f"{dim.quantity}[{name}]" for dim in self.base.model.dims.values() if dim.quantity)
            problem = f"{unknown_name(name, coordinates, what='scenario')} One more needs an entry for {made_by}."
            raise StudyError(problem, file=file, key=key)
        if scenario.title:
            self.model = self.model.model_copy(update={"coordinates": {**self.model.coordinates, name: scenario.title}})
        if not scenario.include:
            if self.model.post and not self.model.subject and name in self.base.catalogue.model.coordinates:
                problem = "has formulas of its own. Allowed: a scenario_weight of 0, so that it counts for nothing"
                raise StudyError(problem, file=file, key=f"{key}.include")
            for quantity in own:
                del self.quantities[quantity]
            if not any("[" in quantity for quantity in self.quantities):
                raise StudyError("leaves none. Allowed: entries for another beside it", file=file, key=f"{key}.include")

    def _change_top(self, file: str, table: Table) -> None:
        problems = Problems()
        unknown = sorted(table.keys() - set(STUDY_KEYS))
        said = {"discounts": "unknown key 'discounts'. Allowed: [quantities.NAME], which items name as a discount"}
        wrong = {key: said.get(key) or unknown_name(key, STUDY_KEYS, what="key") for key in unknown}
        problems.errors += [StudyError(problem, file=file, key=key) for key, problem in wrong.items()]
        if not isinstance(table.get("title", ""), str):
            problems.errors.append(StudyError(f"{quoted(table['title'])} is not text", file=file, key="title"))
        elif "title" in table and not table["title"].strip():
            problems.errors.append(StudyError("is blank. Allowed: what the study is", file=file, key="title"))
        self.title = table.get("title", "")
        with problems.noted():
            self.as_of = read_date(table["as_of"], file=file, key="as_of") if "as_of" in table else self.as_of
        problems.check()

    def _choose(self, file: str, name: str, option: object) -> None:
        choices, key = self.options, f"choices.{name}"
        if name not in choices:
            raise StudyError(unknown_name(name, choices, what="choice"), file=file, key=key)
        options = choices[name].options
        if not isinstance(option, str) or option not in options:
            raise StudyError(unknown_name(option, options, what="option"), file=file, key=key)
        if self.choices.get(name, option) != option:
            self.chosen[name] = file
        self.choices[name] = option
        for quantity, entry in options[option].quantities.items():
            self._change_quantity(f"choices.toml, {name}={option}", quantity, entry)

    def _weigh(self, file: str, name: str, entry: object) -> None:
        """Give the options of a choice prior weights, relative to each other's."""
        key, table = f"weights.{name}", as_table(entry, file, f"weights.{name}")
        models = {each: choice for each, choice in self.options.items() if not choice.question}
        if name not in models:
            raise StudyError(unknown_name(name, models, what="choice between models"), file=file, key=key)
        self.options[name] = weighed(models[name], table, file=file, key=key)

    def _change_quantity(self, file: str, name: str, entry: object) -> None:
        """Change a quantity, and every coordinate of it that has an entry of its own."""
        key = f"quantities.{name}"
        check_quantity_name(name, file=file, key=key)
        table = as_table(entry, file, key)
        names = [name, *(other for other in self.quantities if other.startswith(f"{name}["))]
        if "formula" in table:
            self._take_formula(file, names, table)
            return
        for each in names:
            base = next((self.quantities[n] for n in (each, split_name(name)[0], *names) if n in self.quantities), None)
            old = said(base) if base else {"title": name}
            if "[" in each:  # whose whole has the dims
                old |= {"dims": ()}
            given = table if each == name else {key: value for key, value in table.items() if key != "dims"}
            weight = any(dim.quantity == split_name(name)[0] for dim in self.base.model.dims.values())
            self.quantities[each] = overlaid(old, given, file, f"quantities.{name}", positive=weight)

    def _take_formula(self, file: str, names: list[str], table: Table) -> None:
        name, key = names[0], f"quantities.{names[0]}"
        if table != {"formula": True}:
            problem = "stands beside other keys or is not true. Allowed: formula = true, alone"
            raise StudyError(f"{quoted(table['formula'])} {problem}", file=file, key=f"{key}.formula")
        known = self.quantities.keys() | self._formulas
        if not known & set(names):
            raise StudyError(unknown_name(name, known, what="quantity"), file=file, key=key)
        dims = [dim for dim, of in self.base.model.dims.items() if of.quantity == split_name(name)[0]]
        if dims:
            problem = f"has no formula: the coordinates of {dims[0]!r} are those of its entries. Allowed: another prior"
            raise StudyError(f"{quoted(name)} {problem}", file=file, key=key)
        self._formulas.add(name)
        for each in names:
            self.quantities.pop(each, None)

    def _correlate(self, file: str, name: str, entry: object) -> None:
        """Have quantities go together, or, with a rank of zero, no longer."""
        key = f"correlations.{name}"
        check_entry_name(name, file=file, key=key)
        made = record(Correlation, as_table(entry, file, key), file, key)
        correlations = {**self.correlations, name: made}
        check_correlations(correlations, self.quantities, file)
        self.correlations = {each: entry for each, entry in correlations.items() if entry.rank}

    def _change_evidence(self, file: str, name: str, entry: object) -> None:
        key = f"evidence.{name}"
        table = as_table(entry, file, key)
        old = said(self.evidence[name]) if name in self.evidence else {}
        new = {"title": name, "cluster": name, "source": "", "quote": "", "used_by_author": False}
        new |= {"subject": self.subject.name}
        if not old and not table.keys() & {"measures", "kind"}:
            raise StudyError(unknown_name(name, self.evidence, what="evidence item"), file=file, key=key)
        check_entry_name(name, file=file, key=key)
        if old and table.get("unit", old["unit"]) != old["unit"] and not table.keys() & {"value", "low", "high"}:
            raise StudyError("a new unit needs a new value or range", file=file, key=f"{key}.unit")
        self.listed[name] = file if table.get("include") is not False else ""
        problems = Problems()
        if table.get("subject") and not self.model.subject:
            problems.errors.append(self._of_one_subject(file, f"{key}.subject"))
        if not old and self.model.post:
            problems.errors += unsaid(file, key, table)
        dropped = {other for given in table for other in _EXCLUDES.get(given, ())} - table.keys()
        kept = {k: v for k, v in old.items() if k not in dropped}
        if table.get("subject", about := (kept or new)["subject"]) != about and self.subject.name:
            table = {"include": table["subject"] in ("", self.subject.name), **table}
        with problems.noted():
            self.evidence[name] = record(EvidenceItem, {**(kept or new), **table}, file, key)
        problems.check()

    def _change_claim(self, file: str, name: str, entry: object) -> None:
        key = f"claims.{name}"
        check_entry_name(name, file=file, key=key)
        old = said(self.claims[name]) if name in self.claims else {"quote": ""}
        self.claims[name] = record(Claim, {**old, **as_table(entry, file, key)}, file, key)

    def _take(self, file: str, table: Table) -> None:
        """Put the items of a list in and all others out, those too that the catalogue does not have yet."""
        if "items" not in table:
            return
        names, entries = table["items"], table.get("evidence", {})
        if not isinstance(names, list) or len({*map(str, names)}) < len(names):
            problem = "is not a list of different items. Allowed: such as []"
            raise StudyError(f"{quoted(names)} {problem}", file=file, key="items")
        for name in names:
            if not isinstance(name, str) or name not in self.evidence:
                raise StudyError(unknown_name(name, self.evidence, what="evidence item"), file=file, key="items")
        for name, entry in entries.items() if isinstance(entries, dict) else ():
            if isinstance(entry, dict) and "include" in entry:
                problem = "stands beside items, which says what is in. Allowed: one of the two"
                raise StudyError(problem, file=file, key=f"evidence.{name}.include")
            if name not in names:
                problem = "stands beside items, which leaves it out. Allowed: its name there too, or no entry"
                raise StudyError(problem, file=file, key=f"evidence.{name}")
        self.listed = dict.fromkeys(names, file)
        self.evidence = {k: e.model_copy(update={"include": k in names}) for k, e in self.evidence.items()}

"""Studies: everything that one run assumes, in the form that the graph is built from."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from .catalogue import Catalogue, catalogue
from .correlation import Correlation
from .errors import StudyError, unknown_name
from .evidence_item import EvidenceItem
from .model_record import ModelRecord
from .records import Choice, Option, Quantity
from .statements import Claim
from .subject import Subject

__all__ = ["Study", "split_name"]

NO_CHOICE = Option(title="All items enter jointly")
"""How evidence enters where a model has no choice on it."""


@cache
def split_name(name: str) -> tuple[str, str | None]:
    """Split ``node[coordinate]`` into its two parts; the second is None for a scalar."""
    base, _, rest = name.partition("[")
    return base, rest.removesuffix("]") or None


@dataclass(frozen=True)
class Study:
    """Priors, evidence, structural choices, claims and a date.

    Attributes
    ----------
    name : str
        Name of a shipped study, or the stem of the user's file.
    title : str
        One line for reports.
    as_of : datetime.date
        Items published after it are not seen.
    quantities : dict of str to Quantity
        Priors by ``node`` or ``node[coordinate]``. One under a computed node's name replaces its formula.
    evidence : dict of str to EvidenceItem
        The whole catalogue, whether or not an item is seen.
    choices : dict of str to str
        The option taken of each structural choice.
    claims : dict of str to Claim
        Statements whose probability is asked for.
    options : dict of str to Choice
        What each choice may be.
    file : str
        Where the study was read from.
    model : ModelRecord
        Which argument the numbers are for; the post's unless given.
    subject : Subject
        What it is about, where its model is one of several.
    correlations : dict of str to Correlation
        Quantities that go together.
    chosen : dict of str to str
        By choice of which a layer took another option than those before it: what errors call the layer.
    listed : dict of str to str
        By item which layer means it to be in, by a list or by an entry; empty for one that a later layer leaves out.
    """

    name: str
    title: str
    as_of: dt.date
    quantities: Mapping[str, Quantity]
    evidence: Mapping[str, EvidenceItem] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    claims: Mapping[str, Claim] = field(default_factory=dict)
    options: Mapping[str, Choice] = field(default_factory=dict)
    file: str = ""
    model: ModelRecord = field(default_factory=lambda: catalogue().model)
    subject: Subject = field(default_factory=Subject)
    correlations: Mapping[str, Correlation] = field(default_factory=dict)
    chosen: Mapping[str, str] = field(default_factory=dict, compare=False)
    listed: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def items(self) -> tuple[str, ...]:
        """Names of the evidence items that enter the likelihood, in order of date."""
        if self.taken_on_evidence.likelihood == "none":
            return ()
        return tuple(
            name for name in self.items_by_date() if self.evidence[name].include and self.sees(self.evidence[name])
        )

    @property
    def catalogue(self) -> Catalogue:
        """The data of the study's model, before any study has changed them."""
        return catalogue(self.model.folder)

    @property
    def cut(self) -> bool:
        """Whether share reports inform their own discounts alone, and what the model lets them inform beside."""
        return self.taken_on_evidence.likelihood == "cut"

    @property
    def weights(self) -> dict[str, dict[str, float]]:
        """Prior weights of options in an average over models, of choices in which not all of them are one."""
        each = {name: {o: entry.weight for o, entry in choice.options.items()} for name, choice in self.options.items()}
        return {name: weights for name, weights in each.items() if set(weights.values()) != {1.0}}

    @property
    def choice_on_evidence(self) -> str:
        """Name of the structural choice of how reports enter; empty if the study takes no option of one."""
        return next((name for name, choice in self.options.items() if choice.evidence and name in self.choices), "")

    @property
    def taken_on_evidence(self) -> Option:
        """The option taken of how reports enter."""
        name = self.choice_on_evidence
        return self.options[name].options[self.choices[name]] if name else NO_CHOICE

    @property
    def joint_options(self) -> tuple[str, ...]:
        """Options of how reports enter under which all items have a joint likelihood."""
        options = self.options[self.choice_on_evidence].options if self.choice_on_evidence else {}
        return tuple(name for name, option in options.items() if option.likelihood == "joint")

    def answerable(self, choice: str) -> tuple[str, ...]:
        """Options of a choice that need no number for which the model's stands in; the one taken, and what it needs."""
        options = self.options[choice].options
        own = set(options[self.choices[choice]].needs)
        needed = {option: set(each.needs) - own for option, each in options.items()}
        return tuple(option for option, names in needed.items() if not names or any(map(self.gives, names)))

    def gives(self, name: str) -> bool:
        """Whether a quantity has a prior that is not the model's own."""
        own = self.catalogue.quantities.get(name)
        return name in self.quantities and (own is None or self.quantities[name].prior != own.prior)

    def sees(self, item: EvidenceItem) -> bool:
        """Whether an item was published on or before the study's date."""
        return item.published <= self.as_of

    def items_by_date(self) -> tuple[str, ...]:
        """Names of all items in the catalogue, in order of date and then of name."""
        return tuple(sorted(self.evidence, key=lambda name: (self.evidence[name].published, name)))

    def coordinates(self, dim: str) -> tuple[str, ...]:
        """Coordinates of a dim of the model: those of the quantity that it goes by, or the items of its kind."""
        of = self.model.dims[dim]
        if of.kind:
            return tuple(name for name in self.items_by_date() if self.evidence[name].kind == of.kind)
        return tuple(c for base, c in map(split_name, self.quantities) if base == of.quantity and c)

    def at(self, as_of: dt.date) -> "Study":
        """Return the same study at another date."""
        return replace(self, as_of=as_of)

    def with_items(self, items: Iterable[str]) -> "Study":
        """Return the same study with these items in and all others out, whatever their dates."""
        chosen = set(items)
        evidence = {name: e.model_copy(update={"include": name in chosen}) for name, e in self.evidence.items()}
        latest = max((e.published for name, e in evidence.items() if name in chosen), default=self.as_of)
        return replace(self, evidence=evidence, as_of=max(self.as_of, latest))

    def quantity(self, name: str) -> Quantity:
        """Return the quantity of that name, or the default of all coordinates where it has none of its own.

        Raises
        ------
        StudyError
            If there is neither.
        """
        base, _ = split_name(name)
        for candidate in (name, base):
            if candidate in self.quantities:
                return self.quantities[candidate]
        raise StudyError(unknown_name(name, self.quantities, what="quantity"), file=self.file)

    def digest(self) -> str:
        """Return a hash of everything that the study assumes; equal studies have equal digests."""
        content = {
            "model": self.model.model_dump(mode="json"),
            "subject": self.subject.model_dump(mode="json"),
            "correlations": {k: c.model_dump(mode="json") for k, c in sorted(self.correlations.items())},
            "as_of": self.as_of.isoformat(),
            "choices": dict(sorted(self.choices.items())),
            "quantities": {k: q.model_dump(mode="json") for k, q in sorted(self.quantities.items())},
            "evidence": {k: e.model_dump(mode="json") for k, e in sorted(self.evidence.items())},
            "claims": {k: c.model_dump(mode="json") for k, c in sorted(self.claims.items())},
            "options": {k: c.model_dump(mode="json") for k, c in sorted(self.options.items())},
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

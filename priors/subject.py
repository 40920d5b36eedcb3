"""Subjects: what a study is about where its model is one of several, and which items are about something else."""

from collections.abc import Mapping

from pydantic import Field, model_validator

from .checking import record
from .errors import StudyError, quoted, unknown_name
from .evidence_item import EvidenceItem
from .records import Date, Record, Title, Words

__all__ = ["Subject", "about_others", "left_out"]

ALL = "all"


class Subject(Record):
    """What a study is about.

    Attributes
    ----------
    name : str
        As titles and sentences have it; empty where the study's model is about one thing.
    date : datetime.date, optional
        When it came out.
    words : dict of str to str
        Titles of nodes, as this subject has them.
    """

    name: Title = ""
    date: Date | None = None
    words: dict[str, Title] = Field(default_factory=dict)


def about_others(evidence: Mapping[str, EvidenceItem], subject: str) -> set[str]:
    """Return the items that are about another subject; those of none are about any, and a study of none takes any."""
    return {name for name, item in evidence.items() if subject and item.subject not in ("", subject)}


def left_out(evidence: Mapping[str, EvidenceItem], said: object, file: str) -> set[str]:
    """Return the items that a study's ``without`` names: all, or those of clusters, or of before or after a date.

    Raises
    ------
    StudyError
        If it is something else, or names a cluster that there is none of.
    """
    if said == ALL:
        return set(evidence)
    if not isinstance(said, dict):
        problem = f"{quoted(said)} is neither. Allowed: {ALL!r}, or a table with clusters, before or after"
        raise StudyError(problem, file=file, key="without")
    which = record(Without, said, file, "without")
    known = {item.cluster for item in evidence.values()}
    for cluster in which.clusters:
        if cluster not in known:
            raise StudyError(unknown_name(cluster, known, what="cluster"), file=file, key="without.clusters")
    return {name for name, item in evidence.items() if which.holds(item)}


class Without(Record):
    """Which items of the studies that it extends a study leaves out: those of any of these."""

    clusters: Words = ()
    before: Date | None = None
    after: Date | None = None

    @model_validator(mode="after")
    def _apart(self) -> "Without":
        if not (self.clusters or self.before or self.after):
            raise ValueError("names nothing. Allowed: clusters, before or after")
        if self.before and self.after and self.after < self.before:
            raise ValueError(f"after {self.after} or before {self.before} is all there is. Allowed: without = {ALL!r}")
        return self

    def holds(self, item: EvidenceItem) -> bool:
        """Whether an item is one of them."""
        early = self.before is not None and item.published < self.before
        late = self.after is not None and item.published > self.after
        return early or late or item.cluster in self.clusters

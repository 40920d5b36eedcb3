"""Assumptions: the part of a study that can change what is computed from it.

Records are taken whole but for the fields named here, so that a field that is new counts until it is known to be
words alone.
"""

from collections.abc import Mapping
from typing import Any

from .evidence_item import EvidenceItem
from .study import Study

__all__ = ["assumptions", "reported"]

_QUANTITY_WORDS = {"title", "basis", "source", "quote", "quote_kind", "note"}
_ITEM_WORDS = {
    "title",
    "source",
    "quote",
    "quote_kind",
    "note",
    "author_did",
    "informs",
    "cluster",
    "quantity_measured",
    "subject",
}
_ITEM_WORDS |= {"known_to_author", "used_by_author", "published", "include"}  # which are in is said beside them
_VALUES = {"value", "low", "high", "sd"}
"""What an item says, which matters if it is in; it ties the same names together if it is out."""

_MODEL_WORDS: Mapping[str, Any] = {
    **dict.fromkeys(
        ("title", "post", "formulas", "panels", "limits", "explored", "parts", "coordinates", "short"), True
    ),
    "subject": True,
    "conclusion": {"title", "unit", "claim", "below", "above", "question"},
}
"""The formulas themselves are known to the graph, not to the study."""


def assumptions(study: Study) -> dict[str, Any]:
    """Return all of a study that can change its draws, as plain values.

    Notes
    -----
    Not its titles, notes, quotes, sources and claims; of its date only which items are in, in their order; of its
    structural choices the options that are taken.
    """
    return {
        "model": study.model.model_dump(mode="json", exclude=_MODEL_WORDS),
        "choices": dict(study.choices),
        "enters": study.taken_on_evidence.model_dump(include={"likelihood", "observation_model"}),
        "quantities": [
            (name, entry.model_dump(mode="json", exclude=_QUANTITY_WORDS)) for name, entry in study.quantities.items()
        ],
        "items": list(study.items),
        "evidence": [(name, reported(study.evidence[name], name in study.items)) for name in study.items_by_date()],
    }


def reported(item: EvidenceItem, whole: bool = True) -> dict[str, Any]:
    """Return what an item says and of what, as plain values; of one that is out, only of what."""
    return item.model_dump(mode="json", exclude=_ITEM_WORDS if whole else _ITEM_WORDS | _VALUES)

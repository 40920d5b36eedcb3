"""Diagnosis: how the draws of a posterior were made, and how far they may be trusted."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from .gate import Gate, read_gate

__all__ = ["Diagnosis", "Source"]

Source = Literal["weights", "particles", "chains"]


@dataclass(frozen=True)
class Diagnosis:
    """How the draws of a posterior were made, and how far they may be trusted.

    Attributes
    ----------
    method : {"weights", "particles", "chains"}
        Weighted draws of a proposal, tempered particles, or chains.
    gate : Gate
        Whether they have converged; nothing of what has not may be reported.
    ess : float
        Effective number of draws, whatever is read off them: of weighted ones and particles with what keeping
        fewer costs; of particles at the worst input, of chains at the worst node.
    cut : bool
        Whether share reports informed only their own discounts and the room: see `weights.cut`.
    log_evidence, log_evidence_mcse : float
        Log marginal likelihood of the items that are in, and its Monte Carlo standard error; NaN of chains, and of
        a cut study, which has none.
    """

    method: Source
    gate: Gate
    ess: float
    cut: bool = False
    log_evidence: float = float("nan")
    log_evidence_mcse: float = float("nan")

    @property
    def attrs(self) -> dict[str, Any]:
        """The same in plain values, for the attributes of labelled data."""
        return {**vars(self), "gate": json.dumps(asdict(self.gate)), "cut": int(self.cut)}

    @classmethod
    def read(cls, attrs: Mapping[Any, Any]) -> "Diagnosis":
        """Return what has these attributes."""
        values = {name: attrs[name] for name in cls.__dataclass_fields__}
        return cls(**{**values, "gate": read_gate(json.loads(attrs["gate"])), "cut": bool(attrs["cut"])})

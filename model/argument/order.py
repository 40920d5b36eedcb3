"""The argument: every computed node, part by part, in the order in which the post makes it."""

from ..language import Node
from . import (
    access,
    affording,
    buchanan,
    conclusion,
    demand,
    deployment,
    development,
    hardware,
    measured,
    scaling,
    talent,
)

__all__ = ["ARGUMENT"]

PARTS = (access, talent, hardware, affording, demand, deployment, development, scaling, conclusion, buchanan, measured)

ARGUMENT = tuple(node for part in PARTS for node in vars(part).values() if isinstance(node, Node))
"""Every computed node of the post's argument, as its part declares it."""

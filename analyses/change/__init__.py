"""Change: the conclusion under other assumptions, and what separates two studies.

Interventions, observations and differences belong here. It imports `fit` and `evidence`.
"""

from .bearing import Bearing as Bearing
from .bearing import bearing as bearing
from .bearing import replaced as replaced
from .changes import Changes as Changes
from .changes import read_changes as read_changes
from .changes import read_choices as read_choices
from .comparison import BELOW as BELOW
from .comparison import Comparison as Comparison
from .comparison import compare_studies as compare_studies
from .differences import ABSENT as ABSENT
from .differences import OUT as OUT
from .differences import Difference as Difference
from .differences import Group as Group
from .differences import differences as differences
from .interventions import chosen as chosen
from .plausibility import Beyond as Beyond
from .plausibility import Far as Far
from .plausibility import beyond_limits as beyond_limits
from .plausibility import bypassed as bypassed
from .plausibility import far_items as far_items
from .plausibility import far_values as far_values
from .plausibility import idle as idle
from .plausibility import idle_choices as idle_choices
from .plausibility import idle_items as idle_items
from .plausibility import own as own
from .plausibility import taken as taken
from .plausibility import unchanged as unchanged
from .what_if import CLAIM_VISIBLE as CLAIM_VISIBLE
from .what_if import ClaimMove as ClaimMove
from .what_if import Move as Move
from .what_if import WhatIf as WhatIf
from .what_if import supposed as supposed
from .what_if import what_if as what_if

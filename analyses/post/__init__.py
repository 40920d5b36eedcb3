"""Post: what the post says, whether its figures come out, and whether its steps hold together.

Only what is asked of published figures belongs here. It imports `fit`.
"""

from .audit import PREDICTION as PREDICTION
from .audit import AuditRow as AuditRow
from .audit import Reconstruction as Reconstruction
from .audit import audit as audit
from .audit import compare_reconstructions as compare_reconstructions
from .audit import distinct as distinct
from .audit import totals as totals
from .author_step import AuthorStep as AuthorStep
from .author_step import author_steps as author_steps
from .coherence import Coherence as Coherence
from .coherence import LogNormal as LogNormal
from .coherence import coherence as coherence

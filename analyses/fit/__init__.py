"""Fit: the posterior of a study, whether it may be reported, and what is read off it.

Every other folder of the analyses stands on this one, which imports none of them.
"""

from .claims import ClaimRow as ClaimRow
from .claims import check_claims as check_claims
from .claims import check_node as check_node
from .claims import claim_probabilities as claim_probabilities
from .claims import holds as holds
from .claims import nodes_of as nodes_of
from .diagnosis import Diagnosis as Diagnosis
from .estimates import Estimate as Estimate
from .estimates import Sample as Sample
from .estimates import information_gain as information_gain
from .estimates import probability_error as probability_error
from .fitted import Fit as Fit
from .fitted import Posterior as Posterior
from .fitting import DRAWS as DRAWS
from .fitting import OVERSAMPLING as OVERSAMPLING
from .fitting import FitAll as FitAll
from .fitting import Method as Method
from .fitting import checked_graph as checked_graph
from .fitting import fit_each as fit_each
from .fitting import posterior as posterior
from .fitting import refit as refit
from .fitting import restored as restored
from .fitting import trusted_draws as trusted_draws
from .fitting import weighed as weighed
from .gate import Gate as Gate
from .headline import PROBABILITIES as PROBABILITIES
from .headline import Headline as Headline
from .headline import HeadlineAll as HeadlineAll
from .headline import headline as headline
from .headline import headline_data as headline_data
from .judging import finite as finite
from .judging import judged as judged
from .nodes import node_draws as node_draws
from .readouts import CI_PROB as CI_PROB
from .readouts import READOUTS as READOUTS
from .readouts import TOOL_DRAWS as TOOL_DRAWS
from .readouts import Readout as Readout
from .readouts import interval as interval
from .readouts import tool_error as tool_error
from .summary import Row as Row
from .summary import summarise as summarise
from .verdict import Verdict as Verdict
from .warm import HeadlineNear as HeadlineNear
from .warm import Near as Near
from .warm import Warm as Warm

"""Decision: what would be worth finding out before a claim is asserted.

Questions with a loss in them belong here. It imports `fit`.
"""

from .binary_decision import Gain as Gain
from .value_of_information import ValueOfInformation as ValueOfInformation
from .value_of_information import Worth as Worth
from .value_of_information import claim_named as claim_named
from .value_of_information import value_of_information as value_of_information
from .value_of_information import value_of_inputs as value_of_inputs
from .value_of_information import with_all_evidence as with_all_evidence

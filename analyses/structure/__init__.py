"""Structure: the conclusion under the choices that no prior covers, and which of them the data prefer.

Questions about structural choices belong here. It imports `fit`.
"""

from .averaging import Average as Average
from .averaging import AverageRow as AverageRow
from .averaging import WeightRow as WeightRow
from .averaging import average as average
from .choice_effects import Alone as Alone
from .choice_effects import EffectRow as EffectRow
from .choice_effects import FlipRow as FlipRow
from .choice_effects import effects as effects
from .choice_effects import flips as flips
from .choice_effects import one_at_a_time as one_at_a_time
from .model_comparison import EvidenceRow as EvidenceRow
from .model_comparison import compare_options as compare_options
from .multiverse import ConclusionsAll as ConclusionsAll
from .multiverse import Multiverse as Multiverse
from .multiverse import Universe as Universe
from .multiverse import conclusions as conclusions
from .multiverse import headlines_of as headlines_of
from .multiverse import multiverse as multiverse
from .panels import PanelRow as PanelRow
from .panels import panel_rows as panel_rows
from .specifications import varied_choices as varied_choices

"""Evidence: what each item and each discount does to the conclusion, and when.

Questions about single items, discounts and dates belong here. It imports `fit`.
"""

from .checks import PREDICTED as PREDICTED
from .checks import CheckRow as CheckRow
from .checks import Expected as Expected
from .checks import Predicted as Predicted
from .checks import check_rows as check_rows
from .checks import expected as expected
from .discounting import default_discount as default_discount
from .discounting import kind_of as kind_of
from .discounting import options_of as options_of
from .discounts import FACTORS as FACTORS
from .discounts import DiscountRow as DiscountRow
from .discounts import discount_rows as discount_rows
from .discounts import discounts_of as discounts_of
from .discounts import with_width as with_width
from .implied import CENTRES as CENTRES
from .implied import Crossing as Crossing
from .implied import Curve as Curve
from .implied import implied as implied
from .influence import Influence as Influence
from .influence import influences as influences
from .reliance import Surprise as Surprise
from .reliance import Without as Without
from .reliance import at_second_hand as at_second_hand
from .reliance import surprises as surprises
from .reliance import without_items as without_items
from .reversal import CAUSES as CAUSES
from .reversal import Cause as Cause
from .reversal import Reversal as Reversal
from .reversal import reversals as reversals
from .timeline import State as State
from .timeline import items_ever as items_ever
from .timeline import panels as panels
from .timeline import state_at as state_at
from .timeline import timeline as timeline
from .timeline import turning_points as turning_points
from .unused import Use as Use
from .unused import unused as unused
from .updating import PRIOR as PRIOR
from .updating import Step as Step
from .updating import UpdateRow as UpdateRow
from .updating import input_shifts as input_shifts
from .updating import steps as steps
from .updating import update_rows as update_rows

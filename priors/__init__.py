"""The numbers, with where they come from: quantities, evidence, choices, published figures and claims.

This layer is data and a typed loader. It imports nothing of the others.
"""

from .catalogue import Catalogue as Catalogue
from .catalogue import catalogue as catalogue
from .errors import ImpossibleEvidence as ImpossibleEvidence
from .errors import StudyError as StudyError
from .errors import unknown_name as unknown_name
from .evidence_item import EvidenceItem as EvidenceItem
from .families import CI_PROB as CI_PROB
from .families import make_prior as make_prior
from .loading import DEFAULT_STUDY as DEFAULT_STUDY
from .loading import SHIPPED as SHIPPED
from .loading import is_shipped as is_shipped
from .loading import load_study as load_study
from .loading import read_date as read_date
from .loading import read_figures as read_figures
from .loading import reconstructions as reconstructions
from .loading import with_choices as with_choices
from .loading import with_layer as with_layer
from .making import make_study as make_study
from .model_record import ModelRecord as ModelRecord
from .preset import Preset as Preset
from .prior import Prior as Prior
from .published_figure import PublishedFigure as PublishedFigure
from .records import Event as Event
from .records import Quantity as Quantity
from .statements import Claim as Claim
from .study import Study as Study
from .study import split_name as split_name

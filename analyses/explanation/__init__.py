"""Explanation: what is known of a node without drawing from it.

It imports no other folder, so that a question about a graph waits for nothing that draws.
"""

from .explanation import Explanation as Explanation
from .explanation import explain as explain
from .relative_weights import relative_weights as relative_weights

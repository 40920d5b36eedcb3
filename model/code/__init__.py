"""Code: the prior part of a graph as a program for other tools, by one walk over its formulas with symbols."""

from .squiggle import squiggle as squiggle
from .squigglepy import squigglepy as squigglepy

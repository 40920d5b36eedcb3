"""The explorer: one page, without a server, in which a reader changes priors, reports and dates.

What that page holds and the programs that run in it belong here. It imports `run` and `render`.
"""

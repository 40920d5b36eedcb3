"""The explorer: one page, without a server, in which a reader changes priors, reports and dates."""

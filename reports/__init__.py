"""Results as figures, tables, a report and a command line: the only layer that touches disk or terminal."""

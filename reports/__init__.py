"""Results as figures, tables, a report and a command line: the only layer that touches disk or terminal.

Its folders hand on no names but the sections: a command imports the modules that it uses, and waits for no other's.
"""

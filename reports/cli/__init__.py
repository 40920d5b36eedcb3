"""The command line: options, commands and what each prints.

What only a terminal asks for belongs here. It may import every other folder of the reports, and none imports it.
"""

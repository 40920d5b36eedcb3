"""The page: what the report holds, and how it is written.

Sections are answered, drawn, kept and put into one document here. It imports `sections` and what is below it.
"""
